"""Lines → arrangement: where each cell stands, which formulas and validations point at it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from xltools.refs import CellRange
from xltools.rules.definition.model import LEVEL_FIELDS, Block, FormDefinition, FundsBlock, IndicatorsBlock
from xltools.rules.layout.beside.columns import SUGGESTED, beside, has_beside
from xltools.rules.layout.beside.excel import score_formula
from xltools.rules.layout.beside.placed import beside_slots
from xltools.rules.layout.echoes import echo
from xltools.rules.layout.formulas import formula_of
from xltools.rules.layout.group_sums import has_sums, sum_slots
from xltools.rules.layout.lines import IDLE, Line
from xltools.rules.layout.model import Arrangement, Echo, Slot
from xltools.rules.layout.pages import ANYWHERE, BLOCK, KEEP
from xltools.rules.layout.printed import Printed
from xltools.rules.layout.validations import place_validations
from xltools.rules.pack.model import RulePack
from xltools.rules.scoring.computed import Path, constants

BlockLines = Sequence[tuple[Block, Sequence[Line]]]


def arrange(
    definition: FormDefinition,
    pack: RulePack,
    record: Printed,
    blocks: BlockLines,
    counts: Sequence[int],
    computed: Iterable[Path],
    lists: Collection[str],
) -> Arrangement:
    """Place the lines below each other, each over as many rows of the sheet as `counts` says.

    `computed` are the fields that get a formula, `lists` the columns of 选项; of the record only the
    number of its rows counts, and what the form prints into labels.
    """
    placing = _Placing(counts)
    for block, lines in blocks:
        placing.block(block, lines)
    if has_sums(definition, placing.indicators):
        placing.slots += sum_slots(definition, pack, placing.indicators, placing.slots)
    placing.slots += _beside(placing, definition, pack, record)
    placing.slots += [slot for slot, _ in placing.echoes]
    printed_numbers = constants(definition, record.evaluation)
    slots, results = _with_formulas(placing.slots, definition, pack, record, computed, printed_numbers)
    repeat = placing.headings.get(definition.print_setup.repeat or "")
    guarded = (*slots, *_levels(definition, record, placing.indicators))
    return Arrangement(
        slots=tuple(slots),
        blocks=tuple(placing.blocks),
        lines=tuple(placing.lines),
        indicators=tuple(placing.indicators),
        endings=tuple(_endings(blocks)),
        repeat_row=repeat,
        validations=place_validations(definition, guarded, lists),
        echoes=tuple(shown for _, shown in placing.echoes),
        results=tuple(results),
        scored_fund=definition.scored_fund(record.evaluation),
        constants=printed_numbers,
    )


def _endings(blocks: BlockLines) -> list[int]:
    """How well a page ends after each line: never after a heading, or between indicators and totals."""
    endings: list[int] = []
    for index, (block, lines) in enumerate(blocks, start=1):
        endings += [KEEP if line.kind.heading else ANYWHERE for line in lines]
        if endings[-1] != KEEP:
            endings[-1] = KEEP if isinstance(block, IndicatorsBlock) and index < len(blocks) else BLOCK
    return endings


class _Placing:
    """The sheet while it is being filled from the top down."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._counts = iter(counts)
        self.slots: list[Slot] = []
        self.blocks: list[range] = []
        self.lines: list[range] = []
        self.indicators: list[range] = []
        self.echoes: list[tuple[Slot, Echo]] = []
        self.headings: dict[str, int] = {}
        self.heading = range(0)  # the rows of the heading of the indicators

    @property
    def row(self) -> int:
        """The next row."""
        return self.lines[-1].stop if self.lines else 1

    def block(self, block: Block, lines: Sequence[Line]) -> None:
        """A block's lines."""
        first = self.row
        for line in lines:
            self._line(line)
        if isinstance(block, FundsBlock):
            self.headings["funds"] = first
        if isinstance(block, IndicatorsBlock):
            self.headings["indicators"] = first
            self.heading = self.lines[len(self.lines) - len(lines)]
            self.indicators = self.lines[len(self.lines) - len(lines) + 1 :]
        self.blocks.append(range(first, self.row))

    def _line(self, line: Line) -> None:
        rows, index = range(self.row, self.row + next(self._counts)), len(self.slots)
        for at, (spec, style) in enumerate(zip(line.kind.specs, line.kind.styles, strict=True)):
            area = CellRange.of(rows[0], spec.columns[0], rows[-1], spec.columns[1])
            named = line.role is not None and spec.field is not None
            roles = (f"{line.role}{spec.field}",) if named else ()
            self.slots.append(Slot(area, IDLE if at in line.idle else style, roles))
        if len(rows) == 1:
            self.echoes += [echo(one, index, self.slots) for one in line.kind.echoed]
        self.lines.append(rows)


def _with_formulas(
    slots: list[Slot],
    definition: FormDefinition,
    pack: RulePack,
    record: Printed,
    computed: Iterable[Path],
    numbers: Mapping[Path, Decimal],
) -> tuple[list[Slot], list[tuple[int, str]]]:
    """The slots with their formulas; and which they are."""
    places = {role: index for index, slot in enumerate(slots) for role in slot.roles}

    def area_of(path: Path) -> CellRange | None:
        index = places.get(record.role(path))
        return None if index is None else slots[index].area

    found, results = list(slots), []
    for path in computed:
        index = places.get(record.role(path))
        if path.startswith("indicators["):
            formula = _to_suggested(area_of(path.replace(".score", f".{SUGGESTED}")))
        else:
            formula = formula_of(path, definition, pack, record.evaluation, area_of, numbers)
        if index is not None and formula is not None:
            found[index] = replace(slots[index], formula=formula)
            results.append((index, path))
    return found, results


def _beside(placing: _Placing, definition: FormDefinition, pack: RulePack, record: Printed) -> Iterator[Slot]:
    """What stands beside the form, to the right of it."""
    if has_beside(definition):
        lines = placing.indicators
        roles = [record.role(f"indicators[{index}].") for index in range(len(lines))]
        yield from beside_slots(definition, pack, beside(), placing.heading, lines, roles)


def _to_suggested(area: CellRange | None) -> str | None:
    """The formula of a score that the rule pack computes."""
    return None if area is None else score_formula(area.first.a1)


def _levels(definition: FormDefinition, record: Printed, indicators: Sequence[range]) -> Iterator[Slot]:
    """The cells of 一级, 二级指标, each row's by itself; how a form merges them is its own."""
    for spec in definition.indicators.columns:
        if spec.field in LEVEL_FIELDS:
            for index, rows in enumerate(indicators):
                area = CellRange.of(rows[0], spec.columns[0], rows[-1], spec.columns[1])
                yield Slot(area, spec.style, (record.role(f"indicators[{index}].{spec.field}"),))
