"""A whole text that is a number in Chinese numerals: 三项, 不少于两次, 五万元, 半年, 九成以上.

Chinese numerals inside other words (一般, 统一, 十四五, 四项制度) are no numbers, so only a text that is
nothing but comparator, numeral and unit counts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from xltools.rules.notation.model import Comparator, Quantity
from xltools.rules.notation.numerals import SPOKEN, spoken_decimal
from xltools.rules.notation.scan import per_each
from xltools.rules.notation.units import read_unit, unit_table
from xltools.rules.notation.words import words

_EACH = re.compile(r"(?:每(?:个)?[\u4e00-\u9fff]{1,2}?(?=每|[一二两三四五六七八九十百至不]))+")
_NUMERAL = re.compile(rf"半|{SPOKEN}")
_MAGNITUDE = re.compile(r"(.*?[一二两三四五六七八九十百千])(万|亿)\Z")
_LONGEST = 24
_HALF = frozenset("年天月日")


def spoken(plain: str) -> Quantity | None:
    """The number such a text says, or None. The value is in the unit as written: 五万元 is 5 万元."""
    if len(plain) > _LONGEST:
        return None
    each = _EACH.match(plain)
    match = _NUMERAL.search(plain, each.end() if each else 0)
    if not match:
        return None
    before = _before(plain[each.end() if each else 0 : match.start()])
    if before is None:
        return None
    number = _number(plain, match, before)
    if number is None or each is None:
        return number
    rate = per_each(each[0], number.unit)
    return None if rate is number.unit else replace(number, unit=rate)


def _before(text: str) -> Comparator | None:
    """The comparator that the whole text before the numeral is; None where it is something else."""
    text = text.replace("\x00", "")
    table = words().before
    if text in table or not text:
        return table.get(text, Comparator.NONE)
    for filler in words().filler:
        if text.endswith(filler):
            rest = text.removesuffix(filler)
            return table.get(rest, Comparator.NONE) if not rest or rest in table else None
    return {
        "≥": Comparator.AT_LEAST,
        ">": Comparator.ABOVE,
        "≤": Comparator.AT_MOST,
        "<": Comparator.BELOW,
    }.get(text, Comparator.EQUAL if text == "=" else None)


def _number(plain: str, match: re.Match[str], comparator: Comparator) -> Quantity | None:
    end, numeral = match.end(), match[0]
    if numeral == "半":
        value: Decimal | None = Decimal("0.5")
        if plain[end : end + 1] not in _HALF:
            return None
    else:
        split = _MAGNITUDE.match(numeral)
        if split:
            numeral, end = split[1], end - 1
        value = spoken_decimal(numeral)
    if value is None:
        return None
    more = plain[end : end + 1] in ("余", "多") and numeral != "半"
    if more:
        end, comparator = end + 1, Comparator.ABOVE
    return _finish(plain, Quantity(value, comparator, start=0, end=end))


def _finish(plain: str, one: Quantity) -> Quantity | None:
    """With its unit and suffix, when nothing else is left."""
    found = read_unit(plain, one.end)
    if found is None:
        return one if one.end == len(plain) else None
    end, unit = found
    if unit.text in unit_table().no_chinese:
        return None
    suffix = plain[end:].replace("\x00", "")
    comparator = words().after.get(suffix)
    if suffix and comparator is None:
        return None
    return replace(one, unit=unit, end=len(plain), comparator=comparator or one.comparator)
