"""Takes in one file: fingerprint, reading, checks. Whatever the file is, the answer is a Submission."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from xltools.check import check_form
from xltools.collect.submission import Entry, FormResult, Submission
from xltools.collect.texts import reason
from xltools.library import official_form
from xltools.read import FileReading
from xltools.rules.reading import Outcome, ReadForm
from xltools.rules.scoring import compute

Reader = Callable[[Path], FileReading]

MAX_HASHED_BYTES = 1_000_000_000
"""Far above any file that is read; hashing more would take longer than all the rest."""

_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".bz2", ".xz")


def take(entry: Entry, reader: Reader) -> Submission:
    """One file, from the disk to its checked forms. Never raises for what the file is or does to us."""
    if entry.outcome is not None:
        return Submission(entry, entry.outcome, entry.reason, entry.size)
    try:
        return _taken(entry, reader)
    except (KeyboardInterrupt, SystemExit):
        raise
    except MemoryError:
        return _failed(entry, Outcome.TOO_LARGE, reason("memory"))
    except BaseException as error:  # the panics of Rust readers are no Exception
        return _failed(entry, Outcome.UNREADABLE, reason("failed", detail=type(error).__name__))


def lost(entry: Entry) -> Submission:
    """A file that ended the process which read it."""
    return Submission(entry, Outcome.UNREADABLE, reason("killed"), entry.size, _sha256(entry.path))


def _failed(entry: Entry, outcome: Outcome, why: str) -> Submission:
    error = traceback.format_exc()
    return Submission(entry, outcome, why, entry.size, _sha256(entry.path), error=error)


def _taken(entry: Entry, reader: Reader) -> Submission:
    before = _state(entry.path)
    digest = _sha256(entry.path)
    reading = reader(entry.path)
    forms = tuple(_result(form, entry) for form in reading.forms)
    size = before[0] if before else entry.size
    if _state(entry.path) != before:
        return Submission(entry, Outcome.UNREADABLE, reason("changed"), size)
    taken = Submission(entry, reading.outcome, _why(entry, reading), size, digest, forms)
    if reading.outcome is not Outcome.FORM and entry.path.suffix.lower() in _ARCHIVES:
        return replace(taken, outcome=Outcome.NOT_A_FORM, reason=reason("archive"))
    return taken


def _result(form: ReadForm, entry: Entry) -> FormResult:
    official = official_form(form.definition_id)
    computed = compute(form.evaluation, official.definition, official.pack)
    return FormResult(form, check_form(form, entry.name), computed)


def _why(entry: Entry, reading: FileReading) -> str | None:
    """The reason without the file's name, which stands beside it."""
    return reading.reason and reading.reason.removeprefix(f"{entry.path.name}：")


def _state(path: Path) -> tuple[int, int] | None:
    """What changes while a file is still being copied."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _sha256(path: Path) -> str | None:
    try:
        if path.stat().st_size > MAX_HASHED_BYTES:
            return None
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return None
