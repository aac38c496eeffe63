"""The word lists (data in `templates/notation/words.toml`), made ready for looking up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xltools.assets import shipped_toml
from xltools.rules.notation.model import Comparator


@dataclass(frozen=True, slots=True)
class Limits:
    """Thresholds of reading and comparing."""

    characters: int
    digits: int
    remark: int
    parts: int
    about: Decimal
    doubtful_ratio: Decimal
    low_rate: Decimal


@dataclass(frozen=True, slots=True)
class Words:
    """Every word list of the reader."""

    whole: dict[str, str]
    before: dict[str, Comparator]
    far: re.Pattern[str]
    relative_to: re.Pattern[str]
    after: dict[str, Comparator]
    not_inside: tuple[str, ...]
    more: frozenset[str]
    filler: tuple[str, ...]
    direction: dict[str, str]
    direction_words: dict[str, str]
    change: re.Pattern[str]
    effect: re.Pattern[str]
    doubt: re.Pattern[str]
    actually: tuple[str, ...]
    absent: frozenset[str]
    absent_prefix: re.Pattern[str]
    service: tuple[frozenset[str], frozenset[str], tuple[str, ...]]
    deadline: dict[str, tuple[str, ...]]
    relative: dict[str, int]
    light: re.Pattern[str]
    placeholder: re.Pattern[str]
    remarks: tuple[str, ...]
    lower_is_better: re.Pattern[str]
    higher_is_better: re.Pattern[str]
    limits: Limits


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


def _inverted(table: dict[str, list[str]]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in words}


def _comparators(table: dict[str, list[str]]) -> dict[str, Comparator]:
    return {word: Comparator(name) for word, name in _inverted(table).items()}


@lru_cache(maxsize=1)
def words() -> Words:
    """The shipped word lists."""
    data = shipped_toml("templates", "notation", "words.toml")
    return Words(
        whole=_inverted(data["whole"]),
        **_before(data["comparators"]),
        **_directions(data["direction"]),
        effect=_any_of(data["effect"]["words"]),
        doubt=_any_of(data["doubt"]["words"]),
        **_absent(data["absent"]),
        actually=tuple(data["doubt"]["actually"]),
        filler=tuple(sorted(data["filler"]["before"], key=len, reverse=True)),
        service=_service(data["service"]),
        placeholder=_any_of(data["placeholder"]["words"]),
        remarks=tuple(data["quality"]["remarks"]),
        lower_is_better=_any_of(data["indicator"]["lower_is_better"]),
        higher_is_better=_any_of(data["indicator"]["higher_is_better"]),
        limits=_limits(data["limits"]),
        **_suffixes(data["suffixes"]),
        **_deadlines(data["deadline"]),
    )


def _before(data: dict[str, Any]) -> dict[str, Any]:
    lists = {name: found for name, found in data.items() if name not in ("far", "relative_to")}
    far = "|".join(re.escape(word) for word in sorted(data["far"], key=len, reverse=True))
    return {
        "before": _comparators(lists),
        "far": re.compile(rf"{far}|[≥≤<>=≈]+"),
        "relative_to": _any_of(data["relative_to"]),
    }


def _directions(data: dict[str, Any]) -> dict[str, Any]:
    direction = _inverted({name: data[name] for name in ("up", "down", "early", "late")})
    level = "|".join(data["reached"])
    change = re.compile(f"(?:{_any_of(list(direction)).pattern})(?!{level})")
    return {"direction": direction, "direction_words": data["canonical"], "change": change}


def _absent(data: dict[str, Any]) -> dict[str, Any]:
    but, prefix = _any_of(data["not_prefixes"]).pattern, _any_of(data["prefixes"]).pattern
    return {
        "absent": frozenset(data["words"]),
        "absent_prefix": re.compile(rf"(?!{but})(?:{prefix})[\u4e00-\u9fff]{{1,8}}\Z"),
    }


def _service(data: dict[str, Any]) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    return frozenset(data["numbers"]), frozenset(data["units"]), tuple(data["whole_day"])


def _suffixes(data: dict[str, Any]) -> dict[str, Any]:
    lists = {name: found for name, found in data.items() if name not in ("not_inside", "more")}
    return {
        "after": _comparators(lists),
        "not_inside": tuple(data["not_inside"]),
        "more": frozenset(data["more"]),
    }


def _deadlines(data: dict[str, Any]) -> dict[str, Any]:
    lists = {name: tuple(data[name]) for name in ("before", "after", "lead_before", "verbs", "doubt")}
    return {"deadline": lists, "relative": data["relative"], "light": _any_of(data["light"])}


def _limits(data: dict[str, Any]) -> Limits:
    return Limits(
        characters=data["characters"],
        digits=data["digits"],
        remark=data["remark"],
        parts=data["parts"],
        about=Decimal(data["about"]),
        doubtful_ratio=Decimal(data["doubtful_ratio"]),
        low_rate=Decimal(data["low_rate"]),
    )
