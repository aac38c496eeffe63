"""The zip package of a workbook, read within limits.

The directory is judged before anything is inflated, and what really comes out is counted while it
streams: a directory that lies gains nothing. Nothing is ever written to disk, so names with `..` or a
drive letter are names like any other.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from xltools.grids import limits
from xltools.grids.unopenable import UnopenableBook

_CHUNK = 1 << 18
_STORED, _DEFLATED = 0, 8
_ENCRYPTED_FLAG, _UTF8_FLAG = 0x1, 0x800
_ZIP64_SIZE, _ZIP64_FIELD = 0xFFFFFFFF, 0x0001

_CENTRAL_SIGNATURE, _LOCAL_SIGNATURE = b"PK\x01\x02", b"PK\x03\x04"
_END_SIGNATURE, _END64_SIGNATURE = b"PK\x05\x06", b"PK\x06\x06"
_END_SIZE, _END64_SIZE, _LOCATOR64_SIZE, _CENTRAL_SIZE, _LOCAL_SIZE = 22, 56, 20, 46, 30


@dataclass(frozen=True, slots=True)
class _Entry:
    method: int
    encrypted: bool
    crc: int
    packed: int
    size: int
    offset: int


def part_name(text: str) -> str:
    """A part's name as it is compared: OPC ignores case, and some writers use backslashes."""
    return text.replace("\\", "/").lstrip("/").lower()


class Package:
    """The parts of one zip file, by name.

    Raises UnopenableBook where the directory is broken or promises too much.
    """

    def __init__(self, data: bytes) -> None:
        # Counted in the bytes themselves, since the number in the directory's end can lie.
        if data.count(_CENTRAL_SIGNATURE) > limits.MAX_PARTS:
            raise UnopenableBook("parts", f"超过 {limits.MAX_PARTS} 个")
        self._data = data
        self._entries: dict[str, _Entry] = {}
        self._twice: set[str] = set()
        self._inflated = 0
        try:
            self._read_directory()
        except struct.error:
            raise UnopenableBook("damaged-zip", "目录不完整") from None
        self._judge()

    def __contains__(self, part: str) -> bool:
        return part_name(part) in self._entries

    @property
    def parts(self) -> tuple[str, ...]:
        """All names, in lower case, in the order of the directory."""
        return tuple(self._entries)

    def read(self, part: str) -> bytes:
        """The whole content of a part that is no sheet: workbook, styles, relationships."""
        pieces: list[bytes] = []
        size = 0
        for chunk in self.chunks(part):
            pieces.append(chunk)
            size += len(chunk)
            if size > limits.MAX_SKELETON_BYTES:
                raise UnopenableBook("amount", f"{part} 超过 {limits.MAX_SKELETON_BYTES // 1_000_000} MB")
        return b"".join(pieces)

    def chunks(self, part: str) -> Iterator[bytes]:
        """The content of a part piece by piece, counted and checked against its checksum."""
        name = part_name(part)
        entry = self._entries.get(name)
        if entry is None:
            raise UnopenableBook("damaged-zip", f"缺少 {part}")
        if name in self._twice:
            # Readers differ in which of the two they show: what a person saw can't be known.
            raise UnopenableBook("damaged-zip", f"有两个 {part}")
        if entry.encrypted:
            raise UnopenableBook("encrypted")
        checksum = 0
        for chunk in _inflate(self._packed(entry), entry.method, part):
            self._inflated += len(chunk)
            if self._inflated > limits.MAX_UNPACKED_BYTES:
                raise UnopenableBook("inflation", f"超过 {limits.MAX_UNPACKED_BYTES // 1_000_000} MB")
            checksum = zlib.crc32(chunk, checksum)
            yield chunk
        if checksum != entry.crc:
            raise UnopenableBook("damaged-zip", f"{part} 的校验和不符")

    def _packed(self, entry: _Entry) -> memoryview:
        start = entry.offset
        if self._data[start : start + 4] != _LOCAL_SIGNATURE:
            raise UnopenableBook("damaged-zip", "目录与内容不符")
        try:
            name_size, extra_size = struct.unpack_from("<2H", self._data, start + 26)
        except struct.error:
            raise UnopenableBook("damaged-zip", "内容不完整") from None
        start += _LOCAL_SIZE + name_size + extra_size
        if start + entry.packed > len(self._data):
            raise UnopenableBook("damaged-zip", "内容不完整")
        return memoryview(self._data)[start : start + entry.packed]

    def _judge(self) -> None:
        unpacked = sum(entry.size for entry in self._entries.values())
        if unpacked > limits.MAX_UNPACKED_BYTES:
            raise UnopenableBook("inflation", f"超过 {limits.MAX_UNPACKED_BYTES // 1_000_000} MB")
        if unpacked > limits.MAX_INFLATION * len(self._data):
            raise UnopenableBook("inflation", f"超过 {limits.MAX_INFLATION} 倍")

    def _read_directory(self) -> None:
        data = self._data
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
        shift = at - offset  # bytes put before the package
        while at < end:
            at = self._read_entry(at, shift)

    def _read_entry(self, at: int, shift: int) -> int:
        data = self._data
        if data[at : at + 4] != _CENTRAL_SIGNATURE:
            raise UnopenableBook("damaged-zip", "目录不完整")
        flags, method = struct.unpack_from("<2H", data, at + 8)
        crc, packed, size, name_size, extra_size, comment_size = struct.unpack_from("<3L3H", data, at + 16)
        (offset,) = struct.unpack_from("<L", data, at + 42)
        name_at = at + _CENTRAL_SIZE
        extra_at = name_at + name_size
        if _ZIP64_SIZE in (packed, size, offset):
            size, packed, offset = _zip64_sizes(data[extra_at : extra_at + extra_size], size, packed, offset)
        encoding = "utf-8" if flags & _UTF8_FLAG else "cp437"
        name = part_name(data[name_at:extra_at].decode(encoding, "replace"))
        if name in self._entries:
            self._twice.add(name)
        encrypted = bool(flags & _ENCRYPTED_FLAG)
        self._entries[name] = _Entry(method, encrypted, crc, packed, size, offset + shift)
        return int(extra_at + extra_size + comment_size)


def _zip64_sizes(extra: bytes, *sizes: int) -> Iterator[int]:
    """Replace each size that did not fit into 32 bits by its long form in the extra field."""
    at = 0
    while at + 4 <= len(extra):
        field, length = struct.unpack_from("<2H", extra, at)
        if field == _ZIP64_FIELD:
            break
        at += 4 + length
    at += 4
    for size in sizes:
        if size == _ZIP64_SIZE:
            (size,) = struct.unpack_from("<Q", extra, at)  # noqa: PLW2901 - the long form is the size
            at += 8
        yield size


def _inflate(packed: memoryview, method: int, part: str) -> Iterator[bytes]:
    if method == _STORED:
        for start in range(0, len(packed), _CHUNK):
            yield bytes(packed[start : start + _CHUNK])
        return
    if method != _DEFLATED:
        raise UnopenableBook("damaged-zip", f"{part} 的压缩方法不认识")
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(packed), _CHUNK):
            waiting: bytes | memoryview = packed[start : start + _CHUNK]
            while waiting:
                yield inflater.decompress(waiting, _CHUNK)
                waiting = inflater.unconsumed_tail
    except zlib.error:
        raise UnopenableBook("damaged-zip", f"{part} 解压不了") from None
    if not inflater.eof:
        raise UnopenableBook("damaged-zip", f"{part} 不完整")
