"""The roster against what arrived: which projects are missing, which names are nearly the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.collect.compare.issued import Register
from xltools.collect.submission import FormResult, Submission, adopted_forms
from xltools.errors import RecordError
from xltools.issue import Project, Source, roster_columns
from xltools.rules.labels import plain
from xltools.rules.office_names import bare, may_be_same
from xltools.rules.record import evaluation_from_json
from xltools.similar import Named, Pair, similar_pairs

_SAME = 100  # %: of equal names
_HEAD = ("project", "unit", "department", "year")  # what makes a project another
OpenRoster = Callable[[Path], Source]
Arrived = tuple[Submission, FormResult]
Stranger = tuple[Submission, FormResult, "Due | None"]
"""A form that is of no row of the roster, and the row of the same project of another year."""
Waiting = dict[str, dict[str, list[Arrived]]]
"""Forms that no row of the roster took yet, by project and unit."""


@dataclass(frozen=True, slots=True)
class Due:
    """One project of the roster. `place` is its row; what the roster leaves open is None."""

    place: str
    project: str
    unit: str | None = None
    department: str | None = None
    year: int | None = None

    def fits(self, result: FormResult, *, to_the_letter: bool = False) -> bool:
        """True where a form is of this project: codes, spaces and marks aside, the same names and year.

        `to_the_letter` where only spaces and marks are left aside.
        """
        form = result.form.evaluation
        same = _same_letters if to_the_letter else may_be_same
        same_unit = not self.unit or same(self.unit, form.unit)
        return same(self.project, form.project) and same_unit and self.year in (None, form.year)

    @property
    def key(self) -> tuple[str, str, int | None]:
        """The same for rows of one project."""
        return plain(self.project), plain(self.unit or ""), self.year


@dataclass(frozen=True)
class Arrivals:
    """The roster compared: every due project is arrived, similar or missing.

    `repeated` are rows of a project that came before, each with the first one: they are not due again.
    """

    all: tuple[Due, ...]
    arrived: int
    missing: tuple[Due, ...]
    similar: tuple[tuple[Due, Submission, FormResult, int], ...]  # how much alike, in %
    extra: tuple[Stranger, ...]
    repeated: tuple[tuple[Due, Due], ...] = ()


def read_due(path: Path, open_roster: OpenRoster) -> tuple[tuple[Due, ...], tuple[str, ...]]:
    """The projects of a roster, in its order, and what is to be said of its sheets and rows (Chinese).

    A record that is none, or of no project, is told and passed over. Raises what opening the roster raises.
    """
    source = open_roster(path)
    due, refused = [], []
    for project in source.projects:
        try:
            due.append(_due(project))
        except RecordError as error:
            refused.append(project.problem(error.path, error.reason))
    return tuple(due), (*source.taken, *source.stray, *refused)


def due_by_register(register: Register) -> tuple[Due, ...]:
    """The projects that forms were issued for."""
    return tuple(
        Due("", entry.project, entry.unit or None, entry.department or None) for entry in register.entries
    )


def compare_with_roster(due: Sequence[Due], submissions: Sequence[Submission], at_least: int) -> Arrivals:
    """Match the roster with the forms that count; names at least so much alike (%) are shown together."""
    waiting = _waiting(submissions)
    once, repeated = _once(due)
    open_dues = _not_taken(once, waiting)
    left = {id(result) for units in waiting.values() for own in units.values() for _, result in own}
    strangers = [(one, result) for _, one, result in adopted_forms(submissions) if id(result) in left]
    names = [_name(one.project, one.unit) for one in open_dues]
    others = [_name(result.form.evaluation.project, result.form.evaluation.unit) for _, result in strangers]
    pairs = _without_unit(open_dues, strangers)
    pairs += similar_pairs(names, others, at_least, pairs)
    near_dues, near_forms = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    return Arrivals(
        all=once,
        arrived=len(once) - len(open_dues),
        missing=tuple(
            sorted((one for index, one in enumerate(open_dues) if index not in near_dues), key=_by_office)
        ),
        similar=tuple((open_dues[index], *strangers[other], score) for index, other, score in sorted(pairs)),
        extra=tuple((*one, year) for one, year in _of_years(once, strangers, near_forms)),
        repeated=repeated,
    )


def _of_years(
    due: Sequence[Due], strangers: Sequence[Arrived], near: Collection[int]
) -> Iterator[tuple[Arrived, Due | None]]:
    """The forms that are near to none, each with its project of another year."""
    rows: dict[str, list[Due]] = defaultdict(list)
    for one in due:
        rows[bare(one.project)].append(one)
    for index, (submission, result) in enumerate(strangers):
        if index not in near:
            own = rows.get(bare(result.form.evaluation.project), ())
            same = (one for one in own if replace(one, year=None).fits(result))
            yield (submission, result), next(same, None)


def _waiting(submissions: Sequence[Submission]) -> Waiting:
    waiting: Waiting = defaultdict(lambda: defaultdict(list))
    for _, submission, result in adopted_forms(submissions):
        form = result.form.evaluation
        waiting[bare(form.project)][bare(form.unit)].append((submission, result))
    return waiting


def _once(due: Sequence[Due]) -> tuple[tuple[Due, ...], tuple[tuple[Due, Due], ...]]:
    """Each project once, and the rows that repeat one."""
    first: dict[tuple[str, str, int | None], Due] = {}
    repeated = [(one, first[one.key]) for one in due if first.setdefault(one.key, one) is not one]
    return tuple(first.values()), tuple(repeated)


def _not_taken(due: Sequence[Due], waiting: Waiting) -> list[Due]:
    """Those that no form is of. Rows that say more choose first: a row without unit is content with any."""
    order = sorted(due, key=lambda one: (not one.unit, one.year is None))
    taken = {one.key for one in order if _take(one, waiting, to_the_letter=True)}
    taken |= {one.key for one in order if one.key not in taken and _take(one, waiting, to_the_letter=False)}
    return [one for one in due if one.key not in taken]


def _without_unit(due: Sequence[Due], strangers: Sequence[Arrived]) -> list[Pair]:
    """Forms that leave their unit blank, each with the first due project of that very name."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(due):
        places[bare(one.project)].append(index)
    pairs = []
    for other, (_, result) in enumerate(strangers):
        form = result.form.evaluation
        same = places[bare(form.project)] if form.project and not form.unit else None
        if same:
            pairs.append((same.pop(0), other, _SAME))
    return pairs


def _take(due: Due, waiting: Waiting, *, to_the_letter: bool) -> bool:
    """Take the first form of a due project from those that wait."""
    units = waiting[bare(due.project)]
    for candidates in [units[bare(due.unit)]] if due.unit else units.values():
        for position, (_, result) in enumerate(candidates):
            if due.fits(result, to_the_letter=to_the_letter):
                del candidates[position]
                return True
    return False


def _name(project: str | None, unit: str | None) -> Named:
    return Named(bare(project), bare(unit))


def _same_letters(one: str | None, other: str | None) -> bool:
    return plain(one or "") == plain(other or "")


def _by_office(due: Due) -> tuple[str, str]:
    """Those of one office together, to be pressed together; else in the roster's order."""
    return due.department or "", due.unit or ""


def _due(project: Project) -> Due:
    """The project of a record. Raises RecordError."""
    record = project.record
    known = {name: record.get(name) for name in _HEAD} if isinstance(record, dict) else record
    head, _ = evaluation_from_json(known, project.place)
    if not head.project:
        raise RecordError(project.place, "project", roster_columns().messages["no_name"])
    return Due(project.place, head.project, head.unit, head.department, head.year)
