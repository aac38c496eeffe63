"""Files of remote inboxes: each is fetched to this machine while it is read, and gone after."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path

from xltools.collect.submission import Entry, Submission
from xltools.grids import MAX_ARCHIVE_BYTES
from xltools.received import reason
from xltools.remote import opened
from xltools.rules.reading import Outcome

_CHUNK = 1 << 20
_KEPT_BYTES = 200_000_000
_numbers = count()


class _TooLargeError(Exception):
    """More than any file that is read."""


def fetched(take: Callable[[Entry], Submission], entry: Entry) -> Submission:
    """What `take` gives for a file, wherever it lies."""
    if entry.url is None or entry.outcome is not None:
        return take(entry)
    try:
        path = local_copy(entry.url)
    except _TooLargeError:
        return Submission(entry, Outcome.TOO_LARGE, reason("fetched_too_large"), entry.size)
    except Exception as error:  # drivers raise what they like
        why = reason("not_fetched", detail=str(error) or type(error).__name__)
        return Submission(entry, Outcome.UNREADABLE, why, entry.size)
    taken = take(replace(entry, path=path, url=None))
    found = tuple(replace(one, path=entry.path, url=entry.url) for one in taken.found)
    return replace(taken, entry=entry, found=found)


def local_copy(url: str) -> Path:
    """The file here. Copies stay for a while: a batch is looked at twice, an archive for each file in it."""
    copies = _copies()
    if url not in copies:
        path = Path(_folder(), f"{next(_numbers)}")
        _fetch(url, path)
        copies[url] = path
        while len(copies) > 1 and sum(one.stat().st_size for one in copies.values()) > _KEPT_BYTES:
            copies.pop(next(iter(copies))).unlink()
    return copies[url]


def _fetch(url: str, path: Path) -> None:
    size = 0
    with opened(url) as source, path.open("wb") as target:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > MAX_ARCHIVE_BYTES:
                path.unlink()
                raise _TooLargeError
            target.write(chunk)


@cache
def _copies() -> dict[str, Path]:
    return {}


@cache
def _folder() -> str:
    folder = tempfile.mkdtemp(prefix="xltools-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
