"""Tables as clerks type them by hand: totals behind their labels, broken texts, sums of groups."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from tests.helpers.strange_paper import Paper, as_book, box
from xltools.library import recognised
from xltools.rules.reading import ReadForm

HEADING = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因")
FIRST = ("产出指标", "数量指标", "养护里程", "≥100公里", "98公里", "60", "58", "雨季停工")
SECOND = ("满意度指标", "服务对象满意度指标", "群众满意度", "≥95%", "96%", "30", "30", "")
HEAD = (
    ("项目支出绩效自评表（2022年度）",),
    ("项目名称", "道路养护", "主管部门", "市交通局", "实施单位", "养护中心"),
)
FUNDS = (
    ("项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
    ("年度资金总额", "100", "100", "95", "10", "95%", "9.5"),
)
TOTAL = ("总分", "", "", "", "", "100", "97.5")

Line = Sequence[str]


def read(*lines: Line, head: Sequence[Line] = HEAD, funds: Sequence[Line] = FUNDS) -> ReadForm:
    """The one form of these lines; a short line stands in a box over the whole width."""
    paper = Paper()
    for line in (*head, *funds, HEADING, *lines):
        paper.line([box(text or None) for text in line] if len(line) > 1 else [box(line[0], len(HEADING))])
    (form,) = recognised(as_book([paper]))
    return form


def names(form: ReadForm) -> list[str | None]:
    return [row.level3 for row in form.evaluation.indicators]


def codes(form: ReadForm) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.path) for finding in form.findings]


@pytest.mark.parametrize(
    "text",
    [
        "自评总分：97.5分",
        "总分（100分）：97.5",
        "合计得分 97.5分",
        "得分合计:97.5",
        "總分：97.5分",
        "总分：97.5分，等级：优",
    ],
)
def test_a_total_may_share_the_cell_with_its_label(text: str) -> None:
    form = read(FIRST, SECOND, (text,))
    assert form.evaluation.total_score == Decimal("97.5")
    assert form.cells["total_score"].raw == text
    assert names(form) == ["养护里程", "群众满意度"]


@pytest.mark.parametrize("text", ["总分：100分，得分：97.5分", "总分约97", "总分：97.5%"])
def test_a_total_that_says_two_things_is_not_taken(text: str) -> None:
    form = read(FIRST, SECOND, (text,))
    assert form.evaluation.total_score is None
    assert ("label-not-found", None) in codes(form)


def test_points_in_the_label_of_the_total_are_not_its_score() -> None:
    form = read(FIRST, SECOND, ("总分100分", "", "", "", "", "", "97.5"))
    assert form.evaluation.total_score == Decimal("97.5")
    assert names(form) == ["养护里程", "群众满意度"]


def test_the_total_and_the_year_may_stand_in_the_head() -> None:
    head = (("项目支出绩效自评表",), ("年度：2022", "项目名称：道路养护", "自评得分：97.5分"))
    form = read(FIRST, SECOND, head=head)
    assert (form.evaluation.year, form.evaluation.total_score) == (2022, Decimal("97.5"))


def test_a_broken_text_is_one_text() -> None:
    broken = (*FIRST[:2], "养护里程（含", *FIRST[3:])
    form = read(broken, ("", "", "乡道）"), ("",) * 7 + ("又遇台风",), SECOND, TOTAL)
    first, _ = form.evaluation.indicators
    assert (first.level3, first.reason) == ("养护里程（含\n乡道）", "雨季停工\n又遇台风")


def test_a_name_alone_is_an_indicator_that_nobody_filled() -> None:
    form = read(FIRST, ("", "", "桥梁检测"), SECOND, TOTAL)
    assert names(form) == ["养护里程", "桥梁检测", "群众满意度"]


@pytest.mark.parametrize(
    "line",
    [
        ("产出指标", "", "小计", "", "", "60", "58"),
        ("产出指标", "小计", "", "", "", "60", "58"),
        ("产出指标得分", "", "", "", "", "60", "58"),
        ("本部分合计", "", "", "", "", "60", "58"),
    ],
)
def test_a_sum_of_a_group_is_no_indicator(line: Line) -> None:
    assert names(read(FIRST, line, SECOND, TOTAL)) == ["养护里程", "群众满意度"]


def test_a_group_may_have_its_points_above_its_indicators() -> None:
    group = ("产出指标", "", "", "", "", "60", "58")
    form = read(group, FIRST, SECOND, TOTAL)
    assert names(form) == ["养护里程", "群众满意度"]
    assert names(read(group, ("", *FIRST[1:]), SECOND, TOTAL)) == [None, "养护里程", "群众满意度"]
    alone = ("预算执行", "", "", "", "", "10", "9.5")
    assert names(read(alone, FIRST, SECOND, TOTAL)) == [None, "养护里程", "群众满意度"]


def test_a_total_may_stand_below_the_reasons() -> None:
    form = read(FIRST, SECOND, ("",) * 7 + ("总分：97.5",))
    assert form.evaluation.total_score == Decimal("97.5")
    assert form.evaluation.indicators[1].reason is None


def test_points_out_of_points_are_read_where_they_are_those_of_the_row() -> None:
    form = read((*FIRST[:6], "58/60", ""), (*SECOND[:6], "9/10", ""), TOTAL)
    assert [row.score for row in form.evaluation.indicators] == [Decimal(58), None]
    assert ("not-a-number", "indicators[1].score") in codes(form)


@pytest.mark.parametrize(("unit", "amount"), [("亿元", "0.01"), ("千元", "1000"), ("百元", "10000")])
def test_money_in_another_unit_is_converted_and_said(unit: str, amount: str) -> None:
    stated = (
        (f"项目资金（{unit}）", *FUNDS[0][1:]),
        (FUNDS[1][0], amount, amount, amount, "10", "100%", "10"),
    )
    written = (FUNDS[0], (FUNDS[1][0], *(f"{amount}{unit}",) * 3, "10", "100%", "10"))
    for funds in (stated, written):
        form = read(FIRST, SECOND, TOTAL, funds=funds)
        assert form.evaluation.funds[0].annual_budget == Decimal(100)
        assert "money-unit-converted" in [code for code, _ in codes(form)]


def test_labels_may_be_in_traditional_characters() -> None:
    head = (
        ("項目支出績效自評表（2022年度）",),
        ("項目名稱", "道路養護", "主管部門", "市交通局", "實施單位", "中心"),
    )
    funds = (
        ("項目資金（萬元）", "年初預算數", "全年預算數", "全年執行數", "分值", "執行率", "得分"),
        *FUNDS[1:],
    )
    form = read(FIRST, SECOND, ("總分", *TOTAL[1:]), head=head, funds=funds)
    found = form.evaluation
    assert (found.project, found.department, found.unit) == ("道路養護", "市交通局", "中心")
    assert found.funds[0].executed == Decimal(95)
    assert found.total_score == Decimal("97.5")
    assert codes(form) == codes(read(FIRST, SECOND, TOTAL))
