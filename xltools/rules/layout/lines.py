"""The lines of a form, from the top: what stands in each, and how much height it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter

from xltools.model import Evaluation, Fund, Indicator
from xltools.rules.definition.model import (
    LEVEL_FIELDS,
    Block,
    CellSpec,
    FormDefinition,
    FundsBlock,
    IndicatorsBlock,
    LinesBlock,
)
from xltools.rules.definition.target_cells import TARGET_PARTS, cut_target
from xltools.rules.layout.echoes import Echoed, echo_columns, echoed
from xltools.rules.layout.measure import Room, room
from xltools.rules.layout.model import Content
from xltools.rules.layout.printed import Printed
from xltools.rules.layout.styles import StyleSheet

MIN_HEIGHT = 22.0  # points: a line of the form is never lower
HEADING = "label"
"""The style of a column's heading."""
IDLE = "none"
"""The style of a cell where nothing is to be filled."""

Text = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class LineKind:
    """What lines have in common: their cells, with the room that each gives to its text."""

    specs: tuple[CellSpec, ...]
    styles: tuple[str, ...]
    rooms: tuple[Room, ...]
    least: float  # points of height of a blank line
    fields: Callable[[Fund | Indicator], tuple[Content, ...]] | None = None  # of a row, where nothing is odd
    echoed: tuple[Echoed, ...] = ()  # cells that have a copy beside the form

    @property
    def heading(self) -> bool:
        """True where nothing but labels stand."""
        return all(style == HEADING for style in self.styles)

    def need(self, contents: Sequence[Content]) -> float:
        """Points of height that show every text. A number stays on one line, however narrow."""
        need = self.least
        for content, space in zip(contents, self.rooms, strict=True):
            if isinstance(content, str):
                fits = len(content) <= space.short and content.isprintable()  # most do, on one line
                height = space.single if fits else space.height(content)
                need = max(need, height)
        return need


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a form: `role` begins the roles of its cells (None: they have none)."""

    kind: LineKind
    contents: Sequence[Content]
    role: str | None = None
    idle: tuple[int, ...] = ()  # cells where nothing is to be filled; into some the form prints a dash


class LineMaker:
    """Makes the lines of the forms of one definition."""

    def __init__(self, definition: FormDefinition, styles: StyleSheet) -> None:
        self._definition, self._styles = definition, styles
        self._echoes = echo_columns(definition, styles)
        self._kinds = {id(block): self._kinds_of(block) for block in definition.blocks}

    def room(self, columns: tuple[int, int], style: str) -> Room:
        """The room in these columns."""
        width = sum(self._definition.widths[columns[0] - 1 : columns[1]])
        return room(width, self._styles[style])

    def lines(self, block: Block, record: Printed, scored: int | None, text: Text) -> list[Line]:
        """The lines of a block: a heading and a line for each row, or fixed ones."""
        kinds, evaluation = self._kinds[id(block)], record.evaluation
        match block:
            case LinesBlock():
                return [Line(kind, self._head(kind, evaluation, text), "") for kind in kinds]
            case FundsBlock():
                rows = [self._row(kinds[1], fund, text) for fund in evaluation.funds]
                idle = [() if index == scored else self._idle(block, row) for index, row in enumerate(rows)]
                lines = map(Line, [kinds[1]] * len(rows), rows, _roles(record, "funds", len(rows)), idle)
            case IndicatorsBlock():
                rows = [self._row(kinds[1], indicator, text) for indicator in evaluation.indicators]
                lines = map(Line, [kinds[1]] * len(rows), rows, _roles(record, "indicators", len(rows)))
        return [Line(kinds[0], self._labels(kinds[0], text)), *lines]

    def _kinds_of(self, block: Block) -> list[LineKind]:
        if isinstance(block, LinesBlock):
            return [self._fixed(line) for line in block.lines]
        others = tuple(spec for spec in block.columns if spec.field not in LEVEL_FIELDS)
        rows = others if isinstance(block, IndicatorsBlock) else block.columns
        plain = all(spec.field and not spec.text and spec.field not in TARGET_PARTS for spec in rows)
        fields = attrgetter(*(spec.field or "" for spec in rows)) if plain and len(rows) > 1 else None
        return [self._kind(block.columns, HEADING), self._kind(rows, fields=fields)]

    def _fixed(self, specs: tuple[CellSpec, ...]) -> LineKind:
        return replace(self._kind(specs), echoed=tuple(echoed(specs, self._echoes, self._styles)))

    def _kind(
        self,
        specs: tuple[CellSpec, ...],
        style: str | None = None,
        fields: Callable[[Fund | Indicator], tuple[Content, ...]] | None = None,
    ) -> LineKind:
        styles = tuple(style or spec.style for spec in specs)
        rooms = tuple(self.room(spec.columns, name) for spec, name in zip(specs, styles, strict=True))
        least = max([MIN_HEIGHT, *(room.least for room in rooms)])
        return LineKind(specs, styles, rooms, least, fields)

    def _head(self, kind: LineKind, evaluation: Evaluation, text: Text) -> list[Content]:
        return [
            self._label(spec, text) if spec.field is None else _field(spec, evaluation, text)
            for spec in kind.specs
        ]

    def _labels(self, kind: LineKind, text: Text) -> list[Content]:
        return [self._label(spec, text) for spec in kind.specs]

    def _label(self, spec: CellSpec, text: Text) -> str | None:
        label = self._definition.printed(spec.label) if spec.label else spec.text
        return text(label) if label else None

    def _row(self, kind: LineKind, row: Fund | Indicator, text: Text) -> Sequence[Content]:
        if kind.fields is not None:
            return kind.fields(row)
        return [_field(spec, row, text) for spec in kind.specs]

    def _idle(self, block: FundsBlock, contents: Sequence[Content]) -> tuple[int, ...]:
        """Of a fund that is not scored: where a dash stands, and what is computed for the scored one."""
        fields = enumerate(spec.field for spec in block.columns)
        computed = self._definition.formulas
        return tuple(
            at
            for at, name in fields
            if contents[at] is None and (name in block.dash_fields or f"funds.{name}" in computed)
        )


def dashed(block: Block, line: Line) -> Sequence[Content]:
    """A line's contents with its dashes."""
    if not line.idle or not isinstance(block, FundsBlock):
        return line.contents
    return [
        block.dash if at in line.idle and spec.field in block.dash_fields else content
        for at, (spec, content) in enumerate(zip(block.columns, line.contents, strict=True))
    ]


def _roles(record: Printed, kind: str, count: int) -> Iterator[str]:
    return (f"{record.row_roles[f'{kind}[{index}]']}." for index in range(count))


def _field(spec: CellSpec, row: Evaluation | Fund | Indicator, text: Text) -> Content:
    """What stands in the cell of a field."""
    if spec.text is not None:
        return text(spec.text)
    if spec.field is None:
        return None
    if spec.field in TARGET_PARTS and isinstance(row, Indicator):
        return cut_target(row.target)[spec.field]
    value = getattr(row, spec.field)
    content: Content = Decimal(value) if isinstance(value, int) else value
    return content
