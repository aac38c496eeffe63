"""What is said about the program itself (`templates/ribbon/messages.toml`)."""

from __future__ import annotations

from xltools.assets import shipped_toml


def say(key: str, **values: str) -> str:
    """One sentence."""
    text: str = shipped_toml("templates", "ribbon", "messages.toml")["excel"][key]
    return text.format_map(values)
