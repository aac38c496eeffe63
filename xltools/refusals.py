"""What the system says when it refuses something, in Chinese: `templates/refusals.toml`."""

from __future__ import annotations

import errno

from xltools.assets import shipped_toml


def refusal(error: BaseException) -> str:
    """Why, as people read it; what we have no words for, as the system puts it."""
    tables = shipped_toml("templates", "refusals.toml")
    if isinstance(error, OSError):
        known: str | None = tables["system"].get(errno.errorcode.get(error.errno or 0, ""))
        return known or error.strerror or type(error).__name__
    name = getattr(error, "sqlite_errorname", "")  # of sqlite3, which not everybody here has loaded
    words = (word for begin, word in tables["database"].items() if name.startswith(begin))
    return next(words, str(error) or type(error).__name__)
