"""Everything of an inbox taken in: what is known already, what is read now, and what archives hold."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from xltools.collect.kept.packed import Packed
from xltools.collect.kept.shelf import Kept
from xltools.collect.kept.state import State
from xltools.collect.submission import Entry, Submission
from xltools.collect.take.crew import Crew
from xltools.collect.take.file import MAX_HASHED_BYTES, refused_archive
from xltools.collect.take.fingerprint import digest, moment
from xltools.grids import Allowance, Inside, UnopenableBook
from xltools.received import reason
from xltools.rules.reading import Outcome

Progress = Callable[[int, int, str], None]
"""Told after each file: how many are done, of how many, and the name of the last."""


class Intake(Iterator[Entry]):
    """Iterates over what is still to be read. It may end and go on, when archives turn up at the end."""

    def __init__(self, entries: Sequence[Entry], state: State, progress: Progress | None) -> None:
        self._places = {entry.path: place for place, entry in enumerate(entries)}
        self._entries = deque(entries)
        self._out: deque[Entry] = deque()  # with the crew, in the order in which they come back
        self._state, self._progress = state, progress
        self._done: list[Kept] = []
        self._expected = len(entries)
        self._archives: dict[Path, int] = {}  # those on the disk: how many files are in each
        self._allowances: defaultdict[Path, Allowance] = defaultdict(Allowance)

    def all(self, crew: Crew[Entry, Packed]) -> list[Kept]:
        """Everything taken, in the order of the entries; what an archive holds follows it."""
        for packed in crew.each(self):
            self._take(self._state.keep(self._out.popleft(), packed))
        self._state.settle()
        return sorted(map(self._unless_replaced, self._done), key=self._place)

    def __next__(self) -> Entry:
        while self._entries:
            entry = self._entries.popleft()
            known = self._state.known(entry)
            if known is None:
                self._out.append(entry)
                return entry
            self._take(known)
        raise StopIteration

    def _place(self, kept: Kept) -> tuple[int, Inside]:
        entry = kept.light.entry
        return self._places[entry.path], entry.inside

    def _take(self, kept: Kept) -> None:
        self._done.append(replace(kept, light=self._opened(kept.light)) if kept.light.found else kept)
        if self._progress is not None:
            self._progress(len(self._done), self._expected, kept.light.entry.name)

    def _opened(self, submission: Submission) -> Submission:
        """The submission; where it is an archive, its files join the queue, or it is refused as too large."""
        found = submission.found
        try:
            self._allowances[submission.entry.path].spend([entry.size or 0 for entry in found])
        except UnopenableBook as error:
            return refused_archive(submission, error)
        self._expected += len(found)
        self._entries += found
        entry = submission.entry
        if found and not entry.inside and entry.url is None and submission.sha256 is not None:
            self._archives[entry.path] = len(found)
        return replace(submission, found=())

    def _unless_replaced(self, kept: Kept) -> Kept:
        """An archive that is another one by now may hold files that nobody has seen: that is said."""
        light = kept.light
        path = light.entry.path
        held = None if light.entry.inside else self._archives.get(path)
        if held is None or digest(path, moment(path), MAX_HASHED_BYTES) == light.sha256:
            return kept
        why = reason("archive_changed", count=str(held))
        return replace(kept, light=replace(light, outcome=Outcome.UNREADABLE, reason=why))
