"""What is received: names to pass over, the files inside archives, and what is said about them.

The names and sentences stand in `templates/inbox.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from pathlib import Path

from xltools.assets import shipped_toml
from xltools.files import Names
from xltools.grids import Inside, Member, members
from xltools.rules.tables import Table

_FILE = "inbox.toml"

PERHAPS_ARCHIVES = frozenset({"archive", "parts", "inflation", "file-size"})
"""Why a reader of workbooks refuses archives; whether a file is one, `within` tells."""


@dataclass(frozen=True, slots=True)
class Within:
    """One file inside an archive: where, its name below the archive, and why it is passed over, if it is."""

    inside: Inside
    name: str
    size: int
    skipped: str | None


def within(path: Path, inside: Inside, passwords: Sequence[str] = ()) -> tuple[Within, ...]:
    """The files of an archive, each with a name of its own; none where it is no archive, or empty.

    Raises UnopenableBook where it can't be opened, holds too many or lies too deep in others.
    """
    names = Names()
    return tuple(
        Within((*inside, member.index), names.unique(member.name), member.size, _skipped(member))
        for member in members(path, inside, passwords) or ()
    )


def _skipped(member: Member) -> str | None:
    return reason("link_packed") if member.link else skipped_by_name(member.name.rpartition("/")[2])


def reason(key: str, **values: str) -> str:
    """One of the shipped sentences, filled."""
    text: str = _texts()[key]
    return text.format_map(values)


def skipped_by_name(name: str) -> str | None:
    """Why a file of this name is no submission; None where the name says nothing."""
    folded = name.casefold()
    return next((why for pattern, why in _skips() if pattern.match(folded)), None)


def is_volume(name: str) -> bool:
    """True for a name that one of the parts of an archive has: 包.zip.002, 包.part2.rar."""
    return _volumes().match(name.casefold()) is not None


@lru_cache(maxsize=1)
def _volumes() -> re.Pattern[str]:
    return re.compile("|".join(map(translate, _table().texts("volumes"))))


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    table = _table().table("reasons")
    return {key: table.text(key) for key in table}


@lru_cache(maxsize=1)
def _skips() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile("|".join(map(translate, table.texts("names")))), table.text("reason"))
        for table in _table().tables("skip")
    )


def _table() -> Table:
    return Table(shipped_toml("templates", _FILE), _FILE)
