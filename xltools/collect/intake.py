"""Everything of an inbox taken in: what is known already, what is read now, and what archives hold."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from xltools.collect.crew import Crew
from xltools.collect.state import State
from xltools.collect.submission import Entry, Submission
from xltools.collect.take import refused_archive
from xltools.grids import Allowance, UnopenableBook

Progress = Callable[[int, int, str], None]
"""Told after each file: how many are done, of how many, and the name of the last."""


class Intake(Iterator[Entry]):
    """Iterates over what is still to be read. It may end and go on, when archives turn up at the end."""

    def __init__(self, entries: Sequence[Entry], state: State, progress: Progress | None) -> None:
        self._places = {entry.path: place for place, entry in enumerate(entries)}
        self._entries = deque(entries)
        self._state, self._progress = state, progress
        self._done: list[Submission] = []
        self._expected = len(entries)
        self._allowances: defaultdict[Path, Allowance] = defaultdict(Allowance)

    def all(self, crew: Crew[Entry, Submission]) -> tuple[Submission, ...]:
        """Everything taken, in the order of the entries; what an archive holds follows it."""
        for submission in crew.each(self):
            self._state.keep(submission)
            self._take(submission)
        return tuple(sorted(self._done, key=lambda one: (self._places[one.entry.path], one.entry.inside)))

    def __next__(self) -> Entry:
        while self._entries:
            entry = self._entries.popleft()
            known = self._state.known(entry)
            if known is None:
                return entry
            self._take(known)
        raise StopIteration

    def _take(self, submission: Submission) -> None:
        self._done.append(self._opened(submission))
        if self._progress is not None:
            self._progress(len(self._done), self._expected, submission.entry.name)

    def _opened(self, submission: Submission) -> Submission:
        """The submission; where it is an archive, its files join the queue, or it is refused as too large."""
        found = submission.found
        try:
            self._allowances[submission.entry.path].spend([entry.size or 0 for entry in found])
        except UnopenableBook as error:
            return refused_archive(submission, error)
        self._expected += len(found)
        self._entries += found
        return replace(submission, found=())
