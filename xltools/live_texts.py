"""What notes at cells say (`templates/ribbon/messages.toml`)."""

from __future__ import annotations

import unicodedata

from xltools.assets import shipped_toml
from xltools.findings import Finding
from xltools.rules.scoring.suggest import Suggestion
from xltools.rules.scoring.suggest_wording import points

_WIDTH = 56  # half-width characters: the box of a note is as wide as its longest line
_PLACES = 2


def say(key: str, **values: str) -> str:
    """One sentence."""
    text: str = _texts("live")[key]
    return text.format_map(values)


def sign() -> str:
    """How each note of ours begins, by which it is known again."""
    return _texts("notes")["sign"]


def mark_of_finding(finding: Finding) -> str:
    """What is wrong at a cell, and what to do."""
    texts = {"severity": finding.severity.chinese, "what": finding.what, "action": finding.action}
    return folded(_texts("notes")["finding"].format_map(texts))


def mark_of_suggestion(suggestion: Suggestion) -> str:
    """The suggested score or range, with its derivation."""
    return folded(_texts("notes")["suggestion"].format_map({"suggestion": worded(suggestion)}))


def worded(suggestion: Suggestion) -> str:
    """A suggestion in one line; without a score, the reason why there is none."""
    if suggestion.low is None or suggestion.high is None:
        return suggestion.reason or ""
    low, high = points(suggestion.low, _PLACES), points(suggestion.high, _PLACES)
    key = "score" if suggestion.score is not None else "range"
    parts = {"low": low, "high": high, "derivation": suggestion.derivation or ""}
    line = _texts("notes")[key].format_map(parts)
    return _texts("notes")["noted"].format(line=line, note=suggestion.note) if suggestion.note else line


def folded(text: str) -> str:
    """The text in lines that fit into a note."""
    lines, line, width = [], "", 0
    for character in text:
        wide = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if character == "\n" or width + wide > _WIDTH:
            lines.append(line)
            line, width = "", 0
        if character != "\n":
            line, width = line + character, width + wide
    return "\n".join([*lines, line])


def _texts(part: str) -> dict[str, str]:
    texts: dict[str, str] = shipped_toml("templates", "ribbon", "messages.toml")[part]
    return texts
