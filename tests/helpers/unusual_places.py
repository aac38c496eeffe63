"""Forms in two places, or turned round."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby, zip_longest

from tests.helpers.strange_paper import Paper, box
from tests.helpers.strange_records import Record
from tests.helpers.unusual_parts import (
    HEADS,
    WIDE,
    Draw,
    Row,
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


def cards(write: Callable[[Record], list[Row]]) -> Draw:
    """A card for each indicator; no total to be got."""

    def draw(says: Record) -> list[Paper]:
        paper = usual(says)
        for number, row in enumerate(says["indicators"], 1):
            paper.line([box(f"指标{number}", WIDE)])
            for line in write(row):
                paper.line(line)
        paper.line([box("总分", 2), box(says["total_score"], 7)])
        says["total_weight"] = None
        return [paper]

    return draw


def _down(row: Record) -> list[Row]:
    return [[box(label, 2), box(row[name], 7)] for name, label in HEADS.items()]


def _in_pairs(row: Record) -> list[Row]:
    return [[*one, *other] for one, other in zip(_sides(row)[::2], _sides(row)[1::2], strict=True)]


def _sides(row: Record) -> list[Row]:
    return [[box(label, 2), box(row[name], 3)] for name, label in HEADS.items()]


def _without_blanks(row: Record) -> list[Row]:
    return [line for line in _down(row) if line[-1].ink.value is not None]


CARDS: dict[str, Draw] = {
    "labels down a card": cards(_down),
    "labels in pairs": cards(_in_pairs),
    "nothing blank": cards(_without_blanks),
}


def folded(names: tuple[str, ...], *, gap: bool) -> Draw:
    """The second half of the indicators right of the first, under the same headings."""

    def draw(says: Record) -> list[Paper]:
        paper, rows = usual(says), says["indicators"]
        for row in rows:
            row.update(dict.fromkeys(set(HEADS) - set(names)))
        half, apart = (len(rows) + 1) // 2, [box(None)] if gap else []
        paper.line([*(box(HEADS[name]) for name in names), *apart, *(box(HEADS[name]) for name in names)])
        for left, right in zip_longest(rows[:half], rows[half:], fillvalue=dict.fromkeys(names)):
            paper.line([*(box(left[name]) for name in names), *apart, *(box(right[name]) for name in names)])
        paper.line([box("总分", 3), box(says["total_weight"]), box(says["total_score"])])
        return [paper]

    return draw


_SHORT = ("level3", "target", "actual", "weight", "score")
FOLDED: dict[str, Draw] = {
    "two halves": folded(_SHORT, gap=False),
    "two halves, a column between": folded(_SHORT, gap=True),
}


def in_order(*parts: Callable[[Paper, Record], None]) -> Draw:
    """The parts of a form in another order, its head first."""

    def draw(says: Record) -> list[Paper]:
        paper = Paper()
        head(paper, says)
        for part in parts:
            part(paper, says)
        return [paper]

    return draw


ORDER: dict[str, Draw] = {
    "funds last": in_order(goals, indicators, total, funds),
    "funds before the total": in_order(goals, indicators, funds, total),
    "goals last": in_order(funds, indicators, total, goals),
    "indicators first": in_order(indicators, total, funds, goals),
}

TURNED: dict[str, Draw] = {f"turned, {what}": turned(what) for what in ("repeated", "merged")}
