"""Which computed cells of a form that was read must change, and to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltools.findings import Finding, Place
from xltools.refs import CellRange, CellRef
from xltools.rules.definition import FormDefinition
from xltools.rules.formulas import addresses
from xltools.rules.pack import RulePack
from xltools.rules.reading import FoundBy, ReadForm, Source
from xltools.rules.scoring import Path, compute, constants, generic, inputs, number_at


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that must change: its formula (without `=`; None clears it), its value before and after.

    None is a blank. `derivation` (Chinese) is given for a score that the rule pack fills in.
    """

    path: Path
    sheet: str
    cell: CellRef
    formula: str | None
    before: Decimal | None
    after: Decimal | None
    derivation: str | None = None


def recompute(form: ReadForm, definition: FormDefinition, pack: RulePack) -> list[Change]:
    """The computed cells that do not hold their rule's formula with its right result.

    Only computed cells change: what people typed and judged stays.
    """
    evaluation = form.evaluation
    scored = definition.scored_fund(evaluation)
    changes = []
    printed = constants(definition, scored)
    for path, result in compute(evaluation, definition, pack).items():
        source = form.cells.get(path)
        if source is None or _stands(source, number_at(evaluation, path), result):
            continue
        rule = pack.rule(definition.formulas[generic(path)])
        bound = inputs(rule, scored, len(evaluation.indicators))
        references = addresses(rule, bound, lambda wanted: _area(form.cells, wanted), printed)
        if references is not None:
            formula = rule.excel(references)
            before = number_at(evaluation, path)
            changes.append(Change(path, source.sheet, source.cell, formula, before, result))
    return changes


def computed_findings(form: ReadForm, changes: Sequence[Change]) -> list[Finding]:
    """What is wrong with the computed cells themselves: a formula typed over, a result never renewed.

    Only a form of ours is known to have had our formula there; a foreign sum that differs is a finding
    of the sum itself, not of a result that was never renewed.
    """
    if form.found_by is not FoundBy.NAMES:
        return []
    findings = []
    for change in changes:
        raw = form.cells[change.path].raw
        shown = change.path.rpartition(".")[2]
        found, expected = (_shown(value, shown) for value in (change.before, change.after))
        if raw is None:
            continue
        code = "stale-result" if raw.startswith("=") else "formula-overwritten"
        place = Place(sheet=change.sheet, cell=change.cell.a1)
        findings.append(Finding(code, change.path, found, expected, place=place))
    return findings


def _shown(value: Decimal | None, name: str) -> str | None:
    """A value as its cell shows it."""
    if value is None:
        return None
    return f"{value * 100:f}%" if name == "execution_rate" else f"{value:f}"


def _stands(source: Source, stored: Decimal | None, result: Decimal | None) -> bool:
    """True where the cell is a formula and its stored result is right."""
    return source.raw is not None and source.raw.startswith("=") and stored == result


def _area(cells: Mapping[str, Source], path: Path) -> CellRange | None:
    source = cells.get(path)
    return None if source is None else CellRange(source.cell, source.cell)
