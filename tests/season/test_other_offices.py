"""Habits of other offices, one at a time: the same form must be read from each, and doubts must be told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.helpers.other_offices import (
    FUNDS,
    GOALS,
    HEAD,
    HEADING,
    INDICATORS,
    TOTAL,
    USUAL,
    changed,
    read_table,
)
from xltools.model import Evaluation
from xltools.rules.reading import ReadForm

REMARKS = """
2.定性指标根据完成情况分为三档。
填表人：张三
"""
AGAIN = """
项目类型 | 延续项目 | 项目起止时间 | 2022年1月至12月
"""
LEFT_OUT = changed(INDICATORS, ("绩效指标 | ", ""), ("^ | 产", "产"), ("^ | ^", "^"), ("^ | 效", "效"))
SPLIT = changed(
    INDICATORS,
    ("年度指标值", "指标方向 | 目标值 | 单位"),
    ("≥100公里", "≥ | 100 | 公里"),
    ("=100%", "= | 100 | %"),
    ("| 缩短 | 缩短", "| 定性 | 缩短 | | 缩短"),
)
NUMBERED = changed(
    FUNDS, ("全年预算数", "全年预算数①"), ("全年执行数", "全年执行数 ②"), ("| 执行率", "| 执行率③=②/①")
)
REPEATED = changed(INDICATORS, ("\n^ ", "\n绩效指标 "))
BROKEN = changed(INDICATORS, ("^ | 效益", f"{HEADING}\n| 效益"), ("绩效指标 | 一级", " | 一级"))

ALIKE = {
    "circled numbers in headings": HEAD + NUMBERED + GOALS + INDICATORS + TOTAL,
    "money below the indicators, remarks below it": HEAD + GOALS + INDICATORS + TOTAL + FUNDS + REMARKS,
    "money and goals below the indicators": HEAD + INDICATORS + TOTAL + FUNDS + GOALS + REMARKS,
    "goals in two lines below the indicators": HEAD
    + FUNDS
    + INDICATORS
    + TOTAL
    + "年度总体目标 | 预期目标 | 养护一百公里\n^ | 实际完成情况 | 养护九十公里\n"
    + REMARKS,
    "money called 合计 below the goals": changed(
        HEAD + INDICATORS + TOTAL + GOALS + FUNDS, ("年度资金总额", "合计")
    ),
    "money above the head": FUNDS + HEAD + GOALS + INDICATORS + TOTAL,
    "money above the rest of the head": HEAD + FUNDS + AGAIN + GOALS + INDICATORS + TOTAL,
    "a line above the goals that says what the outcome is called": changed(
        HEAD + FUNDS + "三、年度总体目标完成情况\n" + GOALS + INDICATORS + TOTAL,
        ("| 实际完成情况", "| 年度总体目标完成情况"),
    ),
    "the unit again in a column behind the target": HEAD
    + FUNDS
    + GOALS
    + changed(
        INDICATORS,
        ("年度指标值", "年度指标值 | 计量单位"),
        ("≥100公里", "≥100公里 | 公里"),
        ("=100%", "=100% | %"),
        ("| 缩短 | 缩短", "| 缩短 | | 缩短"),
    )
    + TOTAL,
    "the block named in each row, names called by an unknown word": HEAD
    + FUNDS
    + GOALS
    + changed(REPEATED, ("三级指标", "考核要点"))
    + TOTAL,
    "the goal called like its block": changed(USUAL, ("预期目标", "年度目标")),
    "the block called like the outcome": changed(
        USUAL, ("年度总体目标", "年度总体目标⏎完成情况"), ("实际完成情况", "年度总体目标完成情况")
    ),
    "a word more in a heading": changed(USUAL, ("| 分值 | 得分 | 偏", "| 本项分值 | 得分 | 偏")),
    "slips of the pen in headings": changed(
        USUAL,
        ("全年预算数", "全年予算数"),
        ("实际完成值", "实际完成直"),
        ("| 分值 | 得分 | 偏", "| 分植 | 得份 | 偏"),
    ),
    "slips of the pen in the head": changed(
        USUAL, ("项目名称", "项目名你"), ("主管部门", "主管部们"), ("预期目标", "予期目标")
    ),
}


def usual(folder: Path) -> Evaluation:
    """The form in its usual drawing, whose figures are looked at one by one below."""
    (form,) = read_table(USUAL, folder)
    return form.evaluation


def said(form: ReadForm) -> set[str]:
    return {finding.code for finding in form.findings}


def as_usual(evaluation: Evaluation) -> Evaluation:
    """The same whatever the official form and the name of the total fund are."""
    total, *parts = evaluation.funds
    return replace(
        evaluation, form="national-2020", funds=(replace(total, item="年度资金总额"), *parts), year=2022
    )


def test_the_usual_drawing_is_read_whole(tmp_path: Path) -> None:
    read = usual(tmp_path)
    assert (read.form, read.year, read.project) == ("national-2020", 2022, "道路养护")
    assert (read.department, read.unit) == ("市交通局", "公路段")
    assert (read.expected_goal, read.actual_outcome) == ("养护一百公里", "养护九十公里")
    assert [(fund.item, fund.initial_budget) for fund in read.funds] == [
        ("年度资金总额", Decimal(120)),
        ("其中：财政拨款", Decimal(120)),
    ]
    assert [(row.level1, row.level3, row.target) for row in read.indicators] == [
        ("产出指标", "养护里程", "≥100公里"),
        ("产出指标", "合格率", "=100%"),
        ("效益指标", "出行时间", "缩短"),
    ]
    assert (read.total_weight, read.total_score) == (Decimal(100), Decimal(94))


@pytest.mark.parametrize("name", ALIKE)
def test_a_habit_changes_nothing_that_is_read(name: str, tmp_path: Path) -> None:
    (form,) = read_table(ALIKE[name], tmp_path)
    assert as_usual(form.evaluation) == as_usual(usual(tmp_path))


def test_headings_with_circled_numbers_are_not_guessed(tmp_path: Path) -> None:
    (form,) = read_table(ALIKE["circled numbers in headings"], tmp_path)
    assert "heading-guessed" not in said(form)


GUESSED = [
    "a word more in a heading",
    "slips of the pen in headings",
    "slips of the pen in the head",
]


@pytest.mark.parametrize("name", GUESSED)
def test_a_guess_is_told(name: str, tmp_path: Path) -> None:
    (form,) = read_table(ALIKE[name], tmp_path)
    assert "heading-guessed" in said(form)


def test_a_target_in_three_columns_is_known_by_what_stands_in_them(tmp_path: Path) -> None:
    (form,) = read_table(HEAD + FUNDS + GOALS + SPLIT + TOTAL, tmp_path)
    assert form.evaluation.indicators == usual(tmp_path).indicators
    assert "heading-guessed" in said(form)


def test_money_below_the_indicators_is_found_on_each_of_two_forms(tmp_path: Path) -> None:
    one = HEAD + INDICATORS + TOTAL + FUNDS + GOALS + REMARKS
    forms = read_table(one + changed(one, ("道路养护", "桥梁养护")), tmp_path)
    assert [form.evaluation.project for form in forms] == ["道路养护", "桥梁养护"]
    assert [form.evaluation.funds for form in forms] == [usual(tmp_path).funds] * 2
    assert [form.evaluation.actual_outcome for form in forms] == ["养护九十公里"] * 2


def test_blank_goals_below_the_indicators_stay_blank(tmp_path: Path) -> None:
    blank = "年度总体目标 | 预期目标 | < | < | 实际完成情况\n"
    (form,) = read_table(HEAD + INDICATORS + TOTAL + FUNDS + blank, tmp_path)
    assert form.evaluation.expected_goal is form.evaluation.actual_outcome is None
    assert form.evaluation.funds == usual(tmp_path).funds


def test_goals_are_read_where_the_official_form_has_none(tmp_path: Path) -> None:
    text = """
    项目自评表
    项目名称 | 道路养护 | 主管部门 | 市交通局 | 项目实施单位 | 公路段
    预算执行情况（万元）（20分） | | 预算数（A） | 执行数（B） | 执行率（B/A） | 得分（20分×执行率）
    ^ | 年度财政资金总额 | 100 | 90 | 90% | 18
    年度总体目标 | 预期目标 | 养护一百公里
    ^ | 实际完成情况 | 养护九十公里
    年度绩效目标（80分） | 一级指标 | 二级指标 | 三级指标 | 年初目标值（A） | 实际完成值（B） | 得分
    ^ | 产出指标（40分） | 数量指标 | 养护里程 | 100公里 | 90公里 | 36
    ^ | 效益指标（40分） | 社会效益 | 出行时间 | 缩短 | 缩短 | 40
    """
    (form,) = read_table(text, tmp_path)
    assert form.evaluation.form == "hubei"
    assert (form.evaluation.expected_goal, form.evaluation.actual_outcome) == ("养护一百公里", "养护九十公里")


def test_a_heading_of_two_rows_again_after_a_page_break_is_no_indicator(tmp_path: Path) -> None:
    heading = """
    一级指标 | 二级指标 | 三级指标 | 完成 | < | 分值 | 得分 | 偏差原因分析及改进措施
    ^ | ^ | ^ | 年度指标值 | 实际完成值 | ^ | ^ | ^
    """
    rows = """
    产出指标 | 数量指标 | 养护里程 | ≥100公里 | 90公里 | 50 | 45 | 雨季停工
    ^ | 质量指标 | 合格率 | =100% | 100% | 10 | 10 |
    """
    last = "\n效益指标 | 社会效益指标 | 出行时间 | 缩短 | 缩短 | 30 | 30 |\n"
    for goals in (GOALS, ""):
        (form,) = read_table(HEAD + FUNDS + goals + heading + rows + heading + last, tmp_path)
        assert form.evaluation.indicators == usual(tmp_path).indicators
        assert form.evaluation.funds == usual(tmp_path).funds


def test_a_title_again_after_a_page_break_is_no_group(tmp_path: Path) -> None:
    rows = changed(LEFT_OUT, ("^ | ", " | "), ("效益指标 | 社", "项目支出绩效自评表（续表）\n效益指标 | 社"))
    (form,) = read_table(HEAD + FUNDS + GOALS + rows, tmp_path)
    assert form.evaluation.indicators == usual(tmp_path).indicators


def test_a_group_in_its_own_row_is_found_beside_the_name_of_the_block(tmp_path: Path) -> None:
    rows = """
    绩效指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
    绩效指标 | 产出指标 | < | < | < | < | < | <
    绩效指标 | 数量指标 | 养护里程 | ≥100公里 | 90公里 | 50 | 45 | 雨季停工
    绩效指标 | 质量指标 | 合格率 | =100% | 100% | 10 | 10 |
    绩效指标 | 效益指标 | < | < | < | < | < | <
    绩效指标 | 社会效益指标 | 出行时间 | 缩短 | 缩短 | 30 | 30 |
    """
    (form,) = read_table(HEAD + FUNDS + GOALS + rows, tmp_path)
    assert form.evaluation.indicators == usual(tmp_path).indicators


def test_the_last_fund_is_no_group_of_indicators(tmp_path: Path) -> None:
    rows = """
    | 社会资金 | | 0
    绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
    ^ | | | 养护里程 | ≥100公里 | 90公里 | 50 | 45
    ^ | | | 合格率 | =100% | 100% | 10 | 10
    """
    (form,) = read_table(HEAD + FUNDS + rows, tmp_path)
    assert [row.level1 for row in form.evaluation.indicators] == [None, None]


def test_a_cover_of_another_project_is_not_taken_for_the_head(tmp_path: Path) -> None:
    cover = "封面\n项目名称 | 桥梁养护\n项目单位 | 桥梁所\n主管部门 | 市水利局\n"
    (form,) = read_table(cover + "//" + changed(USUAL, ("项目名称", "这个事项")), tmp_path)
    read = form.evaluation
    assert (read.project, read.department, read.unit) == (None, "市交通局", "公路段")
    assert "label-not-found" in said(form)


def test_labels_over_their_values_are_known_with_a_slip_of_the_pen(tmp_path: Path) -> None:
    above = "项目名你 | 主管部门 | 实施单位\n道路养护 | 市交通局 | 公路段\n"
    head = HEAD.splitlines()
    (form,) = read_table("\n".join(head[:3]) + "\n" + above + FUNDS + GOALS + INDICATORS + TOTAL, tmp_path)
    assert form.evaluation == usual(tmp_path)


def test_a_column_of_the_funds_that_another_form_lacks_tells_which_form_it_is(tmp_path: Path) -> None:
    text = changed(USUAL, ("年初预算数", "年初予算数"), ("| 执行率", "| 执行率（B/A）"))
    (form,) = read_table(text, tmp_path)
    assert form.evaluation.funds == usual(tmp_path).funds


def test_a_heading_that_means_the_outcome_elsewhere_is_that_of_the_actual_value(tmp_path: Path) -> None:
    rows = changed(INDICATORS, ("| 实际完成值", "| 实际完成情况 | 完成程度"), ("90公里", "90公里 | 90%"))
    rows = changed(rows, ("| 100% ", "| 100% | 100% "), ("缩短 | 缩短", "缩短 | 缩短 | "))
    (form,) = read_table(HEAD + FUNDS + GOALS + rows, tmp_path)
    assert form.evaluation.indicators == usual(tmp_path).indicators


def unknown(text: str) -> str:
    """The form with a heading of which hardly a word is known."""
    words = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值")
    return changed(text, *((word, f"甲{number}") for number, word in enumerate(words)), ("道路", "桥梁"))


def beside(left: str, right: str) -> str:
    """Two forms beside each other, a blank column between."""
    lines = [text.strip().replace("\n\n", "\n").splitlines() for text in (left, right)]
    wide = max(line.count("|") for line in lines[0]) + 1
    apart = (one + " |" * (wide - one.count("|")) + "|" + other for one, other in zip(*lines, strict=True))
    return "\n".join(apart)


def test_a_form_that_nobody_can_read_is_told_by_the_one_on_its_left(tmp_path: Path) -> None:
    (form,) = read_table(beside(USUAL, unknown(USUAL)), tmp_path)
    assert form.evaluation == usual(tmp_path)
    (place,) = (finding.place for finding in form.findings if finding.code == "table-unread")
    assert place.cell == "K1"


def test_a_form_of_unknown_head_and_heading_lends_nothing_to_the_one_below(tmp_path: Path) -> None:
    strange = changed(unknown(USUAL), ("项目名称", "甲"), ("主管部门", "乙"), ("实施单位", "丙"))
    (form,) = read_table(strange + USUAL, tmp_path)
    assert form.evaluation == usual(tmp_path)


@pytest.mark.parametrize("name", ["below", "above", "on the next sheet"])
def test_a_form_that_nobody_can_read_is_told_by_the_one_beside_it(name: str, tmp_path: Path) -> None:
    text = {
        "below": USUAL + unknown(USUAL),
        "above": unknown(USUAL) + USUAL,
        "on the next sheet": USUAL + "//" + unknown(USUAL),
    }[name]
    (form,) = read_table(text, tmp_path)
    assert form.evaluation == usual(tmp_path)
    (place,) = (finding.place for finding in form.findings if finding.code == "table-unread")
    height = len(USUAL.strip().splitlines()) - USUAL.count("\n\n")
    expected = {"below": ("表1", f"A{height + 1}"), "above": ("表1", "A1")}
    assert (place.sheet, place.cell) == expected.get(name, ("表2", "A1"))


def test_a_heading_that_nearly_says_the_points_is_no_actual_value(tmp_path: Path) -> None:
    words = [("年度指标值", "该做到多少"), ("实际完成值", "做到了多少"), ("| 执行率", "| 执行率（B/A）")]
    points = ("| 分值 | 得分 | 偏", "| 规定分值 | 得分 | 偏")
    (form,) = read_table(changed(USUAL, *words, points), tmp_path)
    assert form.evaluation.indicators == usual(tmp_path).indicators


@pytest.mark.parametrize("word", ["初始预算数", "期初的预算数"])
def test_a_budget_of_the_beginning_is_not_that_of_the_year(word: str, tmp_path: Path) -> None:
    (form,) = read_table(changed(USUAL, ("年初预算数", word), ("全年预算数", "改后的钱")), tmp_path)
    assert form.evaluation.funds[0].annual_budget != Decimal(120)


def test_a_heading_with_the_first_and_the_third_level_is_enough(tmp_path: Path) -> None:
    (form,) = read_table(changed(USUAL, ("二级指标", "次级分类"), ("年度指标值", "该做到多少")), tmp_path)
    assert form.evaluation == usual(tmp_path)
    assert "heading-guessed" in said(form)


def test_a_year_over_the_title_belongs_to_the_form_below_it(tmp_path: Path) -> None:
    other = changed(USUAL, ("道路养护", "桥梁养护"), ("（2022年度）\n", ""))
    forms = read_table(USUAL + "某市2021年\n" + other, tmp_path)
    assert [form.evaluation.year for form in forms] == [2022, 2021]


def test_the_names_of_the_funds_are_never_their_amounts(tmp_path: Path) -> None:
    funds = changed(FUNDS, ("年初预算数", "另一个数"), ("120", "1,120.5"))
    (form,) = read_table(HEAD + funds + GOALS + INDICATORS + TOTAL, tmp_path)
    assert [fund.item for fund in form.evaluation.funds] == ["年度资金总额", "其中：财政拨款"]
