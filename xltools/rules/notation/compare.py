"""Compares the readings of target and actual: `compare(target, actual) → Comparison`.

Nothing is guessed away: where units differ, a number is missing, or the texts leave it open, the outcome is
not-comparable or a judgement, with its reason.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from xltools.rules.notation.align import Aligned, Refused, align
from xltools.rules.notation.judge import Numbers, judge
from xltools.rules.notation.model import Comparator, Comparison, Kind, Outcome, Quantity, Reading
from xltools.rules.notation.reasons import shown, why_not_compared
from xltools.rules.notation.timing import as_months, compare_dues
from xltools.rules.notation.words import words

_ONE = Decimal(1)


def compare(target: Reading, actual: Reading, *, indicator: str = "", year: int | None = None) -> Comparison:
    """How the actual stands to the target.

    `indicator` (the name, 三级指标) only ever holds a verdict back: below a bare target of 预算调整率 is
    no miss. `year` is the year of the form, for dates written without one.
    """
    if target.value == 0 and target.high is None and _says_none(actual):
        return Comparison(Outcome.REACHED, None, None, target.value, target.value)
    if target.kind is Kind.YES_NO and actual.plain in words().absent:
        return Comparison(Outcome.MISSED if target.answer else Outcome.REACHED)
    gap = _gap(target, actual)
    if gap:
        return gap
    if target.kind is Kind.QUANTITY:
        return _quantity(target, actual, indicator)
    if target.kind is Kind.DEADLINE:
        return _deadline(target, actual, year, indicator)
    return _qualitative(target, actual)


def _says_none(actual: Reading) -> bool:
    """无, 未发生, 零事故: none of what the target counts."""
    if actual.plain in words().absent:
        return True
    return actual.kind is Kind.QUALITY and bool(words().absent_prefix.match(actual.plain))


def _say(outcome: Outcome, key: str, **values: str) -> Comparison:
    return Comparison(outcome, reason=why_not_compared(key, **values))


def _gap(target: Reading, actual: Reading) -> Comparison | None:
    """A side that is blank or cannot be read."""
    if target.kind is Kind.NONE:
        return _say(Outcome.NOT_COMPARABLE, "no_target")
    if target.kind is Kind.UNREADABLE:
        return _say(Outcome.NOT_COMPARABLE, "target_unreadable", reason=target.reason or "")
    if actual.kind is Kind.NONE:
        return _say(Outcome.NOT_COMPARABLE, "no_actual")
    if actual.kind is Kind.UNREADABLE:
        return _say(Outcome.NOT_COMPARABLE, "actual_unreadable", reason=actual.reason or "")
    return None


def _qualitative(target: Reading, actual: Reading) -> Comparison:
    """是 and 否 speak for themselves; all other words are for a person."""
    if target.kind is Kind.YES_NO and actual.kind is Kind.YES_NO:
        return Comparison(Outcome.REACHED if target.answer == actual.answer else Outcome.MISSED)
    return _say(Outcome.JUDGEMENT, "target_qualitative" if actual.measurable else "qualitative")


def _deadline(target: Reading, actual: Reading, year: int | None, indicator: str) -> Comparison:
    months = as_months(target)
    if months and actual.is_number and actual.unit and actual.unit.dimension == "month":
        return _quantity(months, actual, indicator)
    if target.plain == actual.plain:
        return Comparison(Outcome.REACHED)
    if actual.kind is not Kind.DEADLINE and actual.due is None:
        return _say(Outcome.NOT_COMPARABLE, "not_dated", actual=shown(actual))
    outcome, key = compare_dues(target, actual, year)
    return Comparison(outcome, reason=why_not_compared(key) if key else None)


def _quantity(target: Reading, actual: Reading, indicator: str) -> Comparison:
    if actual.kind is Kind.DEADLINE:
        months = as_months(actual)
        if months is None or target.unit is None or target.unit.dimension != "month":
            return _say(Outcome.NOT_COMPARABLE, "date_for_number", actual=shown(actual))
        actual = months
    if actual.kind is not Kind.QUANTITY:
        return _say(Outcome.NOT_COMPARABLE, "not_measured", actual=shown(actual))
    if target.plain == actual.plain:
        ratio = _ONE if target.value else None
        return Comparison(Outcome.REACHED, ratio, None, target.value, target.value)
    if target.ratio or actual.ratio:
        return _say(Outcome.JUDGEMENT, "ratio")
    if target.parts or actual.parts:
        return _parts(target, actual, indicator)
    return _directions(target, actual) or _numbers(target, actual, indicator)


def _directions(target: Reading, actual: Reading) -> Comparison | None:
    """增长 beside 下降, 提前 beside nothing: not one scale."""
    one, two = target.direction, actual.direction
    if one == two:
        return None
    timing = {"early", "late"} & {one, two}
    unsaid = "" in (one, two)
    if timing or not unsaid or (two == "down" and target.comparator is not Comparator.NONE):
        return _say(Outcome.JUDGEMENT, "directions", target=shown(target), actual=shown(actual))
    level = actual if one else target
    relative = target.unit is not None and target.unit.is_percent
    if relative and level.value is not None and not 0 <= level.value < 100:
        return _say(Outcome.JUDGEMENT, "growth_or_level", actual=shown(actual))
    return None


def _numbers(target: Reading, actual: Reading, indicator: str) -> Comparison:
    footing = align(target, actual)
    if isinstance(footing, Refused):
        return Comparison(footing.outcome, reason=footing.reason)
    numbers = _scaled(target, actual, footing)
    outcome, reason = judge(target, actual, numbers, indicator)
    if target.due and actual.due and outcome is not Outcome.MISSED and target.due != actual.due:
        timely, key = compare_dues(target, actual, None)
        if timely is not Outcome.REACHED:
            return _say(Outcome.JUDGEMENT, key or "number_late")
    if footing.unless_met and outcome is not Outcome.REACHED:
        return Comparison(Outcome.JUDGEMENT, reason=footing.unless_met)
    return Comparison(outcome, _ratio(numbers), reason or footing.note, numbers.goal, numbers.done)


def _ratio(numbers: Numbers) -> Decimal | None:
    """Actual ÷ target; beside a range ÷ the end it passed, and none inside the range or below zero."""
    goal = numbers.goal_high if numbers.done > numbers.goal_high else numbers.goal
    inside = numbers.goal != numbers.goal_high and numbers.goal <= numbers.done <= numbers.goal_high
    return None if goal <= 0 or inside else numbers.done / goal


def _scaled(target: Reading, actual: Reading, footing: Aligned) -> Numbers:
    assert target.value is not None
    assert actual.value is not None
    goal_high = target.value if target.high is None else target.high
    done_high = actual.value if actual.high is None else actual.high
    return Numbers(
        target.value * footing.target_factor,
        goal_high * footing.target_factor,
        actual.value * footing.actual_factor / footing.actual_divisor,
        done_high * footing.actual_factor / footing.actual_divisor,
    )


def _parts(target: Reading, actual: Reading, indicator: str) -> Comparison:
    """Several numbers: each with its like. One number beside several: with the only one in its unit."""
    goals, done = target.parts, actual.parts
    if goals and done:
        return _pairwise(target, actual, indicator)
    several, one = (target, actual) if goals else (actual, target)
    like = [part for part in several.parts if _like(part, one)]
    if len(like) != 1 or several is target or _actually(actual):
        return _say(Outcome.JUDGEMENT, "several")
    return _numbers(target, _as_reading(actual, like[0]), indicator)


def _actually(actual: Reading) -> bool:
    """计划100人，实际90人: both are in the unit asked for."""
    return (
        any(word in actual.plain for word in words().actually)
        and len(actual.parts) > 1
        and _alike(actual.parts)
    )


def _alike(parts: tuple[Quantity, ...]) -> bool:
    return len({part.unit.dimension if part.unit else "" for part in parts}) < len(parts)


def _like(part: Quantity, one: Reading) -> bool:
    if part.unit is None or one.unit is None:
        return False
    return part.unit.dimension == one.unit.dimension and part.unit.per == one.unit.per


def _pairwise(target: Reading, actual: Reading, indicator: str) -> Comparison:
    if len(target.parts) != len(actual.parts):
        return _say(Outcome.JUDGEMENT, "several")
    pairs = zip(target.parts, actual.parts, strict=True)
    outcomes = {
        _numbers(_as_reading(target, one), _as_reading(actual, two), indicator).outcome for one, two in pairs
    }
    if outcomes <= {Outcome.REACHED, Outcome.OVER}:
        return Comparison(Outcome.REACHED)
    return _say(Outcome.JUDGEMENT, "several_short" if Outcome.MISSED in outcomes else "several")


def _as_reading(whole: Reading, part: Quantity) -> Reading:
    """One number of a text as a reading of its own."""
    return replace(
        whole,
        comparator=part.comparator,
        value=part.value,
        high=part.high,
        unit=part.unit,
        direction=part.direction,
        parts=(),
        reason=None,
    )
