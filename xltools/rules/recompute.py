"""Which computed cells of a form that was read must change, and to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from xltools.refs import CellRange, CellRef
from xltools.rules.definition import FormDefinition
from xltools.rules.formulas import addresses
from xltools.rules.pack import RulePack
from xltools.rules.reading import ReadForm, Source
from xltools.rules.scoring import Path, compute, generic, inputs, number_at


@dataclass(frozen=True, slots=True)
class Change:
    """One computed cell: its formula (without `=`), and its value before and after (None: blank)."""

    path: Path
    sheet: str
    cell: CellRef
    formula: str
    before: Decimal | None
    after: Decimal | None


def recompute(form: ReadForm, definition: FormDefinition, pack: RulePack) -> list[Change]:
    """The computed cells that do not hold their rule's formula with its right result.

    Only computed cells change: what people typed and judged stays.
    """
    evaluation = form.evaluation
    scored = definition.scored_fund(evaluation)
    changes = []
    for path, result in compute(evaluation, definition, pack).items():
        source = form.cells.get(path)
        if source is None or _stands(source, number_at(evaluation, path), result):
            continue
        rule = pack.rule(definition.formulas[generic(path)])
        bound = inputs(rule, scored, len(evaluation.indicators))
        references = addresses(rule, bound, lambda wanted: _area(form.cells, wanted))
        if references is not None:
            formula = rule.excel(references)
            before = number_at(evaluation, path)
            changes.append(Change(path, source.sheet, source.cell, formula, before, result))
    return changes


def _stands(source: Source, stored: Decimal | None, result: Decimal | None) -> bool:
    """True where the cell is a formula and its stored result is right."""
    return source.raw is not None and source.raw.startswith("=") and stored == result


def _area(cells: Mapping[str, Source], path: Path) -> CellRange | None:
    source = cells.get(path)
    return None if source is None else CellRange(source.cell, source.cell)
