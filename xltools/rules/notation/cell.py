"""Gives a cell's text back as the person typed it, where a spreadsheet program changed it.

`=100%` became a formula with the value 1; `95%` in a number cell is 0.95 with a % format; `=26.41万元` is
`#NAME?`; `50` with the format `0"个"` shows 50个. What cannot be known is a Reading with its reason.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal

from xltools.rules.notation.model import Kind, Reading
from xltools.rules.notation.read import read_notation
from xltools.rules.notation.reasons import why_unread

CellValue = str | int | float | Decimal | bool | date | datetime | time | None

_REFERENCE = re.compile(r"\$?[A-Za-z]{1,3}\$?\d|[A-Za-z_.]+\d*\(|!|\[")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)(?:-[^\]]*)?\]')
_COLOUR = re.compile(r"\[(?!\$)[^\]]*\]|_.|\*.")
_PLACES = re.compile(r"[#0?](?:[#0?,.]*[#0?])?")
_SIGNIFICANT = 15
_LONGEST_TYPED = 255  # characters of a target; longer formulas are none
_GENERAL = frozenset(("", "general", "@", "常规"))


def read_cell(
    value: CellValue, formula: str | None = None, number_format: str | None = None, error: str | None = None
) -> Reading:
    """The reading of a cell from its raw facts.

    `formula` is the formula text with or without its `=`; `error` the error value shown (`#NAME?`).
    The reading's `text` is what `typed_text` restores.
    """
    typed = typed_text(value, formula, number_format, error)
    if typed is not None:
        return read_notation(typed)
    if isinstance(value, date | time):
        return Reading(str(value), str(value), Kind.UNREADABLE, reason=why_unread("date_cell"))
    shown = error or str(value or "")
    key = "error_value" if error else "formula"
    return Reading(shown, shown, Kind.UNREADABLE, reason=why_unread(key))


def typed_text(
    value: CellValue, formula: str | None = None, number_format: str | None = None, error: str | None = None
) -> str | None:
    """What the person typed, to the letter where that can be known; None where it cannot."""
    if formula:
        text = "=" + formula.removeprefix("=")
        if _is_notation(text):
            return text
        if error or value is None:
            return None
    if error:
        return None
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return _from_value(value, number_format or "")


def _is_notation(formula: str) -> bool:
    """True where a formula is no computation but a target typed with its = sign."""
    body = formula[1:]
    if len(body) > _LONGEST_TYPED:
        return False
    if _REFERENCE.search(body):
        return False
    reading = read_notation(formula)
    return (
        reading.kind is not Kind.UNREADABLE and (reading.is_number or not reading.parts) and not reading.ratio
    )


def _from_value(value: int | float | Decimal | bool | date | time, number_format: str) -> str | None:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date | time):
        return _dated(value, number_format)
    return _numbered(value, number_format)


def _numbered(value: float | Decimal, number_format: str) -> str | None:
    number = _decimal(value)
    if number is None:
        return None
    section = _COLOUR.sub("", number_format.split(";", maxsplit=1)[0])
    bare = _LITERAL.sub("", section)
    if bare.strip().lower() in _GENERAL and not _LITERAL.search(section):
        return _plain(number)
    before, after = _around(section)
    if "%" in bare:
        return f"{before}{_plain(number * 100)}%{after}"
    return f"{before}{_plain(number)}{after}"


def _around(section: str) -> tuple[str, str]:
    """The words a number format puts before and after the number: 0"个" → ("", "个")."""
    marked = _LITERAL.sub(lambda match: "\x00" * len(match[0]), section)
    places = _PLACES.search(marked)
    if not places:
        return "", ""
    return _literals(section[: places.start()]), _literals(section[places.end() :])


def _literals(part: str) -> str:
    return "".join(found for match in _LITERAL.finditer(part) for found in match.groups() if found)


def _decimal(value: float | Decimal) -> Decimal | None:
    """To the 15 digits a spreadsheet keeps: 0.5700000000000001 is 0.57."""
    if isinstance(value, float):
        value = Decimal(f"{value:.{_SIGNIFICANT}g}")
    number = Decimal(value)
    return number if number.is_finite() else None


def _plain(number: Decimal) -> str:
    """Without exponent and trailing zeros of the fraction."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _dated(value: date | time, number_format: str) -> str | None:
    """A date shown with its year is read as that date; 5月10日 may have been typed as 5-10 or 5/10."""
    if isinstance(value, time) or "y" not in number_format.lower():
        return None
    if "d" in number_format.lower():
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.year}年{value.month}月" if "m" in number_format.lower() else f"{value.year}年"
