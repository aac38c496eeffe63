"""A plain grid: all that a reader of forms needs to know of a workbook, whatever library opened it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from xltools.refs import CellRange, CellRef

Value = str | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell.

    `value` is the stored result (None: blank, or a formula never calculated); an error cell has
    its code in `error` (`#NAME?`) and no value. `formula` is the text without the leading `=`, and
    `""` where there is a formula whose text the reader can't tell.
    Dates come as numbers with their `number_format`.
    """

    value: Value = None
    formula: str | None = None
    error: str | None = None
    number_format: str = "General"

    @property
    def blank(self) -> bool:
        """True where nothing was typed: no formula, no error, and no text but spaces."""
        if self.formula is not None or self.error is not None:
            return False
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


BLANK = Cell()


@dataclass(frozen=True)
class Grid:
    """One worksheet: cells by address (blank ones may be left out), merges, and whether it is hidden."""

    name: str
    cells: Mapping[CellRef, Cell]
    merges: tuple[CellRange, ...] = ()
    hidden: bool = False

    def cell(self, ref: CellRef) -> Cell:
        """The cell itself, blank where nothing stands."""
        return self.cells.get(ref, BLANK)

    @cached_property
    def _merges_by_row(self) -> dict[int, list[CellRange]]:
        """The merges that touch each used row; an area down to the last row of Excel costs no more."""
        by_row: dict[int, list[CellRange]] = {}
        for merge in self.merges:
            for row in range(merge.first.row, min(merge.last.row, self.last_row) + 1):
                by_row.setdefault(row, []).append(merge)
        return by_row

    @cached_property
    def _merges_below(self) -> tuple[CellRange, ...]:
        """The merges that reach below the last used row."""
        return tuple(merge for merge in self.merges if merge.last.row > self.last_row)

    def area(self, ref: CellRef) -> CellRange:
        """The merged area around a cell, or the cell alone."""
        merges = self._merges_by_row.get(ref.row, ()) if ref.row <= self.last_row else self._merges_below
        for merge in merges:
            if ref in merge:
                return merge
        return CellRange(ref, ref)

    def shown(self, ref: CellRef) -> Cell:
        """The cell as a person sees it: inside a merged area, the area's first cell."""
        return self.cell(self.area(ref).first)

    @cached_property
    def last_row(self) -> int:
        """The last row that holds anything (0: empty sheet)."""
        return max((ref.row for ref, cell in self.cells.items() if not cell.blank), default=0)

    @cached_property
    def last_column(self) -> int:
        """The last column that holds anything (0: empty sheet)."""
        return max((ref.column for ref, cell in self.cells.items() if not cell.blank), default=0)


@dataclass(frozen=True, slots=True)
class NamedCell:
    """Where a defined name points."""

    sheet: str
    area: CellRange


@dataclass(frozen=True)
class Book:
    """One workbook: its sheets in order, and the defined names that point at cells of it.

    A name of the whole workbook stands under itself, a name of one sheet under `sheet!name`: copying a
    sheet in Excel gives the copy its own set of equal names. A name whose target is lost (`#REF!`) has
    the value None.
    """

    sheets: tuple[Grid, ...]
    names: Mapping[str, NamedCell | None] = field(default_factory=dict)

    def sheet(self, name: str) -> Grid | None:
        """The sheet of that name, if there is one."""
        return next((grid for grid in self.sheets if grid.name == name), None)
