"""The totals under a sheet: live formulas over the rows that a filter leaves, and their results now."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xltools.refs import column_letters
from xltools.summary.definition import Sheet
from xltools.summary.values import Value, as_number, numbers

# SUBTOTAL's functions that pass over rows hidden by a filter or by hand
_AVERAGE, _COUNT_NUMBERS, _COUNT, _SUM = 101, 102, 103, 109


class Totals:
    """Adds up the rows of one sheet as they are written."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._wanted = [
            index
            for index, column in enumerate(sheet.columns)
            if column.total not in (None, "label") or any(column.field in other.of for other in sheet.columns)
        ]
        self._sums = [Decimal(0) for _ in sheet.columns]
        self._numbers = [0 for _ in sheet.columns]
        self._filled = [0 for _ in sheet.columns]

    def add(self, columns: Sequence[Sequence[Value]]) -> None:
        """Some more rows, given column by column."""
        for index in self._wanted:
            values = columns[index]
            self._filled[index] += len(values) - values.count(None)
            found = numbers(values)  # what is too large for a cell stands there as text
            self._numbers[index] += len(found)
            self._sums[index] += sum(found)

    def formula(self, index: int, first: int, last: int) -> str | None:
        """The formula under a column over the rows first..last; None where nothing stands there."""
        column = self._sheet.columns[index]

        def subtotal(function: int, at: int) -> str:
            letters = column_letters(at + 1)
            return f"SUBTOTAL({function},{letters}{first}:{letters}{last})"

        if column.total == "sum":
            return f"={subtotal(_SUM, index)}"
        if column.total == "count":
            return f"={subtotal(_COUNT, index)}"
        if column.total == "average":
            return f'=IF({subtotal(_COUNT_NUMBERS, index)}=0,"",{subtotal(_AVERAGE, index)})'
        if column.total == "ratio":
            above, below = (subtotal(_SUM, self._sheet.index(field)) for field in column.of)
            return f'=IF({below}=0,"",{above}/{below})'
        return None

    def result(self, index: int) -> float | None:
        """What the formula gives now, with no row hidden; None is the empty text."""
        column = self._sheet.columns[index]
        if column.total == "count":
            return self._filled[index]
        if column.total == "average":
            return _quotient(self._sums[index], Decimal(self._numbers[index]))
        if column.total == "ratio":
            above, below = (self._sums[self._sheet.index(field)] for field in column.of)
            return _quotient(above, below)
        return as_number(self._sums[index])


def _quotient(above: Decimal, below: Decimal) -> float | None:
    return float(above / below) if below else None
