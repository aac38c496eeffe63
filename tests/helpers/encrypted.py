"""Workbooks that need a password: .xlsx encrypted by msoffcrypto, .xls by the rules of [MS-XLS] 2.2.10."""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Iterator

from msoffcrypto.format.ooxml import OOXMLFile

from tests.hostile.parts import compound_file, record
from xltools.grids.packages.ole import CompoundFile

_BOF, _BOUND_SHEET, _FILE_PASS = 0x0809, 0x0085, 0x002F
_BLOCK = 1_024
_FILLER, _LEAST = 0, 4_096  # a stream has at least so many bytes, all of them in records
_SALT = bytes(range(16))
_VERIFIER = bytes(range(16, 32))


def encrypted(data: bytes, password: str) -> bytes:
    """An .xlsx as Excel encrypts it (agile encryption)."""
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, stream)
    return stream.getvalue()


def encrypted_xls(data: bytes, password: str) -> bytes:
    """The .xls encrypted by RC4; its records keep their places and lengths."""
    records = list(_records(CompoundFile(data).stream("Workbook")))
    keystream = _keystream(password, 0, 32)
    secret = _VERIFIER + hashlib.md5(_VERIFIER, usedforsecurity=False).digest()
    head = struct.pack("<3H", 1, 1, 1) + _SALT + _mixed(secret, keystream)
    records.insert(1, (_FILE_PASS, head))
    shift = len(record(_FILE_PASS, head))
    used = sum(4 + len(body) for _, body in records)
    records.append((_FILLER, bytes(_LEAST - used - 4)))
    stream = b""
    for kind, body in records:
        stream += record(kind, _hidden(kind, body, len(stream) + 4, password, shift))
    return compound_file({"Workbook": stream})


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while struct.unpack_from("<H", stream, at)[0]:
        kind, length = struct.unpack_from("<2H", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _hidden(kind: int, body: bytes, at: int, password: str, shift: int) -> bytes:
    if kind in (_BOF, _FILE_PASS):
        return body
    blocks = range(at // _BLOCK, (at + len(body)) // _BLOCK + 1)
    keystream = b"".join(_keystream(password, block, _BLOCK) for block in blocks)
    mixed = _mixed(body, keystream[at % _BLOCK :])
    if kind == _BOUND_SHEET:  # where a sheet begins is not hidden
        return struct.pack("<L", struct.unpack_from("<L", body)[0] + shift) + mixed[4:]
    return mixed


def _mixed(text: bytes, keystream: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(text, keystream, strict=False))


def _keystream(password: str, block: int, length: int) -> bytes:
    half = _md5(password.encode("utf-16-le"))[:5] + _SALT
    return _rc4(_md5(_md5(half * 16)[:5] + struct.pack("<L", block)), length)


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, length: int) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    stream = bytearray()
    for _ in range(length):
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        stream.append(state[(state[i] + state[j]) % 256])
    return bytes(stream)
