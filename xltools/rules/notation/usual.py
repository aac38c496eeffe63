"""What a formula must know of a target to read an actual in its usual notations, and never differently.

A formula has no table of units and no word lists. So this says beforehand which units may stand behind the
number, and between which bounds a number without a unit can only mean one thing; whatever else people write
it leaves to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from xltools.rules.notation.align import (
    CLEARLY_HIGH,
    FAR,
    HUNDRED,
    PLAUSIBLE,
    SURELY_COUNT,
    SURELY_LITERAL,
    SURELY_PERCENT,
    Aligned,
    align,
)
from xltools.rules.notation.judge import below_is_unclear
from xltools.rules.notation.model import SIGNS, Comparator, Kind, Reading, Unit
from xltools.rules.notation.read import read_notation
from xltools.rules.notation.units import unit_table
from xltools.rules.notation.words import words

SAME, UNREAD = "same", "unread"
"""Instead of a sign: only the target's own words reach it; nothing can be compared."""

JUDGED, ASKED, YES, NO = "judged", "asked", "yes", "no"
"""Of words: they are judged; so is a question, which no repeating answers; 是 or 否 is the goal."""

YEAR = "年"
"""Behind four digits it makes a date of them; behind any other number it is a unit."""

HUNDREDFOLD = 100  # of a share: 0.95 is 95%
MOST_DIGITS = 15  # what a spreadsheet keeps of a number
_NO_END = Decimal(10) ** MOST_DIGITS
_ZERO, _ONE = Decimal(0), Decimal(1)
_LOWER = (Comparator.AT_LEAST, Comparator.ABOVE)
_UPPER = (Comparator.AT_MOST, Comparator.BELOW)
_USUAL = frozenset({*_LOWER, *_UPPER, Comparator.EQUAL, Comparator.NONE})
_MEASURED = (Kind.QUANTITY, Kind.DEADLINE)
_PERCENT = Decimal("0.01")  # the factor of %
_A_YEAR = "2022"
_SAMPLES = ("0", "1", "3", "12", "24", "90", "100", "120", "365", _A_YEAR, "12345", "0.5", "95.5")
_BEHIND = re.compile(r"(?<=[0-9])[^0-9]+\Z")
_SCALES = ("", "万")
_SHIFTS = {_ONE.scaleb(-places): places for places in range(-8, 9)}  # units of a thousandth: 3


@dataclass(frozen=True, slots=True)
class Usual:
    """A target for a formula. `sign` is ≥ > = < ≤ where `goal` is its number, otherwise what is left to do.

    `units` may stand behind the actual, each with the places by which its point moves: `|元|+4|` beside 万元.
    A bare actual counts as it stands where it is 0, or above `over` and below `under`; between `share_over`
    and `share_under` it is a share of 1 (0.95 for 95%). With `only` another number than the goal may be
    better or worse.
    """

    sign: str
    goal: Decimal | None = None
    units: str | None = None
    over: Decimal | None = None
    under: Decimal | None = None
    share_over: Decimal | None = None
    share_under: Decimal | None = None
    only: bool = False


def usual(target: str, indicator: str) -> Usual:
    """What a formula must know of a target; `indicator` is the name of the indicator."""
    found = _usual(target)
    if found.sign != SIGNS[Comparator.EQUAL]:
        return found
    return replace(found, only=True) if below_is_unclear(read_notation(target), indicator) else found


@lru_cache(maxsize=1 << 14)
def _usual(target: str) -> Usual:
    reading = read_notation(target)
    if reading.kind not in _MEASURED:
        return Usual(_words_sign(reading))
    return _numbered(reading) if _is_usual(reading) else Usual(SAME)


def _words_sign(reading: Reading) -> str:
    if reading.kind is Kind.YES_NO:
        return YES if reading.answer else NO
    return JUDGED if reading.kind is Kind.QUALITY else UNREAD


def _is_usual(reading: Reading) -> bool:
    """True for one number that an actual in the same unit, or without one, can be held against."""
    value, comparator = reading.value, reading.comparator
    if value is None or reading.high is not None or reading.direction or comparator not in _USUAL:
        return False
    if value < 0 or (value == 0 and comparator is Comparator.BELOW):
        return False
    return len(value.as_tuple().digits) <= MOST_DIGITS and value < _NO_END


def _numbered(target: Reading) -> Usual:
    goal = target.value or _ZERO
    sign = SIGNS[target.comparator] or SIGNS[Comparator.EQUAL]
    if target.unit is None:
        units = "|%|+0|" if goal == 0 or SURELY_PERCENT <= goal <= HUNDRED else None
        return Usual(sign, goal, units, *_beside_bare(goal))
    units = _with_own(target, _spellings(target.unit))
    if target.unit.is_percent:
        low, high = _share(goal, target.unit)
        return Usual(sign, goal, units, SURELY_LITERAL, _NO_END, low, high)
    if target.unit.is_scale:
        return Usual(sign, goal, units)
    return Usual(sign, goal, units, *_beside_unit(target, goal, target.unit))


# -- units


@lru_cache(maxsize=4096)
def _spellings(unit: Unit) -> str | None:
    """The units that may stand behind an actual, the target's own first; None where there are none."""
    goal = Reading("", "", Kind.QUANTITY, value=_ONE, unit=unit)
    found = {}
    for text in dict.fromkeys([unit.text, *_related(unit)]):
        other = _plain_unit(text)
        footing = other and align(goal, replace(goal, unit=other))
        if isinstance(footing, Aligned) and footing.shift in _SHIFTS:
            found[text] = f"{text}|{_SHIFTS[footing.shift]:+d}|"
    return "|" + "".join(found.values()) if found else None


def _with_own(target: Reading, units: str | None) -> str | None:
    """The units with what stands behind the target's own number: the 个村 of ≥10个村."""
    tail = _BEHIND.search(target.plain)
    own = tail[0] if tail else ""
    if not units or not own or f"|{own}|" in units or any(char in own for char in "0123456789.,|"):
        return units
    readings = [read_notation(f"{number}{own}") for number in _SAMPLES]
    unit = target.unit
    return f"{units}{own}|+0|" if unit and all(_is_bare(one, unit) for one in readings) else units


def _related(unit: Unit) -> Iterator[str]:
    """Other spellings of the dimension, also with 万; 次 for 次/年; 个 for anything counted."""
    if unit.per:
        yield unit.text.removesuffix("/年")
        yield unit.text.removeprefix("万") if unit.text.startswith("万") else f"万{unit.text}"
        return
    if unit.is_scale:  # 5万 may be money
        yield from ("元", f"{unit.text}元")
    if unit.dimension in unit_table().generic:
        yield from unit_table().common
    if unit.dimension.startswith("count:"):
        yield from sorted(word.removeprefix("count:") for word in unit_table().generic)
    for text, other in unit_table().units.items():
        if other.dimension == unit.dimension and not other.per:
            yield from (scale + text for scale in (_SCALES if other.factor == 1 else _SCALES[:1]))


@lru_cache(maxsize=4096)
def _plain_unit(text: str) -> Unit | None:
    """The unit of a text where any number before it is read as just that: 12月 is a date, 3级 a name."""
    if not text or any(char in "0123456789.,|" for char in text):
        return None
    unit = read_notation(f"{_SAMPLES[-1]}{text}").unit
    numbers = [number for number in _SAMPLES if not (text.startswith(YEAR) and number == _A_YEAR)]
    texts = [f"{number}{text}" for number in (*numbers, "≥12")]
    plain = unit is not None and all(_is_plain(read_notation(one), unit) for one in texts)
    return unit if plain else None


def _is_plain(reading: Reading, unit: Unit) -> bool:
    return reading.is_number and reading.unit == unit and reading.high is None and not reading.direction


def _is_bare(reading: Reading, unit: Unit) -> bool:
    return _is_plain(reading, unit) and reading.comparator is Comparator.NONE


# -- bounds of bare numbers, as `align` takes them


def _beside_bare(goal: Decimal) -> tuple[Decimal, Decimal]:
    over, under = goal / FAR, _NO_END
    if goal >= SURELY_COUNT:
        over = max(over, _ONE)
    if goal:
        under = min(under, goal * FAR)
    if 0 < goal <= 1:
        under = min(under, SURELY_COUNT)
    if goal < SURELY_COUNT:
        under = min(under, HUNDRED)
    return over, under


def _beside_unit(target: Reading, goal: Decimal, unit: Unit) -> tuple[Decimal, Decimal]:
    over, under = goal / FAR, _NO_END
    if goal and unit.factor >= FAR:
        under = goal * words().limits.doubtful_ratio
    if goal != HUNDRED and unit.dimension != "score" and not _met_by_hundred(target, goal):
        return (over, min(under, HUNDRED)) if goal < HUNDRED else (max(over, HUNDRED), under)
    return over, under


def _met_by_hundred(target: Reading, goal: Decimal) -> bool:
    """True where a bare 100 reaches the target, so that it does not matter whether 100% was meant."""
    if target.comparator in _LOWER:
        return goal < HUNDRED
    return target.comparator in _UPPER and goal > HUNDRED


def _share(goal: Decimal, unit: Unit) -> tuple[Decimal | None, Decimal | None]:
    """Between which bounds a bare number is a share of 1; the bounds themselves are left to people."""
    if unit.factor != _PERCENT or not goal:
        return None, None
    low, high = (ratio * goal * unit.factor for ratio in PLAUSIBLE)
    most = min(high, _ONE) if goal >= CLEARLY_HIGH else min(high, goal * unit.factor)
    return low, most
