"""A strict reader of compound files ([MS-CFB]), written apart from the writer: every rule broken is named."""

from __future__ import annotations

import struct
from dataclasses import dataclass

FREE, END, FAT, DIFAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
NOBODY = 0xFFFFFFFF
SECTOR, MINI, CUTOFF = 512, 64, 4096
RED, BLACK = 0, 1
STORAGE, STREAM, ROOT = 1, 2, 5


class BrokenRuleError(AssertionError):
    """The file breaks a rule of the format."""


@dataclass(frozen=True)
class Entry:
    """One entry of the directory."""

    name: str
    kind: int
    color: int
    left: int
    right: int
    child: int
    start: int
    size: int


def read_compound(data: bytes) -> dict[str, bytes]:
    """Every stream by its path (`VBA/dir`). Raises BrokenRuleError."""
    return _Reader(data).streams()


class _Reader:
    def __init__(self, data: bytes) -> None:
        _rule(len(data) % SECTOR == 0, "the file is not made of whole sectors")
        self.data, self.count = data, len(data) // SECTOR - 1
        self.owner: dict[int, str] = {}
        head = struct.unpack("<8s16sHHHHH6s9I109I", data[:SECTOR])
        fixed = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6), 0)
        _rule(head[:9] == fixed, "the header is not that of version 3")
        fat_count, directory, transaction, cutoff, mini_fat, mini_count, difat, difat_count = head[9:17]
        _rule((transaction, cutoff) == (0, CUTOFF), "the header has another cutoff")
        _rule((difat, difat_count) == (END, 0), "a table of tables is not expected")
        places = head[17:]
        _rule(all(place == FREE for place in places[fat_count:]), "the unused places of tables are not free")
        self.fat = [number for place in places[:fat_count] for number in self._table(place)]
        self._check_fat()
        table = self._chain(mini_fat, "mini table")
        _rule(len(table) == mini_count * SECTOR, "the mini table has another length than the header says")
        self.mini_fat = [number for (number,) in struct.iter_unpack("<I", table)]
        raw = self._chain(directory, "directory")
        self.entries = [_entry(raw[at : at + 128]) for at in range(0, len(raw), 128)]
        self.mini_owner: dict[int, str] = {}

    def _table(self, place: int) -> tuple[int, ...]:
        self._own(place, "table")
        return struct.unpack("<128I", self._sector(place))

    def _sector(self, number: int) -> bytes:
        _rule(number < self.count, f"sector {number} is behind the end of the file")
        return self.data[(number + 1) * SECTOR : (number + 2) * SECTOR]

    def _own(self, sector: int, who: str) -> None:
        _rule(sector not in self.owner, f"sector {sector} belongs to {self.owner.get(sector)} and to {who}")
        self.owner[sector] = who

    def _check_fat(self) -> None:
        marked = {place for place, mark in enumerate(self.fat) if mark == FAT}
        _rule(marked == set(self.owner), "the table does not mark its own sectors")
        _rule(DIFAT not in self.fat, "a table of tables is marked")
        beyond = self.fat[self.count :]
        _rule(all(mark == FREE for mark in beyond), "sectors behind the end are not free")

    def _chain(self, start: int, who: str) -> bytes:
        parts = []
        while start != END:
            self._own(start, who)
            parts.append(self._sector(start))
            start = self.fat[start]
        return b"".join(parts)

    def streams(self) -> dict[str, bytes]:
        root = self.entries[0]
        _rule((root.name, root.kind, root.color) == ("Root Entry", ROOT, BLACK), "the first entry is no root")
        self.mini = self._chain(root.start, "mini stream")
        _rule(0 <= len(self.mini) - root.size < SECTOR, "the mini stream is not as long as the root says")
        seen: dict[int, str] = {0: ""}
        found = dict(self._folder(root.child, "", seen))
        for number, entry in enumerate(self.entries):
            unused = Entry("", 0, RED, NOBODY, NOBODY, NOBODY, 0, 0)
            _rule(number in seen or entry == unused, f"entry {number} is in no folder and not empty")
        _rule(len(self.owner) == sum(mark != FREE for mark in self.fat), "sectors belong to nobody")
        used = sum(mark != FREE for mark in self.mini_fat)
        _rule(used == len(self.mini_owner) == root.size // MINI, "mini sectors belong to nobody")
        return found

    def _folder(self, top: int, path: str, seen: dict[int, str]) -> list[tuple[str, bytes]]:
        ordered: list[int] = []
        if top != NOBODY:
            _rule(self.entries[top].color == BLACK, f"the top of {path or 'the root'} is red")
        self._walk(top, seen, ordered, path)
        names = [(len(self.entries[n].name), self.entries[n].name.upper()) for n in ordered]
        _rule(names == sorted(set(names)), f"the names of {path or 'the root'} are not in order")
        found: list[tuple[str, bytes]] = []
        for number in ordered:
            found += self._content(self.entries[number], path + self.entries[number].name, seen)
        return found

    def _walk(self, number: int, seen: dict[int, str], ordered: list[int], path: str) -> int:
        """In order; gives how many black entries are on every way down."""
        if number == NOBODY:
            return 1
        _rule(number not in seen, f"entry {number} is reached twice")
        seen[number] = path
        entry = self.entries[number]
        left = self._walk(entry.left, seen, ordered, path)
        ordered.append(number)
        right = self._walk(entry.right, seen, ordered, path)
        _rule(left == right, f"the tree is not balanced in black under {entry.name}")
        below = [self.entries[n].color for n in (entry.left, entry.right) if n != NOBODY]
        _rule(entry.color == BLACK or RED not in below, f"red under red at {entry.name}")
        return left + entry.color

    def _content(self, entry: Entry, path: str, seen: dict[int, str]) -> list[tuple[str, bytes]]:
        if entry.kind == STORAGE:
            _rule((entry.start, entry.size) == (0, 0), f"the folder {path} has content")
            return self._folder(entry.child, f"{path}/", seen)
        _rule((entry.kind, entry.child) == (STREAM, NOBODY), f"{path} is neither folder nor stream")
        whole = self._chain(entry.start, path) if entry.size >= CUTOFF else self._mini_chain(entry, path)
        each = SECTOR if entry.size >= CUTOFF else MINI
        _rule(0 <= len(whole) - entry.size < each, f"{path} has another length than its chain")
        _rule(not whole[entry.size :].strip(b"\0"), f"something stands behind the end of {path}")
        return [(path, whole[: entry.size])]

    def _mini_chain(self, entry: Entry, path: str) -> bytes:
        parts, place = [], entry.start
        while place != END:
            _rule(place not in self.mini_owner, f"mini sector {place} belongs to two streams")
            self.mini_owner[place] = path
            parts.append(self.mini[place * MINI : (place + 1) * MINI])
            place = self.mini_fat[place]
        return b"".join(parts)


def _entry(raw: bytes) -> Entry:
    name, length, kind, color, left, right, child = struct.unpack("<64sHBBIII", raw[:80])
    rest = struct.unpack("<16sIQQIQ", raw[80:])
    _rule(rest[:4] == (bytes(16), 0, 0, 0), "an entry has a class, a state or a time")
    text = name[: max(length - 2, 0)].decode("utf-16-le")
    _rule(not name[len(text) * 2 :].strip(b"\0"), "something stands behind the end of a name")
    return Entry(text, kind, color, left, right, child, rest[4], rest[5])


def _rule(kept: bool, otherwise: str) -> None:
    if not kept:
        raise BrokenRuleError(otherwise)
