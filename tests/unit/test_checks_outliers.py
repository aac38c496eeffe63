"""Forms that stand out in a collection: told with the middle they are far from, and only where it is one."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.helpers.filled import filled
from xltools.findings import Finding
from xltools.model import Evaluation
from xltools.rules.checks import check_together

FULL = {
    "indicators[1].score": "8",
    "indicators[1].reason": None,
    "indicators[6].score": "15",
    "indicators[6].reason": None,
}
ONE = filled()
FULL_ONE = filled(FULL)


def form(
    name: str, department: str = "甲局", *, rate: str = "0.95", total: str = "92", full: bool = False
) -> Evaluation:
    """A form with these figures; its reasons are its own."""
    base = FULL_ONE if full else ONE
    funds = (replace(base.funds[0], execution_rate=Decimal(rate)), *base.funds[1:])
    rows = tuple(replace(row, reason=row.reason and f"{name}的学员缺席。") for row in base.indicators)
    return replace(
        base, project=name, department=department, funds=funds, indicators=rows, total_score=Decimal(total)
    )


def told(forms: dict[str, Evaluation]) -> dict[str, list[Finding]]:
    return {name: found for name, found in check_together(forms).items() if found}


def several(count: int, department: str = "甲局", **figures: Any) -> dict[str, Evaluation]:
    return {
        f"{department}{number}": form(f"{department}{number}", department, **figures)
        for number in range(count)
    }


def test_a_rate_far_from_those_of_its_department() -> None:
    found = told({**several(9), "远": form("远", rate="0.12")})
    assert list(found) == ["远"]
    (finding,) = found["远"]
    assert (finding.code, finding.path) == ("execution-rate-stands-out", "funds[0].execution_rate")
    assert finding.what == "执行率 12.00%，甲局的 10 份表的中间值是 95.00%，相差 83 个百分点。"
    assert told({**several(9), "近": form("近", rate="0.66")}) == {}


def test_a_total_far_from_the_others() -> None:
    (finding,) = told({**several(9), "远": form("远", total="70")})["远"]
    assert (finding.code, finding.path) == ("total-score-stands-out", "total_score")
    assert finding.what == "总分 70，甲局的 10 份表的中间值是 92，相差 22 分。"
    assert told({**several(9), "近": form("近", total="77")}) == {}


def test_few_forms_have_no_middle() -> None:
    assert told({**several(6), "远": form("远", rate="0.12", total="60")}) == {}


def test_a_small_department_is_compared_with_all() -> None:
    forms = {**several(8), "小": form("小", "乙局", rate="0.2")}
    (finding,) = told(forms)["小"]
    assert finding.what.startswith("执行率 20.00%，本次汇总的 9 份表的中间值是 95.00%")


def test_a_department_with_its_own_level_is_no_outlier() -> None:
    assert told({**several(20), **several(8, "丙局", rate="0.4", total="70")}) == {}


@pytest.mark.parametrize("seed", range(20))
def test_where_forms_differ_anyway_none_stands_out(seed: int) -> None:
    dice = random.Random(seed)
    rates = [str(Decimal(dice.randint(0, 100)) / 100) for _ in range(40)]
    totals = [str(dice.randint(60, 100)) for _ in range(40)]
    forms = {
        str(number): form(str(number), rate=rate, total=total)
        for number, (rate, total) in enumerate(zip(rates, totals, strict=True))
    }
    assert told(forms) == {}


def test_a_department_in_which_everything_is_full() -> None:
    full = {str(number): form(str(number), full=True) for number in range(5)}
    found = told(full)
    assert {tuple(finding.code for finding in findings) for findings in found.values()} == {
        ("department-all-full",)
    }
    assert found["0"][0].what == "甲局的 5 份表，各项指标得分全部是满分。"
    assert told({**full, "四": form("四")}) == {}
    assert told({name: full[name] for name in "0123"}) == {}
