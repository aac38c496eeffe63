"""A summary in which somebody worked is never replaced without a copy of it."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from xltools.collect.take.inbox import shown
from xltools.files import output_errors, write_file
from xltools.grids import saved_at
from xltools.received import reason
from xltools.summary import WRITTEN_AT


def kept_older(summary: Path) -> tuple[str, ...]:
    """Lay what somebody else saved where the summary will stand aside, and say so (Chinese).

    A summary as a run wrote it can be written again; Excel, WPS and LibreOffice change the time in it.
    Raises OutputError (Chinese).
    """
    with output_errors(summary):
        data = summary.read_bytes() if summary.is_file() else b""
    if not data or saved_at(data) == WRITTEN_AT:
        return ()
    copy = _place(summary, data)
    if copy is None:
        return ()
    write_file(copy, data)
    return (reason("older_kept", path=shown(summary.name), kept=shown(copy.name)),)


def _place(summary: Path, data: bytes) -> Path | None:
    """Where the copy goes; None where an earlier run, broken off, has laid it there."""
    for number in count(1):
        key = "older_name" if number == 1 else "older_name_again"
        name = reason(key, stem=summary.stem, number=str(number))
        place = summary.with_name(f"{name}{summary.suffix}")
        if not place.exists():
            return place
        if place.is_file() and place.read_bytes() == data:
            return None
    raise AssertionError  # numbers do not end
