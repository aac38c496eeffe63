"""The zip package of a workbook, read within limits.

The directory is judged before anything is inflated, and what really comes out is counted while it
streams: a directory that lies gains nothing. Nothing is ever written to disk, so names with `..` or a
drive letter are names like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from functools import lru_cache

from xltools.grids import limits
from xltools.grids.packages.zipped import ZipEntry, directory, packed, part_name, unpacked
from xltools.grids.unopenable import UnopenableBook


class Package:
    """The parts of one zip file, by name. `entries` is its directory, where that is known already.

    Raises UnopenableBook where the directory is broken or promises too much.
    """

    def __init__(self, data: bytes, entries: Sequence[ZipEntry] | None = None) -> None:
        if entries is None:
            entries = directory(data, limits.MAX_PARTS)
        self._data = data
        self._entries: dict[str, ZipEntry] = {}
        self._twice: set[str] = set()
        self._inflated = 0
        for entry in entries:
            name = entry.part_name
            if name in self._entries:
                self._twice.add(name)
            self._entries[name] = entry
        for entry in entries:
            for name in entry.part_names[1:]:
                self._entries.setdefault(name, entry)
        self._judge(entries)

    def __contains__(self, part: str) -> bool:
        return part_name(part) in self._entries

    @property
    def parts(self) -> tuple[str, ...]:
        """All names, in lower case, in the order of the directory."""
        return tuple(self._entries)

    def read(self, part: str) -> bytes:
        """The whole content of a part that is no sheet: workbook, styles, relationships."""
        small = self.small(part)
        if small is not None:
            return small
        pieces: list[bytes] = []
        size = 0
        for chunk in self.chunks(part):
            pieces.append(chunk)
            size += len(chunk)
            if size > limits.MAX_SKELETON_BYTES:
                raise UnopenableBook("amount", f"{part} 超过 {limits.MAX_SKELETON_BYTES // 1_000_000} MB")
        return b"".join(pieces)

    def small(self, part: str) -> bytes | None:
        """The same of a part so small that those of other workbooks are kept; None for a larger one.

        Workbooks of one season share their styles, their relationships and often their sheet 校验: what
        is packed to the same bytes is unpacked once. It counts as if it were unpacked anew.
        """
        entry = self._entry(part)
        if max(entry.packed, entry.size) > limits.CACHED_PART_BYTES:
            return None
        try:
            data = _unpacked_once(bytes(packed(self._data, entry)), entry.method, entry.crc, part)
        except _Larger:
            return None
        self._count(data)
        return data

    def chunks(self, part: str) -> Iterator[bytes]:
        """The content of a part piece by piece, counted and checked against its checksum."""
        entry = self._entry(part)
        for chunk in unpacked(packed(self._data, entry), entry.method, entry.crc, part):
            self._count(chunk)
            yield chunk

    def _entry(self, part: str) -> ZipEntry:
        name = part_name(part)
        entry = self._entries.get(name)
        if entry is None:
            raise UnopenableBook("damaged-zip", f"缺少 {part}")
        if name in self._twice:
            # Readers differ in which of the two they show: what a person saw can't be known.
            raise UnopenableBook("damaged-zip", f"有两个 {part}")
        if entry.encrypted:
            raise UnopenableBook("encrypted")
        return entry

    def _count(self, piece: bytes) -> None:
        self._inflated += len(piece)
        if self._inflated > limits.MAX_UNPACKED_BYTES:
            raise UnopenableBook("inflation", f"超过 {limits.MAX_UNPACKED_BYTES // 1_000_000} MB")

    def judge_sheets(self, parts: Iterable[str]) -> None:
        """Refuse before reading any what sheets come to together, a part counting for each that is it."""
        known = (self._entries.get(part_name(part)) for part in parts)
        if sum(entry.size for entry in known if entry is not None) > limits.MAX_UNPACKED_BYTES:
            raise UnopenableBook("inflation", f"超过 {limits.MAX_UNPACKED_BYTES // 1_000_000} MB")

    def again(self) -> Package:
        """The same package, with a count of its own: for who reads a part several times knowingly."""
        package = copy(self)
        package._inflated = 0
        return package

    def _judge(self, entries: Sequence[ZipEntry]) -> None:
        if len(entries) > limits.MAX_PARTS:
            raise UnopenableBook("parts", f"超过 {limits.MAX_PARTS} 个")
        unpacked = sum(entry.size for entry in entries)
        if unpacked > limits.MAX_UNPACKED_BYTES:
            raise UnopenableBook("inflation", f"超过 {limits.MAX_UNPACKED_BYTES // 1_000_000} MB")
        if unpacked > limits.MAX_INFLATION * len(self._data):
            raise UnopenableBook("inflation", f"超过 {limits.MAX_INFLATION} 倍")


class _Larger(Exception):  # noqa: N818 - a message to `Package.small`
    """A part that is not as small as the directory says."""


@lru_cache(maxsize=64)
def _unpacked_once(content: bytes, method: int, crc: int | None, part: str) -> bytes:
    pieces: list[bytes] = []
    size = 0
    for chunk in unpacked(content, method, crc, part):
        pieces.append(chunk)
        size += len(chunk)
        if size > limits.CACHED_PART_BYTES:
            raise _Larger
    return b"".join(pieces)
