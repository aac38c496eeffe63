"""How an actual number stands to a target number that is in the same unit.

`over` is what a reviewer calls 超额: the target names one value (`=6次`, `6次`) or a range, and the actual is
above it. A target with ≥ or > that is surpassed is simply reached, as it asked for no less. How far above is
*well* above is a matter of the rule pack; the ratio is given for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xltools.rules.notation.model import Comparator, Outcome, Reading
from xltools.rules.notation.reasons import shown, why_not_compared
from xltools.rules.notation.words import words

_LOWER = (Comparator.AT_LEAST, Comparator.ABOVE)
_UPPER = (Comparator.AT_MOST, Comparator.BELOW)
_UNCLEAR = frozenset(("second", "day", "workday", "month"))
Verdict = tuple[Outcome, str | None]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Target and actual in one unit; the highs close ranges."""

    goal: Decimal
    goal_high: Decimal
    done: Decimal
    done_high: Decimal


def judge(target: Reading, actual: Reading, numbers: Numbers, indicator: str = "") -> Verdict:
    """Reached, missed or over; a judgement where the texts leave it open."""
    if numbers.done != numbers.done_high:
        return _actual_range(target, actual, numbers, indicator)
    if Comparator.ABOUT in (target.comparator, actual.comparator):
        return _about(target, actual, numbers, indicator)
    doubt = _open_ended(target, actual, numbers)
    if doubt:
        return Outcome.JUDGEMENT, doubt
    outcome = _outcome(target.comparator, actual.comparator, numbers)
    if outcome is None:
        word = "edge_above" if target.comparator is Comparator.ABOVE else "edge_below"
        return Outcome.JUDGEMENT, why_not_compared("at_the_edge", word=why_not_compared(word))
    return _hold_back(outcome, target, indicator)


def _order(left: Decimal, right: Decimal, actual: Comparator) -> int:
    """-1, 0 or 1; an actual of >300 stands above 300, one of <300 below."""
    if left == right:
        return {Comparator.ABOVE: 1, Comparator.BELOW: -1}.get(actual, 0)
    return 1 if left > right else -1


def _outcome(asked: Comparator, said: Comparator, numbers: Numbers) -> Outcome | None:
    """None where the actual stands exactly at the edge of > or <."""
    order = _order(numbers.done, numbers.goal, said)
    if asked in (Comparator.ABOVE, Comparator.BELOW) and order == 0:
        return None
    if asked in _LOWER:
        return Outcome.REACHED if order >= 0 else Outcome.MISSED
    if asked in _UPPER:
        return Outcome.REACHED if order <= 0 else Outcome.MISSED
    if order < 0:
        return Outcome.MISSED
    if _order(numbers.done, numbers.goal_high, said) <= 0:
        return Outcome.REACHED
    return Outcome.OVER if numbers.goal_high != 0 else Outcome.MISSED


def _open_ended(target: Reading, actual: Reading, numbers: Numbers) -> str | None:
    """An actual that is a bound the wrong way round: at most 98 says little about at least 95."""
    asked, said = target.comparator, actual.comparator
    above = (
        asked in _LOWER and said in _UPPER and numbers.done >= numbers.goal and said is not Comparator.BELOW
    )
    above = above or (asked in _LOWER and said is Comparator.BELOW and numbers.done > numbers.goal)
    below = (
        asked in _UPPER and said in _LOWER and numbers.done <= numbers.goal and said is not Comparator.ABOVE
    )
    below = below or (asked in _UPPER and said is Comparator.ABOVE and numbers.done < numbers.goal)
    return why_not_compared("open_ended", actual=shown(actual)) if above or below else None


def _about(target: Reading, actual: Reading, numbers: Numbers, indicator: str) -> Verdict:
    """About-numbers agree within a tenth; nearer than that to a ≥ or ≤ only a person can say."""
    margin = abs(numbers.goal) * words().limits.about
    near = abs(numbers.done - numbers.goal) <= margin
    if near and target.comparator in (Comparator.ABOUT, Comparator.NONE, Comparator.EQUAL):
        return Outcome.REACHED, None
    if near:
        return Outcome.JUDGEMENT, why_not_compared("approximate")
    asked = Comparator.NONE if target.comparator is Comparator.ABOUT else target.comparator
    outcome = _outcome(asked, Comparator.NONE, numbers)
    return _hold_back(outcome or Outcome.REACHED, target, indicator)


def _actual_range(target: Reading, actual: Reading, numbers: Numbers, indicator: str) -> Verdict:
    """A range is judged by both ends; where they differ, by a person."""
    ends = {
        _outcome(target.comparator, Comparator.NONE, Numbers(numbers.goal, numbers.goal_high, end, end))
        for end in (numbers.done, numbers.done_high)
    }
    only = ends.pop()
    if ends or only is None:
        return Outcome.JUDGEMENT, why_not_compared("range_across")
    return _hold_back(only, target, indicator)


def _hold_back(outcome: Outcome, target: Reading, indicator: str) -> Verdict:
    """Below a bare target may be good (cost, days, 控制率) or bad: then it is a person's to say."""
    if outcome is Outcome.MISSED and below_is_unclear(target, indicator):
        return Outcome.JUDGEMENT, why_not_compared("lower_unclear")
    return outcome, None


def below_is_unclear(target: Reading, indicator: str) -> bool:
    """True for a target without ≥ or ≤ that may be a goal as well as a limit."""
    if target.comparator not in (Comparator.NONE, Comparator.EQUAL) or target.value == 0:
        return False
    lower = bool(words().lower_is_better.search(indicator))
    higher = bool(words().higher_is_better.search(indicator))
    return (lower or _either_way(target)) and (lower or not higher)


def _either_way(target: Reading) -> bool:
    """Money, spans of time and small rates without ≥ or ≤ may be goals as well as limits."""
    unit = target.unit
    if unit is None or target.direction:
        return False
    if unit.dimension.startswith("money") or unit.dimension in _UNCLEAR or unit.is_scale:
        return not unit.per
    return unit.is_percent and target.value is not None and target.value <= words().limits.low_rate
