"""Groups of indicators that a row of their own names: 产出指标 across the table, or with its points."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from xltools.assets import shipped_toml
from xltools.refs import CellRef
from xltools.rules.recognise.anchors import Rows
from xltools.rules.recognise.indicator_heading import says_title
from xltools.rules.recognise.indicator_rows import (
    Columns,
    ends_like_a_sum,
    is_indicator,
    is_remark,
    sum_words,
)
from xltools.rules.recognise.label_search import LabelSearch
from xltools.rules.recognise.sheet_texts import Text, bare

Group = Mapping[str, CellRef]
"""The cells that name it: of its 一级指标, of its 二级指标, or of both."""

_ASKED = ("target", "target_number", "actual")
_POINTS = ("weight", "score")
_POINTS_BEHIND = re.compile(r"\d+(?:\.\d+)?分?\Z")
_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}|[ivx]{1,4}|\d{1,2}|[a-h]")
_SENTENCE = re.compile(r"[,，;；。:：]")
_HEADING = 3  # labels in a row
_LONGEST = 16  # characters of a name across the table


def groups_in(search: LabelSearch, rows: range, columns: Columns) -> Mapping[int, Group]:
    """By row: the groups that begin there, each above the indicators of it."""
    table = _Table(search, columns, rows.start + 1)
    named: dict[int, dict[str, Text]] = {}
    asked, filled = [columns[name] for name in _ASKED if name in columns], search.grid.filled
    for row in search.sheet.rows:
        if row not in rows or any((row, column) in filled for column in asked):
            continue
        if row < table.heading and row not in table.headings:
            continue  # the last of the funds
        if names := table.names(row):
            named[row] = names
    if not named:
        return {}
    _settle(named)
    found: dict[int, Group] = {}
    for row in sorted(named, reverse=True):
        following = table.following(row)
        goes_on = bool(found.get(following)) or (following in rows and table.is_indicator(following))
        if goes_on and table.is_group(row, named, following):
            found[row] = {level: text.ref for level, text in named[row].items()}
        elif table.sums_above(row, named[row]):
            found[row] = {}
    return found


def by_first_row(groups: Mapping[int, Group], rows: Sequence[int]) -> Mapping[int, Group]:
    """The groups by the first indicator of each: those that begin right above it taken together."""
    found: dict[int, dict[str, CellRef]] = {}
    for row in sorted(groups):
        first = next((each for each in rows if each > row), None)
        if first is not None:
            before = {} if "level1" in groups[row] else found.get(first, {})
            found[first] = {**before, **groups[row]}
    return found


def guessed_groups(search: LabelSearch, rows: Rows) -> Iterator[CellRef]:
    """Where a 一级指标 was read of which only its place says that it is one."""
    known = (*_words("level1"), *_words("level2"), *_words("either"))
    for ref in {group["level1"]: None for group in rows.groups.values() if "level1" in group}:
        text = next(text for text in search.sheet.rows[ref.row] if text.ref == ref)
        if "level1" not in rows.columns and not _name(text).endswith((*known, *_words("endings"))):
            yield ref


def _settle(named: dict[int, dict[str, Text]]) -> None:
    """成本指标 is a 一级指标 on some forms: where others of its rank have rows, it has their rank."""
    ranks = [level for names in named.values() for level, text in names.items() if not _is_either(text)]
    if "level2" not in ranks:
        return
    for row, names in named.items():
        text = names.get("level1")
        if text is not None and len(names) == 1 and _is_either(text) and row + 1 not in named:
            named[row] = {"level2": text}


@dataclass(frozen=True)
class _Table:
    search: LabelSearch
    columns: Columns
    heading: int  # its last row

    def names(self, row: int) -> dict[str, Text]:
        """The names of groups in a row that aims at nothing; none where it says more than their points."""
        columns, texts = self.columns, self.search.sheet.rows.get(row, ())
        before = [text for text in texts if text.ref.column <= columns["level3"]]
        more = len(before) < len(texts) or is_remark(self.search, row, columns) or self._says_more(row)
        if not before or more:
            return {}
        found: dict[str, Text] = {}
        for text in before:
            if self._says_nothing(text, before[0]):
                continue
            level = self._level(text)
            if level is None or level in found:
                return {}
            found[level] = text
        return found

    def _says_nothing(self, text: Text, first: Text) -> bool:
        """True for the number of a group in front of its name, and for 小计 behind it."""
        levels = [column for name, column in self.columns.items() if name.startswith("level")]
        if text.ref.column < min(levels):
            again = "indicators" in self.search.keys(text)  # the name of the block, in each of its rows
            return again or _NUMBER.fullmatch(text.full) is not None
        return text is not first and text.bare in sum_words(self.search.definition)

    def _says_more(self, row: int) -> bool:
        """True where a figure stands in the row beyond its points, or one from above reaches in."""
        grid, columns = self.search.grid, self.columns
        points = {columns[name] for name in _POINTS if name in columns}
        if any(
            (row, column) in grid.filled
            for column in range(columns["level3"] + 1, grid.last_column + 1)
            if column not in points
        ):
            return True
        asked = [columns[name] for name in ("level3", *_ASKED) if name in columns]
        return any(grid.first(CellRef(row, column)).row < row for column in asked)

    def _level(self, text: Text) -> str | None:
        """Which level a text names; None where it names none."""
        search, columns, name = self.search, self.columns, _name(text)
        area, column = search.grid.area(text.ref), text.ref.column
        high = area.last.row > area.first.row and column == columns["level3"]
        no_group = search.is_label(text.ref) or says_title(text, search.definition)
        if high or len(name) > _LONGEST or no_group or ends_like_a_sum(search, text):
            return None
        placed = next((level for level in ("level2", "level1") if columns.get(level) == column), None)
        across = area.last.column > columns["level3"]
        if not across and (placed == "level1" or (placed == "level2" and "level1" in columns)):
            return placed
        said = next((level for level in ("level1", "level2") if name in _words(level)), placed)
        if across and said == placed and text.ref.row in self.headings:
            return "level1"
        if name in _words("either") and "level1" in columns:
            said = "level2"
        unnamed = across and "level1" not in columns and name.endswith(_words("endings"))
        return "level1" if unnamed and said == placed else said

    @cached_property
    def headings(self) -> Collection[int]:
        """Rows of one short text across the table, each above indicators, the first right below the heading.

        Above the heading it is where that is said again below each. They name groups, whatever their words.
        """
        if "level1" in self.columns:
            return ()
        labels_in, sheet = self.search.labels_in, self.search.sheet
        rows = [row for row in sheet.rows if row > self.heading]
        if any(labels_in(row) >= _HEADING for row in rows):
            rows = [row for row in sheet.rows if row >= self.heading - 1 and labels_in(row) < _HEADING]
        found = [row for row in rows if self._across(row) and self.is_indicator(self.following(row))]
        return found if len(found) > 1 and found[0] == rows[0] else ()

    def _across(self, row: int) -> bool:
        texts, first = self.search.sheet.rows[row], min(self.columns.values())
        area = self.search.grid.area(texts[0].ref)
        wide = area.first.column <= first and area.last.column > self.columns["level3"]
        return wide and len(texts) == 1 and len(_name(texts[0])) > 0 and not _SENTENCE.search(texts[0].raw)

    def following(self, row: int) -> int:
        """The next row with a text that is no heading printed again; 0 where none follows."""
        rows = (number for number in self.search.sheet.rows if number > row)
        return min((number for number in rows if self.search.labels_in(number) < _HEADING), default=0)

    def is_indicator(self, row: int) -> bool:
        return row > 0 and is_indicator(self.search, row, self.columns)

    def is_group(self, row: int, named: Mapping[int, Mapping[str, Text]], following: int) -> bool:
        """True where the names are those of what follows, and the row is no indicator that lacks its own."""
        names, grid = named[row], self.search.grid
        level = "level2" if "level2" in names else "level1"
        area = grid.area(names[level].ref)
        if level == self._last_level and self.columns.get(level) == names[level].ref.column:
            if area.last.row == row and (following, self.columns[level]) in grid.filled:
                return False  # an indicator without a name, before one of another group
            if area.last.column == area.first.column:
                return self._points_add_up(row, named, level)
        if area.last.row > row:
            return self._points_add_up(row, named, level)
        return True

    @property
    def _last_level(self) -> str:
        """The level whose cell stands right before the name of an indicator."""
        return "level2" if "level2" in self.columns else "level1"

    def _points_add_up(self, row: int, named: Mapping[int, Mapping[str, Text]], level: str) -> bool:
        """True where the row has no points, or those of the indicators down to the next group together."""
        points = next((name for name in _POINTS if self._number(row, name) is not None), None)
        if points is None:
            return self.search.grid.area(named[row][level].ref).last.row == row
        if self._begins_with_an_indicator(level):
            return False
        total = Decimal(0)
        for below in self._down_to_next(row, named, level):
            total += self._number(below, points) or Decimal(0)
        return total == self._number(row, points)

    def _begins_with_an_indicator(self, level: str) -> bool:
        """True where some group has its name in the row of its first indicator: then each has."""
        filled, column, named = self.search.grid.filled, self.columns.get(level), self.columns["level3"]
        rows = {row for row, at in filled if at == column}
        return any((row, named) in filled and self.is_indicator(row) for row in rows)

    def sums_above(self, row: int, names: Mapping[str, Text]) -> bool:
        """True for the name of a 一级指标 said again below its indicators, with their points together."""
        column = self.columns.get("level1")
        if names.keys() != {"level1"} or names["level1"].ref.column != column:
            return False
        name, points = self._name_at(row), [self._number(row, each) for each in _POINTS]
        sums = [Decimal(0) for _ in _POINTS]
        for above in range(row - 1, 0, -1):
            if not self.is_indicator(above) or self._name_at(above) not in (None, name):
                break
            got = [self._number(above, each) or Decimal(0) for each in _POINTS]
            sums = [one + other for one, other in zip(sums, got, strict=True)]
        told = [(one, other) for one, other in zip(points, sums, strict=True) if one is not None]
        return bool(told) and all(one == other for one, other in told)

    def _name_at(self, row: int) -> object:
        return self.search.grid.shown(CellRef(row, self.columns["level1"])).value

    def _down_to_next(self, row: int, named: Mapping[int, Mapping[str, Text]], level: str) -> Iterator[int]:
        for below in range(row + 1, self.search.grid.last_row + 1):
            if below in named and (level in named[below] or level == "level2"):
                return
            if below not in named and self.is_indicator(below):
                yield below

    def _number(self, row: int, name: str) -> Decimal | None:
        value = (
            self.search.grid.cell(CellRef(row, self.columns[name])).value if name in self.columns else None
        )
        return value if isinstance(value, Decimal) else None


def _name(text: Text) -> str:
    """The name of a group without its points: `一、产出指标（50分）`, `产出指标50分`."""
    return _POINTS_BEHIND.sub("", bare(text.raw))


def _is_either(text: Text) -> bool:
    return _name(text) in _words("either")


@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(shipped_toml("templates", "groups.toml")[kind])
