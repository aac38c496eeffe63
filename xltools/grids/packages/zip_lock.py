"""Files in zip archives that need a password: the old cipher of zip, and AES as WinZip brought it.

The old one is described in PKWARE's APPNOTE 6.1, the other in WinZip's AES encryption specification
(AE-1 and AE-2). Passwords are used and forgotten.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xltools.grids.packages.zipped import ZipEntry

MAX_LOCKED_BYTES = 5_000_000
"""More than a form by far; the old cipher is undone byte by byte."""

_AES_METHOD, _AES_FIELD = 99, 0x9901
_SALT_BYTES = {1: 8, 2: 12, 3: 16}  # by strength; the key is twice as long
_ROUNDS, _SEAL_BYTES, _BLOCK = 1_000, 10, 16
_HEADER_BYTES = 12
_KEYS = 0x12345678, 0x23456789, 0x34567890
_ENCODINGS = ("utf-8", "gb18030")  # as Chinese Windows hands passwords on


def unlocked(packed: bytes, entry: ZipEntry, passwords: Sequence[str]) -> Iterator[tuple[ZipEntry, bytes]]:
    """The entry and its bytes without the lock, for each password that seems to fit; still deflated.

    A checksum of one byte lets one wrong password in 256 pass: what comes out is to be checked.
    """
    if len(packed) > MAX_LOCKED_BYTES:
        return
    unlock = _unlocked_aes if entry.method == _AES_METHOD else _unlocked_old
    for password in passwords:
        for word in {password.encode(encoding, "ignore") for encoding in _ENCODINGS}:
            found = unlock(packed, entry, word)
            if found is not None:
                yield found


def _unlocked_old(packed: bytes, entry: ZipEntry, word: bytes) -> tuple[ZipEntry, bytes] | None:
    cipher = _OldCipher(word)
    if cipher.plain(packed[:_HEADER_BYTES])[-1:] != bytes([entry.check]):
        return None
    return replace(entry, encrypted=False), cipher.plain(packed[_HEADER_BYTES:])


class _OldCipher:
    def __init__(self, word: bytes) -> None:
        self._keys = _KEYS
        for byte in word:
            self._turn(byte)

    def plain(self, secret: bytes) -> bytes:
        """The next bytes."""
        found = bytearray()
        for byte in secret:
            mixed = self._keys[2] | 2
            found.append(byte ^ (mixed * (mixed ^ 1)) >> 8 & 0xFF)
            self._turn(found[-1])
        return bytes(found)

    def _turn(self, byte: int) -> None:
        first, second, third = self._keys
        first = _crc(first, byte)
        second = ((second + (first & 0xFF)) * 134_775_813 + 1) & 0xFFFFFFFF
        self._keys = first, second, _crc(third, second >> 24)


def _crc(key: int, byte: int) -> int:
    return zlib.crc32(bytes((byte,)), key ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def _unlocked_aes(packed: bytes, entry: ZipEntry, word: bytes) -> tuple[ZipEntry, bytes] | None:
    told = entry.field(_AES_FIELD)
    if len(told) < 7 or told[4] not in _SALT_BYTES:
        return None
    (method,) = struct.unpack_from("<H", told, 5)
    salt_size = _SALT_BYTES[told[4]]
    size = salt_size * 2
    keys = hashlib.pbkdf2_hmac("sha1", word, packed[:salt_size], _ROUNDS, 2 * size + 2)
    start = salt_size + 2
    if keys[2 * size :] != packed[salt_size:start] or len(packed) < start + _SEAL_BYTES:
        return None
    secret, seal = packed[start:-_SEAL_BYTES], packed[-_SEAL_BYTES:]
    if not hmac.compare_digest(hmac.digest(keys[size : 2 * size], secret, "sha1")[:_SEAL_BYTES], seal):
        return None
    plain = _aes(keys[:size], secret)
    return replace(entry, encrypted=False, method=method, crc=entry.crc or None), plain


def _aes(key: bytes, secret: bytes) -> bytes:
    """AES in counter mode, the counter from 1 with its lowest byte first."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415 - heavy

    blocks = range(1, -(-len(secret) // _BLOCK) + 1)
    # no mode of the library counts from the low byte on: each block is enciphered alone
    cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305
    stream = cipher.update(b"".join(block.to_bytes(_BLOCK, "little") for block in blocks))
    mixed = int.from_bytes(secret, "big") ^ int.from_bytes(stream[: len(secret)], "big")
    return mixed.to_bytes(len(secret), "big")
