"""RAR archives, as far as needed: whether a password is needed for what is in one, and whether it is a part.

Laid out as RARLAB's technotes say, for RAR 4 and 5. The archive is never unpacked: only its headers are
walked through, and what is broken counts as far as it was read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

SIGNATURE = b"Rar!\x1a\x07"
_RAR4, _RAR5 = SIGNATURE + b"\x00", SIGNATURE + b"\x01\x00"
_MOST_HEADERS = 10_000  # an archive of more is not looked through

# RAR 4: the kinds of a header, and its flags
_ARCHIVE4, _FILE4 = 0x73, 0x74
_VOLUME4, _NAMES_LOCKED4 = 0x0001, 0x0080
_LOCKED4, _LARGE4, _HAS_DATA4 = 0x0004, 0x0100, 0x8000
_HEADER4 = struct.Struct("<HBHH")  # checksum, kind, flags, size
_SIZE4, _HIGH_SIZE4 = 7, 32  # where a header has the size of the data behind it

# RAR 5
_ARCHIVE5, _FILE5, _SERVICE5, _LOCK5 = 1, 2, 3, 4
_HAS_EXTRA5, _HAS_DATA5 = 0x0001, 0x0002
_VOLUME5 = 0x0001
_LOCK_RECORD5 = 1  # among the extra records of a file
_CHECKSUM5 = 4
_LONGEST_NUMBER = 10  # bytes


class Told(NamedTuple):
    """What the headers of an archive say."""

    locked: bool  # its files, or even their names, need a password
    volume: bool  # it is one of several parts


def told(data: bytes) -> Told | None:
    """What an archive says; None for what is no RAR archive."""
    if data.startswith(_RAR4):
        signs = _signs4(data)
    elif data.startswith(_RAR5):
        signs = _signs5(data)
    else:
        return Told(locked=False, volume=False) if data.startswith(SIGNATURE[:4]) else None
    locked = volume = False
    try:
        for _, (here, part) in zip(range(_MOST_HEADERS), signs, strict=False):
            locked, volume = locked or here, volume or part
            if locked:
                break
    except (struct.error, IndexError, OverflowError):
        pass  # it ends in the middle, or was never an archive
    return Told(locked, volume)


def _signs4(data: bytes) -> Iterator[Told]:
    at = len(_RAR4)
    while at < len(data):
        _, kind, flags, size = _HEADER4.unpack_from(data, at)
        if size < _HEADER4.size:
            return
        yield Told(
            locked=bool(flags & {_ARCHIVE4: _NAMES_LOCKED4, _FILE4: _LOCKED4}.get(kind, 0)),
            volume=kind == _ARCHIVE4 and bool(flags & _VOLUME4),
        )
        if kind == _FILE4 or flags & _HAS_DATA4:
            (behind,) = struct.unpack_from("<L", data, at + _SIZE4)
            if kind == _FILE4 and flags & _LARGE4:
                behind += struct.unpack_from("<L", data, at + _HIGH_SIZE4)[0] << 32
            size += behind
        at += size


def _signs5(data: bytes) -> Iterator[Told]:
    at = len(_RAR5)
    while at < len(data):
        size, start = _number(data, at + _CHECKSUM5)
        kind, place = _number(data, start)
        flags, place = _number(data, place)
        extra, place = _number(data, place) if flags & _HAS_EXTRA5 else (0, place)
        behind, place = _number(data, place) if flags & _HAS_DATA5 else (0, place)
        own, _ = _number(data, place) if kind == _ARCHIVE5 else (0, place)
        end = start + size
        locked = kind in (_FILE5, _SERVICE5) and _LOCK_RECORD5 in _records5(data, end - extra, end)
        yield Told(locked=locked or kind == _LOCK5, volume=kind == _ARCHIVE5 and bool(own & _VOLUME5))
        if not size:
            return
        at = end + behind


def _records5(data: bytes, at: int, end: int) -> Iterator[int]:
    """The kinds of the extra records of a header."""
    while at < end:
        size, start = _number(data, at)
        yield _number(data, start)[0]
        if not size:
            return
        at = start + size


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and where the next thing stands."""
    value = 0
    for place in range(_LONGEST_NUMBER):
        byte = data[at + place]
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return value, at + place + 1
    raise IndexError(at)
