"""What the buttons say (`templates/ribbon/messages.toml`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from xltools.assets import shipped_toml
from xltools.findings import Finding, Severity

MOST_LINES = 12
"""A message box must fit on a screen."""


def say(part: str, key: str, **values: str) -> str:
    """One sentence."""
    text: str = shipped_toml("templates", "ribbon", "messages.toml")[part][key]
    return text.format_map(values)


def title() -> str:
    """The title of every message box."""
    text: str = shipped_toml("templates", "ribbon", "messages.toml")["title"]
    return text


def few(lines: list[str], part: str) -> list[str]:
    """The first lines, and how many more there are."""
    rest = len(lines) - MOST_LINES
    return lines if rest <= 0 else [*lines[:MOST_LINES], say(part, "more", count=str(rest))]


def number(value: Decimal | None) -> str:
    """A number as people write it; a blank by its name."""
    return say("recalculate", "blank") if value is None else f"{value:f}"


def counted(findings: Iterable[Finding]) -> str:
    """How many problems there are."""
    counts = Counter(finding.severity for finding in findings)
    if not counts:
        return say("recalculate", "no_problems")
    return say("recalculate", "problems", **{str(one): str(counts[one]) for one in Severity})


def left_alone(unmarked: int) -> list[str]:
    """Cells that kept somebody else's note."""
    return [say("recalculate", "unmarked", count=str(unmarked))] if unmarked else []


def no_undo(written: bool, part: str) -> list[str]:
    """That what was done before cannot be undone, where anything was written."""
    return [say(part, "undo")] if written else []
