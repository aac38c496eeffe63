"""Forms as strangers make them, drawn at random: other words, places, columns, units, accidents of typing.

`strange_form(seed)` gives a sheet and what it says, `strange_book(seed)` a workbook of such forms and other
things. Each seed is another office with its own habits.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.helpers.strange_habits import habits_of
from tests.helpers.strange_hand import Hand
from tests.helpers.strange_kinds import KINDS, Kind
from tests.helpers.strange_paper import Paper
from tests.helpers.strange_records import Record, record


@dataclass(frozen=True)
class Truth:
    """What a form says. Money is in the unit it states; None where it states none."""

    kind: Kind
    record: Record
    unit: str | None


def _printed_points(kind: Kind, says: Record) -> None:
    """Points in the names of 一级指标, as such forms print them."""
    names = [name for name, _ in kind.shape.tree]
    for row in says["indicators"]:
        row["level1"] += kind.printed[names.index(row["level1"])]


def strange_form(seed: int, paper: Paper | None = None) -> tuple[Paper, Truth]:
    """One form drawn on a sheet, below or beside what is there already, and what it says."""
    dice = random.Random(seed)
    kind = dice.choice(KINDS)
    says = record(dice, kind.shape)
    if kind.printed:
        _printed_points(kind, says)
    habits = habits_of(dice, kind)
    paper = paper or Paper(
        row=dice.choice((1, 1, 2, 5)), left=dice.choice((1, 1, 2, 4)), merging=dice.random() < 0.85
    )
    Hand(kind, habits, paper, says).draw()
    unsaid = habits.unit_said == "none" or (habits.unit_said == "side" and habits.side == "none")
    unsaid &= habits.numbers != "suffix"
    return paper, Truth(kind, says, None if unsaid else habits.money)
