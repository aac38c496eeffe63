"""Forms whose groups of indicators have rows of their own."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.helpers.strange_paper import Paper, box
from tests.helpers.strange_records import Record
from tests.helpers.unusual_parts import HEADS, Draw, Row, levels, plain, runs, total, usual

_COLUMNS = ("level2", "level3", "target", "actual", "weight", "score", "reason")


def sections(
    names: tuple[str, ...] = _COLUMNS,
    *,
    wide: bool = True,
    deep: bool = False,
    side: bool = False,
    called: Callable[[int, list[Record]], str] = lambda _, run: str(run[0]["level1"]),
) -> Draw:
    """A row across the table for each 一级指标 (`deep`: and for each 二级指标), its indicators below."""
    across = len(names) if wide else 1
    level3 = "绩效指标" if deep else "三级指标" if "level2" in names else "指标名称"

    def draw(says: Record) -> list[Paper]:
        paper, groups = usual(says), runs(says["indicators"], "level1")
        rows = len(says["indicators"]) + len(groups) + 1
        left = [box("绩效指标", 1, rows)] if side else []
        paper.line([*left, *(box(({**HEADS, "level3": level3})[name]) for name in names)])
        for number, run in enumerate(groups):
            level1 = called(number, run)
            for row in run:
                row["level1"] = level1
                row["level2"] = row["level2"] if deep or "level2" in names else None
            paper.line([box(level1, across)])
            for some in runs(run, "level2") if deep else [run]:
                _section(paper, some, names, across if deep else 0)
        points = (says["total_weight"], says["total_score"], None)
        paper.line([box("总分", len(names) - 3 + side), *map(box, points)])
        return [paper]

    return draw


def _section(paper: Paper, run: list[Record], names: tuple[str, ...], across: int) -> None:
    """The indicators of one group, below the name of its 二级指标 where that has a row of its own."""
    if across:
        paper.line([box(run[0]["level2"], across)])
    inside = levels(run, ("level2",)) if "level2" in names else [[] for _ in run]
    rest = [each for each in names if each != "level2"]
    for row, boxes in zip(run, inside, strict=True):
        paper.line([*boxes, *(box(row[each]) for each in rest)])


_OTHERS = ("办案质效", "B.队伍建设", "群众评价")
_FLAT = ("level3", "target", "actual", "weight", "score", "reason")


def _numbered(number: int, run: list[Record]) -> str:
    return f"{'一二三四五'[number]}、{run[0]['level1']}"


def _with_points(_: int, run: list[Record]) -> str:
    return f"{run[0]['level1']}（{plain(sum((row['weight'] for row in run), Decimal(0)))}分）"


SECTIONS: dict[str, Draw] = {
    "sections": sections(),
    "sections numbered": sections(called=_numbered),
    "sections in one cell": sections(wide=False),
    "sections with points": sections(called=_with_points),
    "sections without 二级": sections(_FLAT),
    "sections without 二级 in one cell": sections(_FLAT, wide=False),
    "sections in other words": sections(called=lambda number, _: _OTHERS[number]),
    "sections beside": sections(side=True),
    "sections of two levels": sections(_FLAT, deep=True),
    "sections of two levels in one cell": sections(_FLAT, deep=True, wide=False),
}


def grouped(*, wide: int = 1, merged: bool = False, scores: bool = True) -> Draw:
    """A row with the name of each 一级指标 and its points; below it the name is not said again.

    `merged`: the empty boxes below are one.
    """

    def draw(says: Record) -> list[Paper]:
        paper = usual(says)
        paper.line([box("绩效指标"), *map(box, HEADS.values())])
        for run in runs(says["indicators"], "level1"):
            _points(paper, [box(None), box(run[0]["level1"], wide)], 3 - wide, run, scores)
            for place, (row, inside) in enumerate(zip(run, levels(run, ("level2",)), strict=True)):
                left = [] if merged and place else [box(None, 1, len(run) if merged else 1)]
                paper.line([box(None), *left, *inside, *(box(row[name]) for name in list(HEADS)[2:])])
        total(paper, says)
        return [paper]

    return draw


def grouped_twice(*, wide: int = 1, first: bool = False) -> Draw:
    """The same for each 二级指标; `first`: and for each 一级指标 above it."""

    def draw(says: Record) -> list[Paper]:
        paper = usual(says)
        paper.line([box("绩效指标"), *map(box, HEADS.values())])
        for run in runs(says["indicators"], "level1"):
            left: Any = run[0]["level1"]
            if first:
                _points(paper, [box(None), box(left)], 2, run, True)
                left = None
            for some in runs(run, "level2"):
                _points(paper, [box(None), box(left), box(some[0]["level2"], wide)], 2 - wide, some, True)
                left = None
                for row in some:
                    blank = [box(None)] * 3
                    paper.line([*blank, *(box(row[name]) for name in list(HEADS)[2:])])
        total(paper, says)
        return [paper]

    return draw


def _points(paper: Paper, names: Row, empty: int, rows: list[Record], scores: bool) -> None:
    weight = sum((row["weight"] for row in rows), Decimal(0))
    score = sum((row["score"] or Decimal(0) for row in rows), Decimal(0))
    blanks = [box(None) for _ in range(empty + 2)]
    paper.line([*names, *blanks, box(weight), box(score if scores else None), box(None)])


GROUPED: dict[str, Draw] = {
    "points of 一级": grouped(),
    "points of 一级 wide": grouped(wide=3),
    "points of 一级 over merged": grouped(merged=True),
    "points of 一级, weights only": grouped(scores=False),
    "points of 二级": grouped_twice(),
    "points of 二级 wide": grouped_twice(wide=2),
    "points of both": grouped_twice(first=True),
}
