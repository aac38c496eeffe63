"""The form of 四川 as its counties publish it, filled with a record of our own."""

from __future__ import annotations

from tests.helpers.strange_paper import Paper, box
from tests.helpers.strange_records import Record
from tests.helpers.unusual_parts import levels

_WIDE = 11
_AMOUNTS = ("initial_budget", "annual_budget", "executed", "execution_rate")
_MONEY = ("年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分")
_PARTS = ("target_comparator", "target_number", "target_unit")
_HEADS = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "完成值", "权重", "得分")
_HINT = "1.预算执行率=预算执行数/调整后预算数；2.年中发生预算调整的，应单独说明理由。"
_BELOW = ("评价结论", "存在问题", "改进措施")


def published_sichuan(says: Record) -> Paper:
    """The goals above the money, hints in its cells, three conclusions and two signatures below."""
    says["title"] = f"部门预算项目支出绩效自评表（{says['year']}年度）"
    paper = Paper()
    paper.line([box("报表编号：510000_0013zp", _WIDE)])
    paper.line([box(says["title"], _WIDE)])
    paper.line([box("项目名称", 2), box(says["project"], 9)])
    unit = [box("实施单位\n（盖章）", 2), box(says["unit"], 3)]
    paper.line([box("主管部门", 2), box(says["department"], 4), *unit])
    _goals(paper, says)
    _funds(paper, says)
    rows = says["indicators"]
    side = box("绩效指标\n（90分）", 1, len(rows) + 1)
    paper.line([side, *map(box, _HEADS), box("未完成原因分析")])
    for row, boxes in zip(rows, levels(rows), strict=True):
        names = ("level3", *_PARTS, "actual", "weight", "score", "reason")
        paper.line([*boxes, *(box(row[name]) for name in names)])
    paper.line([box("合计", 8), box(says["total_weight"]), box(says["total_score"]), box(None)])
    for label in _BELOW:
        paper.line([box(label), box("结合自评情况说明。（200字以内）", 10)])
    paper.line([box("项目负责人：", 5), box("财务负责人：", 6)])
    return paper


def _goals(paper: Paper, says: Record) -> None:
    first = [box("项目基本情况", 1, 3), box("1.项目年度目标完成情况", 2, 2)]
    paper.line([*first, box("项目年度目标", 4), box("年度目标完成情况", 4)])
    paper.line([box(says["expected_goal"], 4), box(says["actual_outcome"], 4)])
    paper.line([box("2.项目实施内容及过程概述", 2), box("先调查，后实施。", 8)])


def _funds(paper: Paper, says: Record) -> None:
    rows = says["funds"]
    side = box("预算执行情况（10分）", 1, len(rows) + 1)
    paper.line([side, box("年度预算数（万元）", 2), *map(box, _MONEY), box("原因", 2)])
    for index, fund in enumerate(rows):
        points = [box(fund[name] if index == 0 else "/") for name in ("weight", "score")]
        hint = [box(_HINT, 2, len(rows))] if index == 0 else []
        paper.line([box(fund["item"], 2), *(box(fund[name]) for name in _AMOUNTS), *points, *hint])
        if index:
            fund["weight"] = fund["score"] = None
