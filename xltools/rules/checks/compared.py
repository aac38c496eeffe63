"""Checks of the actual beside the target, and of the score beside both.

Only what is read with certainty is judged; whatever is a person's judgement is left to that person.
"""

from __future__ import annotations

from decimal import Decimal

from xltools.findings import Finding
from xltools.rules.checks.context import Checked, Compared, Findings, Row
from xltools.rules.checks.wording import percent, plain_number
from xltools.rules.labels import plain
from xltools.rules.notation import Comparator, Kind, Outcome

REACHED = (Outcome.REACHED, Outcome.OVER)
UPPER = (Comparator.AT_MOST, Comparator.BELOW)
BOUNDS = (Comparator.AT_LEAST, Comparator.ABOVE, *UPPER, Comparator.ABOUT, Comparator.RANGE)
ONE_VALUE = (Comparator.EQUAL, Comparator.NONE)


def units_differ(form: Checked) -> Findings:
    """360天 against 100%: nobody can say how far the target was reached."""
    for item in form.comparisons:
        numbers = item.target.is_number and item.actual.is_number
        if numbers and item.outcome is Outcome.NOT_COMPARABLE:
            yield _finding("units-differ", item, "actual")


def actual_not_measured(form: Checked) -> Findings:
    """A number was asked for; 完成 does not say how much of it was done."""
    for item in form.comparisons:
        words = item.actual.kind in (Kind.QUALITY, Kind.YES_NO, Kind.NONE)
        nothing = item.actual.kind is Kind.NONE and item.target.value == 0  # 0起 → 无
        unclear = item.outcome is Outcome.NOT_COMPARABLE and not nothing
        if item.target.kind is Kind.QUANTITY and words and unclear:
            yield _finding("actual-not-measured", item, "actual")


def actual_copies_target(form: Checked) -> Findings:
    """A bound (≥360天) is no result; whoever copies it has not measured."""
    for item in form.comparisons:
        if (
            item.target.is_number
            and item.target.comparator in BOUNDS
            and item.target.plain == item.actual.plain
        ):
            yield Finding("actual-copies-target", item.row.path("actual"), found=item.row.text("target"))


def wording_copied(form: Checked) -> Findings:
    """A long wording repeated to the letter was pasted, not observed."""
    shortest = form.standards.thresholds.copied_length
    for item in form.comparisons:
        if item.target.kind is not Kind.QUALITY:
            continue
        target, actual = plain(item.row.text("target")), plain(item.row.text("actual"))
        if target == actual and len(target) >= shortest:
            yield Finding("wording-copied", item.row.path("actual"), found=item.row.text("actual"))


def missed_full_score(form: Checked) -> Findings:
    """A missed number with full marks contradicts the rule of the ratio."""
    for item in form.comparisons:
        score, weight = item.row.indicator.score, item.row.indicator.weight
        if (
            item.outcome is Outcome.MISSED
            and score is not None
            and weight is not None
            and score >= weight > 0
        ):
            basis = form.suggestion(item.row).rule
            cited = form.cited(basis) if basis else {}
            yield _finding("missed-full-score", item, "score", found=plain_number(score), **cited)


def score_above_ratio(form: Checked) -> Findings:
    """More points than the rule gives: the person's to decide, but it will be asked."""
    slack = form.standards.thresholds.score_slack
    for item in form.comparisons:
        score, weight = item.row.indicator.score, item.row.indicator.weight
        if item.outcome is not Outcome.MISSED or score is None or weight is None or score >= weight:
            continue
        suggestion = form.suggestion(item.row)
        if suggestion.score is None or suggestion.rule is None or score <= suggestion.score + slack * weight:
            continue
        values = {"derivation": suggestion.derivation or "", **form.cited(suggestion.rule)}
        expected = plain_number(suggestion.score)
        yield _finding("score-above-ratio", item, "score", plain_number(score), expected, **values)


def reached_below_full_without_reason(form: Checked) -> Findings:
    """Points taken off a target that was reached: a slip, or a reason that nobody wrote down."""
    for item in form.comparisons:
        if item.outcome in REACHED and _lost_without_reason(form, item.row):
            yield _finding(
                "reached-below-full-without-reason",
                item,
                "reason",
                found=_points(item.row.indicator.score),
                expected=_points(item.row.indicator.weight),
            )


def score_below_weight_without_reason(form: Checked) -> Findings:
    """The form asks for a reason and a remedy wherever points are lost."""
    reached = {item.row.index for item in form.comparisons if item.outcome in REACHED}
    for row in form.rows:
        if row.index not in reached and _lost_without_reason(form, row):
            yield Finding(
                "score-below-weight-without-reason",
                row.path("reason"),
                found=row.text("reason") or None,
                expected=_points(row.indicator.weight),
                values={"score": _points(row.indicator.score)},
            )


def over_without_reason(form: Checked) -> Findings:
    """Far above the target, the target was too low or a digit too many was typed."""
    over = form.pack.over_achievement
    for item in form.comparisons if over else ():
        if over is None or item.ratio is None or item.ratio < over.threshold or form.has_reason(item.row):
            continue
        ranged = item.target.high is not None and item.outcome is not Outcome.OVER
        if item.outcome in REACHED and item.target.comparator not in UPPER and not ranged:
            limits = {"ratio": percent(item.ratio, 0), "limit": percent(over.threshold, 0)}
            yield _finding("over-without-reason", item, "actual", **limits, **form.cited(over.basis))


def cost_over_target(form: Checked) -> Findings:
    """A bare amount under 成本指标 means: no more than that."""
    words = form.standards.words
    for item in form.comparisons:
        if item.outcome is not Outcome.OVER:
            continue
        unit, score = item.target.unit, item.row.indicator.score
        cost = plain(form.levels.level2(item.row.text("level2")) or "") in words.cost_level2
        saved = any(word in item.row.text("level3") for word in words.cost_saved)
        money = (
            unit is not None and unit.dimension.startswith("money") and item.target.comparator in ONE_VALUE
        )
        full = score is not None and score == item.row.indicator.weight
        if cost and money and full and not saved:
            yield _finding("cost-over-target", item, "score", found=_points(score))


def all_100_all_full(form: Checked) -> Findings:
    """Targets that can only be reached and scores that are all full tell the reader nothing."""
    numbers = [item for item in form.comparisons if item.target.kind is Kind.QUANTITY]
    if len(numbers) < form.standards.thresholds.all_full_rows or not all(map(_asks_for_100, numbers)):
        return
    if all(row.indicator.score == row.indicator.weight for row in form.scored_rows):
        paths = [item.row.path("target") for item in numbers]
        values = {"count": str(len(numbers))}
        yield Finding("all-100-all-full", paths[0], values=values, also=tuple(paths[1:]))


def _asks_for_100(item: Compared) -> bool:
    unit = item.target.unit
    return item.target.value == 100 and unit is not None and unit.is_percent


def _lost_without_reason(form: Checked, row: Row) -> bool:
    score, weight = row.indicator.score, row.indicator.weight
    lost = score is not None and weight is not None and score < weight
    return lost and "indicators.reason" in form.fields and not form.has_reason(row)


def _points(value: Decimal | None) -> str:
    return plain_number(value or Decimal(0))


def _finding(
    code: str,
    item: Compared,
    field: str,
    found: str | None = None,
    expected: str | None = None,
    **values: str,
) -> Finding:
    """A finding that names target and actual; of the actual it gives found and expected."""
    target, actual = item.row.text("target"), item.row.text("actual")
    return Finding(
        code,
        item.row.path(field),
        found=found or actual,
        expected=expected or target,
        values={"target": target, "actual": actual, **values},
    )
