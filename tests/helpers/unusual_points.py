"""Forms whose total stands above the indicators, or whose points share a cell."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.helpers.strange_paper import Box, Paper, box
from tests.helpers.strange_records import Record
from tests.helpers.unusual_parts import (
    AMOUNTS,
    FUND_HEADS,
    HEADS,
    WIDE,
    Draw,
    Row,
    funds,
    goals,
    head,
    levels,
    plain,
)


def above(*lines: Callable[[Decimal, Decimal], Row], at: str = "head") -> Draw:
    """The total stands in the head, between funds and goals, or right before or under the heading.

    `lines` draw it, from the points to be got and the points got.
    """

    def draw(says: Record) -> list[Paper]:
        paper, rows = Paper(), says["indicators"]
        written = [line(says["total_weight"], says["total_score"]) for line in lines]
        for place, part in (("head", head), ("between", funds), ("before", goals)):
            part(paper, says)
            for line in written if place == at else ():
                paper.line(line)
        under = written if at == "under" else []
        paper.line([box("绩效指标", 1, len(rows) + 1 + len(under)), *map(box, HEADS.values())])
        for line in under:
            paper.line(line)
        for row, boxes in zip(rows, levels(rows), strict=True):
            paper.line([*boxes, *(box(row[name]) for name in list(HEADS)[2:])])
        if not any(each.ink.value == says["total_weight"] for line in written for each in line):
            says["total_weight"] = None
        return [paper]

    return draw


def _row(weight: Decimal, score: Decimal) -> Row:
    return [box("总分", 6), box(weight), box(score), box(None)]


ABOVE: dict[str, Draw] = {
    "total beside its label": above(lambda _, score: [box("自评总分", 2), box(score, 7)]),
    "total with its unit": above(lambda _, score: [box("自评得分", 2), box(f"{plain(score)}分", 7)]),
    "total in one cell": above(lambda _, score: [box(f"自评总分：{plain(score)}分", WIDE)]),
    "total of 100": above(lambda _, score: [box(f"自评总分（满分100分）：{plain(score)}", WIDE)]),
    "total and grade": above(
        lambda _, score: [box("自评得分", 2), box(score, 3), box("自评等级"), box("良", 3)]
    ),
    "total, points first": above(
        lambda weight, score: [box("总分", 2), box(weight, 3), box("自评得分"), box(score, 3)]
    ),
    "total in a row of the head": above(_row),
    "total under the funds": above(_row, at="between"),
    "total before the heading": above(_row, at="before"),
    "total under the heading": above(lambda *points: [box("合计", 5), *_row(*points)[1:]], at="under"),
}


def together(
    heading: str, write: Callable[[str, str], str], *, fund: bool = True, totals: bool = True
) -> Draw:
    """Points to be got and points got in one cell: of indicators, of the funds, of the form."""

    def both(weight: Decimal | None, score: Decimal | None) -> Box:
        return box(None if weight is None else write(plain(weight), plain(score)))

    def draw(says: Record) -> list[Paper]:
        paper = Paper()
        head(paper, says)
        rows = says["funds"]
        if fund:
            heads = (*FUND_HEADS[:3], "执行率", heading)
            paper.line([box("项目资金\n（万元）", 1, len(rows) + 1), box(None, 3), *map(box, heads)])
            for row in rows:
                figures = (box(row[name]) for name in (*AMOUNTS, "execution_rate"))
                paper.line([box(row["item"], 3), *figures, both(row["weight"], row["score"])])
        else:
            funds(paper, says)
        goals(paper, says)
        _indicators(paper, says["indicators"], heading, both)
        weight, score = says["total_weight"], says["total_score"]
        paper.line([box("总分", 6), both(weight, score) if totals else box(score), box(None, 2)])
        says["total_weight"] = weight if totals else None
        return [paper]

    return draw


def _indicators(paper: Paper, rows: list[Record], heading: str, both: Callable[..., Box]) -> None:
    heads = [text for name, text in HEADS.items() if name not in ("weight", "score", "reason")]
    paper.line([box("绩效指标", 1, len(rows) + 1), *map(box, heads), box(heading), box("偏差原因", 2)])
    for row, boxes in zip(rows, levels(rows), strict=True):
        row["score"] = row["weight"] if row["score"] is None else row["score"]
        texts = (box(row[name]) for name in ("level3", "target", "actual"))
        paper.line([*boxes, *texts, both(row["weight"], row["score"]), box(row["reason"], 2)])


TOGETHER: dict[str, Draw] = {
    "10/9.5": together("分值/得分", lambda weight, score: f"{weight}/{score}"),
    "9.5/10": together("得分/分值", lambda weight, score: f"{score}/{weight}"),
    "10（9.5）": together("分值（得分）", lambda weight, score: f"{weight}（{score}）"),
    "9.5（10）": together("得分（分值）", lambda weight, score: f"{score}（{weight}）"),
    "10分/9.5分": together("分值/\n得分", lambda weight, score: f"{weight}分／{score}分"),
    "10、9.5": together("分值、得分", lambda weight, score: f"{weight}、{score}", fund=False),
    "10 及 9.5": together("分值及得分", lambda weight, score: f"分值{weight}，得分{score}"),
    "10 / 9.5": together("指标分值/自评得分", lambda weight, score: f"{weight} / {score}", totals=False),
    "10 over 9.5": together("分值\n得分", lambda weight, score: f"{weight}\n{score}"),
}
