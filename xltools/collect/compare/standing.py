"""Which form counts where a project was handed in more than once.

The same unit and project (a code counts where several stand before one name), year and kind of form: the
one that was saved last counts, by the time that the file itself holds: copying and sending change a file's
time on the disk, never this. Where no such time tells them apart, the last in the order of the file names
counts (numbers in names by their size). Forms that say the same as the adopted one are copies. All others
are older.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from xltools.collect.submission import FormResult, Standing, Submission
from xltools.rules.office_names import project_keys

_DIGITS = re.compile(r"(\d+)")
Place = tuple[int, int]
"""Position of the submission, and of the form in it."""
NameOrder = tuple[tuple[int, int, str], ...]


def settled(submissions: Sequence[Submission]) -> tuple[Submission, ...]:
    """The submissions with the standing of each form."""
    changed: dict[Place, FormResult] = {}
    for places in _of_one_project(submissions):
        if len(places) > 1:
            changed |= _decided(submissions, places)
    return tuple(_with(submission, number, changed) for number, submission in enumerate(submissions))


def name_order(name: str) -> NameOrder:
    """A key that puts 第2稿 before 第10稿."""
    parts = _DIGITS.split(name.casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


def _of_one_project(submissions: Sequence[Submission]) -> Iterable[Sequence[Place]]:
    """Where the forms of each project stand; a form that does not say which project it is of is in none."""
    forms = [
        ((number, position), result.form)
        for number, submission in enumerate(submissions)
        for position, result in enumerate(submission.forms)
    ]
    keys = project_keys([(form.evaluation.project, form.evaluation.unit) for _, form in forms])
    groups: dict[tuple[object, ...], list[Place]] = defaultdict(list)
    for (place, form), key in zip(forms, keys, strict=True):
        if key is not None:
            groups[(key, form.evaluation.year, form.definition_id)].append(place)
    return groups.values()


def _decided(submissions: Sequence[Submission], places: Sequence[Place]) -> dict[Place, FormResult]:
    def order(place: Place) -> tuple[str, NameOrder, Place]:
        submission = submissions[place[0]]
        return submission.saved or "", name_order(submission.entry.name), place

    def form(place: Place) -> FormResult:
        return submissions[place[0]].forms[place[1]]

    def says(place: Place) -> str | None:
        return form(place).says

    last = max(places, key=order)
    equal = [place for place in places if says(place) == says(last)]
    adopted = min(equal)  # the first of copies: 一.xlsx, not 一（副本）.xlsx
    return {
        place: replace(
            form(place), standing=Standing.SAME if place in equal else Standing.OLDER, adopted=adopted
        )
        for place in places
        if place != adopted
    }


def _with(submission: Submission, number: int, changed: dict[Place, FormResult]) -> Submission:
    if not any((number, position) in changed for position in range(len(submission.forms))):
        return submission
    forms = tuple(changed.get((number, position), result) for position, result in enumerate(submission.forms))
    return replace(submission, forms=forms)
