"""The heading of a roster: which column holds what, and in which unit its amounts are.

A heading may stand in two rows, the upper one over several columns (预算安排（万元）over 年初预算 and
全年预算). An amount is in the unit that its own column says, else the heading over it, else a line above
the table (单位：元).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from xltools.grid import Row
from xltools.rules.labels import plain
from xltools.rules.money import UNIT_PATTERN, money_unit_in
from xltools.rules.notation.celltext import text_of

_LEAST_COLUMNS = 2
_OF_IT = "其中"
_UNIT = re.compile(rf"[(（\[【]?\s*(?:金额)?(?:单位\s*[:：]?)?\s*({UNIT_PATTERN})\s*[)）\]】]?\s*\Z")
_OF_ALL = re.compile(r"单位\s*[:：]")  # a unit said so is that of all amounts, wherever it stands
Texts = Mapping[int, str]  # by column number


@dataclass(frozen=True)
class RosterColumns:
    """What the columns of a roster may be called, from `templates/roster.toml`."""

    headings: Mapping[str, Sequence[str]]
    head: Sequence[str]
    funds: Sequence[str]
    indicators: Sequence[str]
    parts: Mapping[str, str]  # how a part is named in a heading → how the form prints it
    example: str  # begins the project of an example row of the template
    totals: Sequence[str]  # what stands in a row of sums, or over the column of a total
    codes: Sequence[str]  # headings over the code of a project
    remarks: Sequence[str]  # what begins a remark or a signature below the table
    messages: Mapping[str, str]

    def field_of(self, heading: str) -> str | None:
        """The field that a heading names: `project`, `annual_budget`, `其中：当年财政拨款/annual_budget`."""
        text = plain(_UNIT.sub("", heading))
        if text in self._fields:
            return self._fields[text]
        for part, printed in self.parts.items():
            rest = text.replace(part, "", 1).removeprefix(_OF_IT)
            if part in text and self._fields.get(rest) in self.funds:
                return f"{printed}/{self._fields[rest]}"
        return None

    @cached_property
    def _fields(self) -> Mapping[str, str]:
        return {plain(text): name for name, texts in self.headings.items() for text in texts}

    def place(self, row: int, sheet: str | None = None) -> str:
        """A row of the roster, as people are told of it; `sheet` where it has several."""
        key = "row" if sheet is None else "row_of_sheet"
        return self.messages[key].format(row=row, sheet=sheet)

    def part_of(self, heading: str, total: str, *, among: bool) -> str | None:
        """The field of a heading that only names a part, 其中：财政拨款, right of the column of its total.

        `among` where such a one stands left of it: only the first says 其中.
        """
        text = plain(_UNIT.sub("", heading))
        named = text.removeprefix(_OF_IT)
        part = next((printed for part, printed in self.parts.items() if plain(part) == named), None)
        return f"{part}/{total}" if part and (among or text != named) else None

    def field_under(self, upper: str, heading: str) -> str | None:
        """The field of a column whose heading has another over it; that one may say it all."""
        own = self.field_of(heading)
        if own is not None or not upper or upper == heading:
            return own
        if plain(_UNIT.sub("", heading)) in self.totals:
            return self.field_of(upper)
        return self.field_of(_UNIT.sub("", upper) + heading)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a roster that is used."""

    number: int
    heading: str
    field: str  # as `RosterColumns.field_of` names it
    unit: str | None  # of its amounts, where the roster says one

    def in_unit(self, unit: str | None) -> Column:
        """The column, of an amount in another unit."""
        return replace(self, unit=unit)

    @property
    def is_money(self) -> bool:
        """True for a column of 项目资金."""
        return "/" in self.field or self.field in ("initial_budget", "annual_budget", "executed")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading that was found; `index` is that of its last row among those looked at."""

    index: int
    columns: tuple[Column, ...]
    unknown: tuple[str, ...]  # headings that nobody knows
    codes: tuple[int, ...]  # columns of them that hold the code of a project
    parts: Mapping[str, Sequence[str]]  # headings of parts right of that of their total, by that


def find_heading(rows: Sequence[Row], columns: RosterColumns) -> Heading | None:
    """The heading among the first rows of a sheet: the one that names most columns, of one row or of two."""
    texts = [dict(_texts(row)) for row in rows]
    found = [heading for index in range(len(texts)) for heading in _candidates(texts, index, columns)]
    return max(found, key=lambda heading: len(heading.columns), default=None)  # the first of several


def _candidates(texts: Sequence[Texts], index: int, columns: RosterColumns) -> Iterator[Heading]:
    """The heading that ends in a row: with the row above it, where that is no title, and alone."""
    above = texts[index - 1] if index else {}
    for upper in (above, {}) if len(above) > 1 else ({},):
        stated = _stated_unit(texts[:index], upper)
        heading = _heading(index, texts[index], upper, stated, columns)
        if heading is not None:
            yield heading


def _texts(row: Row) -> Iterator[tuple[int, str]]:
    for number, cell in sorted(row.cells.items()):
        text = text_of(cell)
        if text:
            yield number, " ".join(text.split())


def _heading(
    index: int, own: Texts, upper: Texts, stated: str | None, columns: RosterColumns
) -> Heading | None:
    """What a row of headings says, below another one or below none; None where it names no project."""
    found: dict[str, Column] = {}
    unknown: list[str] = []
    codes: list[int] = []
    parts: dict[str, list[str]] = defaultdict(list)
    total: Column | None = None  # of which the next columns may be parts
    for number, over, text in _together(own, upper):
        name = columns.field_under(over, text)
        beside = total if name is None else None
        if beside is not None:
            name = columns.part_of(text, beside.field, among=beside.heading in parts)
        if name is None or name in found:
            unknown.append(text)
            codes += [number] if plain(text) in columns.codes else []
            total = None
            continue
        heading = text if beside or columns.field_of(text) else f"{over}（{text}）"
        unit = _unit_of(text, over) or (beside.unit if beside else stated)
        found[name] = Column(number, heading, name, unit)
        if beside is not None:
            parts[beside.heading].append(heading)
        else:
            total = found[name] if name in columns.funds else None
    if "project" not in found or len(found) < _LEAST_COLUMNS:
        return None
    return Heading(index, tuple(found.values()), tuple(unknown), tuple(codes), parts)


def _together(own: Texts, upper: Texts) -> Iterator[tuple[int, str, str]]:
    """Column, the text over it and its own. One that spans columns stands in the first of them only."""
    over = ""
    for number in sorted({*own, *upper}):
        if number in upper:
            over = upper[number]
        elif number - 1 not in {*own, *upper}:
            over = ""
        yield number, over, own.get(number) or over


def _stated_unit(above: Sequence[Texts], upper: Texts) -> str | None:
    """The unit that the lines above a table say, the nearest first; `upper` is a row of headings itself."""
    for line in reversed(above):
        for text in line.values():
            if (line is not upper or _OF_ALL.search(text)) and (unit := money_unit_in(text)):
                return unit
    return None


def _unit_of(heading: str, over: str) -> str | None:
    """The unit behind a heading, 全年预算数（万元）, or behind the one over it."""
    found = _UNIT.search(heading) or (None if _OF_ALL.search(over) else _UNIT.search(over))
    return found[1] if found else None
