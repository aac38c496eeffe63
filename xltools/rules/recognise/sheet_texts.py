"""The texts of one sheet, made plain for comparing with labels; row by row, from left to right."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from xltools.grid import Grid
from xltools.refs import CellRange, CellRef
from xltools.rules.labels import UNSEEN, even, plain, seen
from xltools.rules.money import money_unit_in
from xltools.rules.years import undated

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_NUMBERING = re.compile(
    r"(?:[一二三四五六七八九十]+、|\d{1,2}(?:[、.](?!\d)|\s+)|\([一二三四五六七八九十\d]+\))"
)
_CIRCLED = re.compile(r"\s*[①-⑳](?:\s*[=＝][①-⑳\s()（）/÷×*+＋－-]+)?\s*")
_ENGLISH = r"[A-Za-z][-A-Za-z0-9 ./&]+"
_FOREIGN = re.compile(rf"\s+{_ENGLISH}\Z|\A{_ENGLISH}\s+(?=[^ -~])")  # the same again in English
_LETTERS = frozenset(string.ascii_letters)
_JOINED = re.compile(r"[/、和与及()\n|]+")
_LONGEST_JOINED = 16  # characters of two labels in one cell
_SPACE = re.compile(r"[\s,;，；]+")
_OTHER_LABEL = re.compile(r"[\s,;，；]([^\s:：,;，；]{2,16})\s*\Z")
_BEHIND = " \t\r\n\u3000,;，；" + UNSEEN
_BEFORE = _BEHIND + ":："
_COLON = re.compile(r"[:：]")
_STAMP = r"[(（](?:单位|部门)?[盖公签印]章[)）]"
_SEAL = re.compile(rf"\A(?:{_STAMP}\s*)+|(?:\s*{_STAMP})+\Z")  # a place for the seal is no part of a name
_LONGEST_LABEL = 60  # characters: a longer text is content
_LONGEST_LINE = 500  # characters of labels with their values in one cell


class Text(NamedTuple):
    """One text: `full` made plain, `bare` also without numbering and what stands in brackets."""

    ref: CellRef
    raw: str
    full: str
    bare: str


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """A label without numbering and remarks: `一、项目资金（万元）` → `项目资金`, `执行率③=②/①`."""
    if len(text) > _LONGEST_LINE:
        return text
    folded = seen(_CIRCLED.sub("", text)).lstrip()
    numbering = _NUMBERING.match(folded)
    label = _BRACKETED.sub("", folded[numbering.end() :] if numbering else folded)
    first, last = label[:1], label[-1:]
    foreign = first in _LETTERS or (last.isascii() and last.isalnum() and not first.isascii())  # as few are
    return plain(_FOREIGN.sub("", label) if foreign else label)


@lru_cache(maxsize=8192)
def joined_words(text: str) -> Sequence[str]:
    """The words of two labels in one cell: `分值/得分`, `分值（得分）`."""
    if len(text) > _LONGEST_JOINED:
        return ()
    words = [plain(word) for word in _JOINED.split(even(text)) if word.strip()]
    return words if len(words) > 1 else ()


def _stated_unit(text: str) -> str | None:
    """The unit of money that a label states; a longer text only speaks of one."""
    return money_unit_in(text) if len(text) < _LONGEST_LABEL else None


class Words(NamedTuple):
    """What texts may say to those who look for a label, a title or a unit of money."""

    full: frozenset[str]
    all: frozenset[str]  # also without numbering and brackets
    before_colons: frozenset[str]  # what may be a label that shares its cell with a value
    undated: frozenset[str]  # all without the years in them
    units: frozenset[str]


def words_of(text: str) -> Words:
    """What one text may say."""
    full = plain(text) if len(text) < _LONGEST_LABEL else text
    every = frozenset((full, bare(text), *joined_words(text)))
    labels = (label for _, labels in _before_colons(text) for _, label in labels)
    unit = _stated_unit(text)
    return Words(
        frozenset((full,)),
        every,
        frozenset(labels),
        frozenset(undated(word) for word in every),
        frozenset((unit,) if unit else ()),
    )


def pieces(text: str, known: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Labels with their values that share a cell: `主管部门：甲局　实施单位：乙中心`.

    `known` tells whether a text, made bare, is a label; others only end the value before them.
    """
    marks: list[tuple[int, int, str]] = []  # where a label begins, where its value does, the label
    for (start, stop, end), labels in _before_colons(text):
        found = next(((at, label) for at, label in labels if known(label)), None)
        if found is None and (other := _OTHER_LABEL.search(text, start, stop)):
            found = other.start(1), ""
        if found is not None:
            marks.append((found[0], end, found[1]))
    for index, (_, end, label) in enumerate(marks):
        stop = marks[index + 1][0] if index + 1 < len(marks) else len(text)
        value = _SEAL.sub("", text[end:stop].lstrip(_BEFORE).rstrip(_BEHIND))
        if value and label:
            yield label, value


@lru_cache(maxsize=4096)
def _before_colons(text: str) -> Sequence[tuple[tuple[int, int, int], Sequence[tuple[int, str]]]]:
    """By colon: where the text before it begins and ends, and the value begins; what the label may be."""
    found: list[tuple[tuple[int, int, int], Sequence[tuple[int, str]]]] = []
    start = 0
    for colon in _COLON.finditer(text) if len(text) <= _LONGEST_LINE else ():
        begins = [start, *(space.end() for space in _SPACE.finditer(text, start, colon.start()))]
        labels = [(at, bare(text[at : colon.start()])) for at in begins]
        found.append(((start, colon.start(), colon.end()), labels))
        start = colon.end()
    return found


@dataclass(frozen=True)
class SheetTexts:
    """A grid with its texts made plain once, whatever definition looks at them."""

    grid: Grid

    @cached_property
    def texts(self) -> list[Text]:
        """Every text, row by row, from left to right."""
        cells = self.grid.cells.items()
        found = [(ref, text) for ref, cell in cells if isinstance(text := cell.value, str) and text.strip()]
        found.sort()
        return [
            Text(ref, text, *(_forms(text) if len(text) < _LONGEST_LABEL else (text, text)))
            for ref, text in found
        ]

    @cached_property
    def rows(self) -> Mapping[int, list[Text]]:
        """The texts of each row."""
        rows: dict[int, list[Text]] = {}
        for text in self.texts:
            rows.setdefault(text.ref.row, []).append(text)
        return rows

    @cached_property
    def full(self) -> frozenset[str]:
        """All texts of the sheet, made plain."""
        return frozenset([text.full for text in self.texts])

    @cached_property
    def reaching(self) -> list[tuple[Text, range]]:
        """The texts of areas merged downwards, and the rows below their first in which they show, too."""
        found = []
        for area in self.grid.merges:
            (top, _), (bottom, _) = area.first, area.last
            if bottom > top:
                texts = [text for text in self.rows.get(top, ()) if text.ref == area.first]
                found += [(text, range(top + 1, bottom + 1)) for text in texts]
        return found

    def shown(self, row: int) -> list[Text]:
        """The texts that a person sees in a row, those of areas merged from above among them."""
        own = self.rows.get(row, [])
        above = [text for text, rows in self.reaching if row in rows]
        return sorted([*own, *above], key=lambda text: text.ref.column) if above else own

    @cached_property
    def gaps(self) -> tuple[int, ...]:
        """Empty columns between filled ones, over which no merged area with content reaches."""
        used, last = {column for _, column in self.grid.filled}, self.grid.last_column
        if len(used) == last - min(used, default=1) + 1:
            return ()
        for area in self.grid.merges:
            if area.first in self.grid.filled and len(area.columns) <= last:
                used.update(area.columns)
        return tuple(column for column in range(min(used, default=1), last) if column not in used)

    @cached_property
    def seams(self) -> tuple[int, ...]:
        """Columns over whose right edge no merged area reaches."""
        last, crossed = self.grid.last_column, set[int]()
        for area in self.grid.merges:
            crossed.update(range(area.first.column, min(area.last.column, last)))
        return tuple(column for column in range(1, last) if column not in crossed)

    def columns(self, first: int, last: int) -> SheetTexts:
        """Some columns of the sheet, with their addresses."""
        grid = self.grid
        cells = {ref: cell for ref, cell in grid.cells.items() if first <= ref.column <= last}
        merges = tuple(area for area in grid.merges if first <= area.first.column <= last)
        return SheetTexts(Grid(grid.name, cells, merges, grid.hidden))

    def part(self, first: int, last: int) -> SheetTexts:
        """Some rows of the sheet, with their addresses."""
        grid = self.grid
        cells = {ref: cell for ref, cell in grid.cells.items() if first <= ref.row <= last}
        merges = tuple(area for area in grid.merges if first <= area.first.row <= last)
        return SheetTexts(Grid(grid.name, cells, merges, grid.hidden))

    @cached_property
    def with_colons(self) -> Mapping[int, list[Text]]:
        """By row: the texts in which a label may share the cell with its value."""
        found: dict[int, list[Text]] = {}
        for text in self.texts:
            if ":" in text.raw or "：" in text.raw:
                found.setdefault(text.ref.row, []).append(text)
        return found

    def money_units(self, first: int, last: int) -> frozenset[str]:
        """The units of money that labels in these rows state."""
        texts = (text.raw for row in range(first, last + 1) for text in self.rows.get(row, ()))
        return frozenset(unit for text in texts if (unit := _stated_unit(text)))

    def right_of(self, area: CellRange) -> CellRef:
        """The cell right of an area."""
        return CellRef(area.first.row, area.last.column + 1)


@lru_cache(maxsize=8192)
def _forms(label: str) -> tuple[str, str]:
    """A short text made plain, and made bare."""
    return plain(label), bare(label)
