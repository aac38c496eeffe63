"""What a person typed, from what a spreadsheet made of it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from xltools.grid import Cell

# A formula that works: it calls, points to a cell, or joins texts. Anything else is a text such as
# `=100%` or `=26.41万元` that the spreadsheet took for a formula.
_WORKING = re.compile(r"[(!\"]|\$?[A-Za-z]{1,3}\$?[0-9]+(?![0-9A-Za-z\u4e00-\u9fff])")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DASHES = frozenset("-—–−－─/／\\_＿―")
_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))(%|分|元)?")
_EPOCH = datetime.date(1899, 12, 30)
_LAST_SERIAL = 2_958_465  # 9999-12-31


def text_became_formula(cell: Cell) -> bool:
    """True where a text beginning with `=` was taken for a formula."""
    return cell.formula is not None and not _WORKING.search(cell.formula)


def raw_of(cell: Cell) -> str | None:
    """What stands in the cell: `=` and the formula, an error code, or the value; None where blank."""
    if cell.formula is not None:
        return f"={cell.formula}"
    if cell.error is not None:
        return cell.error
    if isinstance(cell.value, Decimal):
        return format(cell.value, "f")
    return None if cell.value is None else str(cell.value)


def text_of(cell: Cell) -> str | None:
    """The text a person typed, to the letter; None where blank or where only an error is left.

    A number shows as its format shows it where that changes the meaning: percent and dates.
    """
    if text_became_formula(cell):
        return f"={cell.formula}"
    if isinstance(cell.value, Decimal):
        return _shown(cell.value, cell.number_format)
    if isinstance(cell.value, bool):
        return "TRUE" if cell.value else "FALSE"
    if cell.value is None or not cell.value.strip():
        return None
    return cell.value


def _shown(value: Decimal, number_format: str) -> str:
    code = _QUOTED.sub("", number_format.split(";", 1)[0])
    if "%" in code:
        return f"{_digits(value * 100)}%"
    if re.search(r"[yY]", code) and 0 < value <= _LAST_SERIAL:
        return _date(int(value), "d" in code.lower(), "年" in number_format)
    return _digits(value)


def _digits(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(serial: int, with_day: bool, chinese: bool) -> str:
    date = _EPOCH + datetime.timedelta(days=serial)
    if chinese:
        return f"{date.year}年{date.month}月{date.day}日" if with_day else f"{date.year}年{date.month}月"
    return f"{date.year}-{date.month}-{date.day}" if with_day else f"{date.year}-{date.month}"


def number_of(cell: Cell, *, ratio: bool = False) -> Decimal | None:
    """The number that a cell holds or that a person typed as text: `4,896.12`, `４分`, `85.52%`.

    A dash is a blank. A `ratio` typed as text without % and above 1.5 is taken in percent (86 → 0.86).
    Raises ValueError where there is something that is no number.
    """
    if isinstance(cell.value, bool) or (cell.value is None and cell.error is not None):
        raise ValueError(raw_of(cell))
    if isinstance(cell.value, Decimal):
        return cell.value
    if cell.value is None:
        return None
    text = unicodedata.normalize("NFKC", cell.value)
    text = re.sub(r"[\s,\u200b\ufeff]", "", text)
    if not text or all(character in _DASHES for character in text):
        return None
    return _typed(text, ratio)


def _typed(text: str, ratio: bool) -> Decimal:
    match = _NUMBER.fullmatch(text.removeprefix("="))
    if match is None:
        raise ValueError(text)
    try:
        number = Decimal(match[1])
    except InvalidOperation:
        raise ValueError(text) from None
    if match[2] == "%":
        return number / 100
    return number
