"""The steps of a collection: find, take in, compare, write."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from xltools.collect.arrivals import compare_with_roster, read_due
from xltools.collect.crew import SECONDS, Crew
from xltools.collect.inbox import scan, shown
from xltools.collect.overview import overview
from xltools.collect.result import Collected
from xltools.collect.sheets import all_rows
from xltools.collect.standing import settled
from xltools.collect.submission import Entry, Submission
from xltools.collect.take import Reader, lost, refused_archive, take
from xltools.collect.together import compared
from xltools.errors import OutputError, UsageError
from xltools.files import lock_file, replacing
from xltools.grids import Allowance, UnopenableBook
from xltools.read import read_content
from xltools.received import reason
from xltools.summary import summary_definition, write_summary

Progress = Callable[[int, int, str], None]
"""Told after each file: how many are done, of how many, and the name of the last."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a collection may be told besides.

    `roster` lists the projects that are due: the summary then says what is missing. A file that takes more
    than so many `seconds`, or too much memory, is given up by processes of our own (from 2 jobs on).
    """

    roster: Path | None = None
    seconds: float = SECONDS


DEFAULT = Options()


def collect(
    inbox: Sequence[Path],
    output: Path,
    *,
    jobs: int | Executor = 1,
    progress: Progress | None = None,
    passwords: Sequence[str] = (),
    reader: Reader = read_content,
    options: Options = DEFAULT,
) -> Collected:
    """Take in every file of these folders (and single files) and write the summary workbook.

    Zip archives are opened, those within archives too, and each file in them is taken like any other.
    `passwords` are tried on files that need one, and kept nowhere. `jobs` is a number of processes, or any
    executor; the result is the same. `reader` reads one file; other processes are sent it by name. One bad
    file never stops the others.
    Raises UsageError (Chinese) where the inbox is missing or holds no file or the output is no .xlsx,
    UnopenableBook or RecordError where the roster cannot be read, and OutputError where the summary cannot
    be written; an older summary is then whole.
    """
    _refuse_early(output)
    definition = summary_definition()
    due = None if options.roster is None else read_due(options.roster)
    entries = scan(inbox, [output] if options.roster is None else [output, options.roster])
    crew = Crew(partial(take, reader=reader, passwords=tuple(passwords)), lost, jobs, options.seconds)
    submissions = settled(compared(_taken(crew, entries, progress)))
    arrivals = None if due is None else compare_with_roster(due, submissions, definition.similar)
    figures = overview(submissions, arrivals, definition.money, definition.notes)
    with replacing(output) as beside:
        rows = all_rows(submissions, arrivals, definition)
        write_summary(beside, definition, rows, output.parent, figures)
    return Collected(submissions, (output,))


def _refuse_early(output: Path) -> None:
    """What would stop the writing is said before thousands of files are read."""
    if output.suffix.lower() != ".xlsx":
        raise UsageError(reason("wrong_ending", path=shown(output)))
    lock = lock_file(output)
    if lock is not None:
        raise OutputError(reason("open_elsewhere", path=shown(output), lock=shown(lock.name)))


class _Waiting(Iterator[Entry]):
    """What is still to be taken. It may end and go on, when archives turn up at the end."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.known = len(entries)
        self._entries = deque(entries)
        self._allowances: defaultdict[Path, Allowance] = defaultdict(Allowance)

    def __next__(self) -> Entry:
        if not self._entries:
            raise StopIteration
        return self._entries.popleft()

    def opened(self, submission: Submission) -> Submission:
        """The submission; where it is an archive, its files join the queue, or it is refused as too large."""
        found = submission.found
        try:
            self._allowances[submission.entry.path].spend([entry.size or 0 for entry in found])
        except UnopenableBook as error:
            return refused_archive(submission, error)
        self.known += len(found)
        self._entries += found
        return replace(submission, found=())


def _taken(
    crew: Crew[Entry, Submission], entries: Sequence[Entry], progress: Progress | None
) -> tuple[Submission, ...]:
    """Everything taken, in the order of the entries; what an archive holds follows it."""
    waiting = _Waiting(entries)
    submissions = []
    for submission in crew.each(waiting):
        submissions.append(waiting.opened(submission))
        if progress is not None:
            progress(len(submissions), waiting.known, submission.entry.name)
    places = {entry.path: place for place, entry in enumerate(entries)}
    return tuple(sorted(submissions, key=lambda one: (places[one.entry.path], one.entry.inside)))
