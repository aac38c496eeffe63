"""The steps of a collection: find, take in, compare, write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from xltools.collect.crew import Crew
from xltools.collect.inbox import scan, shown
from xltools.collect.result import Collected
from xltools.collect.rows import all_rows
from xltools.collect.submission import Entry, Submission
from xltools.collect.take import Reader, lost, take
from xltools.collect.texts import reason
from xltools.collect.together import compared
from xltools.errors import OutputError, UsageError
from xltools.files import lock_file, replacing
from xltools.read import read_file
from xltools.summary import summary_definition, write_summary

Progress = Callable[[int, int, str], None]
"""Told after each file: how many are done, of how many, and the name of the last."""


def collect(
    inbox: Sequence[Path],
    output: Path,
    *,
    jobs: int | Executor = 1,
    progress: Progress | None = None,
    reader: Reader = read_file,
) -> Collected:
    """Take in every file of these folders (and single files) and write the summary workbook.

    `jobs` is a number of processes, or any executor; the result is the same. `reader` reads one file; other
    processes are sent it by name. One bad file never stops the others.
    Raises UsageError (Chinese) where the inbox is missing or holds no file or the output is no .xlsx, and
    OutputError where the summary cannot be written; an older summary is then whole.
    """
    _refuse_early(output)
    definition = summary_definition()
    entries = scan(inbox, [output])
    crew = Crew(partial(take, reader=reader), lost, jobs)
    submissions = compared(tuple(_told(crew.each(entries), entries, progress)))
    with replacing(output) as beside:
        write_summary(beside, definition, all_rows(submissions, definition.money), output.parent)
    return Collected(submissions, (output,))


def _refuse_early(output: Path) -> None:
    """What would stop the writing is said before thousands of files are read."""
    if output.suffix.lower() != ".xlsx":
        raise UsageError(reason("wrong_ending", path=shown(output)))
    lock = lock_file(output)
    if lock is not None:
        raise OutputError(reason("open_elsewhere", path=shown(output), lock=shown(lock.name)))


def _told(
    submissions: Iterator[Submission], entries: Sequence[Entry], progress: Progress | None
) -> Iterator[Submission]:
    for done, submission in enumerate(submissions, start=1):
        if progress is not None:
            progress(done, len(entries), submission.entry.name)
        yield submission
