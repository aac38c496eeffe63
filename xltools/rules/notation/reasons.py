"""Chinese reasons of the notation reader, from `templates/notation/reasons.toml`."""

from __future__ import annotations

from xltools.assets import shipped_toml
from xltools.rules.notation.model import Reading

_SHOWN = 30


def why_unread(key: str) -> str:
    """Why a text is not read, or not as one number."""
    return str(shipped_toml("templates", "notation", "reasons.toml")["read"][key])


def why_not_compared(key: str, **values: str) -> str:
    """Why two readings are not compared, or how they were taken."""
    template = str(shipped_toml("templates", "notation", "reasons.toml")["compare"][key])
    return template.format(**values)


def shown(reading: Reading) -> str:
    """The text as typed, shortened for a sentence."""
    text = " ".join(reading.text[: 4 * _SHOWN].split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
