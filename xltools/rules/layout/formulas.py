"""Points the formulas of a form through its placed cells, each with its result beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from xltools.model import Evaluation
from xltools.refs import CellRange
from xltools.rules.definition.model import FormDefinition
from xltools.rules.pack.model import ComputedRule, RulePack
from xltools.rules.scoring.computed import Inputs, Path, generic, inputs


def formula_of(
    path: Path,
    definition: FormDefinition,
    pack: RulePack,
    evaluation: Evaluation,
    area_of: Callable[[Path], CellRange | None],
    printed: Mapping[Path, Decimal],
) -> str | None:
    """The formula of a computed field; None where the sheet lacks a cell that it needs.

    Of the record only its funds' names and the number of its indicators count.
    """
    rule = pack.rule(definition.formulas[generic(path)])
    bound = inputs(rule, definition.scored_fund(evaluation), len(evaluation.indicators))
    references = addresses(rule, bound, area_of, printed)
    return None if references is None else rule.excel(references)


def addresses(
    rule: ComputedRule,
    bound: Inputs,
    area_of: Callable[[Path], CellRange | None],
    printed: Mapping[Path, Decimal],
) -> dict[str, str] | None:
    """Excel addresses of a rule's inputs; None where the sheet has no cell for one of them.

    A number that the form only `printed` into a label stands in the formula itself.
    """
    references = {}
    for name, paths in bound.items():
        wanted = paths if isinstance(paths, tuple) else (paths,)
        numbers = [f"{printed[path]:f}" for path in wanted if path in printed]
        placed = [area for path in wanted if path not in printed and (area := area_of(path))]
        found = len(numbers) + len(placed)
        if not found and name in rule.optional:
            continue
        if not found or (name in rule.needs and found < len(wanted)):
            return None
        references[name] = ",".join([*numbers, *(area.a1 for area in joined(placed))])
    return references


def joined(areas: Sequence[CellRange]) -> list[CellRange]:
    """The same cells in as few ranges as neighbours below each other allow."""
    result: list[CellRange] = []
    top = bottom = left = right = 0
    for area in areas:
        first, last = area.first, area.last
        if first.row == bottom + 1 and first.column == left and last.column == right:
            bottom = last.row
            continue
        if top:
            result.append(CellRange.of(top, left, bottom, left))
        top, left, bottom, right = first.row, first.column, last.row, last.column
    if top:  # only the first column of merged cells holds a value
        result.append(CellRange.of(top, left, bottom, left))
    return result
