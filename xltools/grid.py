"""A plain grid: all that a reader of forms needs to know of a workbook, whatever library opened it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import overload

from xltools.refs import CellRange, CellRef

Value = str | Decimal | bool | None


class Format(StrEnum):
    """What a workbook really is, whatever its file is called: .xlsm counts as .xlsx, .et as .xls."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"


Guarded = tuple[str, str]
"""What a data validation holds its cells to (`list`, `decimal`, … or `none`), and the cells as listed."""


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
        value = self.value
        return value is None or (isinstance(value, str) and (not value or value.isspace()))


BLANK = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a long table: its cells by column number, blank ones left out.

    `across` are the columns whose cell is merged with those right of it, `down` those whose content stands
    further up, in the first row of a merged area.
    """

    number: int
    cells: Mapping[int, Cell]
    hidden: bool = False
    across: frozenset[int] = frozenset()
    down: frozenset[int] = frozenset()


def filled_down(rows: Iterable[Row], merges: Iterable[CellRange]) -> Iterator[Row]:
    """The same rows, each merged area's content in every row of its first column, as a person reads it."""
    by_row: dict[int, list[CellRange]] = defaultdict(list)
    for merge in merges:
        by_row[merge.first.row].append(merge)
    if not by_row:
        yield from rows
        return
    going: dict[int, tuple[int, Cell]] = {}  # by column: the last row of the area, and its content
    for row in rows:
        going = {column: area for column, area in going.items() if area[0] >= row.number}
        cells, down = {**row.cells, **{column: cell for column, (_, cell) in going.items()}}, frozenset(going)
        begun = by_row.pop(row.number, ())
        for merge in begun:
            if merge.first.column in row.cells and merge.first.row < merge.last.row:
                going[merge.first.column] = merge.last.row, row.cells[merge.first.column]
        across = frozenset(m.first.column for m in begun if m.first.column < m.last.column)
        yield replace(row, cells=cells, across=across, down=down) if across or down else row


@dataclass(frozen=True)
class Grid:
    """One worksheet: cells by address (blank ones may be left out), merges, and whether it is hidden.

    `guards` are its data validations; None where the reader can't see them.
    """

    name: str
    cells: Mapping[CellRef, Cell]
    merges: tuple[CellRange, ...] = ()
    hidden: bool = False
    guards: tuple[Guarded, ...] | None = None

    def cell(self, ref: CellRef) -> Cell:
        """The cell itself, blank where nothing stands."""
        return self.cells.get(ref, BLANK)

    @cached_property
    def filled(self) -> Mapping[CellRef, Cell]:
        """The cells that are not blank."""
        cells = self.cells.items()
        return {ref: cell for ref, cell in cells if type(cell.value) is Decimal or not cell.blank}

    @cached_property
    def _merges_by_row(self) -> dict[int, list[tuple[int, int, CellRange]]]:
        """The merges that touch each used row, with first and last column.

        An area down to the last row of Excel costs no more than one to the last used row.
        """
        by_row: dict[int, list[tuple[int, int, CellRange]]] = defaultdict(list)
        for merge in self.merges:
            (top, left), (bottom, right) = merge.first, merge.last
            found = left, right, merge
            for row in range(top, min(bottom, self.last_row) + 1):
                by_row[row].append(found)
        return by_row

    @cached_property
    def _merges_below(self) -> tuple[CellRange, ...]:
        """The merges that reach below the last used row."""
        return tuple(merge for merge in self.merges if merge.last.row > self.last_row)

    def area(self, ref: CellRef) -> CellRange:
        """The merged area around a cell, or the cell alone."""
        return self.merged(ref) or CellRange(ref, ref)

    def first(self, ref: CellRef) -> CellRef:
        """The first cell of the merged area around a cell, or the cell itself."""
        merge = self.merged(ref)
        return ref if merge is None else merge.first

    def merged(self, ref: CellRef) -> CellRange | None:
        """The merged area around a cell; None where it stands alone."""
        row, column = ref
        if row > self.last_row:
            return next((merge for merge in self._merges_below if ref in merge), None)
        for left, right, merge in self._merges_by_row.get(row, ()):
            if left <= column <= right:
                return merge
        return None

    def shown(self, ref: CellRef) -> Cell:
        """The cell as a person sees it: inside a merged area, the area's first cell."""
        return self.cell(self.first(ref))

    def rows(self) -> Iterator[Row]:
        """The rows that hold anything, from the top; merged areas as `filled_down` tells."""
        by_row: dict[int, dict[int, Cell]] = defaultdict(dict)
        for ref, cell in self.cells.items():
            if not cell.blank:
                by_row[ref.row][ref.column] = cell
        yield from filled_down((Row(number, by_row[number]) for number in sorted(by_row)), self.merges)

    @cached_property
    def last_row(self) -> int:
        """The last row that holds anything (0: empty sheet)."""
        last = max(self.cells, default=None)
        if last is None or not self.cells[last].blank:
            return last.row if last else 0
        return max((ref.row for ref, cell in self.cells.items() if not cell.blank), default=0)

    @cached_property
    def last_column(self) -> int:
        """The last column that holds anything (0: empty sheet)."""
        return max([column for _, column in self.filled], default=0)


@dataclass(frozen=True, slots=True)
class NamedCell:
    """Where a defined name points."""

    sheet: str
    area: CellRange


Cells = Mapping[CellRef, Cell]


@dataclass(frozen=True, slots=True)
class UnreadSheet:
    """A sheet that is not read yet: `read` gives all of it, `pick` some of its cells, blank ones left out.

    `up_to` gives what stands up to a column, or None where all must be read to know it.
    """

    name: str
    read: Callable[[], Grid]
    pick: Callable[[Collection[CellRef]], Cells]
    up_to: Callable[[int], Grid | None]


class SheetsOnDemand(Sequence[Grid]):
    """The sheets of a workbook in order, each read when it is first asked for."""

    def __init__(self, sheets: Iterable[UnreadSheet]) -> None:
        self._sheets = tuple(sheets)
        self._read: dict[int, Grid] = {}

    def __len__(self) -> int:
        return len(self._sheets)

    @overload
    def __getitem__(self, index: int) -> Grid: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Grid, ...]: ...
    def __getitem__(self, index: int | slice) -> Grid | tuple[Grid, ...]:
        if isinstance(index, slice):
            return tuple(map(self._grid, range(len(self))[index]))
        return self._grid(range(len(self))[index])

    def _grid(self, index: int) -> Grid:
        if index not in self._read:
            self._read[index] = self._sheets[index].read()
        return self._read[index]

    def having(self, changed: Mapping[str, Grid]) -> SheetsOnDemand:
        """The same with other sheets of these names."""
        sheets = SheetsOnDemand(self._sheets)
        names = enumerate(self.names)
        sheets._read = self._read | {at: changed[name] for at, name in names if name in changed}
        return sheets

    def named(self, name: str) -> Grid | None:
        """The sheet of that name, no other being read."""
        at = self._at(name)
        return None if at is None else self._grid(at)

    @property
    def names(self) -> tuple[str, ...]:
        """What the sheets are called."""
        return tuple(sheet.name for sheet in self._sheets)

    def up_to(self, name: str, column: int) -> Grid | None:
        """The sheet of that name as far as a column, the rest of it left unread where it can be."""
        at = self._at(name)
        if at is None:
            return None
        part = None if at in self._read else self._sheets[at].up_to(column)
        return self._grid(at) if part is None else part

    def pick(self, name: str, refs: Collection[CellRef]) -> Cells:
        """Some cells of a sheet, the rest of it left unread where it can be."""
        at = self._at(name)
        if at is None:
            return {}
        return _picked(self._read[at], refs) if at in self._read else self._sheets[at].pick(refs)

    def _at(self, name: str) -> int | None:
        return next((at for at, sheet in enumerate(self._sheets) if sheet.name == name), None)


def _picked(grid: Grid, refs: Collection[CellRef]) -> Cells:
    return {ref: grid.cells[ref] for ref in refs if ref in grid.cells}


@dataclass(frozen=True)
class Book:
    """One workbook: its sheets in order, and the defined names that point at cells of it.

    A name of the whole workbook stands under itself, a name of one sheet under `sheet!name`: copying a
    sheet in Excel gives the copy its own set of equal names. A name whose target is lost (`#REF!`) has
    the value None. `format` is that of the file, None for a workbook that is no file.
    """

    sheets: tuple[Grid, ...] | SheetsOnDemand
    names: Mapping[str, NamedCell | None] = field(default_factory=dict)
    format: Format | None = None

    def sheet(self, name: str) -> Grid | None:
        """The sheet of that name, if there is one."""
        if isinstance(self.sheets, SheetsOnDemand):
            return self.sheets.named(name)
        return next((grid for grid in self.sheets if grid.name == name), None)

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """What the sheets are called, in order."""
        if isinstance(self.sheets, SheetsOnDemand):
            return self.sheets.names
        return tuple(grid.name for grid in self.sheets)

    def up_to(self, name: str, column: int) -> Grid | None:
        """The sheet of that name as far as a column; it may hold more."""
        return (
            self.sheets.up_to(name, column) if isinstance(self.sheets, SheetsOnDemand) else self.sheet(name)
        )

    def pick(self, name: str, refs: Collection[CellRef]) -> Cells:
        """Some cells of a sheet, those left out that are blank; for who needs little of a large sheet."""
        if isinstance(self.sheets, SheetsOnDemand):
            return self.sheets.pick(name, refs)
        grid = self.sheet(name)
        return {} if grid is None else _picked(grid, refs)

    def having(self, changed: Mapping[str, Grid]) -> Book:
        """The same with other sheets of these names."""
        if isinstance(self.sheets, SheetsOnDemand):
            return replace(self, sheets=self.sheets.having(changed))
        return replace(self, sheets=tuple(changed.get(grid.name, grid) for grid in self.sheets))

    def whole(self) -> Book:
        """The same, every sheet read."""
        return replace(self, sheets=tuple(self.sheets))
