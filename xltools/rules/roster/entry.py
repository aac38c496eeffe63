"""One project of a roster: its record as it is gathered, and sentences on what is wrong with its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xltools.refs import column_letters
from xltools.rules.money import scale_of
from xltools.rules.roster.heading import Column, RosterColumns

_INDICATOR = re.compile(r"indicators\[(\d+)\]\.(\w+)")


@dataclass
class RosterEntry:
    """One project of the roster: its record, and what is wrong with its cells (sentences).

    `place` tells for a field path where it came from. Amounts are in the unit that
    their heading names; `record["funds"]` has `item` None for the total.
    """

    row: int
    record: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, tuple[int, Column]] = field(default_factory=dict)
    indicator_rows: list[int] = field(default_factory=list)
    of_indicator: Sequence[Column] = ()
    problems: list[str] = field(default_factory=list)
    sheet: str | None = None  # where the roster has several
    sources: int = 0  # further rows, of other sources of its money

    def place(self, path: str) -> tuple[int, Column] | None:
        """Row and column of a field."""
        match = _INDICATOR.fullmatch(path)
        if match is None:
            return self.columns.get(path)
        column = next((column for column in self.of_indicator if column.field == match[2]), None)
        return None if column is None else (self.indicator_rows[int(match[1])], column)


def sentence(columns: RosterColumns, place: str, column: Column, reason: str) -> str:
    """What is wrong with a cell, and where."""
    return columns.messages["bad_value"].format(
        place=place, column=column_letters(column.number), heading=column.heading, reason=reason
    )


def problem_of(columns: RosterColumns, entry: RosterEntry, path: str, reason: str) -> str:
    """What is wrong with a field of a project, said of the cell it came from."""
    place = entry.place(path)
    if place is not None:
        row, column = place
        return sentence(columns, columns.place(row, entry.sheet), column, reason)
    return columns.messages["bad_record"].format(place=columns.place(entry.row, entry.sheet), reason=reason)


def to_money_unit(entry: RosterEntry, money_unit: str) -> None:
    """Give the amounts of a project in this unit; a heading without unit is in it already."""
    for index, fund in enumerate(entry.record.get("funds", ())):
        for name, amount in fund.items():
            _, column = entry.columns.get(f"funds[{index}].{name}", (0, None))
            if column is not None and column.unit not in (None, money_unit):
                factor = scale_of(column.unit or money_unit, money_unit)
                fund[name] = f"{Decimal(amount) * factor:f}"
