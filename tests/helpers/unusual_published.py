"""Layouts as offices publish them, filled with records of our own: other places, other words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.helpers.strange_paper import Paper, box
from tests.helpers.strange_records import Record
from tests.helpers.unusual_parts import (
    WIDE,
    Draw,
    columns,
    form,
    funds,
    goals,
    head,
    indicators,
    table,
    total,
    usual,
)


def _below(paper: Paper, says: Record) -> list[Paper]:
    indicators(paper, says)
    total(paper, says)
    return [paper]


def described(says: Record) -> list[Paper]:
    """The goals among other things that describe the project, each numbered."""
    paper = Paper()
    head(paper, says)
    paper.line(
        [
            box("项目基本情况", 1, 3),
            box("1.项目年度目标完成情况", 2, 2),
            box("项目年度目标", 3),
            box("年度目标完成情况", 3),
        ]
    )
    paper.line([box(says["expected_goal"], 3), box(says["actual_outcome"], 3)])
    paper.line([box("2.项目做法", 2), box("先调查，后实施。", 6)])
    funds(paper, says)
    return _below(paper, says)


def managed(says: Record) -> list[Paper]:
    """A block about the money, with points of its own, between the funds and the goals."""
    paper = Paper()
    head(paper, says)
    funds(paper, says)
    paper.line([box("资金管理情况", 1, 3), box("分项", 2), box("情况说明", 4), *map(box, ("满分", "得分"))])
    for name in ("安排科学性", "拨付合规性"):
        paper.line([box(name, 2), box("符合规定", 4), box(Decimal(2)), box(Decimal(1))])
    goals(paper, says)
    return _below(paper, says)


def in_one_line(says: Record) -> list[Paper]:
    """Goal and outcome behind their labels, in one line with the name of the block."""
    paper = Paper()
    says["expected_goal"], says["actual_outcome"] = "养护海堤 18 公里", "养护海堤 17.5 公里"
    head(paper, says)
    funds(paper, says)
    goal = [box("年初设定"), box(says["expected_goal"], 3)]
    paper.line([box("绩效目标"), *goal, box("实际完成"), box(says["actual_outcome"], 3)])
    return _below(paper, says)


def sealed(says: Record) -> list[Paper]:
    """A place for the seal between the label and the name."""
    paper = Paper()
    says["title"] = "项目支出绩效自评表"
    says["department"], says["unit"] = "某市水利局", "某市海堤管理所"
    paper.line([box(says["title"], WIDE)])
    paper.line([box(f"（{says['year']}年度）", WIDE)])
    unit = box(f"实施单位：（盖章）{says['unit']}", 5)
    paper.line([unit, box(f"主管部门：{says['department']}（公章）", 4)])
    paper.line([box("项目名称", 2), box(says["project"], 7)])
    funds(paper, says)
    goals(paper, says)
    return _below(paper, says)


def called(project: str, department: str, unit: str) -> Draw:
    """Other words in the head."""

    def draw(says: Record) -> list[Paper]:
        paper = Paper()
        says["title"] = "项目绩效目标自评表"
        paper.line([box(says["title"], WIDE)])
        paper.line([box(f"（{says['year']}年度）", WIDE)])
        paper.line([box(project, 2), box(says["project"], 7)])
        paper.line([box(department, 2), box(says["department"], 3), box(unit), box(says["unit"], 3)])
        funds(paper, says)
        goals(paper, says)
        return _below(paper, says)

    return draw


def parted(heads: tuple[str, ...]) -> Draw:
    """A target in two or three columns, which the form calls in its own way."""
    targets = (("≥", "95", "%"), ("=", "1200", "人次"), ("", "及时", "无"))

    def part(index: int) -> Callable[[Record], object]:
        return lambda row: row["parts"][index] or None

    def draw(says: Record) -> list[Paper]:
        for index, row in enumerate(says["indicators"]):
            comparator, number, unit = targets[index % 3]
            row["target"] = comparator + number + ("" if unit == "无" else unit)
            cells = (comparator or "定性", number, unit)
            row["parts"] = cells if len(heads) == len(cells) else (comparator + number, unit)
        paper = usual(says)
        table(paper, says, columns({"target": {head: part(at) for at, head in enumerate(heads)}}))
        for row in says["indicators"]:
            del row["parts"]
        return [paper]

    return draw


def scored_above(says: Record) -> list[Paper]:
    """项目总得分 beside the year, and no total below."""
    says["title"], says["total_weight"] = "项目支出绩效自评表", None
    paper = Paper()
    paper.line([box(says["title"], WIDE)])
    year, points = box(f"（{says['year']}年度）", 6), f"{says['total_score']:f}分"
    paper.line([year, box("项目总得分"), box(points, 2)])
    paper.line([box("项目名称", 2), box(says["project"], 7)])
    paper.line([box("主管部门", 2), box(says["department"], 3), box("实施单位"), box(says["unit"], 3)])
    funds(paper, says)
    goals(paper, says)
    indicators(paper, says)
    return [paper]


PUBLISHED: dict[str, Draw] = {
    "goals among what describes the project": described,
    "a block between funds and goals": managed,
    "goal and outcome behind the name of their block": in_one_line,
    "a place for the seal": sealed,
    "专项资金名称": called("专项资金名称", "自治区主管部门", "项目实施单位/项目负责人"),
    "项目支出名称": called("项目支出\n名称", "主管部门及部门代码", "实施单位"),
    "指标类型 for 一级指标": form(columns({"level1": {"指标类型": "level1"}})),
    "指标方向性": parted(("指标方向性", "目标值", "计量单位")),
    "单位 of a target": parted(("全年（程）目标值", "单位")),
    "项目总得分 above": scored_above,
}
