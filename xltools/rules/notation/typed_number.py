"""A number that was typed as text: with separators, its unit, a remark, or in Chinese numerals."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from xltools.rules.labels import UNSEEN
from xltools.rules.money import MONEY_UNITS, UNIT_PATTERN
from xltools.rules.notation import Comparator, read_notation

PERCENT, POINTS = "%", "分"

_DASHES = frozenset("-—–−－─/／\\_＿―")
_UNSEEN = dict.fromkeys(map(ord, UNSEEN))
_INTEGER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+|\d+)"  # 9,5 is neither thousands nor 万
_FIGURE = rf"(?:{_INTEGER}(?:\.\d*)?|\.\d+)"
_UNIT = rf"%|分|(?:{UNIT_PATTERN}|万|亿)整?"
_BEFORE = r"(?:(?:人民币|RMB|CNY)?:?[¥￥]?|(?:自评)?(?:得分|得|计)?:?|满分:?)"
_REMARK = r"\((?:满分|得分|自评|优秀?|良好?|合格|分)\)"  # says nothing that the number does not say
_NUMBER = re.compile(rf"=?{_BEFORE}([+-]?{_FIGURE})(?:({_UNIT})|\(({_UNIT})\))?(?:{_REMARK})?")
_OUT_OF = re.compile(rf"({_FIGURE})分?/({_FIGURE})分?")
_BRACKETS = re.compile(r"\((\d+(?:\.\d+)?分)\)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
_FULL_STOP = re.compile(r"(?<=\d)。(?=\d)")
_SPACE = re.compile(r"\s+")
_DIGIT = re.compile(r"\d")


class Typed(NamedTuple):
    """A number as it was written, and the unit behind it: 分, %, a unit of money or None."""

    number: Decimal
    unit: str | None


def typed_number(text: str) -> Typed | None:
    """The number that a text is; None for a dash. Raises ValueError where it is something else."""
    text = _even(text)
    if all(character in _DASHES for character in text):
        return None
    match = _NUMBER.fullmatch(text) or _NUMBER.fullmatch(_BRACKETS.sub(r"\1", text))
    if match is not None:
        return Typed(_decimal(match[1]), _unit(match[2] or match[3]))
    if _DIGIT.search(text):
        raise ValueError(text)
    return _spoken(text)


def is_dash(value: object) -> bool:
    """True for a text of dashes, which stands for a blank."""
    return isinstance(value, str) and all(character in _DASHES for character in _even(value))


def points_out_of(text: str) -> tuple[Decimal, Decimal] | None:
    """The points got and the points to be got of `28/30`, `28分/30分`."""
    match = _OUT_OF.fullmatch(_even(text))
    return None if match is None else (_decimal(match[1]), _decimal(match[2]))


def _even(text: str) -> str:
    """One width, no spaces; between digits they are separators, and 。 is a point."""
    text = unicodedata.normalize("NFKC", text).translate(_UNSEEN).strip()
    return _SPACE.sub("", _FULL_STOP.sub(".", _BETWEEN_DIGITS.sub(",", text)))


def _decimal(figure: str) -> Decimal:
    return Decimal(figure.replace(",", ""))


def _unit(written: str | None) -> str | None:
    if written in (None, PERCENT, POINTS):
        return written
    unit = written.removesuffix("整")
    return unit if unit.endswith("元") else f"{unit}元"


def _spoken(text: str) -> Typed:
    """十五, 九十五分, 百分之九十, 壹佰万元整: as the notation reader reads it, and nothing around it."""
    reading = read_notation(text.removesuffix("整").removesuffix("正"))
    unit = reading.unit
    plain = reading.is_number and reading.comparator is Comparator.NONE and reading.high is None
    if not plain or reading.value is None or reading.qualifier or reading.direction:
        raise ValueError(text)
    if unit is None:
        return Typed(reading.value, None)
    if unit.is_percent and unit.factor == Decimal("0.01"):
        return Typed(reading.value, PERCENT)
    if unit.dimension == "score":
        return Typed(reading.value, POINTS)
    named = {factor: name for name, factor in MONEY_UNITS.items()}
    if unit.per or unit.factor not in named or not (unit.is_scale or unit.dimension == "money"):
        raise ValueError(text)
    return Typed(reading.value, named[unit.factor])
