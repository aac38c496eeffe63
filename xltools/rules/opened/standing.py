"""A form of ours as it stands in its file: every row of it, also blank and inserted ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from xltools.grid import Book, Grid
from xltools.model import Evaluation, Fund, Indicator
from xltools.refs import CellRef
from xltools.rules.definition.model import LEVEL_FIELDS, FormDefinition
from xltools.rules.layout.beside.columns import SUGGESTED
from xltools.rules.layout.model import Layout
from xltools.rules.layout.names import role_of
from xltools.rules.opened.moved import Moves, line
from xltools.rules.reading import Block, ReadForm
from xltools.rules.scoring.computed import split_row


@dataclass(frozen=True)
class Standing:
    """The sheet, the record with all rows, the rows of the sheet in which they stand.

    `beside` are the cells 测算得分 by row; rows that people inserted have none.
    """

    form: ReadForm
    grid: Grid
    evaluation: Evaluation
    rows: Mapping[str, tuple[int, ...]]
    beside: Mapping[int, CellRef]

    def definition(self, known: FormDefinition) -> FormDefinition:
        """The definition without the rows of 项目资金 that are gone from the file."""
        here = [known.fund_row(fund.item) for fund in self.evaluation.funds]
        rows = () if known.funds is None else known.funds.rows
        return known.with_fund_rows(tuple(row for row in rows if row in here))

    def moves(self, layout: Layout) -> Moves | None:
        """Where the cells of the record laid out stand here; None where people changed their order."""
        pairs = [
            (slot.area.first, here)
            for slot in layout.arrangement.slots
            for role in slot.roles
            if (here := self._place(role)) is not None
        ]
        rows = line((one.row, other.row) for one, other in pairs)
        columns = line((one.column, other.column) for one, other in pairs)
        return None if rows is None or columns is None else Moves(rows, columns)

    def _place(self, role: str) -> CellRef | None:
        block, _, field = role.rpartition(".")
        if not block:
            source = self.form.cells.get(role)
            return None if source is None else source.cell
        kind, index = split_row(block)
        if kind not in self.rows or index >= len(self.rows[kind]):
            return None
        row = self.rows[kind][index]
        if field == SUGGESTED:
            return self.beside.get(row)
        column = self.form.blocks[kind].columns.get(field)
        return None if column is None or field in LEVEL_FIELDS else CellRef(row, column)


def standing(form: ReadForm, book: Book, evaluation: Evaluation) -> Standing | None:
    """A form of `book` with what `evaluation` says of it; None for one that is not ours."""
    grid = None if not form.blocks else book.sheet(next(iter(form.cells.values())).sheet)
    if grid is None:
        return None
    rows = {kind: tuple(_rows(grid, block)) for kind, block in form.blocks.items()}
    of_record = _rows_of_record(form)
    funds, indicators = (
        [(of_record.get((kind, row)), _labels(grid, form.blocks[kind], row)) for row in rows.get(kind, ())]
        for kind in ("funds", "indicators")
    )
    whole = replace(
        evaluation,
        funds=tuple(Fund(item=at["item"]) if i is None else evaluation.funds[i] for i, at in funds),
        indicators=tuple(
            Indicator(**at) if index is None else evaluation.indicators[index] for index, at in indicators
        ),
    )
    return Standing(form, grid, whole, rows, dict(_beside(book, grid.name)))


def _rows(grid: Grid, block: Block) -> Iterator[int]:
    """The rows that begin a row of a block: further lines of one, merged with it, do not."""
    columns = [column for name, column in block.columns.items() if name not in LEVEL_FIELDS]
    for row in range(block.first, block.last + 1):
        if any(grid.first(CellRef(row, column)).row == row for column in columns):
            yield row


def _rows_of_record(form: ReadForm) -> dict[tuple[str, int], int]:
    """Which row of the record stands in which row of a block."""
    found = {}
    for path, source in form.cells.items():
        block, _, field = path.rpartition(".")
        if block and field not in LEVEL_FIELDS:
            kind, index = split_row(block)
            found[kind, source.cell.row] = index
    return found


def _labels(grid: Grid, block: Block, row: int) -> dict[str, Any]:
    """What the form prints in a blank row of a block."""
    shown = {
        name: grid.shown(CellRef(row, block.columns[name])).value
        for name in ("item", *LEVEL_FIELDS)
        if name in block.columns
    }
    return {name: value if isinstance(value, str) else None for name, value in shown.items()}


def _beside(book: Book, sheet: str) -> Iterator[tuple[int, CellRef]]:
    for name, place in book.names.items():
        known = role_of(name)
        if known is not None and known.field == SUGGESTED and place is not None and place.sheet == sheet:
            yield place.area.first.row, place.area.first
