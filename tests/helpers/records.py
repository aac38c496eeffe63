"""Records for the tests: the three seed forms, and random ones in the shapes the field sends."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from xltools.assets import asset
from xltools.model import Evaluation
from xltools.rules.definition.model import FormDefinition

TREE = {
    "产出指标": ["数量指标", "质量指标", "时效指标", "成本指标"],
    "效益指标": ["经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"],
    "满意度指标": ["服务对象满意度指标"],
    "产出指标(50分)": ["数量指标", "质量 指标"],
}
TEXTS = [
    "=100%", "＝100%", ">=95%", "≥360天", "=26.41万元", "黄陂北路100%", "12个月", "100", "0",
    "0.958", "-3", "+5", "@x", "及时", "未及时保障", "—", "无", "2021年12月完成", "28.40/株",
    "是", "第一行\n第二行", "带\t制表符", "_x000D_", "_x5F00_ 开头", "前导空格", " 前后空格 ",
    "'撇号", "引号\"和&<>", "全角：（）％", "😀表情", "a" * 60, "原因说明。改进措施：" * 30,
    "#NAME?", "TRUE", "1E5", "2022-12-30", "=SUM(A1:A2)", "=A1", "{{ year }}", "%s {0}",
]  # fmt: skip


def seed_records() -> list[dict[str, Any]]:
    """The three real forms, as records."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(asset("templates", "demo").glob("*.json"))]


REAL_FORMS = ("national-2020", "hubei", "yunnan-public", "rural-revitalisation", "hubei", "department-whole")
"""Which official form each of the published ones in `cases/real_forms.json` is."""


def real_records() -> list[dict[str, Any]]:
    """The published forms as records."""
    cases = json.loads((Path(__file__).parents[1] / "cases" / "real_forms.json").read_text("utf-8"))
    return [
        {
            "form": form,
            "year": case["year"],
            "project": None if form == "department-whole" else case["project_name"],
            "department": case["department"],
            "unit": case["unit"],
            "funds": _published_funds(case),
            "expected_goal": case["goals"]["expected"],
            "actual_outcome": case["goals"]["actual"],
            "indicators": [
                {name: _published(value) for name, value in row.items()} for row in case["indicators"]
            ],
        }
        for form, case in zip(REAL_FORMS, cases, strict=True)
    ]


def pictured_record(form_id: str) -> dict[str, Any]:
    """What a form is shown with: the first published one of its layout, else the first seed record."""
    if form_id in REAL_FORMS:
        return real_records()[REAL_FORMS.index(form_id)]
    record = seed_records()[0]
    return record if form_id == "shanghai-2022" else record | {"title": None}


def _published_funds(case: dict[str, Any]) -> list[dict[str, Any]]:
    names = ("initial_budget", "annual_budget", "executed")
    rows = [
        {"item": item} | dict(zip(names, map(_published, amounts), strict=True))
        for item, amounts in case["budget_rows"].items()
    ]
    for row in rows[:1]:
        row["weight"] = str(case["execution_weight"])
    return rows


def _published(value: Any) -> str | None:
    return None if value in (None, "—", "-") else str(value)


def as_printed(evaluation: Evaluation, definition: FormDefinition) -> Evaluation:
    """What of a record a form has cells for."""
    funds = {cell.field for cell in definition.funds.columns} if definition.funds else set()
    columns = {
        "target" if cell.field == "target_number" else cell.field for cell in definition.indicators.columns
    }
    gone = {name: None for name in _HEAD if name not in definition.head_fields}
    return replace(
        evaluation,
        form=definition.id,
        funds=tuple(_only(fund, funds) for fund in evaluation.funds),
        indicators=tuple(_only(row, columns) for row in evaluation.indicators),
        **gone,
    )


_HEAD = ("project", "department", "unit", "expected_goal", "actual_outcome", "total_weight", "total_score")


def _only(row: Any, names: set[str | None]) -> Any:
    gone: dict[str, Any] = {name: None for name in type(row).__dataclass_fields__ if name not in names}
    return replace(row, **gone)


def random_record(seed: int, *, most: int = 30) -> dict[str, Any]:
    """A record of 1 to `most` indicators; about one part in eight is missing."""
    dice = random.Random(seed)

    def some(value: Any) -> Any:
        return None if dice.random() < 0.12 else value

    return {
        "form": "shanghai-2022",
        "year": some(dice.randint(2018, 2030)),
        "project": some(dice.choice(["项目", "道路养护"]) + dice.choice(TEXTS)),
        "department": some("某市交通委员会"),
        "unit": some("某中心（某学校）"),
        "funds": _funds(dice),
        "expected_goal": some(dice.choice(TEXTS) * dice.randint(1, 20)),
        "actual_outcome": some(dice.choice(TEXTS)),
        "indicators": _indicators(dice, dice.randint(1, most), some),
    }


def _money(dice: random.Random) -> str | None:
    kind = dice.random()
    if kind < 0.1:
        return None
    if kind < 0.2:
        return "0"
    if kind < 0.5:
        return str(dice.randint(1, 2000))
    return str(Decimal(dice.randint(1, 10**12)).scaleb(-2))


def _funds(dice: random.Random) -> list[dict[str, Any]]:
    items = ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"]
    if dice.random() < 0.15:
        items[0] = "总额"
    if dice.random() < 0.15:
        items.append("社会捐赠（自有）")
    rows: list[dict[str, Any]] = [
        {"item": i} | {k: _money(dice) for k in ("initial_budget", "annual_budget", "executed")}
        for i in items
    ]
    rows[0]["weight"] = dice.choice(["10", "20", "9.5", "13"])
    return rows


def _indicators(dice: random.Random, count: int, some: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while len(rows) < count:
        level1 = dice.choice(list(TREE))
        level2 = dice.choice(TREE[level1])
        for _ in range(min(dice.randint(1, 6), count - len(rows))):
            weight = Decimal(dice.randint(0, 4000)).scaleb(-2)
            rows.append(
                {
                    "level1": level1 if dice.random() < 0.97 else None,
                    "level2": level2 if dice.random() < 0.97 else None,
                    "level3": some(f"指标{len(rows)}" + dice.choice(TEXTS)),
                    "target": some(dice.choice(TEXTS)),
                    "actual": some(dice.choice(TEXTS)),
                    "weight": some(str(weight)),
                    "score": some(str((weight * dice.randint(0, 100) / 100).quantize(Decimal("0.001")))),
                    "reason": None if dice.random() < 0.6 else dice.choice(TEXTS) * dice.randint(1, 5),
                }
            )
    return rows
