"""Reads a target or actual the way a person does: `read_notation(text) → Reading`."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from xltools.rules.notation.clean import Clean, clean
from xltools.rules.notation.combine import combine, is_ratio
from xltools.rules.notation.dates import FoundDue, find_dues
from xltools.rules.notation.model import Comparator, Kind, Quantity, Reading
from xltools.rules.notation.reasons import why_unread
from xltools.rules.notation.scan import Scan, hide, scan
from xltools.rules.notation.spoken import spoken
from xltools.rules.notation.units import read_unit
from xltools.rules.notation.words import words

_HAS_NUMBER = re.compile(r"[0-9]|百分百|[百千万]分之")
_HAS_LETTER = re.compile(r"[^\W\d_]")
_OPERATOR = re.compile(r"[≥≤<>=≈]+")
_GAP_LEFT = re.compile(
    r"(?<![0-9])[*?_□△]+[0-9%‰]|[0-9≥≤<>=][*?_□△]+(?![0-9])|[*_□]{2,}|[XxＸ×]{2,}|^指标\d+(?:…|\.{2,}|:)?\Z|_{2,}|[≥≤<>=]…"
)
_BRACKETED = re.compile(r"[\u4e00-\u9fff]{1,4}\([^()]*\)\Z")  # 优秀(95分): the number is the value
_CONTRADICTION = re.compile(r"[<≤][=]?[>≥]|[>≥][=]?[<≤]|≠")
_ODD_COMMA = re.compile(r"\d,\d")
_ERROR_VALUE = re.compile(r"#(?:NAME\?|REF!|VALUE!|DIV/0!|NUM!|NULL!|N/A|SPILL!|CALC!)?#*\Z")


def read_notation(text: str | None) -> Reading:
    """Read one cell. Never raises: what cannot be read is a Reading of kind `unreadable` with its reason."""
    if not text:
        return _BLANK
    if len(text) > words().limits.characters:
        return _long(text)
    return _read(text)


def _long(text: str) -> Reading:
    """A cell longer than any value is prose, unless it is mostly blanks."""
    core = text.strip()
    if len(core) <= words().limits.characters:
        return _of(text, _read(core))
    return Reading(text, core[:80], Kind.QUALITY, reason=why_unread("too_long"))


def _of(text: str, reading: Reading) -> Reading:
    """The reading of the stripped text, given back for the text as typed."""
    offset = text.find(reading.text) if reading.text else 0
    span = reading.span and (reading.span[0] + offset, reading.span[1] + offset)
    return _replace(reading, text=text, span=span)


def _replace(reading: Reading, **changes: object) -> Reading:
    fields = {name: getattr(reading, name) for name in Reading.__dataclass_fields__}
    return Reading(**{**fields, **changes})


@lru_cache(maxsize=8192)
def _read(text: str) -> Reading:
    tidy = clean(text)
    plain = tidy.plain
    return (
        _whole(text, plain)
        or _unfilled(text, plain)
        or _measured(text, tidy)
        or Reading(text, plain, Kind.QUALITY, span=tidy.span(0, len(plain)))
    )


def _whole(text: str, plain: str) -> Reading | None:
    """Texts that are exactly one known word."""
    if not plain:
        return Reading(text, plain, Kind.NONE)
    name = words().whole.get(plain)
    if name is None:
        return None
    if name == "none":
        return Reading(text, plain, Kind.NONE)
    if name == "system":
        return Reading(text, plain, Kind.QUALITY)
    return Reading(text, plain, Kind.YES_NO, answer=name == "yes")


def _unfilled(text: str, plain: str) -> Reading | None:
    """Error values, gaps left in the form, help text, signs alone."""
    why = ""
    if plain[0] == "#" and _ERROR_VALUE.match(plain):
        why = "error_value"
    elif _GAP_LEFT.search(plain) or words().placeholder.search(plain):
        why = "gap_left"
    elif plain in ("一", "一一"):
        why = "dash_or_one"
    elif _CONTRADICTION.search(plain):
        why = "stray_operator"
    elif not _HAS_NUMBER.search(plain):
        why = _signs_alone(plain)
    return _unreadable(text, plain, why) if why else None


def _signs_alone(plain: str) -> str:
    """Why a text without a number cannot be words either: ≥%, 万元 after an operator, marks."""
    bare = _OPERATOR.sub("", plain)
    unit = read_unit(bare, 0) if bare and len(bare) < 6 and bare != plain else None
    if not bare or (unit and unit[0] == len(bare)) or bare in "%‰":
        return "no_number"
    return "" if _HAS_LETTER.search(bare) else "no_word"


def _unreadable(text: str, plain: str, reason: str) -> Reading:
    return Reading(text, plain, Kind.UNREADABLE, reason=why_unread(reason))


def _measured(text: str, tidy: Clean) -> Reading | None:
    """The reading as quantity or deadline; None where it is neither."""
    plain = tidy.plain
    dues = find_dues(plain)
    hidden = hide(plain, [(due.start, due.end) for due in dues])
    found = _scan(hidden)
    if not found.quantities and not dues and _BRACKETED.match(plain):
        found = _scan(plain.replace("(", ",").replace(")", ","))
    if found.too_long:
        return _unreadable(text, plain, "digits")
    if not found.quantities:
        number = spoken(hidden) if not dues else None
        if number is None:
            return _deadline(text, tidy, dues, found.rest.replace("\x00", ""))
        found = Scan([number])
    return _quantities(text, tidy, dues, found)


def _scan(hidden: str) -> Scan:
    return scan(hidden) if _HAS_NUMBER.search(hidden) else Scan([], rest=hidden)


def _deadline(text: str, tidy: Clean, dues: list[FoundDue], rest: str) -> Reading | None:
    """A date, where the text is about a date and not merely mentions one."""
    if not dues:
        return _without_number(text, tidy.plain)
    lists = words().deadline
    exact = (
        dues[0].due.first != (1, 1)
        or dues[0].due.last != (12, 31)
        or dues[0].comparator is not Comparator.NONE
    )
    if any(word in rest for word in lists["doubt"]) or len(rest) > words().limits.remark:
        return None
    if words().light.sub("", rest).strip(",;:、()/.=≥≤<>~-") and not (
        exact and any(word in rest for word in lists["verbs"])
    ):
        return None
    last = dues[-1]
    several = len(dues) > 1
    return Reading(
        text,
        tidy.plain,
        Kind.DEADLINE,
        comparator=Comparator.NONE if several else last.comparator,
        due=None if several else last.due,
        qualifier=rest,
        span=tidy.span(dues[0].start, last.end),
        reason=why_unread("several_dates") if several else None,
    )


def _without_number(text: str, plain: str) -> Reading | None:
    """Digits that make no word and no value: 1、2."""
    if _HAS_LETTER.search(plain):
        return None
    return _unreadable(text, plain, "strange_number")


def _quantities(text: str, tidy: Clean, dues: list[FoundDue], found: Scan) -> Reading | None:
    plain, limits = tidy.plain, words().limits
    parts = combine(plain, found.quantities)
    if len(parts) > limits.parts or _is_sentence(found.rest, len(parts)):
        return None
    if _ODD_COMMA.search(plain) and _commas_between(plain, found.quantities):
        return _unreadable(text, plain, "strange_number")
    if found.stray_operator:
        return _unreadable(text, plain, "stray_operator")
    if is_ratio(plain, found.quantities):
        return Reading(
            text, plain, Kind.QUANTITY, ratio=True, span=tidy.span(0, len(plain)), reason=why_unread("ratio")
        )
    if len(parts) > 1:
        span = tidy.span(parts[0].start, parts[-1].end)
        return Reading(
            text,
            plain,
            Kind.QUANTITY,
            parts=tuple(parts),
            qualifier=found.rest,
            span=span,
            reason=why_unread("several_numbers"),
        )
    return _single(text, tidy, dues, found.rest, parts[0])


def _commas_between(plain: str, quantities: list[Quantity]) -> bool:
    """12,34: neither thousands nor two values."""
    return any(
        one.unit is None and plain[one.end : two.start] == "," and not two.direction
        for one, two in pairwise(quantities)
    )


def _is_sentence(rest: str, parts: int) -> bool:
    """True where the numbers are told in passing, or tell what was not done."""
    if len(rest) > words().limits.remark + 12 * (parts - 1):
        return True
    return bool(words().doubt.search(rest))


def _single(text: str, tidy: Clean, dues: list[FoundDue], rest: str, one: Quantity) -> Reading | None:
    if _tells_a_service(tidy.plain, one) or _in_passing(one, rest):
        return None
    return Reading(
        text,
        tidy.plain,
        Kind.QUANTITY,
        comparator=one.comparator,
        value=one.value,
        high=one.high,
        unit=one.unit,
        qualifier=rest.strip(_EDGES),
        span=tidy.span(one.start, one.end),
        direction=one.direction,
        due=dues[0].due if len(dues) == 1 else None,
    )


def _tells_a_service(plain: str, one: Quantity) -> bool:
    """24小时服务, 全天24小时."""
    numbers, units, whole_day = words().service
    if one.unit is None or one.comparator is not Comparator.NONE:
        return False
    if one.unit.text not in units or f"{one.value:f}" not in numbers:
        return False
    return bool(_HAS_LETTER.match(plain, one.end)) or plain.endswith(whole_day, 0, one.start)


def _in_passing(one: Quantity, rest: str) -> bool:
    """True where the number is not what the text is about."""
    if _names_something(one, rest) or _is_distance(one, rest):
        return True
    plain_count = one.comparator is Comparator.NONE and not (one.unit and one.unit.is_percent)
    return plain_count and len(rest) >= _SENTENCE and bool(words().effect.search(rest))


def _names_something(one: Quantity, rest: str) -> bool:
    """A number before a word that is no unit, within a sentence: 12345热线畅通."""
    if one.unit is None or not one.unit.dimension.startswith("other:"):
        return False
    long = len(one.unit.text) > 2 or bool(rest)
    return long and one.comparator is Comparator.NONE


def _is_distance(one: Quantity, rest: str) -> bool:
    """低于市场价10%, 不低于上年10%: how far from something else."""
    return one.comparator is not Comparator.NONE and bool(
        words().relative_to.search(rest) and words().far.search(rest)
    )


_SENTENCE = 6
_EDGES = "-~,;:、()且"
_BLANK = Reading("", "", Kind.NONE)
