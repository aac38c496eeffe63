"""What a person typed, from what a spreadsheet made of it."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from xltools.grid import Cell
from xltools.rules.money import MONEY_UNITS
from xltools.rules.notation import typed_text
from xltools.rules.notation.cell import CellValue
from xltools.rules.notation.typed_number import PERCENT, typed_number

_YUAN = "元"
_LARGEST_RATIO = 2
_DATE = re.compile(r"[yY]")
_WORDS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_EPOCH = datetime.date(1899, 12, 30)
_LAST_SERIAL = 2_958_465  # 9999-12-31


def text_became_formula(cell: Cell) -> bool:
    """True where a text beginning with `=` was taken for a formula."""
    return cell.formula is not None and text_of(cell) == f"={cell.formula}"


def raw_of(cell: Cell) -> str | None:
    """What stands in the cell: `=` and the formula, an error code, or the value; None where blank.

    Of old formats the formula is not known, only that there is one: the value then.
    """
    if cell.formula:
        return f"={cell.formula}"
    if cell.error is not None:
        return cell.error
    if isinstance(cell.value, Decimal):
        return format(cell.value, "f")
    return None if cell.value is None else str(cell.value)


def text_of(cell: Cell) -> str | None:
    """The text a person typed, to the letter; None where blank or where it cannot be known.

    A number shows as its format shows it where that changes the meaning: percent, dates, 0"个".
    """
    value = cell.value
    if isinstance(value, str):
        if not value.strip():
            return None
        if cell.formula is None and cell.error is None:
            return value
    return typed_text(_dated(cell), cell.formula, cell.number_format, cell.error) or None


def _dated(cell: Cell) -> CellValue:
    """The value, as a date where its format shows one."""
    value = cell.value
    if not isinstance(value, Decimal) or not _DATE.search(_WORDS.sub("", cell.number_format)):
        return value
    return _EPOCH + datetime.timedelta(days=int(value)) if 0 < value <= _LAST_SERIAL else value


def number_of(cell: Cell) -> Decimal | None:
    """The number that a cell holds or that a person typed as text: `4,896.12`, `４分`, `85.52%`, `十五`.

    A dash is a blank. Raises ValueError where there is something that is no number.
    """
    number, unit = _number_and_unit(cell)
    if unit in MONEY_UNITS and unit != _YUAN:
        raise ValueError(raw_of(cell))
    return number


def points_of(cell: Cell) -> tuple[Decimal | None, bool]:
    """The same for points, and whether they were written in percent: 15 of `15%` or 0.15 shown so."""
    number, unit = _number_and_unit(cell)
    if unit in MONEY_UNITS and unit != _YUAN:
        raise ValueError(raw_of(cell))
    if number is None or not (unit == PERCENT or (unit is None and "%" in cell.number_format)):
        return number, False
    return number * 100, True


def amount_of(cell: Cell) -> tuple[Decimal | None, str | None]:
    """The same for money, as it was written, and the unit in the cell itself: 元, 万元, … or None."""
    number, unit = _number_and_unit(cell)
    return number, unit if unit in MONEY_UNITS else None


def is_amount(cell: Cell) -> bool:
    """True where an amount of money stands, whatever its unit."""
    try:
        return amount_of(cell)[0] is not None
    except ValueError:
        return False


def _number_and_unit(cell: Cell) -> tuple[Decimal | None, str | None]:
    """A number in percent stands as its value: 0.8552 of `85.52%`."""
    if isinstance(cell.value, bool) or (cell.value is None and cell.error is not None):
        raise ValueError(raw_of(cell))
    if cell.value is None or isinstance(cell.value, Decimal):
        return cell.value, None
    typed = typed_number(cell.value)
    if typed is None:
        return None, None
    return (typed.number / 100 if typed.unit == PERCENT else typed.number), typed.unit


def ratio_of(cell: Cell) -> Decimal | None:
    """A rate as a ratio: 0.8552 of 0.8552, 85.52% and 85.52 alike.

    No execution rate is above 200 %, so a bare number above 2 was typed in percent; a wrong guess
    shows at once, since the rate is computed as well.
    """
    number = number_of(cell)
    if number is None or number <= _LARGEST_RATIO or "%" in cell.number_format:
        return number
    return number / 100
