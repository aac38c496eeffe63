"""Definition + record → layout: places the cells line by line, then points the formulas through them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from math import ceil
from typing import Any

from xltools.model import Evaluation, Fund, Indicator
from xltools.refs import CellRange
from xltools.rules.definition import (
    LEVEL_FIELDS,
    CellSpec,
    FormDefinition,
    FundsBlock,
    IndicatorsBlock,
    LinesBlock,
)
from xltools.rules.formulas import live_formulas
from xltools.rules.layout import Content, Layout, Placed, Render
from xltools.rules.measure import MAX_ROW_POINTS, Room, room
from xltools.rules.pack import RulePack
from xltools.rules.printed import Printed, printed
from xltools.rules.styles import StyleSheet
from xltools.rules.target_cells import TARGET_PARTS, cut_target
from xltools.rules.validations import place_validations

MIN_HEIGHT = 22.0  # points: a line of the form is never lower


def lay_out(
    definition: FormDefinition, evaluation: Evaluation, pack: RulePack, styles: StyleSheet, render: Render
) -> Layout:
    """Place a record on its form.

    Rows that the form prints but the record lacks are spare rows. A typed value of a computed cell
    that differs from the rule's stays as typed, without formula; `check` tells.
    Raises DefinitionError where the form names a style or a rule that does not exist.
    """
    variables = definition.variables(evaluation.year)

    def text(template: str) -> str:
        return render(template, variables)

    record = printed(definition, evaluation, text(definition.printed("title")))
    board = _Board(definition, record, styles, text)
    for block in definition.blocks:
        board.block(block)
    cells = live_formulas(definition, pack, record, board.cells)
    return Layout(
        definition=definition,
        cells=tuple(cells),
        heights=board.heights,
        repeat_row=board.headings.get(definition.print_setup.repeat or ""),
        footer=text(definition.print_setup.footer),
        validations=place_validations(definition, cells),
        lists=_lists(definition),
    )


def _lists(definition: FormDefinition) -> dict[str, tuple[str, ...]]:
    second = (name for level in definition.tree for name in level.level2)
    return {
        "level1": tuple(level.printed for level in definition.tree),
        "level2": tuple(dict.fromkeys(second)),
    }


@dataclass
class _Board:
    """The sheet while it is being laid out, from the top down."""

    definition: FormDefinition
    record: Printed
    styles: StyleSheet
    text: Callable[[str], str]
    cells: list[Placed] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    headings: dict[str, int] = field(default_factory=dict)
    rooms: dict[tuple[int, int, str], Room] = field(default_factory=dict)
    row: int = 1

    def block(self, block: LinesBlock | FundsBlock | IndicatorsBlock) -> None:
        first = self.row
        match block:
            case LinesBlock():
                for line in block.lines:
                    self.line([self.head_cell(spec) for spec in line])
            case FundsBlock():
                self.funds(block)
            case IndicatorsBlock():
                self.indicators(block)
        if block.side is not None:
            label = self.text(self.definition.printed(block.side.label))
            self.tall(Placed(self.span(block.side.columns, first), block.side.style, content=label))

    def funds(self, block: FundsBlock) -> None:
        self.heading(block.columns, "funds")
        scored = self.definition.scored_fund(self.record.evaluation)
        for index, fund in enumerate(self.record.evaluation.funds):
            role = self.record.row_roles[f"funds[{index}]"]
            cells = [self.row_cell(spec, fund, role) for spec in block.columns]
            self.line(cells if index == scored else [self.dashed(block, cell) for cell in cells])

    def dashed(self, block: FundsBlock, cell: Placed) -> Placed:
        """What the form prints into the cells of a row that is not scored."""
        if cell.content is None and cell.roles and cell.roles[0].rpartition(".")[2] in block.dash_fields:
            return replace(cell, content=block.dash, style="none")
        return cell

    def indicators(self, block: IndicatorsBlock) -> None:
        self.heading(block.columns, "indicators")
        rows = self.record.evaluation.indicators
        roles = [self.record.row_roles[f"indicators[{index}]"] for index in range(len(rows))]
        others = [spec for spec in block.columns if spec.field not in LEVEL_FIELDS]
        starts = []
        for row, role in zip(rows, roles, strict=True):
            starts.append(self.row)
            self.line([self.row_cell(spec, row, role) for spec in others])
        starts.append(self.row)
        for spec in block.columns:
            if spec.field in LEVEL_FIELDS:
                for run in self.runs(spec.field):
                    self.level(spec, run, roles, (starts[run[0]], starts[run[-1] + 1] - 1))

    def level(self, spec: CellSpec, run: list[int], roles: Sequence[str], rows: tuple[int, int]) -> None:
        """One level cell, merged over the rows of its indicators."""
        text = getattr(self.record.evaluation.indicators[run[0]], spec.field or "")
        area = self.span(spec.columns, *rows)
        self.tall(Placed(area, spec.style, tuple(f"{roles[index]}.{spec.field}" for index in run), text))

    def runs(self, level: str) -> Iterable[list[int]]:
        """Indicators that share one merged level cell: neighbours with the same text, blanks each alone."""
        rows = self.record.evaluation.indicators

        def key(index: int) -> tuple[Any, ...]:
            name = getattr(rows[index], level)
            outer = rows[index].level1 if level != "level1" else None
            return (index,) if name is None else (outer, name)

        return (list(run) for _, run in groupby(range(len(rows)), key))

    def heading(self, columns: Sequence[CellSpec], name: str) -> None:
        self.headings[name] = self.row
        self.line([self.label_cell(spec, "label") for spec in columns])

    def head_cell(self, spec: CellSpec) -> Placed:
        """A label, or a field of the record itself."""
        if spec.field is None:
            return self.label_cell(spec, spec.style)
        value = getattr(self.record.evaluation, spec.field)
        content = self.text(spec.text) if spec.text is not None else value
        content = Decimal(content) if isinstance(content, int) else content
        return Placed(self.span(spec.columns, self.row), spec.style, (spec.field,), content)

    def label_cell(self, spec: CellSpec, style: str) -> Placed:
        label = self.definition.printed(spec.label) if spec.label else spec.text
        content = self.text(label) if label else None
        return Placed(self.span(spec.columns, self.row), style, content=content)

    def row_cell(self, spec: CellSpec, row: Fund | Indicator, role: str) -> Placed:
        """A field of a fund or an indicator."""
        area = self.span(spec.columns, self.row)
        if spec.field is None:
            return Placed(area, spec.style)
        if spec.text is not None:
            content: Content = self.text(spec.text)
        elif spec.field in TARGET_PARTS and isinstance(row, Indicator):
            content = cut_target(row.target)[spec.field]
        else:
            content = getattr(row, spec.field)
        return Placed(area, spec.style, (f"{role}.{spec.field}",), content)

    def line(self, cells: Sequence[Placed]) -> None:
        """One logical line; a text too tall for one row of Excel gets several, all cells merged over them."""
        need = max(MIN_HEIGHT, *map(self.need, cells))
        count = ceil(need / MAX_ROW_POINTS)
        last = self.row + count - 1
        if count > 1:
            cells = [replace(cell, area=self.down_to(last, cell.area)) for cell in cells]
        self.cells += cells
        for row in range(self.row, last + 1):
            self.heights[row] = min(round(need / count, 2), MAX_ROW_POINTS)
        self.row = last + 1

    def down_to(self, last: int, area: CellRange) -> CellRange:
        return CellRange.of(area.first.row, area.first.column, last, area.last.column)

    def tall(self, cell: Placed) -> None:
        """A cell merged over rows that are already placed; they grow where its text needs more."""
        self.cells.append(cell)
        rows = cell.area.rows
        missing = self.need(cell) - sum(self.heights[row] for row in rows)
        if missing > 0:
            for row in rows:
                self.heights[row] = min(round(self.heights[row] + missing / len(rows), 2), MAX_ROW_POINTS)

    def need(self, cell: Placed) -> float:
        """Points of height that show all of a cell's text."""
        content = cell.content
        if not isinstance(content, str):  # a number stays on one line, however narrow
            return 0.0
        first, last = cell.area.first.column, cell.area.last.column
        key = first, last, cell.style
        if key not in self.rooms:
            width = sum(self.definition.widths[first - 1 : last])
            self.rooms[key] = room(width, self.styles[cell.style])
        return self.rooms[key].height(content)

    def span(self, columns: tuple[int, int], first: int, last: int | None = None) -> CellRange:
        return CellRange.of(first, columns[0], max(first, last or self.row - 1), columns[1])
