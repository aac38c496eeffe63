"""The execution of the budget as a row of the indicators: counted once, and told where it stands twice."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import foreign
from tests.helpers.inbox import table
from tests.helpers.program import xltools
from tests.helpers.rosters import roster_book
from xltools.check import check_file
from xltools.collect import collect
from xltools.findings import Finding
from xltools.read import read_file
from xltools.recalculate import recalculate_file

Values = list[Any]

HEAD: list[Values] = [
    ["项目支出绩效自评表"],
    ["（2024年度）"],
    ["项目名称", "农村公路养护"],
    ["主管部门", "市交通局", None, None, "实施单位", "市公路中心"],
]
SCORED: list[Values] = [
    ["项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    [None, "年度资金总额", 100, 100, 95, 10, 0.95, 9.5],
]
BARE: list[Values] = [
    ["项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数", "执行率"],
    [None, "年度资金总额", 100, 100, 95, 0.95],
]
GOALS: list[Values] = [
    ["年度总体目标", "预期目标", None, None, None, "实际完成情况"],
    [None, "养护农村公路120公里，改善通行条件。", None, None, None, "养护了农村公路125公里。"],
]
HEADING: Values = ["绩效指标", *foreign.HEADING]
ROWS: list[Values] = [
    [None, "产出指标", "数量指标", "养护里程", "≥120公里", "125公里", 30, 30],
    [None, "产出指标", "质量指标", "验收合格率", "≥98%", "99%", 20, 20],
    [None, "效益指标", "社会效益指标", "通行时间下降", "≥10%", "12%", 30, 28, "施工影响通行，下年避开高峰"],
    [None, "满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "95%", 10, 10],
]
REASON = "尾款下年支付"
LEVEL1: Values = [None, "预算执行率", None, None, "100%", "95%", 10, 9.5, REASON]
WITH_POINTS: Values = [None, "预算执行情况（10分）", None, "资金支付", "100%", "95%", 10, 9.5, REASON]
LEVEL2: Values = [None, "投入指标", "资金执行率", "全年支付", "100%", "95%", 10, 9.5, REASON]
LEVEL3: Values = [None, "产出指标", "时效指标", "预算执行率", "100%", "95%", 10, 9.5, REASON]


def drawn(
    folder: Path,
    row: Values,
    funds: list[Values] = SCORED,
    rows: list[Values] = ROWS,
    total: tuple[float, float] = (100, 97.5),
) -> Path:
    below = ["总分", None, None, None, None, None, *total]
    return roster_book(folder / "表.xlsx", [*HEAD, *funds, *GOALS, HEADING, row, *rows, below])


def told(path: Path) -> dict[str, Finding]:
    return {finding.code: finding for finding in check_file(path).findings}


@pytest.mark.parametrize("row", [LEVEL1, WITH_POINTS, LEVEL2, LEVEL3])
def test_points_that_the_funds_have_too_count_once_and_that_is_told(row: Values, tmp_path: Path) -> None:
    findings = told(drawn(tmp_path, row))
    assert set(findings) <= {"execution-as-indicator", "group-returns"}
    finding = findings["execution-as-indicator"]
    column = "BCD"[next(at for at, name in enumerate(row[1:4]) if "执行" in (name or ""))]
    assert finding.place.cell == f"{column}10"
    assert finding.what.endswith("是同一件事，合计时只算一次。")


@pytest.mark.parametrize("row", [LEVEL1, WITH_POINTS, LEVEL2, LEVEL3])
def test_points_that_only_the_row_has_are_those_of_the_execution(row: Values, tmp_path: Path) -> None:
    path = drawn(tmp_path, row, BARE)
    assert set(told(path)) <= {"label-not-found", "group-returns"}
    collect([path], tmp_path / "汇总.xlsx")
    (line, *_) = table(tmp_path / "汇总.xlsx", "汇总")
    names = ("预算执行得分", "指标得分合计", "填报总分", "核算总分", "建议总分（高）", "等级")
    assert [line[name] for name in names] == [9.5, 88, 97.5, 97.5, 99.5, "优"]
    sources = {one["汇总栏目"]: one for one in table(tmp_path / "汇总.xlsx", "来源")}
    assert sources["预算执行得分"]["单元格"] == "H10"
    assert "得分 9.5" in xltools("read", path).out


def test_the_summary_counts_once_what_stands_twice(tmp_path: Path) -> None:
    collect([drawn(tmp_path, LEVEL1)], tmp_path / "汇总.xlsx")
    (line, *_) = table(tmp_path / "汇总.xlsx", "汇总")
    names = ("预算执行得分", "指标得分合计", "填报减核算", "建议总分（低）", "等级")
    assert [line[name] for name in names] == [9.5, 88, 0, 99.5, "优"]


def test_what_was_typed_stays_where_the_two_places_differ(tmp_path: Path) -> None:
    row = [*LEVEL1[:7], 9, REASON]
    for total in (97, 97.5):  # with the one, or with the other
        path = drawn(tmp_path, row, total=(100, total))
        findings = told(path)
        assert set(findings) == {"execution-as-indicator"}
        said = findings["execution-as-indicator"].what
        assert "两处不一致：这里 10 分得 9 分，项目资金里 10 分得 9.5 分" in said
        (form,) = read_file(path).forms
        scores = form.evaluation.indicators[0].score, form.evaluation.funds[0].score
        assert scores == (Decimal(9), Decimal("9.5"))
    assert told(drawn(tmp_path, row, total=(100, 98)))["total-score-wrong"].expected == "97"


def test_a_copy_that_is_recalculated_sums_it_once(tmp_path: Path) -> None:
    done = recalculate_file(drawn(tmp_path, LEVEL1), tmp_path / "重算.xlsx")
    changes = {change.path: (change.formula, change.after) for change in done.changes}
    formula, after = changes["total_score"]
    assert (formula or "").endswith("SUM(H10:H14),10),2))")
    assert after == Decimal("97.5")
    assert not any(path.startswith("indicators") for path in changes)


def test_an_indicator_that_makes_the_whole_together_with_the_funds_is_one_of_its_own(tmp_path: Path) -> None:
    rows = [[*ROWS[0][:6], 20, 20], *ROWS[1:]]
    for row in (LEVEL1, LEVEL3):
        path = drawn(tmp_path, row, rows=rows, total=(100, 97))
        findings = told(path)
        assert findings["execution-as-indicator"].what.endswith("会重复计分。")
        assert not {"weights-not-100", "total-score-wrong"} & set(findings)


def test_a_group_called_so_is_no_single_row(tmp_path: Path) -> None:
    names = ("预算调整率", "公用经费控制率")
    parts = [[None, "过程", "预算执行", name, "100%", "100%", 5, 5] for name in names]
    path = drawn(tmp_path, parts[0], rows=[parts[1], [*ROWS[0][:6], 20, 20], *ROWS[1:]], total=(100, 97.5))
    assert "execution-as-indicator" not in told(path)
    assert "total-score-wrong" not in told(path)


def test_in_a_form_of_ours_both_are_summed_as_its_formula_does(tmp_path: Path) -> None:
    data = tmp_path / "一份.json"
    data.write_text(
        """{"year": 2024, "project": "甲", "funds": [{"item": "年度资金总额", "annual_budget": "100",
        "executed": "95", "weight": "10"}], "indicators": [{"level1": "预算执行率", "level3": "支付",
        "target": "100%", "actual": "95%", "weight": "10", "score": "9.5"}]}""",
        "utf-8",
    )
    path = tmp_path / "甲.xlsx"
    assert xltools("new", "--form", "national-2020", "--data", data, "-o", path).code == 0
    (form,) = read_file(path).forms
    assert form.evaluation.total_score == 19
    findings = told(path)
    assert findings["execution-as-indicator"].path == "indicators[0].level1"
    assert "total-score-wrong" not in findings
