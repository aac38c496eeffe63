"""How suggested scores are worded (`templates/suggest.toml`)."""

from __future__ import annotations

from decimal import Decimal

from xltools.assets import shipped_toml
from xltools.rules.pack.computing import half_up
from xltools.rules.pack.derivation import Working, plain

_MOST_PLACES = 2  # of a percentage in a note


def say(part: str, key: str, **values: str) -> str:
    """One sentence."""
    return str(_table(part)[key]).format_map(values)


def has_word(key: str, *texts: str | None) -> bool:
    """True where one of the texts holds one of the words."""
    return any(word in (text or "") for word in words_of(key) for text in texts)


def words_of(key: str) -> tuple[str, ...]:
    """The words of a kind."""
    return tuple(_table("words")[key])


def points(value: Decimal, places: int) -> str:
    """Points as the form shows them: 3.80; a weight with more places keeps them."""
    whole, _, decimals = plain(value).partition(".")
    decimals = decimals.ljust(places, "0")
    return minus(f"{whole}.{decimals}" if decimals else whole)


def minus(number: str) -> str:
    """A printed number with the minus of print."""
    return number.replace("-", "−")


def percent(ratio: Decimal) -> str:
    """1.5 → 150%."""
    return f"{plain(half_up(ratio * 100, _MOST_PLACES))}%"


def worked(working: Working, score: Decimal, places: int) -> str:
    """`95% ÷ 100% × 4 = 3.80`, and what a bound made of it."""
    texts = {"working": working.text, "score": points(score, places)}
    if working.value == score:
        return say("derivation", "working", **texts)
    return say("derivation", "guarded", value=points(working.value, places), **texts)


def _table(part: str) -> dict[str, str | list[str]]:
    table: dict[str, str | list[str]] = shipped_toml("templates", "suggest.toml")[part]
    return table
