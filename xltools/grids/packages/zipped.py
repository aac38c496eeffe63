"""Zip files as they really are: their directory entry by entry, their content counted as it streams.

The directory is read from the bytes, since no name, size or number in it needs to be true. Nothing is
ever written to disk.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from xltools.grids.unopenable import UnopenableBook

Bytes = bytes | mmap.mmap

_CHUNK = 1 << 18
_STORED, _DEFLATED = 0, 8
_METHODS = {9: "Deflate64", 12: "BZip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}  # by APPNOTE 6.3
_ENCRYPTED_FLAG, _CRC_LATER_FLAG, _UTF8_FLAG = 0x1, 0x8, 0x800
_ZIP64_SIZE, _ZIP64_FIELD = 0xFFFFFFFF, 0x0001
_UNICODE_PATH_FIELD = 0x7075
_LONGEST_KNOWN = 100  # bytes of a part's name

_CENTRAL_SIGNATURE, _LOCAL_SIGNATURE = b"PK\x01\x02", b"PK\x03\x04"
_END_SIGNATURE, _END64_SIGNATURE = b"PK\x05\x06", b"PK\x06\x06"
_END_SIZE, _END64_SIZE, _LOCATOR64_SIZE, _CENTRAL_SIZE, _LOCAL_SIZE = 22, 56, 20, 46, 30
_ENCODINGS = ("utf-8", "gb18030", "cp437")  # the last one knows every byte


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One entry of the directory, as it promises to be. `mode` is the Unix file mode, 0 where unknown.

    `check` is the byte by which the old cipher of zip knows a password; a `crc` of None is not compared.
    """

    raw_name: bytes
    utf8: bool
    method: int
    encrypted: bool
    check: int
    crc: int | None
    packed: int
    size: int
    offset: int
    mode: int
    extra: bytes

    @property
    def name(self) -> str:
        """The name as its writer meant it: Windows in China writes GBK and doesn't say so."""
        extra = self.field(_UNICODE_PATH_FIELD)
        if len(extra) > 5 and struct.unpack_from("<L", extra, 1)[0] == zlib.crc32(self.raw_name):
            return extra[5:].decode("utf-8", "replace")
        return next(_readings(self.raw_name))

    def field(self, number: int) -> bytes:
        """An extra field; nothing where there is none."""
        return dict(_fields(self.extra)).get(number, b"")

    @property
    def part_name(self) -> str:
        """The name as OPC compares it: without regard to case, and some writers use backslashes."""
        return self.part_names[0]

    @property
    def part_names(self) -> tuple[str, ...]:
        """The same in each encoding that it may be written in, where it does not say which."""
        known = _known_part_names if len(self.raw_name) <= _LONGEST_KNOWN else _part_names
        return known(self.raw_name, self.utf8)


def part_name(text: str) -> str:
    """A part's name as it is compared: `sheet%201.xml` is `sheet 1.xml`, whichever is written where."""
    text = text.replace("\\", "/").lstrip("/")
    return (text if "%" not in text else unquote(text)).lower()


def _part_names(raw: bytes, utf8: bool) -> tuple[str, ...]:
    if utf8 or raw.isascii():
        return (part_name(raw.decode("utf-8", "replace")),)
    return tuple(dict.fromkeys(map(part_name, _readings(raw))))


def _readings(raw: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        with suppress(UnicodeDecodeError):
            yield raw.decode(encoding)


_known_part_names = lru_cache(maxsize=1 << 10)(_part_names)  # workbooks of one program name their parts alike


def directory(data: Bytes, most: int) -> list[ZipEntry]:
    """The entries of a zip file in their order. Raises UnopenableBook: broken, or more than `most`."""
    try:
        return _directory(data, most)
    except struct.error:
        raise UnopenableBook("damaged-zip", "目录不完整") from None


def _directory(data: Bytes, most: int) -> list[ZipEntry]:
    at, end, shift = _bounds(data)
    entries = []
    while at < end:
        entry, at = _entry(data, at, shift)
        entries.append(entry)
        if len(entries) > most:  # counted, since the number in the directory's end can lie
            raise UnopenableBook("parts", f"超过 {most} 个")
    return entries


def _bounds(data: Bytes) -> tuple[int, int, int]:
    """Where the directory begins and ends, and how many bytes were put before the zip file."""
    end = data.rfind(_END_SIGNATURE, max(0, len(data) - _END_SIZE - 0xFFFF))
    if end < 0:
        raise UnopenableBook("damaged-zip", "没有目录，可能没有传完")
    size, offset, comment_size = struct.unpack_from("<2LH", data, end + 12)
    if end + _END_SIZE + comment_size > len(data):
        raise UnopenableBook("damaged-zip", "目录不完整")
    end64 = end - _LOCATOR64_SIZE - _END64_SIZE
    if end64 >= 0 and data[end64 : end64 + 4] == _END64_SIGNATURE:
        size, offset = struct.unpack_from("<2Q", data, end64 + 40)
        end = end64
    at = end - size
    if at < 0 or offset > at:
        raise UnopenableBook("damaged-zip", "目录不完整")
    return at, end, at - offset


def _entry(data: Bytes, at: int, shift: int) -> tuple[ZipEntry, int]:
    if data[at : at + 4] != _CENTRAL_SIGNATURE:
        raise UnopenableBook("damaged-zip", "目录不完整")
    flags, method, time = struct.unpack_from("<3H", data, at + 8)
    crc, packed, size, name_size, extra_size, comment_size = struct.unpack_from("<3L3H", data, at + 16)
    attributes, offset = struct.unpack_from("<2L", data, at + 38)
    name_at = at + _CENTRAL_SIZE
    extra_at = name_at + name_size
    extra = bytes(data[extra_at : extra_at + extra_size])
    if _ZIP64_SIZE in (packed, size, offset):
        size, packed, offset = _zip64_sizes(extra, size, packed, offset)
    entry = ZipEntry(
        raw_name=bytes(data[name_at:extra_at]),
        utf8=bool(flags & _UTF8_FLAG),
        method=method,
        encrypted=bool(flags & _ENCRYPTED_FLAG),
        check=time >> 8 if flags & _CRC_LATER_FLAG else crc >> 24,
        crc=crc,
        packed=packed,
        size=size,
        offset=offset + shift,
        mode=attributes >> 16,
        extra=extra,
    )
    return entry, int(extra_at + extra_size + comment_size)


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        field, length = struct.unpack_from("<2H", extra, at)
        yield field, extra[at + 4 : at + 4 + length]
        at += 4 + length


def _zip64_sizes(extra: bytes, *sizes: int) -> Iterator[int]:
    """Replace each size that did not fit into 32 bits by its long form in the extra field."""
    long_forms = dict(_fields(extra)).get(_ZIP64_FIELD, b"")
    at = 0
    for size in sizes:
        if size == _ZIP64_SIZE:
            (size,) = struct.unpack_from("<Q", long_forms, at)  # noqa: PLW2901 - the long form is the size
            at += 8
        yield size


def unpacked(content: Bytes | memoryview, method: int, crc: int | None, shown: str) -> Iterator[bytes]:
    """The content of an entry piece by piece from the bytes that stand in the file for it.

    Its checksum is checked at the end; `shown` is for messages.
    """
    checksum = 0
    for chunk in _inflate(content, method, shown):
        checksum = zlib.crc32(chunk, checksum)
        yield chunk
    if crc not in (checksum, None):
        raise UnopenableBook("damaged-zip", f"{shown} 的校验和不符")


def packed(data: Bytes, entry: ZipEntry) -> Bytes | memoryview:
    """The bytes of an entry as they stand in the file."""
    start = entry.offset
    if data[start : start + 4] != _LOCAL_SIGNATURE:
        raise UnopenableBook("damaged-zip", "目录与内容不符")
    try:
        name_size, extra_size = struct.unpack_from("<2H", data, start + 26)
    except struct.error:
        raise UnopenableBook("damaged-zip", "内容不完整") from None
    start += _LOCAL_SIZE + name_size + extra_size
    if start + entry.packed > len(data):
        raise UnopenableBook("damaged-zip", "内容不完整")
    if isinstance(data, mmap.mmap):
        return data[start : start + entry.packed]  # a view of it would keep the file from being closed
    return memoryview(data)[start : start + entry.packed]


def _inflate(content: Bytes | memoryview, method: int, shown: str) -> Iterator[bytes]:
    if method == _STORED:
        for start in range(0, len(content), _CHUNK):
            yield bytes(content[start : start + _CHUNK])
        return
    if method != _DEFLATED:
        raise UnopenableBook("zip-method", _METHODS.get(method, f"第 {method} 号方法"))
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(content), _CHUNK):
            waiting: bytes | memoryview = content[start : start + _CHUNK]
            while waiting:
                yield inflater.decompress(waiting, _CHUNK)
                waiting = inflater.unconsumed_tail
    except zlib.error:
        raise UnopenableBook("damaged-zip", f"{shown} 解压不了") from None
    if not inflater.eof:
        raise UnopenableBook("damaged-zip", f"{shown} 不完整")
