"""Forms whose headings are English only, or speak of 考评; and tables that are none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.rosters import roster_book
from xltools.check import check_file
from xltools.model import Fund, Indicator
from xltools.read import read_file

Values = list[Any]

ENGLISH: list[Values] = [
    ["Project Expenditure Performance Self-Evaluation Form"],
    ["Project name", "Rural roads"],
    ["Competent department", "Transport", None, None, "Implementing unit", "Road centre"],
    ["Project funds", None, "Initial budget", "Budget", "Executed amount", "Weight", "Execution rate"],
    [None, "Total funds", 100, 100, 95, 10, 0.95, 9.5],
    ["Overall goal", "Expected goal", None, None, None, "Actual outcome"],
    [None, "Maintain 120 km.", None, None, None, "125 km were maintained."],
    ["Indicators", "Level-1 indicator", "Level-2 Indicator", "LEVEL-3 INDICATOR", "Target value"],
    [None, "Output", "Quantity", "Kilometres", "≥120", "125", 50, 50, None],
    [None, "Benefit", "Social", "Travel time", "≥10%", "12%", 40, 38, "Works"],
    ["Total", None, None, None, None, None, 100, 97.5],
]
ENGLISH[3].append("Score")
ENGLISH[7] += ["Actual value", "Weight", "Score", "Reason for deviation"]
APPRAISED: list[Values] = [
    ["道路养护绩效自评表（2024年度）"],
    ["项目名称", "道路养护", "实施单位", "公路中心"],
    ["考评项目", "考评内容", "目标值", "完成值", "考评分值", "考评得分", "扣分原因"],
    ["产出指标", "养护里程", "120公里", "125公里", 30, 30],
    ["产出指标", "验收合格率", "98%", "99%", 30, 30],
    ["效益指标", "通行时间", "10%", "12%", 40, 38, "施工"],
    ["总分", None, None, None, 100, 98],
]


def told(one: Indicator) -> tuple[Any, ...]:
    return one.level1, one.level3, one.target, one.actual, one.weight, one.score


def test_english_headings_are_read(tmp_path: Path) -> None:
    (form,) = read_file(roster_book(tmp_path / "form.xlsx", ENGLISH)).forms
    said = form.evaluation
    assert (said.project, said.department, said.unit) == ("Rural roads", "Transport", "Road centre")
    assert (said.expected_goal, said.actual_outcome) == ("Maintain 120 km.", "125 km were maintained.")
    (fund,) = said.funds
    assert fund == Fund("Total funds", *map(Decimal, ("100", "100", "95", "10", "0.95", "9.5")))
    rows = [told(one) for one in said.indicators]
    assert rows == [
        ("Output", "Kilometres", "≥120", "125", 50, 50),
        ("Benefit", "Travel time", "≥10%", "12%", 40, 38),
    ]
    assert said.indicators[1].reason == "Works"
    assert (said.total_weight, said.total_score) == (Decimal(100), Decimal("97.5"))


def test_headings_of_an_appraisal_are_read(tmp_path: Path) -> None:
    path = roster_book(tmp_path / "表.xlsx", APPRAISED)
    (form,) = read_file(path).forms
    said = form.evaluation
    rows = [told(one) for one in said.indicators]
    assert rows[0] == ("产出指标", "养护里程", "120公里", "125公里", 30, 30)
    assert [row.reason for row in said.indicators] == [None, None, "施工"]
    assert said.total_score == 98


def test_a_file_without_points_of_execution_needs_none(tmp_path: Path) -> None:
    """They were added to the 100 that its indicators come to."""
    codes = [finding.code for finding in check_file(roster_book(tmp_path / "表.xlsx", APPRAISED)).findings]
    assert "weights-not-100" not in codes
    fewer = [*APPRAISED[:3], ["产出指标", "里程", "120公里", "125公里", 20, 20], *APPRAISED[4:]]
    codes = [finding.code for finding in check_file(roster_book(tmp_path / "少.xlsx", fewer)).findings]
    assert "weights-not-100" not in codes  # with the 10 that the form prints
    fewer[3][4] = 15
    codes = [finding.code for finding in check_file(roster_book(tmp_path / "少.xlsx", fewer)).findings]
    assert "weights-not-100" in codes


@pytest.mark.parametrize(
    "heading",
    [
        ["Indicator", "Target", "Actual", "Weight", "Score"],
        ["Performance indicator", "Unit", "Target value", "Actual value", "Score"],
        ["Goal", "Level-1 indicator", "Target", "Actual", "Score"],
        ["Project name", "Budget", "Executed amount", "Score", "Remarks"],
        ["Name", "Target", "Actual", "Total", "Remarks"],
    ],
)
def test_other_tables_in_english_are_no_forms(heading: Values, tmp_path: Path) -> None:
    rows = [["Performance report 2024"], heading, ["Roads", 120, 125, 50, 50], ["Total", None, None, 50, 50]]
    assert read_file(roster_book(tmp_path / "table.xlsx", rows)).outcome == "not-a-form"
