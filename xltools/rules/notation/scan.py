"""Finds the numbers of a text, each with its comparator, unit and direction."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.rules.notation.model import Comparator, Quantity, Unit
from xltools.rules.notation.numerals import ARABIC, SPOKEN, arabic, spoken_decimal
from xltools.rules.notation.units import known_unit, rated, read_unit, unit_table
from xltools.rules.notation.words import words

HIDDEN = "\x00"
"""Stands where a date, a title, a code or a remark in brackets stood."""

_CODES = re.compile(
    r"""
    第[\d一二三四五六七八九十百]+
    | 《[^》]{0,80}》
    | "[^"]{0,80}"
    | \((?:19|20)\d\d\)\d*号?
    | (?:附件|附表|文号|编号)\d+
    | (?<![A-Za-z])(?!k?m[23](?!\d))[A-Za-z]{1,12}[-.]?\d[\d.:/]*+(?:-\d++)*+
      (?![%‰]|[万亿]?(?:台|套|个|项|次|人|份|元|分|家|户|篇|件|条|年|月|天))
    | (?<![A-Za-z])[A-Za-z]{1,3}\+\d+
    | (?<![\d.])\d+\s?[×xX*]\s?\d+(?:小时|h|天|米|m)?
    | (?<![\d.])\d+\+(?:\d+|[A-Za-z]+)(?:\+\d+)*
    | (?<![\d.])(?:12\d{3}|110|119|120|122|114)
      (?=热线|平台|电话|便民|急救|指挥|报警|联动|服务|投诉|举报|接警|出警|宣传|消防)
    | (?<![\d.])\d{1,4}(?:号线|号楼|号(?!前)|型|版(?!面)|类地区)
    | (?<![\d.])\d0后
    | (?<![\d.])\d{1,2}年(?=行动|计划|规划|工程|期间|以来|来)
    | (?<![\d.])(?<![≥≤<>=])\d{1,2}级
    | (?<![\d.,≥≤<>=])\d{1,2}(?:、(?!\d)|\.(?=[\u4e00-\u9fff"《])|\))
    | (?:前|排名|位列|位居)第?\d+(?:名|位|强)
    | 排名\D{0,4}\d+
    | (?<![\d.])\d+(?:分钟|小时)[\u4e00-\u9fff]{0,6}圈
    | (?<!\d)7天?[x×*/]?24(?:小时|h)
    | (?<![\d.])\d+A(?=级|景区)
    """,
    re.X,
)
_NUMBER = re.compile(rf"(?P<part>[百千万])分之(?P<of>{ARABIC}|{SPOKEN})|百分百|(?P<plain>{ARABIC})")
_BEFORE_MINUS = ("增长", "为", "下降", "增幅", "约")
_SIGNS = frozenset("≥≤<>=≈")
_CURRENCY = re.compile(r"(?:¥|RMB|CNY)\Z")
_SAID_PARTS = {"百": "%", "千": "‰", "万": "‱"}
_LETTER = re.compile(r"[A-Za-zα-ωⅠ-Ⅻ]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_COMPARATOR = 6
_FAR = 16
_HALF = Decimal("0.5")
_SPANS = frozenset(("second", "day", "month"))


@dataclass(slots=True)
class Scan:
    """The numbers found, the text with them and their words taken out, and what hinders a reading."""

    quantities: list[Quantity]
    rest: str = ""
    too_long: bool = False
    stray_operator: bool = False


def hide(plain: str, spans: list[tuple[int, int]]) -> str:
    """The text with these spans and every code, title and bracketed remark hidden; the length stays."""
    for start, end in spans:
        plain = plain[:start] + HIDDEN * (end - start) + plain[end:]
    if "(" in plain:
        plain = _hide_brackets(plain)
    return _CODES.sub(lambda match: HIDDEN * len(match[0]), plain)


def _hide_brackets(plain: str) -> str:
    """Brackets go, but those that belong to a unit: 台(套)."""
    out, place = [], 0
    while True:
        start = plain.find("(", place)
        end = plain.find(")", start) if start >= 0 else -1
        if end < 0:
            out.append(plain[place:])
            return "".join(out)
        keep = known_unit(plain[start + 1 : end]) is not None and start > 0
        out.append(plain[place:start])
        out.append(plain[start : end + 1] if keep else HIDDEN * (end + 1 - start))
        place = end + 1


def scan(text: str) -> Scan:
    """Read every number of a text that `hide` prepared."""
    result = Scan([])
    rest: list[str] = []
    place = 0
    for match in _NUMBER.finditer(text):
        if match.start() < place:
            continue
        if len(result.quantities) > words().limits.parts:
            break
        if match.end() - match.start() > words().limits.digits:
            result.too_long = True
            continue
        found = _quantity(text, place, match)
        if found is None:
            continue
        rest.append(text[place : found.start])
        result.quantities.append(found)
        place = found.end
    rest.append(text[place:])
    result.rest = "".join(rest).replace(HIDDEN, "")
    result.stray_operator = any(sign in between for between in rest[1:] for sign in "≥≤≈<>")
    return result


def _value(match: re.Match[str]) -> tuple[Decimal, str] | None:
    """(value, sign it brings along): 百分之九十五 → (95, %)."""
    if match["plain"]:
        return arabic(match["plain"]), ""
    if match["of"] is None:
        return Decimal(100), "%"
    of = "一" + match["of"] if match["of"].startswith("百") else match["of"]
    number = arabic(of) if of[0].isdigit() else spoken_decimal(of)
    return None if number is None else (number, _SAID_PARTS[match["part"]])


def _quantity(text: str, floor: int, match: re.Match[str]) -> Quantity | None:
    said = _value(match)
    if said is None:
        return None
    value, sign = said
    start, end = match.start(), match.end()
    unit: Unit | None = known_unit(sign) if sign else None
    more = False
    if not sign:
        more = text[end : end + 1] in words().more and not text.startswith(("来自", "余额", "多元"), end)
        end += more
        halved = text.startswith("个半", end)
        tail = _unit_at(text, end + 2 * halved)
        if tail is None:
            return None
        if halved or _and_a_half(text, tail):
            value, tail = value + _HALF, (tail[0] + (not halved), tail[1])
        more = more or any(mark in text[end : tail[0]] for mark in "余多")
        end, unit = tail
    negative, start = _negative(text, start, floor)
    unit, start = _money_sign(text, start, floor, unit)
    return _with_neighbours(
        text, floor, Quantity(-value if negative else value, unit=unit, start=start, end=end), more
    )


def _unit_at(text: str, end: int) -> tuple[int, Unit | None] | None:
    """(end, unit) after a number; None where letters make the number a code (5G, 3D)."""
    found = read_unit(text, end)
    if found:
        return found
    if _LETTER.match(text, end):
        return None
    run = _HAN_RUN.match(text, end)
    if run and not run[0].startswith(words().remarks) and not _closing(text, end):
        word = run[0][:4]
        return end + len(word), Unit(word, f"other:{word}")
    return end, None


def _and_a_half(text: str, tail: tuple[int, Unit | None]) -> bool:
    """1天半, 2年半."""
    end, unit = tail
    return text[end : end + 1] == "半" and unit is not None and unit.dimension in _SPANS


def _closing(text: str, end: int) -> bool:
    return any(text.startswith(word, end) for word in words().after)


def _negative(text: str, start: int, floor: int) -> tuple[bool, int]:
    """A dash is a minus only at the beginning, after an operator, or after 增长 and 为."""
    if start <= floor or text[start - 1] != "-":
        return False, start
    before = text[floor : start - 1]
    if before:
        minus = before[-1] in _SIGNS or before[-1] == ":" or before.endswith(_BEFORE_MINUS)
    else:
        minus = floor == 0
    return minus, start - minus


def _money_sign(text: str, start: int, floor: int, unit: Unit | None) -> tuple[Unit | None, int]:
    match = _CURRENCY.search(text, max(floor, start - 3), start)
    if not match or (unit is not None and not unit.is_scale and unit.dimension != "money"):
        return unit, start
    yuan = known_unit("元")
    if unit is not None and unit.is_scale and yuan:
        unit = replace(yuan, text=unit.text + "元", factor=unit.factor)
    return unit or yuan, match.start()


def _with_neighbours(text: str, floor: int, one: Quantity, more: bool) -> Quantity:
    """The comparator and direction its neighbours give a number."""
    after, end = _suffix(text, one)
    before, direction, start = _prefix(text, floor, one.start)
    comparator = _merge(before, Comparator.ABOVE if more else after)
    unit = per_each(text[floor : one.start], one.unit)
    return replace(one, comparator=comparator, direction=direction, unit=unit, start=start, end=end)


def _merge(before: Comparator, after: Comparator) -> Comparator:
    """控制在…以内 and 不低于…以上 agree; 约 and = give way to the word after the number."""
    if before in (Comparator.NONE, Comparator.EQUAL, Comparator.ABOUT) and after is not Comparator.NONE:
        return after
    return before


def _skip_hidden(text: str, place: int) -> int:
    while text[place : place + 1] == HIDDEN:
        place += 1
    return place


def _suffix(text: str, one: Quantity) -> tuple[Comparator, int]:
    """以上, 以内, 左右 after the number."""
    table, place = words().after, _skip_hidden(text, one.end)
    for length in (6, 5, 4, 3, 2, 1):
        word = text[place : place + length]
        if len(word) == length and word in table:
            if word == "内" and text.startswith(words().not_inside, place):
                return Comparator.NONE, one.end
            return table[word], place + length
    return Comparator.NONE, one.end


def _prefix(text: str, floor: int, start: int) -> tuple[Comparator, str, int]:
    """(comparator, direction, where the words begin) before the number, nearest word first."""
    comparator, direction, place = Comparator.NONE, "", start
    while place > floor:
        found = _word_before(text, floor, place)
        if found is None:
            break
        kind, word_start = found
        if isinstance(kind, Comparator):
            if comparator is Comparator.NONE or comparator is Comparator.ABOUT:
                comparator = kind
        else:
            direction = direction or kind
        place = word_start
    if comparator is Comparator.NONE:
        comparator, place = _farther(text, floor, place)
    return comparator, direction or _direction_in(text[floor:place]), place


def _word_before(text: str, floor: int, place: int) -> tuple[Comparator | str, int] | None:
    """The operator, comparator word, direction word or filler that ends at `place`."""
    if text[place - 1] in _SIGNS:
        start = place - 1
        while start > floor and text[start - 1] in _SIGNS:
            start -= 1
        return _operator(text[start:place]), start
    lists = words()
    for length in range(min(_LONGEST_COMPARATOR, place - floor), 0, -1):
        word = text[place - length : place]
        if word in lists.before:
            return lists.before[word], place - length
        if word in lists.direction:
            return lists.direction[word], place - length
    if text[place - 1] == HIDDEN:
        return Comparator.NONE, place - 1
    return None


def _operator(signs: str) -> Comparator:
    """The comparison a run of signs says; a run that contradicts itself says none."""
    less, greater = set(signs) & {"<", "≤"}, set(signs) & {">", "≥"}
    if less and greater:
        return Comparator.NONE
    if "≈" in signs:
        return Comparator.ABOUT
    if not less and not greater:
        return Comparator.EQUAL
    with_equal = bool(set(signs) & {"≤", "≥", "="})
    if greater:
        return Comparator.AT_LEAST if with_equal else Comparator.ABOVE
    return Comparator.AT_MOST if with_equal else Comparator.BELOW


def _farther(text: str, floor: int, place: int) -> tuple[Comparator, int]:
    """An operator with a few words before its number: ≥全年12次, 不少于培训12次, 不超过预算100%."""
    before = text[max(floor, place - _FAR) : place]
    found = list(words().far.finditer(before))
    if not found or any(mark in before[found[-1].end() :] for mark in ",;。、"):
        return Comparator.NONE, place
    word = found[-1][0]
    return words().before.get(word) or _operator(word), place


def _direction_in(before: str) -> str:
    """提前, 下降 … somewhere before the number."""
    found = words().change.search(before)
    return words().direction[found[0]] if found else ""


def per_each(before: str, unit: Unit | None) -> Unit | None:
    """每月2次 is 2次/月; 每人每月200元 is 200元/人/月."""
    if unit is None or unit.per or unit.is_percent or "每" not in before:
        return unit
    found = [word for word in map(per_word, before.split("每")[1:]) if word]
    if not found:
        return unit
    per = [known_unit(word) or Unit(word, f"per:{word}") for word in found]
    return rated(unit, "".join("/" + word for word in found), per)


def per_word(text: str) -> str:
    """What 每… is per: 人 of 人均, 月 of 个月; empty where it is no such word."""
    core = text.removeprefix("个")
    for piece in (core, text):
        for length in (3, 2, 1):
            if len(piece) >= length and piece[:length] in unit_table().per:
                return piece[:length]
    return ""
