"""The unit table (data in `templates/notation/units.toml`) and how a unit is read at a place of a text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xltools.assets import shipped_toml
from xltools.rules.notation.model import Unit

_RATE_MARKS = "/每·"
_LONGEST_RATE = 3


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Every unit by its spelling, magnitudes, generic and common counters, and what a rate may be per."""

    units: dict[str, Unit]
    magnitudes: dict[str, Decimal]
    generic: frozenset[str]
    common: tuple[str, ...]
    no_chinese: frozenset[str]
    per: frozenset[str]
    rate_bases: dict[str, str]
    longest: int


@lru_cache(maxsize=1)
def unit_table() -> UnitTable:
    """The shipped table."""
    data = shipped_toml("templates", "notation", "units.toml")
    units: dict[str, Unit] = {}
    for dimension, members in data["dimensions"].items():
        for word, factor in members.items():
            units[word] = Unit(word, dimension, Decimal(factor))
    _add_counters(units, data["counters"])
    for word, sign in data["spelling"].items():
        units[word] = units[sign]
    for word in [word for word in units if word.isascii() and len(word) > 1]:
        units.setdefault(word.lower(), units[word])
    magnitudes = {word: Decimal(factor) for word, factor in data["magnitudes"].items()}
    return UnitTable(
        units,
        magnitudes,
        frozenset(f"count:{word}" for word in data["counters"]["generic"]),
        tuple(data["counters"]["common"]),
        frozenset(data["chinese_numeral_units"]["never"]),
        frozenset(data["per"]["words"]),
        data["rate_bases"],
        max(map(len, units)),
    )


def _add_counters(units: dict[str, Unit], counters: dict[str, Any]) -> None:
    """Each counter is a dimension of its own; those of one `same` list share theirs."""
    for group in [*counters["same"], *([word] for word in (*counters["generic"], *counters["words"]))]:
        for word in group:
            units.setdefault(word, Unit(word, f"count:{group[0]}"))
    for word in counters["latin"]:
        units.setdefault(word, Unit(word, f"latin:{word}"))


def _single(text: str, place: int) -> tuple[int, Unit] | None:
    """The longest unit at `place`, without magnitude or rate."""
    table = unit_table()
    for length in range(min(table.longest, len(text) - place), 0, -1):
        unit = _spelled(text[place : place + length])
        end = place + length
        if unit and not _broken_word(text, end):
            return _with_brackets(text, end, unit)
    return None


def _spelled(word: str) -> Unit | None:
    """A unit by its spelling; Latin ones of two letters and more in any case: Kg, KM."""
    units = unit_table().units
    unit = units.get(word)
    if unit is None and len(word) > 1 and word.isascii():
        unit = units.get(word.lower())
        return unit and replace(unit, text=word)
    return unit


def _broken_word(text: str, end: int) -> bool:
    """True where a Latin unit would end inside a word: the G of 5Ghost."""
    return (
        text[end - 1].isascii()
        and text[end - 1].isalpha()
        and text[end : end + 1].isascii()
        and (text[end : end + 1].isalnum())
    )


def _with_brackets(text: str, end: int, unit: Unit) -> tuple[int, Unit]:
    """台(套), 人(次): the bracket belongs to the unit; 人(次) is 人次."""
    if text[end : end + 1] != "(":
        return end, unit
    close = text.find(")", end, end + 6)
    inside = text[end + 1 : close] if close > 0 else ""
    table = unit_table()
    if inside not in table.units:
        return end, unit
    whole = table.units.get(unit.text + inside) or unit
    return close + 1, replace(whole, text=text[end - len(unit.text) : close + 1])


def _scaled(text: str, place: int) -> tuple[int, Unit] | None:
    """A unit with a magnitude before it (万元, 万人次), or the magnitude alone (万)."""
    table = unit_table()
    for length in (2, 1):
        word = text[place : place + length]
        if len(word) == length and word in table.magnitudes:
            end, factor = place + length, table.magnitudes[word]
            more = 1 if text[end : end + 1] in ("余", "多") else 0
            found = _single(text, end + more)
            if found and found[1].dimension != "percent":
                unit = found[1]
                return found[0], replace(unit, text=word + unit.text, factor=factor * unit.factor)
            return end + more, Unit(word, "", factor)
    return None


def read_unit(text: str, place: int) -> tuple[int, Unit] | None:
    """The unit at `place`, longest first: (end, unit), or None. Reads rates: 元/人/月, /株."""
    found = _single(text, place)
    if found is None or found[1].dimension.startswith("count:"):
        found = _longer(found, _scaled(text, place))
    if found is None:
        if text[place : place + 1] != "/":
            return None
        found = (place, Unit("", "", Decimal(1)))
    end, unit = found
    rate_end, per = _denominators(text, end)
    if per:
        return rate_end, rated(unit, text[end:rate_end], per)
    return found if unit.text else None


def _longer(one: tuple[int, Unit] | None, other: tuple[int, Unit] | None) -> tuple[int, Unit] | None:
    if one is None or other is None:
        return one or other
    return other if other[0] > one[0] else one


def _denominators(text: str, end: int) -> tuple[int, list[Unit]]:
    per: list[Unit] = []
    while len(per) < _LONGEST_RATE and text[end : end + 1] in _RATE_MARKS and end < len(text):
        found = _base(text, end + 1) or _single(text, end + 1) or _per(text, end + 1)
        if not found:
            break
        end, unit = found
        per.append(unit)
    return end, per


def _base(text: str, place: int) -> tuple[int, Unit] | None:
    """The 10万 of 18/10万."""
    bases = unit_table().rate_bases
    for length in range(5, 0, -1):
        word = text[place : place + length]
        if len(word) == length and word in bases and not text[place + length : place + length + 1].isdigit():
            return place + length, Unit(word, f"per:{bases[word]}")
    return None


def _per(text: str, place: int) -> tuple[int, Unit] | None:
    """What a rate may be per besides the units: 元/生."""
    for length in (3, 2, 1):
        word = text[place : place + length]
        if len(word) == length and word in unit_table().per:
            return place + length, Unit(word, f"per:{word}")
    return None


def rated(unit: Unit, spelled: str, per: list[Unit]) -> Unit:
    """The unit per others: 元 per 人 and 月."""
    ordered = sorted([*unit.per, *((one.dimension, one.factor) for one in per)])
    return replace(unit, text=unit.text + spelled, per=tuple(ordered))


def known_unit(word: str) -> Unit | None:
    """The unit a word spells, if it is one."""
    return unit_table().units.get(word)
