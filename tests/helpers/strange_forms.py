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
from tests.helpers.strange_paper import Ink, Paper, box
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


def strange_book(seed: int) -> tuple[list[Paper], list[Truth]]:
    """A workbook of forms below and beside each other, on sheets of their own, among other sheets."""
    dice = random.Random(f"book {seed}")
    papers, truths = [], []
    if dice.random() < 0.5:
        papers.append(_cover())
    for index in range(dice.randint(1, 3)):
        paper, truth = strange_form(seed * 31 + index)
        truths.append(truth)
        place = dice.choice(("alone", "below", "beside", "touching", "hidden"))
        if place in ("below", "beside", "touching"):
            apart = 1 if place == "touching" and paper.merging else 2
            paper.row, paper.left = (
                (paper.row + dice.choice((1, 3)), paper.left)
                if place == "below"
                else (min(ref.row for ref in paper.cells), paper.right + apart)
            )
            truths.append(strange_form(seed * 31 + index + 7, paper)[1])
        paper.hidden = place == "hidden"
        paper.name = f"表{index + 1}"
        papers.append(paper)
    if dice.random() < 0.5:
        papers.append(_budget())
    return papers, truths


def _cover() -> Paper:
    paper = Paper(name="封面", row=5, left=2)
    for text in ("2022年度项目支出绩效自评材料", "单位名称：某局", "填报日期：2023年3月5日"):
        paper.line([box(text, 6)])
    return paper


def _budget() -> Paper:
    """A table of targets, with no actual values: no form."""
    paper = Paper(name="绩效目标申报表")
    paper.line([box("项目支出绩效目标申报表", 5)])
    paper.line([box("项目名称"), box("道路养护", 4)])
    paper.line([box(text) for text in ("一级指标", "二级指标", "三级指标", "指标值", "分值")])
    paper.line([box(text) for text in ("产出指标", "数量指标", "养护里程", "≥100公里", Ink(None))])
    return paper
