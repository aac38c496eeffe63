"""Takes in one file: fingerprint, reading, checks. Whatever the file is, the answer is a Submission."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from xltools.check import check_form
from xltools.collect.points import suggestions
from xltools.collect.submission import Entry, FormResult, Submission
from xltools.collect.take.fingerprint import digest, moment
from xltools.grids import UnopenableBook, content, member_content, member_name, saved_at
from xltools.library import judging_form
from xltools.read import FileReading, refused
from xltools.received import PERHAPS_ARCHIVES, Within, reason, within
from xltools.rules.checks.execution import execution_row
from xltools.rules.reading import Outcome, ReadForm
from xltools.rules.scoring.computed import carried, compute

Reader = Callable[[Path, bytes, Sequence[str]], FileReading]
"""Reads one file: its path for messages, its content, and passwords to try."""

MAX_HASHED_BYTES = 1_000_000_000
"""Far above any file that is read; hashing more would take longer than all the rest."""


def take(entry: Entry, reader: Reader, passwords: Sequence[str] = (), rules: str | None = None) -> Submission:
    """One file, from the disk to its checked forms. Never raises for what the file is or does to us.

    `rules` is a rule pack instead of that of each form.
    """
    if entry.outcome is not None:
        return Submission(entry, entry.outcome, entry.reason, entry.size)
    try:
        return _taken(entry, reader, passwords, rules)
    except (KeyboardInterrupt, SystemExit):
        raise
    except MemoryError:
        return _failed(entry, Outcome.TOO_LARGE, reason("memory"))
    except BaseException as error:  # the panics of Rust readers are no Exception
        return _failed(entry, Outcome.UNREADABLE, reason("failed", detail=type(error).__name__))


def lost(entry: Entry, *, late: bool) -> Submission:
    """A file that ended the process which read it; `late`: by taking too long."""
    outcome, why = (Outcome.TOO_LARGE, "late") if late else (Outcome.UNREADABLE, "killed")
    return Submission(entry, outcome, reason(why), entry.size, _sha256(entry))


def refused_archive(submission: Submission, error: UnopenableBook) -> Submission:
    """An archive that is not opened after all."""
    return replace(submission, outcome=Outcome(error.outcome), reason=str(error), found=())


def _failed(entry: Entry, outcome: Outcome, why: str) -> Submission:
    error = traceback.format_exc()
    return Submission(entry, outcome, why, entry.size, _sha256(entry), error=error)


def _taken(entry: Entry, reader: Reader, passwords: Sequence[str], rules: str | None) -> Submission:
    before = moment(entry.path)
    size = before[0] if before and not entry.inside else entry.size
    try:
        data = _content(entry, passwords)
    except UnopenableBook as error:
        reading, sha256 = refused(entry.file, error), _sha256(entry)
        saved = None
    else:
        size, sha256 = len(data), hashlib.sha256(data).hexdigest()
        reading = reader(entry.file, data, passwords)
        saved = saved_at(data) if reading.format is not None else None
    forms = tuple(_result(form, entry, rules) for form in reading.forms)
    after = moment(entry.path)
    if after is None or after != before:
        return Submission(entry, Outcome.UNREADABLE, reason("changed" if after else "gone"), size)
    taken = Submission(
        entry,
        reading.outcome,
        reading.reason,
        size,
        sha256,
        forms,
        saved=saved,
        format=reading.format,
    )
    return _unpacked(taken, passwords) if reading.cause in PERHAPS_ARCHIVES else taken


def _unpacked(taken: Submission, passwords: Sequence[str]) -> Submission:
    """An archive with what is inside; anything else as it is."""
    try:
        found = within(taken.entry.path, taken.entry.inside, passwords)
    except UnopenableBook as error:
        return refused_archive(taken, error)
    if not found:
        return taken
    entries = tuple(_entry(taken.entry, one) for one in found)
    said = reason("archive", count=str(len(found)))
    return replace(taken, outcome=Outcome.SKIPPED, reason=said, found=entries)


def _content(entry: Entry, passwords: Sequence[str]) -> bytes:
    """What a file holds, or one in an archive. Raises UnopenableBook."""
    if not entry.inside:
        return content(entry.path)
    name, counted = member_name(entry.path, entry.inside, passwords), entry.below.rpartition("（")[0]
    if not f"/{entry.below}".endswith(f"/{name}") and not f"/{counted}".endswith(f"/{name}"):
        raise UnopenableBook("replaced")
    return member_content(entry.path, entry.inside, passwords)


def _entry(archive: Entry, one: Within) -> Entry:
    return Entry(
        archive.path,
        f"{archive.name}/{one.name}",
        Outcome.SKIPPED if one.skipped else None,
        one.skipped,
        one.size,
        one.inside,
        f"{archive.below}/{one.name}".lstrip("/"),
    )


def _result(form: ReadForm, entry: Entry, rules: str | None) -> FormResult:
    form = replace(form, judged=rules)
    official = judging_form(form)
    row = execution_row(form, official.definition, official.pack)
    computed = compute(form.evaluation, official.definition, official.pack, execution_row=row)
    suggested = suggestions(form.evaluation, official)
    findings = check_form(form, entry.name)
    scored = row if "scores" in carried(form.evaluation, row) else None
    form = replace(form, issued=None)  # compared, and done with
    return FormResult(form, findings, computed, suggested, scored_row=scored)


def _sha256(entry: Entry) -> str | None:
    """Of a file that is not held in memory; None inside an archive, which is not opened for that."""
    return None if entry.inside else digest(entry.path, moment(entry.path), MAX_HASHED_BYTES)
