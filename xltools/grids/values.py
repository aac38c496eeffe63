"""From the text of a cell's XML to its value, to the letter and to the last digit."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite

_NUMBER = re.compile(r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*\Z")
_NO_NUMBER = re.compile(r"\s*[+-]?(?:nan|inf|infinity)\s*\Z", re.IGNORECASE)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EXACT = 1e15  # below it every whole number is a double
_CACHED_TEXT = 32
_EPOCH = datetime(1899, 12, 30)  # day 0 of Excel's calendar, right from 1 March 1900 on

NUMBER_ERROR = "#NUM!"


def number(text: str) -> Decimal | None:
    """The number a cell shows: the shortest decimal of its double, so 0.85519999999999996 is 0.8552.

    None for what is no finite number.
    """
    return _cached_number(text) if len(text) <= _CACHED_TEXT else _number(text)


def _number(text: str) -> Decimal | None:
    match = _NUMBER.match(text)
    if not match:
        return None
    digits = match[1]
    if digits.isdigit() and len(digits) <= _CACHED_TEXT:
        return Decimal(digits)
    return from_double(float(digits))


_cached_number = lru_cache(maxsize=1 << 14)(_number)


def from_double(double: float) -> Decimal | None:
    """The shortest decimal of a double; None for NaN and the infinities."""
    if not isfinite(double):
        return None
    if double.is_integer() and abs(double) < _EXACT:
        return Decimal(int(double))
    return Decimal(repr(double))


def is_no_number(text: str) -> bool:
    """True for the NaN and infinities that some libraries write and Excel refuses."""
    return bool(_NO_NUMBER.match(text)) or bool(_NUMBER.match(text))


def unescape(text: str) -> str:
    """Decode `_xHHHH_`, Excel's writing of characters that XML forbids: `_x005F_x000D_` is `_x000D_`."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    # Two halves of one character become that character; a lone half can be kept nowhere.
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def iso_serial(text: str) -> Decimal | None:
    """Excel's day number of an ISO date, time or both; None for anything else."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            moment = datetime.combine(_EPOCH, time.fromisoformat(text.strip().removeprefix("T")))
        except ValueError:
            return None
    return serial(moment)


def serial(moment: datetime) -> Decimal:
    """Excel's day number of a moment; its clock is taken as it stands, whatever its time zone."""
    return days(moment.replace(tzinfo=None) - _EPOCH)


def days(duration: timedelta) -> Decimal:
    """A length of time in days, rounded to a double as Excel stores it."""
    return from_double(duration / timedelta(days=1)) or Decimal(0)
