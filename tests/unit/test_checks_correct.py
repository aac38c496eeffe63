"""A correct form gives no finding: forms put together at random, but in order."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.helpers.filled import FORM, correct_record
from tests.helpers.records import seed_records
from xltools.rules.checks import check, check_together
from xltools.rules.record import evaluation_from_json
from xltools.rules.scoring.computed import compute, with_computed

Row = dict[str, Any]

LEVELS = {"数量指标": 3, "质量指标": 2, "时效指标": 2, "成本指标": 1}
UNITS = ["场", "人次", "台", "平方米", "公里", "册", "户", "个"]
QUALITIES = [("显著", "显著"), ("建立健全", "已建立"), ("有所提升", "有所提升"), ("良好", "较好")]
REACHED = ["≥{n}{u}", "不少于{n}{u}", ">={n}{u}", "{n}{u}以上", "＝{n}{u}", "{n}{u}"]


def quantity(dice: random.Random, weight: Decimal) -> Row:
    """A number of things, mostly reached, by less than a fifth more; else with a reason and a lower score."""
    unit, goal = dice.choice(UNITS), dice.randint(20, 900)
    sign = dice.choice(REACHED)
    target = sign.format(n=goal, u=unit)
    if dice.random() < 0.3:
        done = dice.randint(goal // 2, goal - 1)
        share = (weight * done / goal).quantize(Decimal("0.1")) - Decimal("0.1")
        reason = f"第 {dice.randint(1, 9)} 期未按时开展。改进措施：{dice.choice(UNITS)}数下年补足。"
        return {
            "target": target,
            "actual": f"{done}{unit}",
            "score": str(max(share, Decimal(0))),
            "reason": reason,
        }
    done = goal if sign[0] in "＝{" else dice.randint(goal, goal * 6 // 5)
    return {"target": target, "actual": dice.choice([f"{done}{unit}", f"{done}"]), "score": str(weight)}


def rate(dice: random.Random, weight: Decimal) -> Row:
    goal = dice.randint(80, 99)
    actual = dice.choice([f"{dice.randint(goal, 100)}%", f"{dice.randint(goal, 99)}.5％", "100"])
    return {"target": f"{dice.choice(['≥', '>=', '不低于'])}{goal}%", "actual": actual, "score": str(weight)}


def quality(dice: random.Random, weight: Decimal) -> Row:
    target, actual = dice.choice(QUALITIES)
    return {"target": target, "actual": actual, "score": str(weight)}


def money(dice: random.Random, weight: Decimal) -> Row:
    goal, spent = dice.randint(10, 500), dice.randint(1, 99)
    actual = dice.choice([f"{goal - 1}.{spent}万元", f"{goal}万元", f"{goal * 10_000 - spent}元"])
    return {"target": f"≤{goal}万元", "actual": actual, "score": str(weight)}


def deadline(dice: random.Random, weight: Decimal) -> Row:
    month = dice.randint(6, 12)
    actual = f"2022年{dice.randint(1, month - 1)}月{dice.randint(1, 28)}日"
    return {"target": f"2022年{month}月底前完成", "actual": actual, "score": str(weight)}


KINDS = {
    "数量指标": quantity,
    "质量指标": rate,
    "时效指标": deadline,
    "成本指标": money,
    "经济效益指标": quantity,
    "社会效益指标": quality,
    "生态效益指标": quality,
    "可持续影响指标": quality,
    "服务对象满意度指标": rate,
}


def shares(dice: random.Random, whole: int, parts: int) -> list[Decimal]:
    """`whole` points split into parts, in halves."""
    cuts = sorted(dice.sample(range(1, 2 * whole), parts - 1))
    return [Decimal(b - a) / 2 for a, b in zip([0, *cuts], [*cuts, 2 * whole], strict=True)]


def fair_shares(dice: random.Random, whole: int, parts: int) -> list[Decimal]:
    """The same without one part that carries most."""
    while max(split := shares(dice, whole, parts)) > 30:
        pass
    return split


def correct_form(seed: int) -> Row:
    dice = random.Random(seed)
    record = correct_record()
    indicators: list[Row] = []
    for level in FORM.definition.tree:
        names = [name for name in level.level2 for _ in range(dice.randint(1, 3))]
        for name, weight in zip(names, fair_shares(dice, int(level.weight or 0), len(names)), strict=True):
            row = KINDS[name](dice, weight)
            level3 = f"第 {len(indicators) + 1} 项工作情况"
            indicators.append(
                {"level1": level.name, "level2": name, "level3": level3, "weight": str(weight), **row}
            )
    parts = [dice.randint(0, 10**9) for _ in range(3)]
    spent = [dice.randint(0, part) for part in parts]
    for name, values in (("initial_budget", parts), ("annual_budget", parts), ("executed", spent)):
        for fund, value in zip(
            record["funds"], [sum(values) + 10**6, values[0] + 10**6, *values[1:]], strict=True
        ):
            fund[name] = str(Decimal(value) / 100)
    return {**record, "indicators": indicators}


@pytest.mark.parametrize("seed", range(150))
def test_a_correct_form_has_no_finding(seed: int) -> None:
    evaluation = evaluation_from_json(correct_form(seed), "correct")[0]
    whole = with_computed(evaluation, compute(evaluation, FORM.definition, FORM.pack))
    assert [(finding.code, finding.what) for finding in check(whole, FORM.definition, FORM.pack)] == []


def test_the_seed_forms_have_none_once_they_are_mended() -> None:
    first, second, third = (evaluation_from_json(record, "seed")[0] for record in seed_records())
    goal, outcome = "全年按计划完成各项考试和运维工作。", "各模块已按合同完成，运行正常。"
    funds = list(first.funds)
    funds[1] = replace(funds[1], annual_budget=funds[0].annual_budget)
    days = list(second.indicators)
    days[9] = replace(days[9], actual="362天")
    kept = [row for row in third.indicators if not (row.level3 or "").startswith("2023")]
    kept[0] = replace(kept[0], weight=Decimal("7.5"), score=Decimal("7.5"))
    mended = {
        "一": replace(first, funds=tuple(funds), expected_goal=goal),
        "二": replace(second, indicators=tuple(days), expected_goal=goal, actual_outcome=outcome),
        "三": replace(third, indicators=tuple(kept), actual_outcome=outcome),
    }
    for form in mended.values():
        whole = with_computed(form, compute(form, FORM.definition, FORM.pack))
        assert [(finding.code, finding.what) for finding in check(whole, FORM.definition, FORM.pack)] == []
    assert check_together(mended) == {"一": [], "二": [], "三": []}
