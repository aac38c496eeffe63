"""Every code: a form in which it is found, alone and at its cell, and a twin that is in order."""

from __future__ import annotations

import pytest

from tests.helpers.filled import FORM, filled
from tests.helpers.finding_cases import CASES, Case, points
from xltools.findings import Raised, catalogue
from xltools.rules.checks import check, check_issued, check_together

ISSUED_CASES = [
    Case("indicator-removed", "indicators", {"indicators[3]": None}, {}),
    Case(
        "indicator-added",
        "indicators[9].level3",
        {"indicators[9]": "产出指标 | 数量指标 | 教材册数 | ≥1册 | 1册 | 1 | 1 |"},
        {"indicators[3].level3": "系统运行 稳定率"},
    ),
    Case("weight-changed", "indicators[0].weight", points(r0="9"), points(r0="8.0")),
    Case("weight-changed", "funds[0].weight", {"funds[0].weight": "20"}, {"funds[0].weight": "10"}),
    Case(
        "target-changed",
        "indicators[0].target",
        {"indicators[0].target": "≥10场"},
        {"indicators[0].target": "≥ １２场"},
    ),
    Case(
        "budget-changed",
        "funds[0].annual_budget",
        {"funds[0].annual_budget": "508801"},
        {"funds[0].annual_budget": "508800.00", "funds[0].executed": "1"},
    ),
    Case(
        "budget-changed",
        "funds[0].initial_budget",
        {"funds[0].initial_budget": "1"},
        {"funds[3].executed": "1"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_wrong_form_has_this_finding_alone_and_at_its_cell(case: Case) -> None:
    found = check(filled(case.wrong), FORM.definition, FORM.pack)
    assert [(finding.code, finding.path, finding.also) for finding in found] == [
        (case.code, case.path, case.also)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_its_twin_in_order_has_none(case: Case) -> None:
    assert check(filled(case.right), FORM.definition, FORM.pack) == []


@pytest.mark.parametrize("case", ISSUED_CASES, ids=lambda case: case.id)
def test_beside_the_issued_form(case: Case) -> None:
    found = check_issued(filled(case.wrong), filled())
    assert [(finding.code, finding.path) for finding in found] == [(case.code, case.path)]
    assert check_issued(filled(case.right), filled()) == []


def test_one_project_in_two_files() -> None:
    first, again = filled(), filled({"funds[0].executed": "1"})
    found = check_together({"甲.xlsx": first, "乙.xlsx": again, "丙.xlsx": filled({"unit": "另一单位"})})
    assert {name: [finding.code for finding in findings] for name, findings in found.items()} == {
        "甲.xlsx": ["duplicate-project", "same-reason-pasted"],
        "乙.xlsx": ["duplicate-project", "same-reason-pasted"],
        "丙.xlsx": ["same-reason-pasted"],
    }
    assert found["甲.xlsx"][0].path == "project"
    assert "乙.xlsx" in found["甲.xlsx"][0].what
    assert "甲.xlsx" not in found["甲.xlsx"][0].what


def test_one_reason_in_three_files() -> None:
    names = ("甲", "乙", "丙")
    forms = {
        name: filled({"project": name, "indicators[6].reason": f"{name}项目的学员缺席。"}) for name in names
    }
    found = check_together(forms)["丙"]
    assert [(finding.code, finding.path) for finding in found] == [
        ("same-reason-pasted", "indicators[1].reason")
    ]
    assert found[0].what == "这个偏差原因在 3 份表里一字不差，另见：甲、乙。"


def test_many_forms_are_named_by_the_first_three() -> None:
    forms = {f"{number}.xlsx": filled() for number in range(1, 7)}
    assert check_together(forms)["2.xlsx"][0].what == (
        "同一单位、同一年度的项目“从业人员培训经费项目”还有：1.xlsx、3.xlsx、4.xlsx 等 5 份。"
    )


def test_two_forms_of_different_projects_are_in_order() -> None:
    assert check_together({"甲": filled(), "乙": filled({"project": "另一个项目"})}) == {"甲": [], "乙": []}


def test_every_code_that_a_check_raises_is_shown_wrong_and_right() -> None:
    shown = {case.code for case in (*CASES, *ISSUED_CASES)} | {"total-above-cap"}  # test_checks_packs
    assert shown == {code for code, kind in catalogue().items() if kind.raised is Raised.CHECK}
    together = {"duplicate-project", "same-reason-pasted"}  # the three tests above
    together |= {
        "execution-rate-stands-out",
        "total-score-stands-out",
        "department-all-full",
    }  # test_checks_outliers
    assert together == {code for code, kind in catalogue().items() if kind.raised is Raised.COLLECT}
