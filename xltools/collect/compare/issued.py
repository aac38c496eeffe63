"""The register of issued forms against what arrived: copied issue ids, old issues, forms never issued."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from xltools.collect.submission import FormResult, Submission
from xltools.issue import RegisterEntry, open_register, register_path
from xltools.rules.labels import plain
from xltools.rules.office_names import bare, may_be_same

Names = tuple[str, str]
"""Project and unit, spaces and marks aside."""


class Doubt(StrEnum):
    """What is odd about where a form comes from."""

    COPIED = "copied"  # its issue id is that of another project
    STALE = "stale"  # its project was issued anew since
    RETYPED = "retyped"  # its project was issued, but this is not the issued form
    UNISSUED = "unissued"  # the register knows neither id nor project
    UNTOUCHED = "untouched"  # to the byte as it was issued


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A form that arrived, what is odd about it, and what was issued instead."""

    submission: Submission
    result: FormResult
    doubt: Doubt
    entry: RegisterEntry | None


class Register:
    """What was issued, by issue id and by names."""

    def __init__(self, entries: Sequence[RegisterEntry]) -> None:
        self.entries = entries
        self._by_id = {entry.issue: entry for entry in entries}
        self._by_names: dict[Names, list[RegisterEntry]] = defaultdict(list)
        for entry in entries:
            self._by_names[_without_codes(entry.project, entry.unit)].append(entry)

    def named(self, project: str | None, unit: str | None) -> RegisterEntry | None:
        """The form that was issued for a project of a unit; a unit that was left open fits any.

        Where several may be meant, it is the one that says the same to the letter, then with a unit.
        """
        names, (project_, unit_) = _names(project, unit), _without_codes(project, unit)
        candidates = [
            entry for key in dict.fromkeys((unit_, "")) for entry in self._by_names.get((project_, key), ())
        ]
        fitting = [
            entry
            for entry in candidates
            if may_be_same(entry.project, project) and (not entry.unit or may_be_same(entry.unit, unit))
        ]
        return max(fitting, key=lambda entry: (_whose(entry) == names, bool(entry.unit)), default=None)

    def doubt(self, submission: Submission, result: FormResult) -> Doubtful | None:
        """What is odd about one form."""
        form = result.form
        entry = self._by_id.get(form.issue or "")
        named = self.named(form.evaluation.project, form.evaluation.unit)
        if entry is not None:
            if named is None or _whose(named) != _whose(entry):
                return Doubtful(submission, result, Doubt.COPIED, entry)
            as_issued = submission.sha256 == entry.sha256
            return Doubtful(submission, result, Doubt.UNTOUCHED, entry) if as_issued else None
        if named is None:
            return Doubtful(submission, result, Doubt.UNISSUED, None)
        return Doubtful(submission, result, Doubt.STALE if form.issue else Doubt.RETYPED, named)

    def doubts(self, submissions: Sequence[Submission]) -> Iterator[Doubtful]:
        """All forms that are odd, kind by kind, in the order of the files."""
        found = [
            doubtful
            for submission in submissions
            for result in submission.forms
            if (doubtful := self.doubt(submission, result)) is not None
        ]
        for doubt in Doubt:
            yield from (one for one in found if one.doubt is doubt)


def find_register(named: Path | None, roster: Path | None) -> Path | None:
    """The register that was named, else the one that lies beside the roster, if one does."""
    if named is not None or roster is None:
        return named
    beside = register_path(roster.parent)
    return beside if beside.is_file() else None


def read_register_of(path: Path) -> Register:
    """Raises UnopenableBook or UsageError (Chinese) where it cannot be read or is no register."""
    return Register(open_register(path))


def _names(project: str | None, unit: str | None) -> Names:
    return plain(project or ""), plain(unit or "")


def _without_codes(project: str | None, unit: str | None) -> Names:
    return bare(project), bare(unit)


def _whose(entry: RegisterEntry) -> Names:
    return _names(entry.project, entry.unit)
