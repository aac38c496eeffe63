"""Forms in two places, or turned round."""

from __future__ import annotations

from itertools import groupby

from tests.helpers.strange_paper import Paper, box
from tests.helpers.strange_records import Record
from tests.helpers.unusual_parts import (
    HEADS,
    WIDE,
    Draw,
    funds,
    goals,
    head,
    indicators,
    levels,
    total,
    usual,
)


def two_sheets(split: str, *, titled: bool = True) -> Draw:
    """Head, money and goals on one sheet, the indicators on the next."""

    def draw(says: Record) -> list[Paper]:
        first, second = Paper(name="基本情况"), Paper(name="绩效指标")
        head(first, says)
        if titled:
            second.line([box("项目支出绩效自评表（续）" if split != "named" else "绩效指标完成情况表", WIDE)])
        if split == "named":
            second.line([box("项目名称", 2), box(says["project"], 7)])
        if split == "money":
            funds(second, says)
            goals(second, says)
        else:
            funds(first, says)
            goals(first, says)
        indicators(second, says)
        total(second, says)
        return [first, second]

    return draw


def apart(says: Record) -> list[Paper]:
    """Two tables on one sheet, some rows between them."""
    paper = usual(says)
    paper.row += 3
    paper.line([box("二、绩效指标完成情况", WIDE)])
    paper.row += 1
    indicators(paper, says)
    total(paper, says)
    return [paper]


def beside(says: Record) -> list[Paper]:
    """The indicators right of the head, a column between."""
    paper = usual(says)
    right = Paper(row=1, left=WIDE + 2)
    indicators(right, says)
    total(right, says)
    paper.cells |= right.cells
    paper.merges += right.merges
    return [paper]


APART: dict[str, Draw] = {
    "two sheets": two_sheets("plain"),
    "two sheets, no title on the second": two_sheets("plain", titled=False),
    "two sheets, both named": two_sheets("named"),
    "two sheets, money on the second": two_sheets("money"),
    "two tables": apart,
    "two tables beside": beside,
}


def continued(*, heading: bool, called: str | None = None, again: bool = False) -> Draw:
    """The indicators go on on the next sheet; `called`: under a title, `again`: and with the head."""

    def draw(says: Record) -> list[Paper]:
        first, second = usual(says), Paper(name="续表")
        if called:
            second.line([box(called, WIDE)])
        if again:
            second.line([box("项目名称", 2), box(says["project"], 7)])
        rows = says["indicators"]
        half = len(rows) // 2
        indicators(first, {"indicators": rows[:half]})
        rest = {"indicators": rows[half:]}
        if heading:
            indicators(second, rest)
        else:
            for row, boxes in zip(rest["indicators"], levels(rest["indicators"]), strict=True):
                second.line([box(None), *boxes, *(box(row[name]) for name in list(HEADS)[2:])])
        total(second, says)
        return [first, second]

    return draw


CONTINUED: dict[str, Draw] = {
    "the rest without a heading": continued(heading=False),
    "the rest under 续表": continued(heading=False, called="（续表）"),
    "the rest under its heading": continued(heading=True),
    "the rest under title and heading": continued(heading=True, called="项目支出绩效自评表（续）"),
    "the rest under its head": continued(heading=True, called="项目支出绩效自评表", again=True),
}


def turned(what: str) -> Draw:
    """Labels down the left, a column for each indicator; `what`: with the levels merged or repeated."""

    def draw(says: Record) -> list[Paper]:
        paper = Paper()
        head(paper, says)
        funds(paper, says)
        goals(paper, says)
        rows = says["indicators"]
        for name, label in HEADS.items():
            if what == "merged" and name in ("level1", "level2"):
                names = ("level1", "level2")[: 1 if name == "level1" else 2]
                runs = groupby(tuple(row[each] for each in names) for row in rows)
                paper.line([box(label), *(box(key[-1], len(list(run))) for key, run in runs)])
            else:
                paper.line([box(label), *(box(row[name]) for row in rows)])
        paper.line([box("总分"), box(says["total_weight"]), box(says["total_score"])])
        return [paper]

    return draw


TURNED: dict[str, Draw] = {f"turned, {what}": turned(what) for what in ("repeated", "merged")}
