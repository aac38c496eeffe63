"""Words of strangers: numbers in Chinese numerals, labels in traditional characters. Nothing here is ours."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = "零一二三四五六七八九"
_FORMAL = str.maketrans("一二三四五六七八九十百", "壹贰叁肆伍陆柒捌玖拾佰")
_HUNDRED = 100
_TRADITIONAL = str.maketrans(
    "项绩评单预数执总标产质时级实际达应计属归门务别类种权费资额况值偏差离析进说细补贴称码编体满动结转财专户乡兴"
    "设为员会关无复检",
    "項績評單預數執總標產質時級實際達應計屬歸門務別類種權費資額況值偏差離析進說細補貼稱碼編體滿動結轉財專戶鄉興"
    "設為員會關無復檢",
)


def in_words(number: Decimal, *, formal: bool = False) -> str:
    """Up to hundreds: 20 → 二十, 13.5 → 十三点五."""
    whole, _, places = f"{number.normalize():f}".partition(".")
    value = int(whole)
    hundreds, tens, ones = value // _HUNDRED, value % _HUNDRED // 10, value % 10
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    text += _DIGITS[ones] if ones or not text else ""
    if formal:
        text = text.translate(_FORMAL)
    return text + ("点" + "".join(_DIGITS[int(place)] for place in places) if places else "")


def traditional(text: str) -> str:
    """As an office writes it that uses traditional characters."""
    return text.translate(_TRADITIONAL)
