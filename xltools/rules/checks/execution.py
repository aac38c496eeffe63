"""The execution of the budget written as a row of the indicators: 预算执行率 | … | 10 | 9.5.

Some places score it there, in place of 项目资金 or once more. It is one thing, so its points count once;
where a row does carry them, they are those that count, since the column of the scores is summed with them.
A form of ours has a formula that sums both, so there the row stays an indicator, and is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from xltools.model import Evaluation, Indicator
from xltools.rules.checks.standards import Patterns, any_of, shipped_standards
from xltools.rules.definition.model import FormDefinition
from xltools.rules.labels import plain
from xltools.rules.pack.model import RulePack
from xltools.rules.reading import FoundBy, ReadForm


def execution_row(form: ReadForm, definition: FormDefinition, pack: RulePack) -> int | None:
    """The indicator that is the execution of a form's budget and carries its points; None where none does."""
    if form.found_by is FoundBy.NAMES:
        return None
    return standing_for_execution(form.evaluation, definition, pack)


def standing_for_execution(evaluation: Evaluation, definition: FormDefinition, pack: RulePack) -> int | None:
    """The same of a record.

    Where 项目资金 has points, too, the sums decide: an indicator that only together with them makes the
    whole is an indicator of its own.
    """
    index = named_for_execution(evaluation.indicators)
    if index is None:
        return None
    own, typed = _points_of_funds(evaluation, definition)
    rows = sum((row.weight for row in evaluation.indicators if row.weight is not None), Decimal(0))
    if own and pack.weights.makes_whole(rows + own):
        return None
    if pack.weights.makes_whole(rows):
        return index
    weight = evaluation.indicators[index].weight
    alike = not typed or weight in (None, own)
    return index if alike and named_by_level(evaluation.indicators[index]) else None


def named_for_execution(rows: Sequence[Indicator]) -> int | None:
    """The one indicator with points whose 一级 or 二级指标 is the execution, else whose name says it.

    None where several do: they are parts of a group that is called so.
    """
    carrying = [(index, row) for index, row in enumerate(rows) if _carries(row)]
    found = [index for index, row in carrying if named_by_level(row)]
    if not found:
        found = [index for index, row in carrying if says_execution(row.level3)]
    return found[0] if len(found) == 1 else None


def named_by_level(row: Indicator) -> bool:
    """True where the 一级 or the 二级指标 is 预算执行率 or the like."""
    return any(says_execution(name, by_level=True) for name in (row.level1, row.level2))


def _carries(row: Indicator) -> bool:
    return row.weight is not None or row.score is not None


def _points_of_funds(evaluation: Evaluation, definition: FormDefinition) -> tuple[Decimal, bool]:
    """The points of the execution in 项目资金, as typed, else as printed; and whether they were typed."""
    scored = definition.scored_fund(evaluation)
    typed = None if scored is None else evaluation.funds[scored].weight
    return (definition.execution_weight or Decimal(0), False) if typed is None else (typed, True)


@lru_cache(maxsize=1 << 12)  # a season repeats a few names
def says_execution(name: str | None, *, by_level: bool = False) -> bool:
    """True for the name of an indicator (or of its level) that is 预算执行率 or the like."""
    words = shipped_standards().words
    patterns: Patterns = words.execution_level if by_level else words.execution_indicator
    return bool(name) and any_of(patterns).search(plain(name or "")) is not None
