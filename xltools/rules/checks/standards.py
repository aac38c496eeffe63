"""What the checks compare with, as data (`templates/checks.toml`): thresholds, words, phrases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xltools.assets import shipped_toml
from xltools.rules.labels import plain
from xltools.rules.tables import Table

Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Numbers from which on something is worth a word. Shares and ratios are parts of 1."""

    dominant_share: Decimal
    dominant_rows: int
    score_slack: Decimal
    same_reason_rows: int
    same_reason_forms: int
    reason_length: int
    cell_length: int
    copied_length: int
    all_full_rows: int
    full_forms: int
    outlier_forms: int
    rate_distance: Decimal
    score_distance: Decimal
    outlier_spreads: Decimal
    money_decimals: int
    smallest_budget: Decimal
    largest_budget: Decimal
    yuan_in_wan: Decimal
    least_rate: Decimal
    most_rate: Decimal


@dataclass(frozen=True, slots=True)
class Words:
    """Words the checks know; sets hold `plain` texts."""

    no_reason: frozenset[str]
    nothing_said: frozenset[str]
    execution_indicator: Patterns
    execution_level: Patterns
    placeholder: Patterns
    placeholder_value: Patterns
    base_year_before: tuple[str, ...]
    base_year_after: tuple[str, ...]
    level_tail: tuple[str, ...]
    cost_level2: frozenset[str]
    cost_saved: tuple[str, ...]
    detail_row: str


@dataclass(frozen=True, eq=False)  # one object for all forms: what is worked out of it once can be kept
class Standards:
    """All of it."""

    thresholds: Thresholds
    words: Words
    phrases: Mapping[str, str]
    field_names: Mapping[str, str]  # of fields that a form prints without a label

    def phrase(self, key: str, **values: object) -> str:
        """A phrase with its values filled in."""
        return self.phrases[key].format_map(values)


@lru_cache(maxsize=8)
def any_of(patterns: Patterns) -> re.Pattern[str]:
    """One pattern that is found where any of these is: most texts hold none of them."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns) or "(?!)")


@lru_cache(maxsize=1)
def shipped_standards() -> Standards:
    """The standards of `templates/checks.toml`."""
    return parse_standards(shipped_toml("templates", "checks.toml"), "checks.toml")


def parse_standards(data: Any, file: str) -> Standards:  # noqa: ANN401 - whatever TOML gave
    """Check the standards. Raises DefinitionError naming file, key and reason in Chinese."""
    table = Table(data, file)
    phrases = table.table("phrases")
    names = table.table("field_names")
    standards = Standards(
        thresholds=_thresholds(table.table("thresholds")),
        words=_words(table.table("words")),
        phrases={key: phrases.text(key) for key in phrases},
        field_names={key: names.text(key) for key in names},
    )
    table.close()
    return standards


def _thresholds(table: Table) -> Thresholds:
    values: dict[str, Any] = {}
    for name, kind in Thresholds.__annotations__.items():
        values[name] = table.integer(name) if kind == "int" else table.decimal(name)
    table.close()
    return Thresholds(**values)


def _words(table: Table) -> Words:
    words = Words(
        no_reason=frozenset(map(plain, table.texts("no_reason"))),
        nothing_said=frozenset(map(plain, table.texts("nothing_said"))),
        execution_indicator=_patterns(table, "execution_indicator"),
        execution_level=_patterns(table, "execution_level"),
        placeholder=_patterns(table, "placeholder"),
        placeholder_value=_patterns(table, "placeholder_value"),
        base_year_before=table.texts("base_year_before"),
        base_year_after=table.texts("base_year_after"),
        level_tail=table.texts("level_tail"),
        cost_level2=frozenset(map(plain, table.texts("cost_level2"))),
        cost_saved=table.texts("cost_saved"),
        detail_row=table.text("detail_row"),
    )
    table.close()
    return words


def _patterns(table: Table, key: str) -> Patterns:
    patterns = []
    for text in table.texts(key):
        try:
            patterns.append(re.compile(text))
        except re.error as error:
            raise table.error(key, f"“{text}”不是正则表达式（{error}）") from None
    return tuple(patterns)
