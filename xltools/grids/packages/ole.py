"""OLE compound files, as far as needed: which streams there are, and what one of them holds."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from xltools.grids.unopenable import UnopenableBook

_HEADER_SIZE = 512
_HEADER_SECTORS = 109  # entries of the sector table's table that stand in the header
_LAST_SECTOR = 0xFFFFFFFA  # from here on: end of chain, free, tables
_ENTRY_SIZE = 128
_ROOT, _STREAM = 5, 2
_CUTOFF = 4_096  # shorter streams live in the mini stream
_MINI_SECTOR = 64


class CompoundFile:
    """The streams of one compound file by name, in lower case. Raises UnopenableBook where it is broken."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._streams: dict[str, tuple[int, int]] = {}
        self._mini: bytes = b""
        self._mini_table: tuple[int, ...] = ()
        try:
            self._open()
        except (struct.error, IndexError):
            raise UnopenableBook("damaged-ole", "目录不完整") from None

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._streams

    def stream(self, name: str) -> bytes:
        """The content of a stream; shorter than promised where the file was cut."""
        start, size = self._streams[name.lower()]
        if size < _CUTOFF:
            sectors = self._chain(start, self._mini_table)
            content = b"".join(self._mini[at * _MINI_SECTOR : (at + 1) * _MINI_SECTOR] for at in sectors)
        else:
            content = self._content(start)
        return content[:size]

    def _open(self) -> None:
        data = self._data
        shift, mini_shift = struct.unpack_from("<2H", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise UnopenableBook("damaged-ole", "文件头不对")
        self._size = 1 << shift
        self._table = self._sector_table()
        (directory,) = struct.unpack_from("<L", data, 48)
        (mini_table,) = struct.unpack_from("<L", data, 60)
        self._mini_table = _numbers(self._content(mini_table))
        entries = self._content(directory)
        for at in range(0, len(entries) - _ENTRY_SIZE + 1, _ENTRY_SIZE):
            self._read_entry(entries[at : at + _ENTRY_SIZE])

    def _sector_table(self) -> tuple[int, ...]:
        sectors = list(struct.unpack_from(f"<{_HEADER_SECTORS}L", self._data, 76))
        (following,) = struct.unpack_from("<L", self._data, 68)
        seen: set[int] = set()
        while following < _LAST_SECTOR and following not in seen:
            seen.add(following)
            *more, following = _numbers(self._sector(following))
            sectors += more
        content = b"".join(self._sector(sector) for sector in sectors if sector < _LAST_SECTOR)
        return _numbers(content)

    def _read_entry(self, entry: bytes) -> None:
        length, kind = struct.unpack_from("<HB", entry, 64)
        start, size = struct.unpack_from("<2L", entry, 116)
        name = entry[: max(0, length - 2)].decode("utf-16-le", "replace").lower()
        if kind == _ROOT:
            self._mini = self._content(start)
        elif kind == _STREAM:
            self._streams.setdefault(name, (start, size))

    def _content(self, start: int) -> bytes:
        return b"".join(self._sector(sector) for sector in self._chain(start, self._table))

    def _sector(self, sector: int) -> bytes:
        at = (sector + 1) * self._size
        content = self._data[at : at + self._size]
        if not content:
            raise UnopenableBook("damaged-ole", "内容不完整，可能没有传完")
        return content

    @staticmethod
    def _chain(start: int, table: tuple[int, ...]) -> Iterator[int]:
        """The sectors of a stream in order; one that turns in a circle is broken."""
        at = start
        for _ in range(len(table) + 1):
            if at >= _LAST_SECTOR:
                return
            yield at
            if at >= len(table):
                raise UnopenableBook("damaged-ole", "目录不完整")
            at = table[at]
        raise UnopenableBook("damaged-ole", "目录成环")


def _numbers(content: bytes) -> tuple[int, ...]:
    count = len(content) // 4
    return struct.unpack(f"<{count}L", content[: count * 4])
