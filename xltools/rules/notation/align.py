"""Brings the numbers of target and actual to one unit, or says why that would be a guess."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xltools.rules.notation.model import Comparator, Outcome, Reading, Unit
from xltools.rules.notation.reasons import shown, why_not_compared
from xltools.rules.notation.units import unit_table
from xltools.rules.notation.words import words

HUNDRED = Decimal(100)
_YEAR = ("month", Decimal(12))
PLAUSIBLE = (Decimal("0.2"), Decimal(5))
_COUNTED = ("set", "machine")
SURELY_PERCENT = Decimal(80)  # a bare target from here to 100 beside a % actual is a percentage
CLEARLY_HIGH = Decimal(20)  # nobody writes 0.3 for 0.3 % beside a target from here on
SURELY_LITERAL = Decimal("1.5")  # a bare number above it beside a % target is a percentage
FAR = Decimal(1000)  # a bare number so many times smaller than the other is probably in 万
SURELY_COUNT = Decimal(60)  # a bare 100 beside a bare target below this may be 100 %


@dataclass(frozen=True, slots=True)
class Aligned:
    """Factors that bring each side to the unit of the target; `note` tells a reading that was chosen."""

    target_factor: Decimal = Decimal(1)
    actual_factor: Decimal = Decimal(1)
    actual_divisor: Decimal = Decimal(1)  # after the factor: 3 months ÷ 3 are 1 quarter, × 1/3 are less
    note: str | None = None
    unless_met: str | None = None  # a doubt that only matters where the target is not met

    @property
    def shift(self) -> Decimal:
        """Factor and divisor of the actual as one, exact where it is a power of ten."""
        return self.actual_factor / self.actual_divisor


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the two are not brought together."""

    outcome: Outcome
    reason: str


def align(target: Reading, actual: Reading) -> Aligned | Refused:
    """Common footing of two readings with one number each."""
    one, two = target.unit, actual.unit
    if one is None and two is None:
        return _both_bare(target, actual)
    if one is not None and two is not None:
        return _both_units(target, actual, one, two)
    if two is None and one is not None:
        return _bare_actual(target, actual, one)
    assert two is not None
    return _bare_target(target, actual, two)


def _refuse(outcome: Outcome, key: str, **values: str) -> Refused:
    return Refused(outcome, why_not_compared(key, **values))


def _number(reading: Reading) -> Decimal:
    return reading.value if reading.value is not None else Decimal(0)


def _both_units(target: Reading, actual: Reading, one: Unit, two: Unit) -> Aligned | Refused:
    per_one, per_two = one.per, two.per
    if per_one != per_two:  # the form covers one year: 12次/年 is 12次
        per_one, per_two = _without_year(per_one), _without_year(per_two)
    if per_one != per_two or not _same_kind(one, two):
        return _refuse(Outcome.NOT_COMPARABLE, "units_differ", target=shown(target), actual=shown(actual))
    return Aligned(
        actual_factor=two.factor,
        actual_divisor=one.factor,
        note=_in_months(target, actual, one, two),
    )


def _in_months(target: Reading, actual: Reading, one: Unit, two: Unit) -> str | None:
    """1年 beside 12个月: how long a year is taken to be is said."""
    if one.dimension != "month" or one.factor == two.factor:
        return None
    return why_not_compared("read_as_months", target=shown(target), actual=shown(actual))


def _without_year(per: tuple[tuple[str, Decimal], ...]) -> tuple[tuple[str, Decimal], ...]:
    return tuple(one for one in per if one != _YEAR)


def _same_kind(one: Unit, two: Unit) -> bool:
    """True for one dimension; 个 counts anything; a magnitude alone (5万) takes the other's unit."""
    if one.dimension == two.dimension:
        return True
    if "" in (one.dimension, two.dimension):
        return not (one.is_percent or two.is_percent)
    generic = unit_table().generic
    return (one.dimension in generic and _countable(two)) or (two.dimension in generic and _countable(one))


def _countable(unit: Unit) -> bool:
    return unit.dimension.startswith("count:") or unit.dimension in _COUNTED


def _both_bare(target: Reading, actual: Reading) -> Aligned | Refused:
    """Two bare numbers are compared as they stand, unless one looks like a percentage."""
    goal, done = _number(target), _number(actual)
    as_fraction = 0 < done <= 1 and goal >= SURELY_COUNT
    as_percent = 0 < goal <= 1 and done >= SURELY_COUNT
    if as_fraction or as_percent:
        bare, other = (actual, target) if as_fraction else (target, actual)
        return _refuse(Outcome.JUDGEMENT, "fraction_or_percent", bare=shown(bare), other=shown(other))
    if _far_below(done, goal) or _far_below(goal, done):
        return _refuse(Outcome.JUDGEMENT, "maybe_other_unit", target=shown(target), actual=shown(actual))
    if done == HUNDRED and goal < SURELY_COUNT:
        return _refuse(Outcome.JUDGEMENT, "maybe_percent", actual=shown(actual))
    return Aligned()


def _bare_actual(target: Reading, actual: Reading, unit: Unit) -> Aligned | Refused:
    """A bare actual takes the unit of the target, where that is what a person would do."""
    goal, done = _number(target), _number(actual)
    if unit.is_percent:
        return _bare_beside_percent(target, actual, unit)
    if unit.is_scale:
        return _bare_beside_scale(target, actual, unit)
    much_more = goal != 0 and unit.factor >= FAR and abs(done / goal) >= words().limits.doubtful_ratio
    if much_more or _far_below(done, goal):
        values = {"target": shown(target), "actual": shown(actual)}
        return _refuse(Outcome.NOT_COMPARABLE, "maybe_other_unit", **values)
    if done == HUNDRED and goal != HUNDRED and unit.dimension != "score":
        return Aligned(unless_met=why_not_compared("maybe_percent", actual=shown(actual)))
    return Aligned()


def _far_below(small: Decimal, great: Decimal) -> bool:
    """True where one bare number is so small beside the other that it is probably in 万."""
    return small != 0 and abs(small) * FAR <= abs(great)


def _bare_beside_percent(target: Reading, actual: Reading, unit: Unit) -> Aligned | Refused:
    """100 beside 95% is 100%; 0.958 is 95.8%; 1 may be either."""
    goal, done = _number(target), _number(actual)
    if done == 0 or abs(done) > SURELY_LITERAL:
        return Aligned()
    scale = 1 / unit.factor
    literal, fraction = _plausible(done, goal), _plausible(done * scale, goal)
    if literal and not fraction:
        return Aligned()
    if fraction and not literal and done < 1 and _surely_fraction(target, done * scale):
        note = why_not_compared(
            "read_as_percent", bare=shown(actual), read=f"{(done * HUNDRED).normalize():f}"
        )
        return Aligned(actual_factor=scale, note=note)
    return _refuse(Outcome.JUDGEMENT, "fraction_or_percent", bare=shown(actual), other=shown(target))


def _surely_fraction(target: Reading, percent: Decimal) -> bool:
    """0.958 beside ≥95% is one; 0.02 beside ≤1% may be 2% or 0.02%, unless both give the same verdict."""
    goal = _number(target)
    if goal >= CLEARLY_HIGH:
        return True
    upper = target.comparator in (Comparator.AT_MOST, Comparator.BELOW)
    return percent < goal or (upper and percent == goal)


def _bare_beside_scale(target: Reading, actual: Reading, unit: Unit) -> Aligned | Refused:
    """Beside 5万, 5 is 5万 and 50000 is 50000."""
    goal, done = _number(target), _number(actual)
    if done == 0:
        return Aligned()
    whole, scaled = _plausible(done, goal * unit.factor), _plausible(done, goal)
    if whole == scaled:
        return _refuse(Outcome.NOT_COMPARABLE, "maybe_other_unit", target=shown(target), actual=shown(actual))
    read = f"{done:f}" if whole else f"{done:f}{unit.text}"
    note = why_not_compared("read_as_scaled", bare=shown(actual), read=read)
    return Aligned(actual_factor=1 / unit.factor if whole else Decimal(1), note=note)


def _plausible(number: Decimal, goal: Decimal) -> bool:
    low, high = PLAUSIBLE
    return goal != 0 and low <= number / goal <= high


def _bare_target(target: Reading, actual: Reading, unit: Unit) -> Aligned | Refused:
    """A bare target takes the unit of the actual, where that is what a person would do."""
    goal, done = _number(target), _number(actual)
    if unit.is_percent:
        return _bare_target_beside_percent(target, actual, unit)
    if unit.is_scale:
        return _bare_beside_scale_target(target, actual, unit)
    another = goal == HUNDRED and done != HUNDRED
    if another or (unit.factor >= FAR and done and not _plausible(done, goal)):
        return _refuse(Outcome.NOT_COMPARABLE, "units_differ", target=shown(target), actual=shown(actual))
    return Aligned()


def _bare_target_beside_percent(target: Reading, actual: Reading, unit: Unit) -> Aligned | Refused:
    """A bare target beside 96% is a percentage from 80 to 100, and a fraction where it is like 0.95."""
    goal, done = _number(target), _number(actual)
    if goal == 0 or SURELY_PERCENT <= goal <= HUNDRED:
        return Aligned(actual_factor=unit.factor * HUNDRED)
    if 0 < goal < 1 < done and _plausible(done, goal / unit.factor):
        read = f"{(goal * HUNDRED).normalize():f}"
        note = why_not_compared("read_as_percent", bare=shown(target), read=read)
        return Aligned(actual_factor=unit.factor, note=note)
    return _refuse(Outcome.JUDGEMENT, "fraction_or_percent", bare=shown(target), other=shown(actual))


def _bare_beside_scale_target(target: Reading, actual: Reading, unit: Unit) -> Aligned | Refused:
    goal, done = _number(target), _number(actual)
    whole, scaled = _plausible(done * unit.factor, goal), _plausible(done, goal)
    if whole == scaled:
        return _refuse(Outcome.NOT_COMPARABLE, "units_differ", target=shown(target), actual=shown(actual))
    return Aligned(actual_factor=unit.factor if whole else Decimal(1))
