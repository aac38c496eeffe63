"""7z archives, as far as needed: whether a password is needed for what is in one.

Laid out as 7-Zip's own 7zFormat.txt says. The archive is never unpacked: only its header is looked at, which
tells by what each stream was packed.
"""

from __future__ import annotations

import lzma
import struct

from xltools.grids import limits

_FIRST_SIZE = 32  # of the header at the start, which says where the real one lies
_AES = b"\x24\x06\xf1\x07\x01"  # a coder with properties, its name: AES-256 as 7-Zip uses it
_LZMA = b"\x23\x03\x01\x01\x05"  # the same of LZMA, with the length of its properties
_PACKED, _PACK_INFO, _SIZE = 0x17, 0x06, 0x09
_MOST_DICTIONARY = 1 << 26
_LITERAL_STATES, _POSITION_STATES = 9, 5


def is_locked(data: bytes) -> bool:
    """True where its files, or even their names, need a password; False also where its header is broken."""
    try:
        offset, size = struct.unpack_from("<2Q", data, 12)
        header = data[_FIRST_SIZE + offset : _FIRST_SIZE + offset + size]
        return _AES in header or _AES in _unpacked(data, header)
    except (struct.error, IndexError, ValueError, OverflowError, lzma.LZMAError):
        return False


def _unpacked(data: bytes, header: bytes) -> bytes:
    """A header that is packed itself, as it mostly is; nothing where it isn't, or not by LZMA."""
    coder = header.find(_LZMA)
    if header[0] != _PACKED or header[1] != _PACK_INFO or coder < 0:
        return b""
    position, at = _number(header, 2)
    streams, at = _number(header, at)
    if streams != 1 or header[at] != _SIZE:
        return b""
    size, at = _number(header, at + 1)
    start = _FIRST_SIZE + position
    told, dictionary = struct.unpack_from("<BL", header, coder + len(_LZMA))
    if dictionary > _MOST_DICTIONARY:
        return b""
    packing = {"id": lzma.FILTER_LZMA1, "dict_size": dictionary, **_states(told)}
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[packing])
    return unpacker.decompress(data[start : start + size], limits.MAX_SKELETON_BYTES)


def _states(told: int) -> dict[str, int]:
    rest, context = divmod(told, _LITERAL_STATES)
    position, literal = divmod(rest, _POSITION_STATES)
    return {"lc": context, "lp": literal, "pb": position}


def _number(header: bytes, at: int) -> tuple[int, int]:
    """A number, and where the next thing stands: the ones that its first byte begins with tell its length."""
    first = header[at]
    more = 8 - (first ^ 0xFF).bit_length()
    low = int.from_bytes(header[at + 1 : at + 1 + more], "little")
    high = first & (0x7F >> more)
    return (high << 8 * more) + low, at + 1 + more
