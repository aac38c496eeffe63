"""A roster with a row for each source of a project's money: the project is one, and its funds have parts.

Rows that follow each other are of one project where they name the same project and office, and each another
source (资金来源). Where a code tells them apart, or nothing says what the amounts are of, they stay two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from xltools.grid import BLANK, Cell, Row
from xltools.rules.labels import plain
from xltools.rules.money import scale_of
from xltools.rules.notation.celltext import amount_of, raw_of, text_of
from xltools.rules.roster.heading import Column, RosterColumns

SOURCE = "fund_source"
Texts = Mapping[str, str | None]
Funds = list[dict[str, Any]]
Places = dict[str, tuple[int, Column]]
"""Row and column of each field of a record, the unit in the column."""


class FundSources:
    """The sources of the money of one project after the other."""

    def __init__(self, columns: RosterColumns, fields: Sequence[Column], codes: Sequence[int]) -> None:
        self._columns, self._codes = columns, codes
        self._money = [column for column in fields if column.is_money]
        told = any(column.field == SOURCE for column in fields)
        parts = any("/" in column.field for column in self._money)  # the headings name the sources
        self._used = told and bool(self._money) and not parts
        self._said: dict[str, str] = {}  # the sources of the project, made plain and as written
        self._first: Texts = {}
        self._code: list[str] = []
        self._amounts: list[str | None] = []

    def begin(self, row: Row, texts: Texts) -> None:
        """A project begins in a row."""
        self._first, self._code, self._amounts = texts, self._codes_of(row), self._amounts_of(row)
        first = texts.get(SOURCE)
        self._said = {plain(first): first} if first else {}

    def goes_on(self, row: Row, texts: Texts, names: Iterable[str]) -> bool:
        """True for a row of the same project (by these of its fields) that names one more source.

        Where the amounts are the same, too, they may be those of the whole, repeated: then it is not clear.
        """
        source = texts.get(SOURCE)
        if not self._used or not self._said or source is None or plain(source) in self._said:
            return False
        if any(texts.get(name) not in (None, self._first.get(name)) for name in names):
            return False
        return self._codes_of(row) in ([], self._code) and self._amounts_of(row) != self._amounts

    def add(
        self, row: Row, texts: Texts, funds: Funds, places: Places
    ) -> Iterator[tuple[Column, Cell, bool]]:
        """Put the amounts of such a row to the funds, as a part of its own and into the total.

        Gives the cells that hold no amount, or (True) one in a unit that cannot be converted.
        """
        source = texts[SOURCE] or ""
        if plain(source) in self._columns.totals:
            return  # the sum of the rows above
        if not funds:
            funds.append({"item": None})
        first = next(iter(self._said))
        summed = first not in self._columns.totals  # else the first row was the total
        if summed and len(self._said) == 1:
            _part_of_first(funds, places, self._item(self._said[first]))
        self._said[plain(source)] = source
        part = {"item": self._item(source)}
        funds.append(part)
        for column in self._money:
            cell = _own(row, column)
            try:
                amount, unit = amount_of(cell)
            except ValueError:
                yield column, cell, False
                continue
            if amount is None:
                continue
            at = row.number, column.in_unit(unit or column.unit)
            part[column.field] = f"{amount:f}"
            places[f"funds[{len(funds) - 1}].{column.field}"] = at
            if summed and not _add(funds[0], places, column.field, amount, at):
                yield column, cell, True

    def _item(self, source: str) -> str:
        return self._columns.parts.get(plain(source).removeprefix("其中"), source)

    def _codes_of(self, row: Row) -> list[str]:
        texts = (text_of(row.cells[number]) for number in self._codes if number in row.cells)
        return [text.strip() for text in texts if text]

    def _amounts_of(self, row: Row) -> list[str | None]:
        return [raw_of(_own(row, column)) for column in self._money]


def _part_of_first(funds: Funds, places: Places, item: str) -> None:
    """What the first row said of the whole is that of its source."""
    funds.append({**funds[0], "item": item})
    for name in funds[0]:
        if name != "item":
            places[f"funds[{len(funds) - 1}].{name}"] = places[f"funds[0].{name}"]


def _add(total: dict[str, Any], places: Places, name: str, amount: Decimal, at: tuple[int, Column]) -> bool:
    """Add to the total, in its unit; False where that cannot be."""
    path = f"funds[0].{name}"
    if total.get(name) is None:
        total[name], places[path] = f"{amount:f}", at
        return True
    here, whole = at[1].unit, places[path][1].unit
    if here != whole and None in (here, whole):
        return False
    scale = Decimal(1) if here is None or whole is None else scale_of(here, whole)
    total[name] = f"{Decimal(total[name]) + amount * scale:f}"
    return True


def _own(row: Row, column: Column) -> Cell:
    """The cell of a row itself: not what a merged area has from further up."""
    return BLANK if column.number in row.down else row.cells.get(column.number, BLANK)
