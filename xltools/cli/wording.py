"""What the commands say, in one language, from `templates/text/<language>.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from xltools.assets import shipped_toml

LANGUAGES = ("zh", "en")
"""The first is the default."""


@dataclass(frozen=True)
class CommandText:
    """The texts of one command: a line, the description, examples, and a line for each parameter."""

    short: str
    about: str
    examples: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wording:
    """The texts of one language, by dotted key."""

    language: str
    texts: Mapping[str, Any]

    @property
    def english(self) -> bool:
        """True where people asked for English."""
        return self.language == "en"

    def __call__(self, key: str, /, **values: object) -> str:
        """One text, filled: `say("messages.generated", count=3)`."""
        section, _, name = key.rpartition(".")
        text: str = self.section(section)[name]
        return text.format_map(values)

    def section(self, key: str) -> Mapping[str, Any]:
        """All texts under a dotted key, unfilled."""
        found: Mapping[str, Any] = self.texts
        for part in key.split("."):
            found = found[part]
        return found

    def command(self, name: str) -> CommandText:
        """The texts of a command; a command of a group is `group-command`."""
        entry = self.texts["commands"][name]
        return CommandText(
            entry["short"], entry["about"], tuple(entry.get("examples", ())), entry.get("parameters", {})
        )


@lru_cache(maxsize=len(LANGUAGES))
def wording(language: str = LANGUAGES[0]) -> Wording:
    """The texts of a language: `zh` or `en`."""
    return Wording(language, shipped_toml("templates", "text", f"{language}.toml"))
