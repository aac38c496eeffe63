"""Writes compound files ([MS-CFB] version 3): the container of a VBA project. Equal input gives equal bytes.

A file is a header and sectors of 512 bytes. Streams under 4096 bytes share the mini stream, in sectors of
64 bytes; the allocation table (FAT) chains the sectors of everything else. Folders are red-black trees.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Folder = Mapping[str, "bytes | Folder"]
"""Name → the bytes of a stream, or a folder ("storage")."""

_SECTOR, _MINI_SECTOR, _MINI_CUTOFF = 512, 64, 4096
_FREE, _END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NOBODY = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_FAT_IN_HEADER = 109  # so that one table of tables is never needed: 109 * 128 sectors, 7 MB
_LONGEST_NAME = 31


@dataclass(slots=True)
class _Entry:
    """One entry of the directory; `left`, `right` and `child` are numbers of entries."""

    name: str
    kind: int
    data: bytes = b""
    left: int = _NOBODY
    right: int = _NOBODY
    child: int = _NOBODY
    color: int = _BLACK
    start: int = _END
    size: int = 0


def write_compound(root: Folder) -> bytes:
    """The compound file that holds these streams and folders.

    Raises ValueError for a name or a size that the format does not allow.
    """
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add_folder(root, entries)
    sectors = _Sectors(_SECTOR)
    mini = _Chained(_MINI_SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.data)
            entry.start = mini.add(entry.data) if entry.size < _MINI_CUTOFF else sectors.add(entry.data)
    entries[0].start, entries[0].size = sectors.add(bytes(mini.data)), len(mini.data)
    mini_table = sectors.add(_numbers(mini.table, _FREE))
    directory = sectors.add(b"".join(_packed(entry) for entry in _filled(entries)))
    body, tables = sectors.finished()
    count = len(_chunks(_numbers(mini.table, _FREE), _SECTOR))
    return _header(tables, directory, mini_table, count) + body


def _add_folder(folder: Folder, entries: list[_Entry]) -> int:
    """Add the entries of a folder; gives the number of the one at the top of its tree."""
    ordered = sorted(folder, key=_order)
    if len({_order(name) for name in ordered}) < len(ordered):
        raise ValueError("two names of one folder differ in nothing but case")
    numbers = []
    for name in ordered:
        if not 0 < len(name) <= _LONGEST_NAME or set(name) & set("/\\:!"):
            raise ValueError(f"{name!r} cannot be a name in a compound file")
        content = folder[name]
        entry = _Entry(name, _STREAM if isinstance(content, bytes) else _STORAGE)
        numbers.append(len(entries))
        entries.append(entry)
        if isinstance(content, bytes):
            entry.data = content
        else:
            entry.start = 0  # as the format asks of folders
            entry.child = _add_folder(content, entries)
    top = _balance(numbers, entries, len(numbers).bit_length() - 1)
    if top != _NOBODY:
        entries[top].color = _BLACK
    return top


def _order(name: str) -> tuple[int, str]:
    """Names are ordered by length first, then without case."""
    return len(name.encode("utf-16-le")), name.upper()


def _balance(numbers: list[int], entries: list[_Entry], height: int) -> int:
    """A balanced tree of these entries; red are those below its last full row (each path: as many black)."""
    if not numbers:
        return _NOBODY
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.left = _balance(numbers[:middle], entries, height - 1)
    entry.right = _balance(numbers[middle + 1 :], entries, height - 1)
    entry.color = _RED if height < 1 and entry.left == entry.right == _NOBODY else _BLACK
    return numbers[middle]


@dataclass(slots=True)
class _Chained:
    """Streams cut into sectors of one size, and the table that chains them: the mini stream is one."""

    size: int
    data: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """The first sector of these bytes."""
        if not data:
            return _END
        start = len(self.table)
        count = len(_chunks(data, self.size))
        self.table += [*range(start + 1, start + count), _END]
        self.data += data.ljust(count * self.size, b"\0")
        return start


class _Sectors(_Chained):
    """The sectors after the header."""

    def finished(self) -> tuple[bytes, list[int]]:
        """All sectors, the table's own last, and where the table stands."""
        each = _SECTOR // 4
        count = -(-len(self.table) // (each - 1))  # the table describes its own sectors too
        if count > _FAT_IN_HEADER:
            raise ValueError("the compound file would be larger than this writer allows")
        places = list(range(len(self.table), len(self.table) + count))
        table = [*self.table, *(_FAT_SECTOR for _ in places)]
        return bytes(self.data) + _numbers(table, _FREE, count * _SECTOR), places


def _header(tables: list[int], directory: int, mini_table: int, mini_count: int) -> bytes:
    fixed = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),  # version 3, little endian, sectors of 2**9 and 2**6 bytes
        *(0, len(tables), directory, 0, _MINI_CUTOFF, mini_table, mini_count, _END, 0),
        tables[0],
    )
    return fixed + _numbers(tables[1:], _FREE, _SECTOR - len(fixed))


def _filled(entries: list[_Entry]) -> Iterator[_Entry]:
    """The entries, and empty ones to the end of the sector."""
    yield from entries
    for _ in range(-len(entries) % 4):
        yield _Entry("", 0, color=_RED, start=0)


def _packed(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ",
        *(name, len(name) + 2 if name else 0, entry.kind, entry.color),
        *(entry.left, entry.right, entry.child, 0, entry.start, entry.size),
    )


def _chunks(data: bytes, size: int) -> range:
    return range(0, len(data), size)


def _numbers(numbers: list[int], filler: int, size: int | None = None) -> bytes:
    """Numbers of four bytes, filled up to `size` bytes, else to whole sectors."""
    missing = -len(numbers) % (_SECTOR // 4) if size is None else size // 4 - len(numbers)
    return struct.pack(f"<{len(numbers) + missing}I", *numbers, *([filler] * missing))
