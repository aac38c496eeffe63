"""Numbers as people write them: 1,234.5 and 三十二万."""

from __future__ import annotations

import re
from decimal import Decimal

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?![\d])|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,2}(?!\d))?"
"""Pattern of an Arabic number, with or without thousands separators."""

CHINESE = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟俩"
"""Characters of Chinese numerals."""

_DIGITS = {char: number for number, chars in enumerate("零一二三四五六七八九") for char in chars}
_DIGITS |= {"〇": 0, "两": 2, "俩": 2} | {
    char: number for number, char in enumerate("壹贰叁肆伍陆柒捌玖", start=1)
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GREAT = {"万": 10_000, "亿": 100_000_000}
_PLAIN_DIGITS = re.compile(r"[零〇一二三四五六七八九]{2,}\Z")
# 三百二 is 320 to one and 302 to another.
_COLLOQUIAL = re.compile(r"[百佰千仟万亿][一二两三四五六七八九]\Z")
_LONGEST = 16
SPOKEN = rf"[{CHINESE}]+(?:点[零〇一二三四五六七八九]+)?"
"""Pattern of a Chinese numeral: 十五, 九十五点五."""


def arabic(text: str) -> Decimal:
    """The value of a text that ARABIC matches."""
    value = Decimal(text.replace(",", ""))
    return Decimal(f"{value:f}")


def spoken_decimal(text: str) -> Decimal | None:
    """The value of a text that SPOKEN matches: 九十五点五 → 95.5; None for no numeral."""
    whole, point, places = text.partition("点")
    number = chinese(whole)
    if number is None or not point:
        return None if number is None else Decimal(number)
    return Decimal(f"{number}.{''.join(str(_DIGITS[char]) for char in places)}")


def chinese(text: str) -> int | None:
    """The value of a Chinese numeral: 三十二万 → 320000, 二〇二二 → 2022; None for no numeral (百姓)."""
    if not text or len(text) > _LONGEST or _COLLOQUIAL.search(text):
        return None
    if _PLAIN_DIGITS.match(text):
        said_digit_by_digit = "〇" in text or len(text) == 4
        return int("".join(str(_DIGITS[char]) for char in text)) if said_digit_by_digit else None
    return _by_magnitudes(text)


def _by_magnitudes(text: str) -> int | None:
    total = section = 0
    digit: int | None = None
    for char in text:
        if char in _DIGITS and not digit:
            digit = _DIGITS[char]
        elif char in _SMALL and (digit is not None or _leading_ten(char, section)):
            section += (1 if digit is None else digit) * _SMALL[char]
            digit = None
        elif char in _GREAT and section + (digit or 0):
            total = (total + section + (digit or 0)) * _GREAT[char]
            section, digit = 0, None
        else:
            return None  # 三三, 百姓, 万一: a word
    return total + section + (digit or 0)


def _leading_ten(char: str, section: int) -> bool:
    """十二 and 一百十 leave out the 一; 百 and 千 do not."""
    return char in "十拾" and section % 100 == 0
