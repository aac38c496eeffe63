"""Numbers that belong together: 80%~90%, ≥95%且≤100%, 由80%提高到95%."""

from __future__ import annotations

import re
from dataclasses import replace

from xltools.rules.notation.model import Comparator, Quantity, Unit
from xltools.rules.notation.units import known_unit

_DIGIT = re.compile(r"\d")
_DASHES = frozenset("-~至到")
_AND = frozenset(("且", "并且", "同时", ",", "、", "和", "", "且不"))
_CHANGED_TO = frozenset("提高增加上升下降低减少缩短长至到为了")
_LOWER = (Comparator.AT_LEAST, Comparator.ABOVE)
_UPPER = (Comparator.AT_MOST, Comparator.BELOW)


def combine(plain: str, quantities: list[Quantity]) -> list[Quantity]:
    """The numbers with ranges made one; other numbers as they are."""
    if len(quantities) != 2:
        return quantities
    one, two = quantities
    between = plain[one.end : two.start].strip("\x00")
    number = _DIGIT.search(plain, one.end)
    if number and _changed(plain[: one.start], plain[one.end : number.start()], one, two):
        return [replace(two, start=one.start)]
    together = _range(between, one, two) or _bounds(between, one, two) or _compound(between, one, two)
    return [together] if together else quantities


def is_ratio(plain: str, quantities: list[Quantity]) -> bool:
    """1:1, 1/2, 3比1: two bare numbers set against each other."""
    if len(quantities) != 2 or any(
        one.unit and one.unit.dimension not in ("", "other:比") for one in quantities
    ):
        return False
    return plain[quantities[0].end : quantities[1].start] in (":", "/", "比") or (
        quantities[0].unit is not None
        and quantities[0].unit.text == "比"
        and quantities[0].end == quantities[1].start
    )


def _changed(before: str, between: str, one: Quantity, two: Quantity) -> bool:
    """由80%提高到95%: the second number is meant."""
    if not before.endswith(("由", "从")) or not between or not _same_dimension(one.unit, two.unit):
        return False
    return all(char in _CHANGED_TO for char in between)


def _same_dimension(one: Unit | None, two: Unit | None) -> bool:
    if one is None or two is None:
        return two is not None or one is None
    return one.dimension == two.dimension and one.factor == two.factor and one.per == two.per


def _compound(between: str, one: Quantity, two: Quantity) -> Quantity | None:
    """4分30秒, 1年6个月, 2亿3000万元: one value, in the unit of its second part."""
    if between or one.unit is None or two.unit is None or one.unit.per or two.unit.per:
        return None
    first, second = _minutes(one.unit, two.unit), _minutes(two.unit, one.unit)
    scaled = first.is_scale and second.factor < first.factor and not second.is_percent
    if not (scaled or (first.dimension == second.dimension and first.factor > second.factor)):
        return None
    value = one.value * first.factor / second.factor + two.value
    comparator = one.comparator if one.comparator is not Comparator.NONE else two.comparator
    return replace(one, value=value.normalize(), unit=second, comparator=comparator, end=two.end)


def _minutes(unit: Unit, beside: Unit) -> Unit:
    """分 beside 秒 or 小时 is a minute, not a point."""
    minute = known_unit("分钟")
    if unit.dimension == "score" and beside.dimension == "second" and minute:
        return minute
    return unit


def _range(between: str, one: Quantity, two: Quantity) -> Quantity | None:
    """80%~90%, 2-3天, 80到90分: the unit of the second number counts for both."""
    low = one.value
    if between not in _DASHES or not _same_dimension(one.unit, two.unit) or low >= two.value:
        return None
    if two.comparator not in (Comparator.NONE, Comparator.ABOUT):
        return None
    unit = two.unit or one.unit
    return replace(one, comparator=Comparator.RANGE, unit=unit, high=two.value, end=two.end)


def _bounds(between: str, one: Quantity, two: Quantity) -> Quantity | None:
    """≥95%且≤100%."""
    if between not in _AND or not _same_dimension(one.unit, two.unit):
        return None
    if one.comparator in _UPPER and two.comparator in _LOWER:
        one, two = replace(two, start=one.start), replace(one, end=two.end)
    if one.comparator not in _LOWER or two.comparator not in _UPPER or one.value > two.value:
        return None
    unit = two.unit or one.unit
    return replace(one, comparator=Comparator.RANGE, unit=unit, high=two.value, end=max(one.end, two.end))
