"""Dates and deadlines inside a text: 2021年12月, 12月底之前, 第四季度, 2022-12-30."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from xltools.rules.notation.model import Comparator, Due
from xltools.rules.notation.numerals import chinese
from xltools.rules.notation.words import words

_YEAR = r"(?:19|20)\d\d|二[〇零○]?[〇零○一二三四五六七八九]{2,3}"
_NUM = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    rf"""
    (?<![\d.,])(?P<from>(?:19|20)\d\d)年?度?[-~至到](?P<y0>(?:19|20)\d\d)(?:年|学年)?度?(?![\d.%月])
    | (?<![\d.,])(?P<y>{_YEAR})年(?:度)?(?:的)?
      (?: (?:(?:{_NUM})(?:月份?)?[-~至到])?(?P<m>{_NUM})月份?(?!以上|以内)
          (?:(?P<d>{_NUM})[日号]?(?![\d次个项]))?(?P<part>底|末|初|上旬|中旬|下旬)?
        | 第?(?P<q>[一二三四1-4])季度?(?:末|底)?
        | (?P<half>[上下])半年
        | (?P<yp>底|末|内|终|年底|年末)
      )?
    | (?<![\d.,])(?P<y2>(?:19|20)\d\d)(?P<s>[-/.])(?P<m2>0?[1-9]|1[0-2])
      (?:(?P=s)(?P<d2>\d{{1,2}})|(?<![-])[-~至到](?P<m2b>1[0-2]|0?[1-9])月?(?![\d.%]))?日?(?![\d%‰.,元万个人])
    | (?<![\d.,])(?P<y3>(?:19|20)\d\d)(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01])(?![\d.,%元万个人])
    | (?<![\d.,第每])(?:(?:{_NUM})(?:月份?)?[-~至到])?(?P<m4>{_NUM})月份?(?!以上|以内)
      (?:(?P<d4>{_NUM})[日号])?(?P<part4>底|末|初|上旬|中旬|下旬)?
    | (?<![\d.,])(?P<d5>\d{{1,2}})[日号](?=之?前|以前)
    | (?<=每月)(?P<d7>\d{{1,2}})[日号]
    | 第?(?P<q6>[一二三四1-4])季度(?:末|底)?
    | (?<!\d)(?P<half6>[上下])半年
    | (?P<rel>年底|年末|年终|年内)
    """,
    re.X,
)
_HINT = re.compile(r"[年月季]|\d[日号]|(?:19|20)\d\d[-/.\d]")
_TAIL = re.compile(r"(?:[T ]?\d{1,2}[:时]\d{2}(?:[:分]\d{2}秒?)?分?)?")
_MOST = 8  # more dates than this is a sentence
_JOIN = frozenset("-~至到")
_EACH = re.compile(r"每(?:个)?(?:年|月|季度?|学期)?\Z")
_PARTS = {"底": (21, 0), "末": (21, 0), "初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 0)}
_NO_OPERATOR_BEFORE = frozenset("≥≤<>=≈")


@dataclass(frozen=True, slots=True)
class FoundDue:
    """A date found at a place of a text, with the comparison its neighbours ask for."""

    due: Due
    comparator: Comparator
    start: int
    end: int


def find_dues(plain: str) -> list[FoundDue]:
    """Every date of the text, periods joined to their end."""
    if not _HINT.search(plain):
        return []
    found: list[FoundDue] = []
    for one in islice(_each(plain), _MOST):
        if found and found[-1].end + 1 == one.start and plain[found[-1].end] in _JOIN:
            first = found.pop()
            due = one.due if one.due.year else _with_year(one.due, first.due.year)
            found.append(replace(one, due=due, start=first.start))
        else:
            found.append(one)
    return found


def _each(plain: str) -> Iterator[FoundDue]:
    for match in _DATE.finditer(plain):
        before = plain[: match.start()]
        due = _due(match)
        if due is None or (before[-1:] in _NO_OPERATOR_BEFORE and _could_be_duration(match)):
            continue
        if match["d5"] or match["d7"]:
            due = replace(due, text=f"每月{match['d5'] or match['d7']}日", recurring=True)
        elif _EACH.search(before):
            due = replace(due, text="每" + due.text, recurring=True)
        end = match.end()
        tail = _TAIL.match(plain, end)
        end = tail.end() if tail else end
        comparator, end = _comparison(plain, match.start(), end, match[0])
        yield FoundDue(due, comparator, match.start(), end)


def _could_be_duration(match: re.Match[str]) -> bool:
    """≥12月 is twelve months, not December."""
    return bool(match["m4"]) and not match["d4"] and not match["part4"]


def _comparison(plain: str, start: int, end: int, date: str) -> tuple[Comparator, int]:
    """(<= or >= or none, end of the date with its 前 or 后)."""
    lists = words().deadline
    for word in sorted(lists["before"], key=len, reverse=True):
        if plain.startswith(word, end):
            return Comparator.AT_MOST, end + len(word)
    if date.endswith("内"):
        return Comparator.AT_MOST, end
    for word in lists["after"]:
        if plain.startswith(word, end):
            return Comparator.AT_LEAST, end + len(word)
    before = plain[max(0, start - 4) : start]
    if before.endswith(lists["lead_before"]):
        return Comparator.AT_MOST, end
    return Comparator.NONE, end


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdigit():
        return int(text)
    return chinese(text.replace("○", "〇").replace("零", "〇") if len(text) == 4 else text)


def _due(match: re.Match[str]) -> Due | None:
    """The date a match says, or None where it cannot be one (13月, 2月30日)."""
    part = match["part"] or match["part4"] or ""
    year = _number(match["y"] or match["y0"] or match["y2"] or match["y3"])
    if match["y"] and (year is None or not 1900 <= year <= 2100):
        return None
    quarter, half = _number(match["q"] or match["q6"]), match["half"] or match["half6"]
    if quarter:
        return Due(
            _dated(year, f"Q{quarter}"), year, (3 * quarter - 2, 1), (3 * quarter, _days(year, 3 * quarter))
        )
    if half:
        first, last = ((1, 1), (6, 30)) if half == "上" else ((7, 1), (12, 31))
        return Due(_dated(year, f"H{1 if half == '上' else 2}"), year, first, last)
    if match["yp"] or match["rel"]:
        within = (match["yp"] or match["rel"]).endswith("内")
        return Due(_dated(year, "12-31"), year, (1, 1) if within else (12, 21), (12, 31))
    month = _number(match["m"] or match["m2b"] or match["m2"] or match["m3"] or match["m4"])
    day = _number(match["d"] or match["d2"] or match["d3"] or match["d4"] or match["d5"] or match["d7"])
    return _calendar(year, month, day, part)


def _calendar(year: int | None, month: int | None, day: int | None, part: str) -> Due | None:
    if month is None:
        if day is not None:
            return Due(f"{day:02d}", year, (1, day), (12, day)) if 1 <= day <= 31 else None
        return Due(str(year), year) if year else None
    if not 1 <= month <= 12:
        return None
    days = _days(year, month)
    if day is not None:
        if not 1 <= day <= days:
            return None
        return Due(_dated(year, f"{month:02d}-{day:02d}"), year, (month, day), (month, day))
    first, last = _PARTS.get(part, (1, 0))
    text = f"{month:02d}-{last or days:02d}" if part else f"{month:02d}"
    return Due(_dated(year, text), year, (month, first), (month, last or days))


def _days(year: int | None, month: int) -> int:
    """Days of a month; without a year February may have 29."""
    return monthrange(year or 2024, month)[1]


def _dated(year: int | None, rest: str) -> str:
    return f"{year}-{rest}" if year else rest


def _with_year(due: Due, year: int | None) -> Due:
    return replace(due, year=year, text=_dated(year, due.text)) if year else due
