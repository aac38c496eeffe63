"""Thresholds, weights, caps and rules are those of the place: its pack judges, and its source is cited."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.helpers.filled import FORM, filled, published_forms
from tests.helpers.finding_cases import amounts, points, row
from xltools.findings import Finding
from xltools.library import load_pack
from xltools.model import Evaluation
from xltools.rules.checks import check
from xltools.rules.pack.model import RulePack
from xltools.rules.record import evaluation_from_json, evaluation_to_json
from xltools.rules.scoring.computed import compute

NATIONAL, HUBEI, CAPPED = (load_pack(name) for name in ("national", "hubei", "execution-cap"))
PROVINCIAL = load_pack("provincial-linear-reverse")

# executed ÷ budget = 65 %: the total is at most 79
LOW = amounts("executed", "330720", "321920", "8800", "0")


def found(evaluation: Evaluation, pack: RulePack) -> list[Finding]:
    return check(evaluation, FORM.definition, pack)


def codes(evaluation: Evaluation, pack: RulePack) -> list[str]:
    return [finding.code for finding in found(evaluation, pack)]


def test_over_achievement_begins_where_the_pack_says() -> None:
    over = filled(row(0, actual="15场"))  # 125 % of 12
    assert codes(over, NATIONAL) == []
    (finding,) = found(over, PROVINCIAL)
    assert finding.code == "over-without-reason"
    assert "120%" in finding.rule
    assert "待核" in finding.source
    far = filled(row(0, actual="120场"))
    assert codes(far, NATIONAL) == ["over-without-reason"]
    assert codes(far, replace(NATIONAL, over_achievement=None)) == []


def test_a_total_above_what_the_execution_rate_allows() -> None:
    (finding,) = found(filled({**LOW, "total_score": "92.50"}), CAPPED)
    assert (finding.code, finding.path) == ("total-above-cap", "total_score")
    assert finding.what == "总分填的是 92.5；执行率 65.00%，总分最高 79。"
    assert finding.rule.startswith("总分封顶：")
    assert codes(filled({**LOW, "total_score": "79"}), CAPPED) == []
    assert codes(filled({**LOW, "total_score": "92.50"}), NATIONAL) == []
    # what is neither the sum nor the cap is no sum
    assert codes(filled({**LOW, "total_score": "91"}), CAPPED) == ["total-score-wrong"]


def test_whole_and_groups_are_the_packs() -> None:
    split = NATIONAL.weights.splits[0]
    even = tuple(
        replace(group, weight=Decimal(weight))
        for group, weight in zip(split.groups, (10, 50, 20, 20), strict=True)
    )
    place = replace(NATIONAL, weights=replace(NATIONAL.weights, splits=(replace(split, groups=even),)))
    moved = filled(points(r7="5", r8="20"))
    assert codes(moved, NATIONAL) == ["group-weight-differs"]
    assert codes(moved, place) == []
    (finding,) = found(filled(), place)
    assert (finding.path, finding.also) == ("indicators[6].level1", ("indicators[8].level1",))
    assert finding.what == "效益指标 30（应为 20）、满意度指标 10（应为 20）。"
    assert (finding.rule, finding.source) == (f"{split.basis.text}。", split.basis.source)
    large = replace(NATIONAL, weights=replace(NATIONAL.weights, total=Decimal(120)))
    assert codes(filled(), large) == ["weights-not-100"]


def test_the_wide_tolerance_of_a_place() -> None:
    lax = replace(NATIONAL, weights=replace(NATIONAL.weights, tolerance=Decimal(5)))
    assert codes(filled(points(r0="11")), NATIONAL) == ["weights-not-100"]
    assert codes(filled(points(r0="11")), lax) == []


def test_groups_together_as_hubei_has_them() -> None:
    (finding,) = found(filled({"funds[0].weight": "20"}), HUBEI)  # 20 + 90
    assert finding.code == "weights-not-100"
    assert finding.what == "分值合计 110，应为 100：绩效指标 90（应为 80）。"


@pytest.mark.parametrize(("total", "wrong"), [("100", []), ("120", ["total-score-wrong"])])
def test_indicators_of_100_points_are_weighted_to_80_in_hubei(total: str, wrong: list[str]) -> None:
    evaluation, definition = published_forms()[1]
    typed = replace(evaluation, total_score=Decimal(total))
    told = [finding.code for finding in check(typed, definition, HUBEI)]
    assert [code for code in told if code.startswith("total")] == wrong
    assert compute(typed, definition, HUBEI)["total_score"] == 100
    assert compute(typed, definition, NATIONAL)["total_score"] == 120


def test_indicators_of_80_points_are_not() -> None:
    record = evaluation_to_json(published_forms()[1][0])
    for indicator in record["indicators"]:
        indicator["level1"] = indicator["level1"].replace("60分", "40分")
    evaluation = evaluation_from_json(record, "湖北")[0]
    assert compute(evaluation, FORM.definition, HUBEI)["total_score"] == 120


def test_a_score_is_compared_with_what_the_rule_of_the_place_gives() -> None:
    late = filled(row(4, target="≤10天", actual="12天", score="7.5", reason="材料迟到。改进措施：提前催办。"))
    assert codes(late, NATIONAL) == ["score-above-ratio"]  # 10 ÷ 12 × 8 = 6.67
    (finding,) = found(late, PROVINCIAL)
    assert (
        finding.what
        == "目标 ≤10天，实际 12天，按规则测算 6.4 分（(1 − (12 − 10) ÷ 10) × 8 = 6.40），填了 7.5 分。"
    )
    assert "待核" not in finding.source


def test_a_missed_target_with_full_marks_cites_the_rule() -> None:
    (finding,) = found(filled(row(1, score="8")), PROVINCIAL)
    assert finding.source == "某省预算绩效管理系统"
    assert finding.rule.startswith("≥、>：达到目标得满分")
