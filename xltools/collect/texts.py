"""What collect says and passes over, from `templates/inbox.toml`."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache

from xltools.assets import shipped_toml
from xltools.rules.tables import Table

_FILE = "inbox.toml"


def reason(key: str, **values: str) -> str:
    """One of the shipped sentences, filled."""
    text: str = _texts()[key]
    return text.format_map(values)


def skipped_by_name(name: str) -> str | None:
    """Why a file of this name is no submission; None where the name says nothing."""
    folded = name.casefold()
    for patterns, why in _skips():
        if any(fnmatchcase(folded, pattern) for pattern in patterns):
            return why
    return None


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    table = _table().table("reasons")
    return {key: table.text(key) for key in table}


@lru_cache(maxsize=1)
def _skips() -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple((table.texts("names"), table.text("reason")) for table in _table().tables("skip"))


def _table() -> Table:
    return Table(shipped_toml("templates", _FILE), _FILE)
