"""All submissions of a collection, in order: the light ones at hand, the whole ones read when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from xltools.collect.compare.standing import settled
from xltools.collect.compare.together import compared, joined
from xltools.collect.submission import Submission

Whole = Callable[[], Submission]
"""Reads the whole submission from where it is kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A submission as `lightened` leaves it, and what reads the whole; None: this is all there is."""

    light: Submission
    whole: Whole | None = None


class Shelf:
    """The submissions after they were compared: `light` in memory, `wholes` from the disk."""

    def __init__(self, kept: Sequence[Kept]) -> None:
        self.light = compared(settled([one.light for one in kept]))
        self._wholes = [one.whole for one in kept]

    def wholes(self) -> Iterator[Submission]:
        """Every submission with all its cells, and what was found by comparing; one at a time."""
        for light, whole in zip(self.light, self._wholes, strict=True):
            yield light if whole is None else _with_what_was_found(whole(), light)


def _with_what_was_found(whole: Submission, light: Submission) -> Submission:
    forms = tuple(
        replace(
            joined(result, known.further, light.entry.name), standing=known.standing, adopted=known.adopted
        )
        for result, known in zip(whole.forms, light.forms, strict=True)
    )
    return replace(whole, forms=forms)
