"""The list of hostile files, which the `attacks_…` modules fill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

OPENS = "opens"


@dataclass(frozen=True)
class Attack:
    """One hostile file: its name, how it is made, and the outcomes that are right."""

    name: str
    make: Callable[[], bytes]
    expected: frozenset[str]


ATTACKS: list[Attack] = []


def attack(*expected: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """List a generator in `ATTACKS`."""

    def listed(make: Callable[[], bytes]) -> Callable[[], bytes]:
        ATTACKS.append(Attack(make.__name__, make, frozenset(expected)))
        return make

    return listed
