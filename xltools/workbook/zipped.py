"""A zip package from parts that are compressed already: the library compresses each part anew.

Every time is the same, so equal parts give equal bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _DEFLATED = 20, 8
_MIDNIGHT, _DAY = 0, (2000 - 1980) << 9 | 1 << 5 | 1  # 1 January 2000
# Deflate without a header, with half the usual memory: more than this the system hands out and takes
# back for each part anew, which costs more than the packing.
_WINDOW, _MEMORY = -14, 7
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One part, ready to be put into a package."""

    name: bytes
    packed: bytes
    size: int
    checksum: int


def pack(name: str, data: bytes, level: int = _LEVEL) -> Part:
    """Compress a part. Names of parts are ASCII."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, _WINDOW, _MEMORY)
    packed = deflate.compress(data) + deflate.flush()
    return Part(name.encode("ascii"), packed, len(data), zlib.crc32(data))


@dataclass(frozen=True, slots=True)
class Middle:
    """A piece of parts that is the same in many: compressed once, and put between what differs."""

    data: bytes
    packed: bytes


def pack_middle(data: bytes, level: int = _LEVEL) -> Middle:
    """Compress a piece so that it refers to nothing before it, and nothing after it refers to it."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, _WINDOW, _MEMORY)
    return Middle(data, deflate.compress(data) + deflate.flush(zlib.Z_FULL_FLUSH))


def pack_around(name: str, before: bytes, middle: Middle, after: bytes, level: int = _LEVEL) -> Part:
    """Compress a part around a piece that is compressed already."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, _WINDOW, _MEMORY)
    first = deflate.compress(before) + deflate.flush(zlib.Z_FULL_FLUSH)
    packed = b"".join((first, middle.packed, deflate.compress(after), deflate.flush()))
    size = len(before) + len(middle.data) + len(after)
    checksum = zlib.crc32(after, zlib.crc32(middle.data, zlib.crc32(before)))
    return Part(name.encode("ascii"), packed, size, checksum)


def package(parts: Iterable[Part]) -> bytes:
    """The package, its parts in this order."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for part in parts:
        facts = (_DEFLATED, _MIDNIGHT, _DAY, part.checksum, len(part.packed), part.size, len(part.name))
        pieces += (_LOCAL.pack(b"PK\x03\x04", _VERSION, 0, *facts, 0), part.name, part.packed)
        directory += (
            _CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, 0, *facts, 0, 0, 0, 0, 0, offset),
            part.name,
        )
        offset += _LOCAL.size + len(part.name) + len(part.packed)
    size, count = sum(map(len, directory)), len(directory) // 2
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, size, offset, 0)
    return b"".join((*pieces, *directory, end))
