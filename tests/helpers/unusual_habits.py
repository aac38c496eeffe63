"""What else few offices do: in groups, headings, goals and the table of the funds."""

from __future__ import annotations

from decimal import Decimal

from tests.helpers.strange_paper import Box, Paper, box
from tests.helpers.strange_records import Record
from tests.helpers.unusual_parts import (
    AMOUNTS,
    FUND_HEADS,
    HEADS,
    POINTS,
    Draw,
    funds,
    goals,
    head,
    indicators,
    levels,
    runs,
    total,
    usual,
)

_REST = list(HEADS)[2:]


def _sums(run: list[Record]) -> list[Box]:
    weight = sum((row["weight"] for row in run), Decimal(0))
    return [box(weight), box(sum((row["score"] or Decimal(0) for row in run), Decimal(0))), box(None)]


def sum_first(says: Record) -> list[Paper]:
    """产出指标 | 小计 above the indicators of the group, its name nowhere else."""
    paper = usual(says)
    paper.line([box(None), *map(box, HEADS.values())])
    for run in runs(says["indicators"], "level1"):
        paper.line([box(None), box(run[0]["level1"]), box("小计"), *[box(None)] * 3, *_sums(run)])
        for row, inside in zip(run, levels(run, ("level2",)), strict=True):
            paper.line([box(None), box(None), *inside, *(box(row[name]) for name in _REST)])
    total(paper, says)
    return [paper]


def sum_last(says: Record) -> list[Paper]:
    """The name of the group again with its points, below its indicators."""
    paper = usual(says)
    paper.line([box(None), *map(box, HEADS.values())])
    for run in runs(says["indicators"], "level1"):
        for row, inside in zip(run, levels(run), strict=True):
            paper.line([box(None), *inside, *(box(row[name]) for name in _REST)])
        paper.line([box(None), box(run[0]["level1"]), *[box(None)] * 4, *_sums(run)])
    total(paper, says)
    return [paper]


def lettered(says: Record) -> list[Paper]:
    """一 | 产出指标 across the table, its indicators numbered."""
    paper, number = usual(says), 0
    names = list(HEADS)[1:]
    paper.line([box("序号"), *(box(HEADS[name]) for name in names)])
    for place, run in enumerate(runs(says["indicators"], "level1")):
        paper.line([box("一二三四五"[place]), box(run[0]["level1"], len(names))])
        for row, inside in zip(run, levels(run, ("level2",)), strict=True):
            number += 1
            paper.line([box(Decimal(number)), *inside, *(box(row[name]) for name in _REST)])
    paper.line([box("总分", 5), box(says["total_weight"]), box(says["total_score"])])
    return [paper]


def headed(more: str = "") -> Draw:
    """The name of each group, with `more` behind it, and the heading again below."""

    def draw(says: Record) -> list[Paper]:
        paper, names = usual(says), list(HEADS)[1:]
        for run in runs(says["indicators"], "level1"):
            for row in run:
                row["level1"] += more
            paper.line([box(run[0]["level1"], len(names))])
            paper.line([box(HEADS[name]) for name in names])
            for row, inside in zip(run, levels(run, ("level2",)), strict=True):
                paper.line([*inside, *(box(row[name]) for name in _REST)])
        paper.line([box("总分", 4), box(says["total_weight"]), box(says["total_score"])])
        return [paper]

    return draw


def named_together(word: str, wide: int) -> Draw:
    """One heading over the levels, or over them and the names."""

    def draw(says: Record) -> list[Paper]:
        paper, rows = usual(says), says["indicators"]
        paper.line([box(word, wide), *(box(HEADS[name]) for name in list(HEADS)[wide:])])
        for row, boxes in zip(rows, levels(rows), strict=True):
            paper.line([*boxes, *(box(row[name]) for name in _REST)])
        paper.line([box("总分", 5), box(says["total_weight"]), box(says["total_score"])])
        return [paper]

    return draw


def points_of_levels(says: Record) -> list[Paper]:
    """分值 behind 一级指标, too, where it is that of the group."""
    paper = usual(says)
    names = ("level1", "weight", "level2", "level3", "weight", "target", "actual", "score", "reason")
    paper.line([box(HEADS[name]) for name in names])
    for run in runs(says["indicators"], "level1"):
        left = [box(run[0]["level1"], 1, len(run)), box(_sums(run)[0].ink, 1, len(run))]
        for row, inside in zip(run, levels(run, ("level2",)), strict=True):
            paper.line([*left, *inside, *(box(row[name]) for name in names[3:])])
            left = []
    paper.line([box("总分", 4), box(says["total_weight"]), *[box(None)] * 2, box(says["total_score"])])
    return [paper]


def other_goals(says: Record) -> list[Paper]:
    """The goal beside the name of its block."""
    paper = Paper()
    says["expected_goal"], says["actual_outcome"] = "完成养护 120 公里", "完成养护 121 公里"
    head(paper, says)
    funds(paper, says)
    paper.line([box("年度总体目标", 2), box(says["expected_goal"], 7)])
    paper.line([box("实际完成情况", 2), box(says["actual_outcome"], 7)])
    indicators(paper, says)
    total(paper, says)
    return [paper]


def turned_funds(says: Record) -> list[Paper]:
    """A column for each fund."""
    paper, rows = Paper(), says["funds"]
    head(paper, says)
    paper.line([box("项目资金（万元）", 1, 7), box("资金来源", 2), *(box(row["item"]) for row in rows)])
    for label, name in zip(FUND_HEADS, (*AMOUNTS, *POINTS), strict=True):
        paper.line([box(label, 2), *(box(row[name]) for row in rows)])
    goals(paper, says)
    indicators(paper, says)
    total(paper, says)
    return [paper]


def unit_beside(says: Record) -> list[Paper]:
    """The unit of each fund in a cell of its own, and one of all below the table."""
    paper, rows = Paper(), says["funds"]
    head(paper, says)
    paper.line([box("项目资金", 1, len(rows) + 1), box("资金来源"), box("单位"), *map(box, FUND_HEADS)])
    for place, row in enumerate(rows):
        unit, times = (("万元", 1), ("元", 10_000))[place % 2]
        amounts = (None if row[name] is None else row[name] * times for name in AMOUNTS)
        paper.line([*map(box, (row["item"], unit, *amounts)), *(box(row[name]) for name in POINTS)])
    goals(paper, says)
    indicators(paper, says)
    total(paper, says)
    return [paper]


def three_sheets(says: Record) -> list[Paper]:
    """Head, money and indicators on sheets of their own."""
    first, second, third = Paper(name="基本情况"), Paper(name="资金"), Paper(name="指标")
    head(first, says)
    funds(second, says)
    goals(second, says)
    indicators(third, says)
    total(third, says)
    return [first, second, third]


def head_last(says: Record) -> list[Paper]:
    """The indicators on the first sheet, the head on the second."""
    second = usual(says)
    second.name = "基本情况"
    first = Paper(name="指标")
    indicators(first, says)
    total(first, says)
    return [first, second]


def goal_line(says: Record) -> list[Paper]:
    """Goal and outcome in one line, each behind its label."""
    paper = Paper()
    head(paper, says)
    funds(paper, says)
    paper.line(
        [box("年度总体目标"), box(says["expected_goal"], 4), box("完成情况"), box(says["actual_outcome"], 3)]
    )
    indicators(paper, says)
    total(paper, says)
    return [paper]


HABITS: dict[str, Draw] = {
    "小计 behind the name of a group": sum_first,
    "group named again below": sum_last,
    "groups lettered": lettered,
    "heading under each group": headed(),
    "heading under each table": headed("完成情况"),
    "one word over three columns": named_together("绩效指标", 3),
    "one word over two columns": named_together("指标类型", 2),
    "points of levels": points_of_levels,
    "goal beside its block": other_goals,
    "goal and outcome in one line": goal_line,
    "funds turned round": turned_funds,
    "units in a column": unit_beside,
    "three sheets": three_sheets,
    "head on the last sheet": head_last,
}
