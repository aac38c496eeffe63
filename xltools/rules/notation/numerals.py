"""Numbers as people write them: 1,234.5 and 三十二万."""

from __future__ import annotations

import re
from decimal import Decimal

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?![\d])|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,2}(?!\d))?"
"""Pattern of an Arabic number, with or without thousands separators."""

CHINESE = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟俩"
"""Characters of Chinese numerals."""

_DIGITS = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GREAT = {"万": 10_000, "亿": 100_000_000}
_PLAIN_DIGITS = re.compile(r"[零〇一二三四五六七八九]{2,}\Z")
_COLLOQUIAL = re.compile(r"[百佰千仟万亿][一二两三四五六七八九]\Z")
_LONGEST = 16


def arabic(text: str) -> Decimal:
    """The value of a text that ARABIC matches."""
    value = Decimal(text.replace(",", ""))
    return Decimal(f"{value:f}")


def chinese(text: str) -> int | None:
    """The value of a Chinese numeral: 三十二万 → 320000, 二〇二二 → 2022; None for no numeral (百姓, 三三)."""
    if not text or len(text) > _LONGEST:
        return None
    if _PLAIN_DIGITS.match(text):
        return int("".join(str(_DIGITS[char]) for char in text)) if "〇" in text or len(text) == 4 else None
    if _COLLOQUIAL.search(text):
        return None  # 三百二 is 320 to one, 302 to another
    total = section = 0
    digit: int | None = None
    for char in text:
        if char in _DIGITS:
            if digit:
                return None  # 三三: two digits side by side are no number
            digit = _DIGITS[char]
        elif char in _SMALL:
            if digit is None and (char not in "十拾" or section % 100):
                return None  # 百, 千 need a digit before them
            section += (1 if digit is None else digit) * _SMALL[char]
            digit = None
        elif char in _GREAT:
            section += digit or 0
            if not section:
                return None
            total, section, digit = (total + section) * _GREAT[char], 0, None
        else:
            return None
    return total + section + (digit or 0)
