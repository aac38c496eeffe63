"""A sheet of paper on which somebody else's form is drawn: cells and merges, and the workbook it becomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xltools.grid import Book, Cell, Grid
from xltools.refs import CellRange, CellRef


@dataclass(frozen=True)
class Ink:
    """What stands in a cell: a text or a number, how it is shown, and the formula it became."""

    value: str | Decimal | None
    pattern: str = "General"
    formula: str | None = None
    error: str | None = None


@dataclass(frozen=True)
class Box:
    """Content over so many columns and rows."""

    ink: Ink
    wide: int = 1
    high: int = 1


def box(value: Any, wide: int = 1, high: int = 1) -> Box:
    """A box of a text, a number or ink."""
    return Box(value if isinstance(value, Ink) else Ink(value), wide, high)


def in_lines(boxes: Sequence[Box], text: str) -> list[list[Box]]:
    """A row of which one text became two rows, as a pasted table has it; the other boxes reach over both."""
    at = next(index for index, each in enumerate(boxes) if each.ink.value == text)
    first, second = text.split("\n")
    upper = [replace(each, high=2) for each in boxes]
    upper[at] = replace(boxes[at], ink=Ink(first))
    return [upper, [replace(boxes[at], ink=Ink(second))]]


@dataclass
class Paper:
    """Rows are drawn downwards from `row`, over the columns that boxes from above leave free."""

    name: str = "Sheet1"
    row: int = 1
    left: int = 1
    merging: bool = True
    hidden: bool = False
    cells: dict[CellRef, Ink] = field(default_factory=dict)
    merges: list[CellRange] = field(default_factory=list)
    _taken: set[tuple[int, int]] = field(default_factory=set)

    def line(self, boxes: Iterable[Box]) -> None:
        """One row."""
        column = self.left
        for each in boxes:
            while (self.row, column) in self._taken:
                column += 1
            self._place(each, column)
            column += each.wide
        self.row += 1

    def _place(self, each: Box, column: int) -> None:
        if each.ink.value is not None or each.ink.formula is not None:
            self.cells[CellRef(self.row, column)] = each.ink
        if each.wide > 1 or each.high > 1:
            area = CellRange.of(self.row, column, self.row + each.high - 1, column + each.wide - 1)
            self._taken |= {(row, place) for row in area.rows for place in area.columns}
            if self.merging:
                self.merges.append(area)

    @property
    def right(self) -> int:
        """The last column with anything."""
        ends = [ref.column for ref in self.cells] + [area.last.column for area in self.merges]
        return max(ends, default=0)

    def grid(self) -> Grid:
        """As a reader gives it."""
        cells = {ref: Cell(ink.value, ink.formula, ink.error, ink.pattern) for ref, ink in self.cells.items()}
        return Grid(self.name, cells, tuple(self.merges), self.hidden)

    def write(self, sheet: Worksheet) -> None:
        """Into a worksheet; a formula is written as the text it was typed as."""
        for ref, ink in self.cells.items():
            value = f"={ink.formula}" if ink.formula is not None else ink.value
            cell = sheet.cell(ref.row, ref.column)
            cell.value = value
            cell.number_format = ink.pattern
            if isinstance(value, str) and ink.formula is None:
                cell.data_type = "s"
        for area in self.merges:
            sheet.merge_cells(
                start_row=area.first.row,
                start_column=area.first.column,
                end_row=area.last.row,
                end_column=area.last.column,
            )
        if self.hidden:
            sheet.sheet_state = "hidden"


def as_book(papers: Sequence[Paper]) -> Book:
    """The workbook as a reader gives it."""
    return Book(tuple(paper.grid() for paper in papers))


def save(papers: Sequence[Paper], path: Path) -> Path:
    """The workbook as a file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for paper in papers:
        paper.write(book.create_sheet(paper.name))
    book.save(path)
    return path
