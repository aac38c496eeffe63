"""Compares deadlines."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from xltools.rules.notation.model import Comparator, Due, Kind, Outcome, Reading
from xltools.rules.notation.units import known_unit

_MONTHS = re.compile(r"=?(\d{1,2})月\Z")
Moment = tuple[int, int, int]


def as_months(reading: Reading) -> Reading | None:
    """12月 read as twelve months, for where the other side counts months."""
    match = _MONTHS.match(reading.plain)
    unit = known_unit("月")
    if not match or unit is None:
        return None
    return replace(
        reading, kind=Kind.QUANTITY, comparator=Comparator.NONE, value=Decimal(match[1]), unit=unit, due=None
    )


def compare_dues(target: Reading, actual: Reading, year: int | None) -> tuple[Outcome, str]:
    """(outcome, key of the reason): by the last day each date may mean."""
    goal, done = target.due, actual.due
    if goal is None or done is None:
        return Outcome.JUDGEMENT, "date_unclear"
    if goal.recurring or done.recurring or target.comparator is Comparator.AT_LEAST:
        return Outcome.JUDGEMENT, "recurring"
    years = _years(goal, done, year)
    if years is None:
        return Outcome.JUDGEMENT, "no_year"
    safe = goal.first if _before_or_within(target, goal) else goal.last
    return _by_days(
        (years[0], *safe), (years[0], *goal.last), (years[1], *done.first), (years[1], *done.last)
    )


def _by_days(safe: Moment, limit: Moment, first: Moment, last: Moment) -> tuple[Outcome, str]:
    """Reached before `safe`, or by the limit where both are one; missed after `limit`; between, unclear."""
    if last < safe or last == safe == limit:
        return Outcome.REACHED, ""
    if first > limit:
        return Outcome.MISSED, ""
    return Outcome.JUDGEMENT, "date_unclear"


def _before_or_within(target: Reading, goal: Due) -> bool:
    """12月前 may end with November or with December; 12月底前 and 12月31日前 leave no doubt."""
    return goal.first[1] == 1 and goal.first != goal.last and "前" in target.plain


def _years(goal: Due, done: Due, year: int | None) -> tuple[int, int] | None:
    """The years of both; an actual without a year is of the target's, a target without one of the form's."""
    if goal.year is None and done.year is None:
        return 0, 0
    first = goal.year or year
    if first is None:
        return None
    return first, done.year or first
