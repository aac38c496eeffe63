"""Definition + record → layout: places the cells line by line, then points the formulas through them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from math import ceil
from typing import Any

from xltools.model import Evaluation
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
from xltools.rules.measure import MAX_ROW_POINTS, height_needed
from xltools.rules.pack import RulePack
from xltools.rules.printed import Printed, printed
from xltools.rules.scoring import fund_path, indicator_path, value_at
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
        for index in range(len(self.record.evaluation.funds)):
            self.line([self.fund_cell(block, spec, index) for spec in block.columns])

    def fund_cell(self, block: FundsBlock, spec: CellSpec, index: int) -> Placed:
        cell = self.field_cell(spec, fund_path(index, spec.field or ""))
        scored = index == self.definition.scored_fund(self.record.evaluation)
        if cell.content is None and spec.field in block.dash_fields and not scored:
            return replace(cell, content=block.dash, style="none")
        return cell

    def indicators(self, block: IndicatorsBlock) -> None:
        self.heading(block.columns, "indicators")
        levels = [spec for spec in block.columns if spec.field in LEVEL_FIELDS]
        others = [spec for spec in block.columns if spec.field not in LEVEL_FIELDS]
        starts = []
        for index in range(len(self.record.evaluation.indicators)):
            starts.append(self.row)
            self.line([self.field_cell(spec, indicator_path(index, spec.field or "")) for spec in others])
        starts.append(self.row)
        for spec in levels:
            for run in self.runs(spec.field or ""):
                paths = [indicator_path(index, spec.field or "") for index in run]
                cell = self.field_cell(spec, *paths)
                area = self.span(spec.columns, starts[run[0]], starts[run[-1] + 1] - 1)
                self.tall(replace(cell, area=area))

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
        labels = (replace(spec, style="label", field=None) for spec in columns)
        self.line([self.head_cell(spec) for spec in labels])

    def head_cell(self, spec: CellSpec) -> Placed:
        if spec.field is not None:
            return self.field_cell(spec, spec.field)
        label = self.definition.printed(spec.label) if spec.label else spec.text
        return Placed(
            self.span(spec.columns, self.row), spec.style, content=self.text(label) if label else None
        )

    def field_cell(self, spec: CellSpec, *paths: str) -> Placed:
        if spec.field is None:
            return Placed(self.span(spec.columns, self.row), spec.style)
        value = self.value(spec.field, paths[0])
        if spec.text is not None:
            content: Content = self.text(spec.text)
        else:
            content = Decimal(value) if isinstance(value, int) else value
        roles = tuple(self.record.role(path) for path in paths)
        return Placed(self.span(spec.columns, self.row), spec.style, roles, content)

    def value(self, name: str, path: str) -> str | int | Decimal | None:
        if name not in TARGET_PARTS:
            return value_at(self.record.evaluation, path)
        target = value_at(self.record.evaluation, f"{path.rpartition('.')[0]}.target")
        return cut_target(str(target) if target is not None else None)[name]

    def line(self, cells: Sequence[Placed]) -> None:
        """One logical line; a text too tall for one row of Excel gets several, all cells merged over them."""
        need = max((self.need(cell) for cell in cells), default=0.0)
        need = max(need, MIN_HEIGHT)
        count = ceil(need / MAX_ROW_POINTS)
        last = self.row + count - 1
        for cell in cells:
            span = cell.area
            area = CellRange.of(self.row, span.first.column, last, span.last.column)
            self.cells.append(replace(cell, area=area))
        for row in range(self.row, last + 1):
            self.heights[row] = min(round(need / count, 2), MAX_ROW_POINTS)
        self.row = last + 1

    def tall(self, cell: Placed) -> None:
        """A cell merged over rows that are already placed; they grow where its text needs more."""
        self.cells.append(cell)
        rows = cell.area.rows
        missing = self.need(cell) - sum(self.heights[row] for row in rows)
        if missing > 0:
            for row in rows:
                self.heights[row] = min(round(self.heights[row] + missing / len(rows), 2), MAX_ROW_POINTS)

    def need(self, cell: Placed) -> float:
        if cell.content is None:
            return 0.0
        width = sum(self.definition.widths[column - 1] for column in cell.area.columns)
        text = cell.content if isinstance(cell.content, str) else f"{cell.content:,.2f}"
        return height_needed(text, width, self.styles[cell.style])

    def span(self, columns: tuple[int, int], first: int, last: int | None = None) -> CellRange:
        return CellRange.of(first, columns[0], max(first, last or self.row - 1), columns[1])
