"""What a sheet of an open workbook shows, in few requests: quicker than a copy of the whole workbook.

Merged areas, names and the other sheets are those of the file that was opened: no button changes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltools.grid import Book, Cell, Grid, Value
from xltools.grids import open_on_demand
from xltools.live import Opened
from xltools.refs import CellRange

if TYPE_CHECKING:
    from tests.ribbon.conftest import Office


@dataclass(frozen=True)
class OpenSheet:
    """A sheet of the workbook in front, as it was when it was opened: its file, and what its cells held."""

    office: Office
    name: str
    opened: Book
    area: list[int]
    contents: list[list[str]]

    @classmethod
    def just_opened(cls, office: Office, path: Path, name: str) -> OpenSheet:
        """Before anything is clicked."""
        area = office.ask("used", name)
        contents = office.ask("shown", name, area)[1]
        return cls(office, name, open_on_demand(path.read_bytes()), area, contents)

    def now(self) -> Opened:
        """As it stands now."""
        before = self.opened.sheet(self.name)
        assert before is not None
        book = self.opened.having({self.name: replace(before, cells=dict(self._cells(before)))})
        return Opened("现在.xlsx", book, None)

    def _cells(self, before: Grid) -> Any:
        values, contents, errors = self.office.ask("shown", self.name, self.area)
        for ref in CellRange.of(*self.area):
            row, column = ref.row - self.area[0], ref.column - self.area[1]
            old, text = before.cell(ref), contents[row][column]
            error = errors.get(f"{ref.row} {ref.column}")
            value = None if error else _value(values[row][column])
            formula, number_format = old.formula, old.number_format
            if text != self.contents[row][column]:
                at = 2 * [ref.row, ref.column]
                exact: str = self.office.ask("formulas", self.name, at)[0][0]
                formula = exact[1:] if text.startswith("=") else None
                number_format = self.office.ask("number_format", self.name, at)
            cell = Cell(value, formula, error, number_format)
            if not cell.blank:
                yield ref, cell


def _value(value: float | str) -> Value:
    if isinstance(value, str):
        return value or None
    number = Decimal(repr(value))
    return Decimal(int(number)) if number == number.to_integral_value() else number
