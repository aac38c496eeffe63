"""Suggested scores: from the texts people type to a score, a range, or the reason why there is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.packs import PACKS, changed
from tests.helpers.readings import rows
from xltools.library import load_pack
from xltools.model import Indicator
from xltools.rules.notation import Outcome, compare, read_notation
from xltools.rules.pack.model import RulePack
from xltools.rules.scoring.suggest import Suggestion, suggest


def ask(target: str | None, actual: str | None, pack: str = "national", **others: str) -> Suggestion:
    """The suggestion for an indicator of 4 points."""
    weight = Decimal(others.pop("weight", "4"))
    return suggest(Indicator(target=target, actual=actual, weight=weight, **others), load_pack(pack), 2022)  # type: ignore[arg-type]  # texts only


SCORES = """
=100%        | =95%         | 3.80 | 95% ÷ 100% × 4 = 3.80
=100%        | 100%         | 4    | 达到目标，得满分 4.00
≥95%         | 0.9          | 3.79 | 90% ÷ 95% × 4 = 3.79
≥95%         | 99%          | 4    | 达到目标，得满分 4.00
5万元        | 40000元      | none | 不作建议：
≥5万元       | 40000元      | 3.20 | 4 ÷ 5 × 4 = 3.20
小于0.9‰     | 0.12%        | 3.00 | 0.9‰ ÷ 1.2‰ × 4 = 3.00
≤10次        | 12次         | 3.33 | 10 ÷ 12 × 4 = 3.33
≤10次        | 8次          | 4    | 达到目标，得满分 4.00
≤10次        | ≤12次        | 3.33 | 10 ÷ 12 × 4 = 3.33
=0起         | 0            | 4    | 达到目标，得满分 4.00
=0起         | 无           | 4    | 达到目标，得满分 4.00
=0起         | 1起          | 0    | 目标 =0起，实际 1起，得 0.00
≤0           | 2            | 0    | 目标 ≤0，实际 2，得 0.00
≤0           | -2           | 4    | 达到目标，得满分 4.00
≥0           | 5            | 4    | 达到目标，得满分 4.00
≥5%          | -3%          | 0    | −3% ÷ 5% × 4 = −2.40，按 0.00 计
≥-5%         | -3%          | 4    | 达到目标，得满分 4.00
下降5%       | 下降3%       | 2.40 | 3% ÷ 5% × 4 = 2.40
约300人      | 290人        | 4    | 达到目标，得满分 4.00
约300人      | 200人        | 2.67 | 200 ÷ 300 × 4 = 2.67
80%~90%      | 85%          | 4    | 达到目标，得满分 4.00
100          | 98%          | 3.92 | 98% ÷ 100% × 4 = 3.92
≥3个；≥5人   | 3个；6人     | 4    | 达到目标，得满分 4.00
12月底前     | 2022年11月   | 4    | 达到目标，得满分 4.00
6次          | 12次         | 4    | 达到目标，得满分 4.00
≥360天       | 100%         | none | 无法比较：单位不同：目标“≥360天”，实际“100%”，不能直接比较
=100%        | 完成         | none | 无法比较：目标可以衡量
=100%        |              | none | 无法比较：没有填实际完成值
             | 95%          | none | 无法比较：没有目标值
≥?0次        | 43次         | none | 无法比较：目标值读不出来
100%         | 1            | none | 不作建议：
<5天         | 5天          | none | 不作建议：实际正好等于目标
≥-5%         | -7%          | none | 不作建议：目标不大于 0，不能按比例计算
=0           | -1           | none | 不作建议：目标为 0，实际是负数，请核实
80%~90%      | 70%          | none | 不作建议：目标是一个范围
80%~90%      | 95%          | none | 不作建议：目标是一个范围
≥95%         | ≤90%         | none | 不作建议：实际写的是“≤90%”，不是一个确定的数
≥95%         | 80%~90%      | none | 不作建议：实际写的是“80%~90%”，不是一个确定的数
=26.41万元   | 30万元       | none | 不作建议：目标没有写≥或≤，分不清多了好还是少了好
=26.41万元   | 20万元       | none | 不作建议：
12个月       | 13个月       | none | 不作建议：目标没有写≥或≤，分不清多了好还是少了好
≥3个；≥5人   | 2个；5人     | none | 不作建议：写了几个数
2022年6月30日前完成 | 2022年7月5日 | none | 不作建议：没有按期完成，扣多少分由人评判
12月底前     | 按时完成     | none | 无法比较：目标是期限
"""


def cases(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("target", "actual", "score", "said"), cases(SCORES))
def test_scores_by_the_national_rules(target: str, actual: str, score: str, said: str) -> None:
    found = ask(target, actual)
    if score == "none":
        assert (found.score, found.low, found.high, found.rule, found.derivation) == (None,) * 5
        assert (found.reason or "").startswith(said)
    else:
        assert (found.score, found.derivation, found.reason) == (Decimal(score), said, None)


LINEAR = """
≤10次        | 12次         | 3.20 | (1 − (12 − 10) ÷ 10) × 4 = 3.20
≤10次        | 25次         | 0    | (1 − (25 − 10) ÷ 10) × 4 = −2.00，按 0.00 计
小于0.9‰     | 0.12%        | 2.67 | (1 − (1.2‰ − 0.9‰) ÷ 0.9‰) × 4 = 2.67
≤10次        | 10次         | 4    | 达到目标，得满分 4.00
=100%        | 95%          | 3.80 | 95% ÷ 100% × 4 = 3.80
"""


@pytest.mark.parametrize(("target", "actual", "score", "said"), cases(LINEAR))
def test_a_province_takes_off_in_step(target: str, actual: str, score: str, said: str) -> None:
    found = ask(target, actual, "provincial-linear-reverse")
    assert (found.score, found.derivation) == (Decimal(score), said)
    assert found.rule is not None
    assert found.rule.confirmed
    assert found.rule.source == "某省预算绩效管理系统"


def test_the_rule_used_is_named() -> None:
    rule = ask("≤10次", "12次").rule
    assert rule is not None
    assert (rule.name, rule.confirmed) == ("quantitative.reverse", False)
    assert "目标值 ÷ 实际完成值 × 分值" in rule.text
    assert "财预〔2020〕10号" in rule.source


@pytest.mark.parametrize(
    ("target", "actual", "bands", "low", "high"),
    [
        ("显著", "显著", (0,), "3.2", "4"),
        ("及时", "达成预期指标", (0,), "3.2", "4"),
        ("及时", "部分达成年度指标并具有一定效果", (1,), "2.4", "3.2"),
        ("及时", "未达成且效果较差。", (2,), "0", "2.4"),
        ("及时", "未及时保障", (0, 1, 2), "0", "4"),
        ("满足需要", "基本满足", (0, 1, 2), "0", "4"),
        ("显著", "满足", (0, 1, 2), "0", "4"),
        ("提高", "提高5%", (0, 1, 2), "0", "4"),
        ("是", "是", (0,), "3.2", "4"),
        ("是", "否", (1, 2), "0", "3.2"),
        ("是", "基本达到", (0, 1, 2), "0", "4"),
        ("是否有利于发展", "是否有利于发展", (0, 1, 2), "0", "4"),
    ],
)
def test_qualitative_results_get_a_range(
    target: str, actual: str, bands: tuple[int, ...], low: str, high: str
) -> None:
    names = [band.name for band in load_pack("national").qualitative.bands]
    found = ask(target, actual)
    assert found.bands == tuple(names[index] for index in bands)
    assert (found.low, found.high, found.score) == (Decimal(low), Decimal(high), None)
    assert found.formula("G9") is None


def test_the_ranges_are_told() -> None:
    assert ask("及时", "未及时保障").derivation == (
        "达成年度指标 3.20～4.00，部分达成并具有一定效果 2.40～3.20，未达成且效果较差 0.00～2.40"
    )
    assert ask("及时", "达成预期指标", "hubei").derivation == "达成年度指标 3.20～4.00"
    assert ask("及时", "部分达成", "hubei").derivation == "部分达成并具有一定效果 2.00～3.20"


def test_nothing_done_is_no_quality() -> None:
    assert ask("良好", "无").reason == "无法比较：没有填实际完成值"


@pytest.mark.parametrize(
    ("target", "actual", "noted"),
    [
        ("6次", "7次", False),
        ("6次", "7.8次", True),
        ("≥6次", "12次", True),
        ("≤6次", "3次", False),
        ("=100%", "95%", False),
    ],
)
def test_far_over_the_target_is_noted(target: str, actual: str, noted: bool) -> None:
    found = ask(target, actual)
    assert (found.note is not None) == noted
    if noted:
        assert found.score == 4
        assert "130%" in (found.note or "")


def test_a_place_that_takes_off_points_without_a_reason() -> None:
    found = ask("6次", "12次", "overachievement-130")
    assert (found.low, found.high, found.score, found.formula("G9")) == (Decimal(2), Decimal(4), None, None)
    assert found.derivation == "达到目标，说明原因的得 4.00；不说明的 4 − 2 = 2.00"
    assert (
        found.note == "实际是目标的 200%，超额较多。实际达到目标 130% 及以上的，要说明原因；不说明的扣 2 分"
    )
    assert found.rule is not None
    assert found.rule.name == "over_achievement"
    assert ask("6次", "7次", "overachievement-130").score == 4


def test_a_place_may_not_speak_of_too_much() -> None:
    found = ask("6次", "7.3次", "provincial-linear-reverse")
    assert "120%" in (found.note or "")


def test_how_a_bare_number_was_read_is_noted() -> None:
    assert ask("≥95%", "0.958").note == "“0.958”没有单位，按 95.8% 比较"


@pytest.mark.parametrize("actual", ["90", "110"])
def test_under_cost_a_bare_target_says_no_direction(actual: str) -> None:
    assert (ask("100", actual, level2="成本指标").reason or "").endswith("分不清多了好还是少了好")
    assert ask("100", "100", level2="成本指标").score == 4
    assert ask("≤100", "110", level2="成本指标").score == Decimal("3.64")


def test_points_are_needed() -> None:
    pack = load_pack("national")
    assert suggest(Indicator(target="1", actual="1"), pack).reason == "没有填分值，不能计算"
    assert ask("1", "1", weight="-1").reason == "分值小于 0，不能计算"
    assert ask("1", "1", weight="0").score == 0
    assert suggest(Indicator(weight=Decimal(4)), pack).reason == "无法比较：没有目标值"


@pytest.mark.parametrize(
    ("target", "actual", "formula"),
    [
        ("=100%", "95%", "MIN(G9,ROUND(ROUND(MAX(95,0)/100*G9,10),2))"),
        ("=100%", "100%", "G9"),
        ("≥5%", "-3%", "MIN(G9,ROUND(ROUND(MAX((-3),0)/5*G9,10),2))"),
        ("≤10次", "12次", "MIN(G9,ROUND(ROUND(10/12*G9,10),2))"),
        ("=0起", "1起", "0"),
        ("12月底前", "2022年11月", "G9"),
        ("≥360天", "100%", None),
        ("≥1.2345678901234567", "1", None),
    ],
)
def test_formulas(target: str, actual: str, formula: str | None) -> None:
    assert ask(target, actual).formula("G9") == formula


def test_a_place_that_truncates() -> None:
    found = suggest(
        Indicator(target="≥3", actual="2", weight=Decimal(4)), changed("rounding", "method", "truncate")
    )
    assert found.derivation == "2 ÷ 3 × 4 = 2.66"
    assert found.formula("G9") == "MIN(G9,ROUNDDOWN(ROUND(MAX(2,0)/3*G9,10),2))"


@pytest.mark.parametrize("file", ["notations.csv", "notations_more.csv"])
@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_what_cannot_be_compared_gets_no_suggestion(pack: RulePack, file: str) -> None:
    for row in rows(file):
        indicator = Indicator(
            level3=row.get("level3"), target=row["target"], actual=row["actual"], weight=Decimal(4)
        )
        found = suggest(indicator, pack, 2022)
        target, actual = read_notation(row["target"]), read_notation(row["actual"])
        outcome = compare(target, actual, indicator=row.get("level3") or "", year=2022).outcome
        if outcome is Outcome.NOT_COMPARABLE:
            assert found.low is None, row
        if outcome is Outcome.JUDGEMENT:
            assert found.score is None, row
        if found.score == 4:
            assert outcome in (Outcome.REACHED, Outcome.OVER), row


NUMBERS = st.decimals(-1000, 1000, allow_nan=False, allow_infinity=False, places=2)


@given(
    st.sampled_from(["≥", ">", "=", "", "≤", "<", "约"]),
    NUMBERS,
    NUMBERS,
    st.sampled_from(["%", "次", "", "万元"]),
    st.decimals(0, 50, places=2),
    st.sampled_from(PACKS),
)
def test_a_suggestion_stays_within_the_weight(
    sign: str, target: Decimal, actual: Decimal, unit: str, weight: Decimal, pack: RulePack
) -> None:
    found = suggest(Indicator(target=f"{sign}{target}{unit}", actual=f"{actual}{unit}", weight=weight), pack)
    assert (found.reason is None) == (found.low is not None) == (found.rule is not None)
    if found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.high <= weight
        assert found.derivation


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_brings_it_down(target: str, actual: str) -> None:
    found = suggest(Indicator(target=target, actual=actual, weight=Decimal(5)), load_pack("national"))
    assert (found.reason is None) == (found.low is not None)
