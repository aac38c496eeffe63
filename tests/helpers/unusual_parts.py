"""The parts of forms that few offices draw, and some do; the usual ones, to be drawn among unusual ones.

Nothing here looks at our definitions. A `Draw` takes a record and gives the sheets it fills.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import groupby

from tests.helpers.strange_paper import Box, Paper, box
from tests.helpers.strange_records import Record

Draw = Callable[[Record], list[Paper]]
Row = list[Box]
Columns = dict[str, str | Callable[[Record], object]]
"""By heading: a field, or what else stands there."""

WIDE = 9
FUND_HEADS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
AMOUNTS = ("initial_budget", "annual_budget", "executed")
POINTS = ("weight", "execution_rate", "score")
HEADS = {
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "target": "年度指标值",
    "actual": "实际完成值",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因分析及改进措施",
}


def plain(number: Decimal | None) -> str:
    """A number as people type it."""
    return "" if number is None else f"{number:f}"


def head(paper: Paper, says: Record) -> None:
    """Title, year, and whose form it is."""
    says["title"] = "项目支出绩效自评表"
    paper.line([box(says["title"], WIDE)])
    paper.line([box(f"（{says['year']}年度）", WIDE)])
    paper.line([box("项目名称", 2), box(says["project"], 7)])
    paper.line([box("主管部门", 2), box(says["department"], 3), box("实施单位"), box(says["unit"], 3)])


def funds(paper: Paper, says: Record, unit: str = "万元", heads: Iterable[str] = FUND_HEADS) -> None:
    """The table of the money."""
    rows = says["funds"]
    paper.line([box(f"项目资金\n（{unit}）", 1, len(rows) + 1), box(None, 2), *map(box, heads)])
    for row in rows:
        paper.line([box(row["item"], 2), *(box(row[name]) for name in (*AMOUNTS, *POINTS))])


def goals(paper: Paper, says: Record) -> None:
    """Expected goal and outcome, side by side."""
    paper.line([box("年度总体目标", 1, 2), box("预期目标", 4), box("实际完成情况", 4)])
    paper.line([box(says["expected_goal"], 4), box(says["actual_outcome"], 4)])


def runs(rows: list[Record], name: str) -> list[list[Record]]:
    """Rows of one group after the other."""
    return [list(run) for _, run in groupby(rows, lambda row: row[name])]


def levels(rows: list[Record], names: tuple[str, ...] = ("level1", "level2")) -> list[Row]:
    """The boxes of 一级 and 二级 in each row, merged downwards over their runs."""
    boxes: list[Row] = [[] for _ in rows]
    for depth in range(1, len(names) + 1):
        start = 0
        for key, run in groupby(tuple(row[name] for name in names[:depth]) for row in rows):
            count = len(list(run))
            boxes[start].append(box(key[-1], 1, count))
            start += count
    return boxes


def indicators(paper: Paper, says: Record, side: str | None = "绩效指标") -> None:
    """The usual table of indicators."""
    rows = says["indicators"]
    left = [box(side, 1, len(rows) + 1)] if side else []
    paper.line([*left, *map(box, HEADS.values())])
    for row, boxes in zip(rows, levels(rows), strict=True):
        paper.line([*boxes, *(box(row[name]) for name in list(HEADS)[2:])])


STANDARD: Columns = {label: name for name, label in HEADS.items()}


def columns(changed: dict[str, Columns]) -> Columns:
    """The usual columns, some of them in the place of others (by field)."""
    found: Columns = {}
    for label, name in STANDARD.items():
        found |= changed.get(str(name), {label: name})
    return found


def table(paper: Paper, says: Record, shown: Columns, headings: Iterable[Row] = ()) -> None:
    """The table of indicators with these columns, and the totals below it; no label beside."""
    for line in headings or [[*map(box, shown)]]:
        paper.line(line)
    for row in says["indicators"]:
        paper.line([box(row[one] if isinstance(one, str) else one(row)) for one in shown.values()])
    totals = {"weight": says["total_weight"], "score": says["total_score"]}
    names = [one if isinstance(one, str) else "" for one in shown.values()]
    front = min(names.index(name) for name in totals if name in names)
    paper.line([box("总分", front), *(box(totals.get(name)) for name in names[front:])])
    if "weight" not in names:
        says["total_weight"] = None


def form(shown: Columns, headings: Iterable[Row] = ()) -> Draw:
    """A form whose indicators stand in these columns."""

    def draw(says: Record) -> list[Paper]:
        paper = usual(says)
        table(paper, says, shown, headings)
        return [paper]

    return draw


def total(paper: Paper, says: Record, label: int = 6) -> None:
    """总分."""
    paper.line([box("总分", label), box(says["total_weight"]), box(says["total_score"]), box(None)])


def usual(says: Record) -> Paper:
    """All above the indicators."""
    paper = Paper()
    head(paper, says)
    funds(paper, says)
    goals(paper, says)
    return paper
