"""A file on the disk as it is now: how long, saved when, and the digest of what it holds."""

from __future__ import annotations

import hashlib
import stat
from functools import lru_cache
from pathlib import Path

Moment = tuple[int, int]
"""Size and time: what changes while a file is still being copied."""


def moment(path: Path) -> Moment | None:
    """That of a regular file; None of anything else, also where nothing is there any more."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


@lru_cache(maxsize=1_000)  # what is known is asked before reading and after, and for each file of an archive
def digest(path: Path, at: Moment | None, most: int) -> str | None:
    """The SHA-256 of what a file holds at a moment; None of a longer file, and of what is no file."""
    if at is None or at[0] > most:
        return None
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return None
