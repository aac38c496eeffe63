"""Layouts as offices publish them, filled with records of our own: other places, other words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.helpers.strange_paper import Box, Paper, box
from tests.helpers.strange_records import Record
from tests.helpers.unusual_parts import (
    AMOUNTS,
    FUND_HEADS,
    HEADS,
    POINTS,
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


def same_words(says: Record) -> list[Paper]:
    """The block of the goals is called as the outcome in it."""
    paper = Paper()
    head(paper, says)
    funds(paper, says)
    block = box("年度绩效目标完成情况", 1, 2)
    paper.line([block, box("年度绩效目标", 4), box("年度绩效目标完成情况", 4)])
    paper.line([box(says["expected_goal"], 4), box(says["actual_outcome"], 4)])
    return _below(paper, says)


def boxed(says: Record) -> list[Paper]:
    """Below the total of the money boxes that say its parts, each an amount of one kind."""
    paper = Paper()
    says["funds"] = says["funds"][:1]
    head(paper, says)
    (whole,) = says["funds"]
    paper.line([box("年度预算申请\n（万元）", 1, 4), box(None, 2), *map(box, FUND_HEADS)])
    paper.line([box(whole["item"], 2), *(box(whole[name]) for name in (*AMOUNTS, *POINTS))])
    for left, right in (("按收入性质分：", "按支出性质分："), ("财政拨款：80.5", "基本支出：61.2")):
        paper.line([box(left, 4), box(right, 4)])
    goals(paper, says)
    return _below(paper, says)


def causes(says: Record) -> list[Paper]:
    """What stood in the way in columns of its own, the reason in words behind them."""
    paper = usual(says)
    others = ("经费保障", "制度保障", "人员保障")
    names = list(HEADS)
    paper.line(
        [*(box(HEADS[name], 1, 2) for name in names[:-1]), box("偏差原因分析", 4), box("改进措施", 1, 2)]
    )
    paper.line([*map(box, others), box("原因说明")])
    for row in says["indicators"]:
        marks = [box("√" if row["reason"] else None), box(None), box(None)]
        paper.line([*(box(row[name]) for name in names[:-1]), *marks, box(row["reason"]), box(None)])
    total(paper, says)
    return [paper]


def weighed(says: Record) -> list[Paper]:
    """名称 | 权重 below each level, the points of the levels too."""
    paper, names = usual(says), ("level1", "level2", "level3")
    rest = ("target", "actual", "score", "reason")
    paper.line([*(box(HEADS[name], 2) for name in names), *(box(HEADS[name], 1, 2) for name in rest)])
    paper.line([*map(box, ("名称", "权重(%)") * 3)])
    for row in says["indicators"]:
        levels = (row["level1"], Decimal(50), row["level2"], Decimal(20), row["level3"], row["weight"])
        paper.line([*map(box, levels), *(box(row[name]) for name in rest)])
    paper.line(
        [box("总分", 5), box(says["total_weight"]), *[box(None)] * 2, box(says["total_score"]), box(None)]
    )
    return [paper]


def in_pairs(says: Record, colon: str = "：", parts: int = 2) -> list[Paper]:
    """预算数 and 执行数 beside each other; the parts of the money are named twice below them."""
    kept = ("item", "annual_budget", "executed")
    rows = says["funds"][: parts + 1]
    says["funds"] = [dict.fromkeys(fund) | {name: fund[name] for name in kept} for fund in rows]
    says["funds"][0]["item"] = None
    for index, fund in enumerate(says["funds"]):
        fund |= {"annual_budget": Decimal(100 - index), "executed": Decimal(90 - index)}
    for fund, name in zip(says["funds"][1:], ("其中-财政拨款：", "其它资金："), strict=False):
        fund["item"] = name
    paper = Paper()
    head(paper, says)
    side = box("预算执行情况（万元）", 1, parts + 1)
    paper.line(_pair(f"预算数{colon}", f"执行数{colon}", says["funds"][0], side))
    for fund in says["funds"][1:]:
        paper.line(_pair(fund["item"], fund["item"], fund))
    goals(paper, says)
    return _below(paper, says)


def _pair(left: str, right: str, fund: Record, *side: Box) -> list[Box]:
    amounts = (box(fund["annual_budget"], 2), box(fund["executed"], 2))
    return [*side, box(left, 2), amounts[0], box(right, 2), amounts[1]]


def without_points(says: Record) -> list[Paper]:
    """No points to be got, neither for the money nor for indicators; but reasons for those that were lost."""
    for row in [*says["funds"], *says["indicators"]]:
        row["weight"] = None
    says["total_weight"] = None
    paper = Paper()
    head(paper, says)
    names = {"initial_budget": "年初预算数", "annual_budget": "预算数", "executed": "执行数"}
    names |= {"execution_rate": "执行率", "score": "得分"}
    side = box("预算执行情况\n（万元）", 1, len(says["funds"]) + 1)
    paper.line([side, box(None, 2), *map(box, names.values())])
    for fund in says["funds"]:
        paper.line([box(fund["item"], 2), *(box(fund[name]) for name in names)])
    goals(paper, says)
    table(paper, says, columns({"weight": {}, "reason": {"扣分原因": "reason"}}))
    return [paper]


def two_levels(says: Record) -> list[Paper]:
    """一级指标 and 二级指标 and no more: the latter are what is measured."""
    for row in says["indicators"]:
        row["level2"] = None
    return form(columns({"level2": {}, "level3": {"二级指标": "level3"}}))(says)


def in_one_row(says: Record) -> list[Paper]:
    """The amounts behind their labels in one row, the rate in a cell with its label."""
    says["funds"] = says["funds"][:1]
    (fund,) = says["funds"]
    fund |= {"item": None, "weight": None, "score": None, "execution_rate": Decimal("0.955")}
    fund |= {"initial_budget": Decimal(120), "annual_budget": Decimal(100), "executed": Decimal("95.5")}
    paper = Paper()
    head(paper, says)
    paper.line([box("预算执行（万元）", 9)])
    labels = {"年初预算": "initial_budget", "调整后预算": "annual_budget", "实际支出": "executed"}
    amounts = [each for label, name in labels.items() for each in (box(label), box(fund[name]))]
    paper.line([*amounts, box("支出率：95.5%", 3)])
    goals(paper, says)
    for row in says["indicators"]:
        row["weight"] = row["reason"] = None
    says["total_weight"] = None
    table(paper, says, columns({"weight": {}, "reason": {}}))
    return [paper]


def points_first(says: Record) -> list[Paper]:
    """分值 before the target, as where the first budget is not asked for; it is said here."""
    paper = Paper()
    says["title"] = "绩效目标自评表"
    paper.line([box(says["title"], WIDE)])
    paper.line([box(f"（{says['year']}年度）", WIDE)])
    paper.line([box("项目名称", 2), box(says["project"], 3), box("项目负责人及电话"), box("张某 0550", 3)])
    paper.line([box("主管部门", 2), box(says["department"], 3), box("实施单位"), box(says["unit"], 3)])
    funds(paper, says)
    goals(paper, says)
    names = ("level1", "level2", "level3", "weight", "target", "actual", "score", "reason")
    paper.line([box(HEADS[name]) for name in names])
    for row in says["indicators"]:
        paper.line([box(row[name]) for name in names])
    paper.line([box("总分", 3), box(says["total_weight"]), *[box(None)] * 2, box(says["total_score"])])
    return [paper]


def one_budget_more(says: Record) -> list[Paper]:
    """One fund and no points to be got, as some places print it; with the first budget all the same."""
    says["funds"] = says["funds"][:1]
    (fund,) = says["funds"]
    fund |= {"item": "年度财政资金总额", "weight": None, "initial_budget": Decimal(77)}
    for row in says["indicators"]:
        row["weight"] = row["reason"] = None
    says |= {"title": f"{says['year']}年度项目自评表", "total_weight": None}
    says |= {"expected_goal": None, "actual_outcome": None}
    paper = Paper()
    paper.line([box(says["title"], 8)])
    paper.line([box("项目名称", 2), box(says["project"], 6)])
    paper.line([box("主管部门", 2), box(says["department"], 2), box("项目实施单位"), box(says["unit"], 3)])
    names = {"initial_budget": "年初预算数", "annual_budget": "预算数（A）", "executed": "执行数（B）"}
    names |= {"execution_rate": "执行率（B/A）", "score": "得分（20分*执行率）"}
    paper.line([box("预算执行情况（万元）（20分）", 1, 2), box(None, 2), *map(box, names.values())])
    paper.line([box(fund["item"], 2), *(box(fund[name]) for name in names)])
    table(paper, says, columns({"weight": {}, "reason": {}}))
    return [paper]


PUBLISHED: dict[str, Draw] = {
    "a budget more than the form asks for": one_budget_more,
    "two levels and no third": two_levels,
    "the money in one row": in_one_row,
    "points before the target": points_first,
    "项目名称及代码": called("项目名称及代码", "主管部门及代码", "实施（主管）单位"),
    "a block called as the outcome in it": same_words,
    "boxes below the total of the money": boxed,
    "原因说明 behind other causes": causes,
    "权重 below each level": weighed,
    "parts of the money named twice": in_pairs,
    "a part of the money named twice": lambda says: in_pairs(says, "", 1),
    "no points to be got": without_points,
    "项目主管单位": called("项目名称", "项目主管单位", "省级预算部门名称"),
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
