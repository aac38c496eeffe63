"""Forms whose headings are unusual: in two rows, in two languages, with columns of an office's own."""

from __future__ import annotations

from decimal import Decimal

from tests.helpers.strange_paper import Ink, Paper, box
from tests.helpers.strange_records import Record
from tests.helpers.unusual_parts import HEADS, STANDARD, Draw, Row, columns, form, indicators, total, usual

_ENGLISH = {
    "level1": "Level-1",
    "level2": "Level-2",
    "level3": "Indicator",
    "target": "Target",
    "actual": "Actual",
    "weight": "Weight",
    "score": "Score",
    "reason": "Reason/Measures",
}
_UPPER = [*(box(HEADS[name], 1, 2) for name in ("level1", "level2", "level3"))]


def _pasted(wide_only: bool) -> Draw:
    """What was merged is not, and says the same in every cell, as some programs paste it."""

    def draw(says: Record) -> list[Paper]:
        paper = usual(says)
        indicators(paper, says)
        total(paper, says)
        for area in list(paper.merges):
            if wide_only and len(area.columns) == 1:
                continue
            paper.merges.remove(area)
            if area.first in paper.cells:
                paper.cells |= dict.fromkeys(area, paper.cells[area.first])
        return [paper]

    return draw


def _called(**words: str) -> Draw:
    """Other words in the heading."""
    return form(columns({name: {word: name} for name, word in words.items()}))


def two_rows(upper: str, left: str, right: str, first: str, second: str) -> Draw:
    """One word over two columns of the heading: fields, or what the form has no place for."""
    shown = columns({"score": {left: "score", right: lambda row: row["weight"]}} if not second else {})
    over = {first: box(upper, 2), second: None}
    names = [name for name in list(HEADS)[3:] if name != second]
    lines = [
        [*_UPPER, *(over.get(name) or box(HEADS[name], 1, 2) for name in names)],
        [box(left), box(right)],
    ]
    return form(shown, lines)


def printed_names(says: Record) -> list[Paper]:
    """Rows that nobody filled, with names as the form prints them."""
    for number in (1, 2):
        last = says["indicators"][-1]
        groups = {"level1": last["level1"], "level2": last["level2"]}
        says["indicators"].append(dict.fromkeys(last) | groups | {"level3": f"指标{number}："})
    return form(STANDARD)(says)


def _with_rows(before: list[Row], behind: list[Row]) -> Draw:
    """Rows before the total, and behind it."""

    def draw(says: Record) -> list[Paper]:
        paper = usual(says)
        indicators(paper, says)
        for line in before:
            paper.line(line)
        total(paper, says)
        for line in behind:
            paper.line(line)
        return [paper]

    return draw


_SIGNED = [[*map(box, ("单位负责人", None, "王某", "财务负责人", "李某", "经办人", "赵某"))]]


COLUMNS: dict[str, Draw] = {
    "English behind": _called(**{name: f"{HEADS[name]} {_ENGLISH[name]}" for name in HEADS}),
    "English before": _called(**{name: f"{_ENGLISH[name]} {HEADS[name]}" for name in HEADS}),
    "English below": _called(**{name: f"{HEADS[name]}\n{_ENGLISH[name]}" for name in HEADS}),
    "two scores under one word": two_rows("得分", "单位自评", "部门评分", "score", ""),
    "target and actual under one word": two_rows("指标值", "目标", "完成", "target", "actual"),
    "points under one word": two_rows("评分", "分值", "得分", "weight", "score"),
    "a unit for each indicator": form(STANDARD | {"实施单位": lambda _: "养护一科"}),
    "评价标准 for the target": _called(level3="评价内容", target="评价标准", actual="自评情况"),
    "points of judges": form(
        columns({"score": {"评委1": lambda _: Decimal(5), "评委2": lambda _: Ink("六"), "平均得分": "score"}})
    ),
    "a score of others before one's own": form(
        columns({"score": {"评价得分": lambda row: row["weight"], "自评分": "score"}})
    ),
    "a remark before the actual value": form(
        columns({"actual": {"完成情况": lambda _: "全部完成", "完成值": "actual"}})
    ),
    "the year before": form(columns({"actual": {"2021年完成值": lambda _: "45%", "2022年完成值": "actual"}})),
    "names as printed": printed_names,
    "points added": _with_rows([[box("加分项", 6), box(Decimal(5)), box(Decimal(0))]], []),
    "dots where more may follow": _with_rows([[box(None), *map(box, ("……",) * 4)]], []),
    "signed in a row": _with_rows([], _SIGNED),
    "pasted, said again in each cell": _pasted(wide_only=False),
    "pasted, said again across": _pasted(wide_only=True),
}
