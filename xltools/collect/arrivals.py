"""The roster against what arrived: which projects are missing, which names are nearly the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xltools.collect.issued import Register
from xltools.collect.rows import adopted_forms
from xltools.collect.submission import FormResult, Submission
from xltools.issue import Project, open_roster
from xltools.rules.labels import plain
from xltools.similar import similar_pairs

_YEAR = re.compile(r"\d{4}")
Arrived = tuple[Submission, FormResult]


@dataclass(frozen=True, slots=True)
class Due:
    """One project of the roster. `place` is its row; what the roster leaves open is None."""

    place: str
    project: str
    unit: str | None = None
    department: str | None = None
    year: int | None = None

    def fits(self, result: FormResult) -> bool:
        """True where a form is of this project: spaces and marks aside, the same names and year."""
        form = result.form.evaluation
        same_unit = not self.unit or plain(self.unit) == plain(form.unit or "")
        return (
            plain(self.project) == plain(form.project or "") and same_unit and self.year in (None, form.year)
        )


@dataclass(frozen=True)
class Arrivals:
    """The roster compared: every due project is arrived, similar or missing."""

    all: tuple[Due, ...]
    arrived: int
    missing: tuple[Due, ...]
    similar: tuple[tuple[Due, Submission, FormResult, int], ...]  # how much alike, in %
    extra: tuple[Arrived, ...]


def read_due(path: Path) -> tuple[Due, ...]:
    """The projects of a roster, in its order. Raises UnopenableBook or RecordError (Chinese)."""
    return tuple(_due(project) for project in open_roster(path).projects)


def due_by_register(register: Register) -> tuple[Due, ...]:
    """The projects that forms were issued for."""
    return tuple(
        Due("", entry.project, entry.unit or None, entry.department or None) for entry in register.entries
    )


def compare_with_roster(due: Sequence[Due], submissions: Sequence[Submission], at_least: int) -> Arrivals:
    """Match the roster with the forms that count; names at least so much alike (%) are shown together."""
    waiting: dict[str, list[Arrived]] = defaultdict(list)
    for _, submission, result in adopted_forms(submissions):
        waiting[plain(result.form.evaluation.project or "")].append((submission, result))
    open_dues = [one for one in due if not _take(one, waiting)]
    left = {id(result) for candidates in waiting.values() for _, result in candidates}
    strangers = [(one, result) for _, one, result in adopted_forms(submissions) if id(result) in left]
    names = [_name(one.project, one.unit) for one in open_dues]
    others = [_name(result.form.evaluation.project, result.form.evaluation.unit) for _, result in strangers]
    pairs = similar_pairs(names, others, at_least)
    near_dues, near_forms = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    return Arrivals(
        all=tuple(due),
        arrived=len(due) - len(open_dues),
        missing=tuple(
            sorted((one for index, one in enumerate(open_dues) if index not in near_dues), key=_by_office)
        ),
        similar=tuple((open_dues[index], *strangers[other], score) for index, other, score in sorted(pairs)),
        extra=tuple(one for index, one in enumerate(strangers) if index not in near_forms),
    )


def _take(due: Due, waiting: dict[str, list[Arrived]]) -> bool:
    """Take the first form of a due project from those that wait."""
    candidates = waiting[plain(due.project)]
    for position, (_, result) in enumerate(candidates):
        if due.fits(result):
            del candidates[position]
            return True
    return False


def _name(project: str | None, unit: str | None) -> str:
    return f"{plain(project or '')}\n{plain(unit or '')}"


def _by_office(due: Due) -> tuple[str, str]:
    """Those of one office together, to be pressed together; else in the roster's order."""
    return due.department or "", due.unit or ""


def _due(project: Project) -> Due:
    record = project.record
    year = _YEAR.search(str(record.get("year") or ""))
    return Due(
        place=project.place,
        project=record.get("project") or "",
        unit=record.get("unit"),
        department=record.get("department"),
        year=int(year[0]) if year else None,
    )
