"""Names that are nearly the same, by rapidfuzz."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

_MOST = 5  # names of others that are worth comparing with one
_OF_PROJECT, _OF_UNIT = 0.6, 0.4  # a long unit must not make two projects of it alike


class Named(NamedTuple):
    """A project and the unit that carries it out, as they are compared; blank where not said."""

    project: str
    unit: str


Pair = tuple[int, int, int]
"""A name and an other, by their positions, and how much alike they are, in %."""


def similar_pairs(
    names: Sequence[Named], others: Sequence[Named], at_least: int, before: Sequence[Pair] = ()
) -> list[Pair]:
    """Pairs of what is not in those `before`; each is taken once, the most alike first."""
    by_project: dict[str, list[int]] = defaultdict(list)
    for position, (project, _) in enumerate(others):
        by_project[project].append(position)
    pairs = [
        (index, other, score)
        for index, name in enumerate(names)
        for other, score in _near(name, others, by_project, at_least)
    ]
    taken: list[Pair] = []
    names_taken, others_taken = {pair[0] for pair in before}, {pair[1] for pair in before}
    for index, other, score in sorted(pairs, key=lambda pair: (-pair[2], pair[:2])):
        if index not in names_taken and other not in others_taken:
            taken.append((index, other, score))
            names_taken.add(index)
            others_taken.add(other)
    return taken


def _near(
    name: Named, others: Sequence[Named], by_project: Mapping[str, Sequence[int]], at_least: int
) -> Iterator[tuple[int, int]]:
    """The others that are so much alike, and how much; the names of projects count more than the units."""
    least = (at_least - 100 * _OF_UNIT) / _OF_PROJECT  # where the units are the same
    projects = process.extract(
        name.project, [*by_project], scorer=fuzz.ratio, score_cutoff=least, limit=_MOST
    )
    for project, score, _ in projects:
        places = by_project[project]
        units = [others[place].unit for place in places]
        for unit, of_unit, index in process.extract(name.unit, units, scorer=fuzz.ratio, limit=_MOST):
            both = score * _OF_PROJECT + of_unit * _OF_UNIT if name.unit and unit else score
            if both >= at_least:
                yield places[index], round(both)
