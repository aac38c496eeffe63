"""Which form counts where a project was handed in more than once.

The same unit, project, year and kind of form: the one that was saved last counts, by the time that the
file itself holds: copying and sending change a file's time on the disk, never this. Where no such time
tells them apart, the last in the order of the file names counts (numbers in names by their size). Forms
that say the same as the adopted one are copies. All others are older.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from xltools.collect.submission import FormResult, Standing, Submission
from xltools.rules.labels import plain

_DIGITS = re.compile(r"(\d+)")
Place = tuple[int, int]
"""Position of the submission, and of the form in it."""
NameOrder = tuple[tuple[int, int, str], ...]


def settled(submissions: Sequence[Submission]) -> tuple[Submission, ...]:
    """The submissions with the standing of each form."""
    groups: dict[tuple[object, ...], list[Place]] = defaultdict(list)
    for number, submission in enumerate(submissions):
        for position, result in enumerate(submission.forms):
            key = _key(result)
            if key is not None:
                groups[key].append((number, position))
    changed: dict[Place, FormResult] = {}
    for places in groups.values():
        if len(places) > 1:
            changed |= _decided(submissions, places)
    return tuple(_with(submission, number, changed) for number, submission in enumerate(submissions))


def name_order(name: str) -> NameOrder:
    """A key that puts 第2稿 before 第10稿."""
    parts = _DIGITS.split(name.casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


def _key(result: FormResult) -> tuple[object, ...] | None:
    """What makes two forms the same; None where a form does not say which project it is of."""
    evaluation = result.form.evaluation
    project = plain(evaluation.project or "")
    if not project:
        return None
    return plain(evaluation.unit or ""), project, evaluation.year, result.form.definition_id


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
