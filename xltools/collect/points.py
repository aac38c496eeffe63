"""What a form comes to by the rules: its grade, and the scores that the rules suggest beside people's own."""

from __future__ import annotations

from decimal import Decimal

from xltools.collect.submission import FormResult, Range
from xltools.library import OfficialForm, definition_of, judging_form
from xltools.model import Evaluation
from xltools.rules.scoring.computed import fund_path
from xltools.rules.scoring.suggest import grade, suggest


def suggestions(evaluation: Evaluation, official: OfficialForm) -> tuple[Range | None, ...]:
    """Lowest and highest suggested score of each indicator; None where the rules give none."""
    made = (suggest(indicator, official.pack, evaluation.year) for indicator in evaluation.indicators)
    return tuple(None if one.low is None or one.high is None else (one.low, one.high) for one in made)


def suggested_total(result: FormResult) -> Range | None:
    """The total with the suggested scores; a score stands where the rules suggest none.

    None where the execution of the budget has no score, or an indicator neither suggestion nor score.
    """
    evaluation = result.form.evaluation
    low = high = _execution(result)
    if low is None or high is None or not evaluation.indicators:
        return None
    for indicator, suggested in zip(evaluation.indicators, result.suggested, strict=True):
        if suggested is None and indicator.score is None:
            return None
        least, most = suggested or (indicator.score, indicator.score)
        low, high = low + (least or 0), high + (most or 0)
    return low, high


def graded_total(result: FormResult) -> Decimal | None:
    """The computed total; None where an indicator, or the execution of the budget, has no score yet."""
    indicators = result.form.evaluation.indicators
    if not indicators or any(row.weight is not None and row.score is None for row in indicators):
        return None
    if _execution(result) is None:
        return None
    return result.computed.get("total_score")


def grade_name(result: FormResult) -> str | None:
    """优, 良, 中 or 差, by the computed total."""
    total = graded_total(result)
    if total is None:
        return None
    return grade(total, judging_form(result.form).pack).name


def _execution(result: FormResult) -> Decimal | None:
    """The score of the execution of the budget, as computed.

    0 on forms that give it no points, or where it is one of the indicators.
    """
    if result.scored_row is not None:
        return Decimal(0)
    definition = definition_of(result.form)
    index = definition.scored_fund(result.form.evaluation)
    path = "" if index is None else fund_path(index, "score")
    return result.computed[path] if path in result.computed else Decimal(0)
