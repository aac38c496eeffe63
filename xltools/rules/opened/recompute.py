"""Which computed cells of a form that was read must change, and to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.findings import Finding, Place
from xltools.model import Fund
from xltools.refs import CellRange, CellRef
from xltools.rules.checks.execution import execution_row
from xltools.rules.checks.wording import named
from xltools.rules.definition.model import FormDefinition
from xltools.rules.layout.formulas import addresses
from xltools.rules.pack.model import RulePack
from xltools.rules.reading import FoundBy, ReadForm, Source
from xltools.rules.scoring.computed import (
    LISTS,
    Inputs,
    Path,
    Results,
    carried,
    compute,
    computed_paths,
    constants,
    generic,
    inputs,
    number_at,
)

_TOTAL_WEIGHT = "total_weight"
_EVERY = "indicators[*]."  # begins what stands for a column of the indicators


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


def recompute(
    form: ReadForm, definition: FormDefinition, pack: RulePack, results: Results | None = None
) -> list[Change]:
    """The computed cells that do not hold their rule's formula with its right result.

    `results` are those of the rules (see `compute`), where they are at hand.
    Only computed cells change: what people typed and judged stays.
    """
    evaluation = form.evaluation
    scored = definition.scored_fund(evaluation)
    changes = []
    row = execution_row(form, definition, pack)
    printed, in_row = constants(definition, evaluation, row), carried(evaluation, row)
    if results is None:
        results = compute(evaluation, definition, pack, execution_row=row)
    results = as_printed(form, definition, pack, results)
    for path, result in results.items():
        source = form.cells.get(path)
        if source is None or _stands(source, number_at(evaluation, path), result):
            continue
        rule = pack.rule(definition.formulas[generic(path)])
        bound = _over_all_rows(inputs(rule, scored, len(evaluation.indicators), in_row), form)
        references = addresses(rule, bound, lambda wanted: _area(form, wanted), printed)
        if references is not None:
            formula = rule.excel(references)
            before = number_at(evaluation, path)
            changes.append(Change(path, source.sheet, source.cell, formula, before, result))
    return changes


def as_printed(form: ReadForm, definition: FormDefinition, pack: RulePack, results: Results) -> Results:
    """The results of the rules, as a form of ours shows them in which 项目资金 was left blank.

    The record then has no fund; the form prints the points of it all the same, and its own sum counts them.
    """
    if form.evaluation.funds or form.found_by is not FoundBy.NAMES or _TOTAL_WEIGHT not in results:
        return results
    printed = replace(form.evaluation, funds=(Fund(weight=definition.execution_weight),))
    return {**results, _TOTAL_WEIGHT: compute(printed, definition, pack)[_TOTAL_WEIGHT]}


def computed_findings(
    form: ReadForm, definition: FormDefinition, pack: RulePack, changes: Sequence[Change]
) -> list[Finding]:
    """What is wrong with the computed cells themselves: a formula typed over, a result never renewed.

    Only a form of ours is known to have had our formula there; a foreign sum that differs is a finding
    of the sum itself, not of a result that was never renewed. A formula that only takes on what was
    typed over another one is in order: recalculating the file would not change it.
    """
    if form.found_by is not FoundBy.NAMES or not changes:
        return []
    renewed = recalculated(form, definition, pack)
    found = (_computed_finding(form, change, renewed) for change in changes)
    return [finding for finding in found if finding is not None]


def recalculated(form: ReadForm, definition: FormDefinition, pack: RulePack) -> dict[Path, Decimal | None]:
    """What the computed cells come to when the file itself is recalculated: what was typed over stays."""
    paths = computed_paths(definition, definition.scored_fund(form.evaluation))
    fixed = {path for path in paths if path in form.cells and not _is_formula(form.cells[path])}
    row = execution_row(form, definition, pack)
    computed = compute(form.evaluation, definition, pack, fixed=fixed, execution_row=row)
    results = as_printed(form, definition, pack, computed)
    typed = {path: number_at(form.evaluation, path) for path in fixed}
    return {**results, **typed}


def _computed_finding(
    form: ReadForm, change: Change, renewed: Mapping[Path, Decimal | None]
) -> Finding | None:
    source, name = form.cells[change.path], generic(change.path)
    if source.raw is None or (_is_formula(source) and change.before == renewed[change.path]):
        return None
    code = "stale-result" if _is_formula(source) else "formula-overwritten"
    after = renewed[change.path] if _is_formula(source) else change.after
    place = Place(sheet=change.sheet, cell=change.cell.a1)
    return Finding(code, change.path, named(change.before, name), named(after, name), place=place)


def _is_formula(source: Source) -> bool:
    return source.raw is not None and source.raw.startswith("=")


def _stands(source: Source, stored: Decimal | None, result: Decimal | None) -> bool:
    """True where the cell is a formula and its stored result is right."""
    return _is_formula(source) and stored == result


def _over_all_rows(bound: Inputs, form: ReadForm) -> Inputs:
    """The same; lists of our own form go over all its rows, as issued: blank ones will be filled."""
    if "indicators" not in form.blocks:
        return bound
    return {
        name: paths if isinstance(paths, str) else (*_but_rows(paths), f"{_EVERY}{LISTS[name]}")
        for name, paths in bound.items()
    }


def _but_rows(paths: Sequence[Path]) -> Iterator[Path]:
    return (path for path in paths if not path.startswith("indicators["))


def _area(form: ReadForm, path: Path) -> CellRange | None:
    if path.startswith(_EVERY):
        block = form.blocks["indicators"]
        column = block.columns.get(path.removeprefix(_EVERY))
        return None if column is None else CellRange.of(block.first, column, block.last, column)
    source = form.cells.get(path)
    return None if source is None else CellRange(source.cell, source.cell)
