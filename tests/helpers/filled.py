"""Filled forms for the tests of the checks: one without fault, changes to it, and the published ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from xltools.library import official_form
from xltools.model import Evaluation
from xltools.rules.definition.model import Block, FormDefinition, FundsBlock, IndicatorsBlock
from xltools.rules.record import MAX_TEXT, evaluation_from_json
from xltools.rules.scoring.computed import compute, number_at, with_computed

FORM = official_form("shanghai-2022")
CASES = Path(__file__).parents[1] / "cases"

HEAD = {
    "form": "shanghai-2022",
    "year": 2022,
    "project": "从业人员培训经费项目",
    "department": "某市交通委员会",
    "unit": "某市交通委员会培训中心",
    "expected_goal": "全年举办不少于 12 场从业人员培训，培训不少于 600 人，提高从业人员的服务水平。",
    "actual_outcome": "全年举办培训 13 场，培训 580 人，合格率 97%；受疫情影响，有一场未能招满学员。",
}
FUNDS = """
年度资金总额       | 508800 | 508800 | 506900
其中：当年财政拨款 | 500000 | 500000 | 498100
上年结转资金       | 8800   | 8800   | 8800
其他资金           | 0      | 0      | 0
"""
INDICATORS = """
产出指标 | 数量指标 | 培训场次 | ≥12场 | 13场 | 8 | 8 |
产出指标 | 数量指标 | 培训人数 | ≥600人 | 580人 | 8 | 7 | 受疫情影响一场未招满。改进措施：早发通知。
产出指标 | 质量指标 | 培训合格率 | ≥95% | 97% | 10 | 10 |
产出指标 | 质量指标 | 系统运行稳定率 | =100% | =100% | 8 | 8 |
产出指标 | 时效指标 | 培训完成时间 | 2022年12月底前完成 | 2022年12月10日 | 8 | 8 |
产出指标 | 成本指标 | 培训成本 | 45万元 | 44.2万元 | 8 | 8 |
效益指标 | 社会效益指标 | 服务能力提升 | 显著 | 较为显著 | 15 | 12 | 部分学员缺席实操。改进措施：补课。
效益指标 | 可持续影响指标 | 长效培训机制 | 建立 | 建立 | 15 | 15 |
满意度指标 | 服务对象满意度指标 | 学员满意度 | ≥95% | 96% | 10 | 10 |
"""
INDICATOR = ("level1", "level2", "level3", "target", "actual", "weight", "score", "reason")
RESULTS = ("funds[0].execution_rate", "funds[0].score", "total_weight", "total_score")
MONEY = ("item", "initial_budget", "annual_budget", "executed")


def table(text: str, fields: tuple[str, ...]) -> list[dict[str, str | None]]:
    """Rows of a text table; an empty cell is a blank."""
    lines = [line.split("|") for line in text.strip().splitlines()]
    return [{name: cell.strip() or None for name, cell in zip(fields, line, strict=True)} for line in lines]


def correct_record() -> dict[str, Any]:
    """A form in which a reviewer finds nothing. Its computed cells are left to `filled`."""
    funds: list[dict[str, Any]] = [dict(row) for row in table(FUNDS, MONEY)]
    funds[0]["weight"] = "10"
    return {**HEAD, "funds": funds, "indicators": table(INDICATORS, INDICATOR)}


def filled(changes: Mapping[str, Any] | None = None) -> Evaluation:
    """The correct form with changes by path, its results computed anew unless they are changed themselves.

    `indicators[3]: None` takes a row out, `indicators[9]: "… | …"` puts one in, `order: (…)` sorts them.
    """
    record, typed = correct_record(), {}
    too_long: dict[str, Any] = {}
    for path, value in (changes or {}).items():
        if path in RESULTS:
            typed[path] = None if value is None else Decimal(value)
        elif isinstance(value, str) and len(value) > MAX_TEXT:  # no record takes it; a file may hold it
            too_long[path] = value
        else:
            _set(record, path, value)
    record["indicators"] = [row for row in record["indicators"] if row is not None]
    evaluation = replace(evaluation_from_json(record, "test")[0], **too_long)
    results = compute(evaluation, FORM.definition, FORM.pack)
    return with_computed(evaluation, {**results, **typed})


def _set(record: dict[str, Any], path: str, value: Any) -> None:
    block, _, name = path.rpartition(".")
    rows, _, index = (block or path).partition("[")
    if name == "order":
        record["indicators"] = [record["indicators"][number] for number in value]
    elif not index:
        record[name] = value
    elif block:
        record[rows][int(index.rstrip("]"))][name] = value
    else:
        row = None if value is None else table(value, INDICATOR if rows == "indicators" else MONEY)[0]
        number = int(index.rstrip("]"))
        record[rows][number : number + 1] = [row]


def published_forms() -> list[tuple[Evaluation, FormDefinition]]:
    """The six published forms of other places, each with the Shanghai definition cut to what it prints."""
    records = json.loads((CASES / "real_forms.json").read_text("utf-8"))
    return [_published(record) for record in records]


def _published(real: dict[str, Any]) -> tuple[Evaluation, FormDefinition]:
    rows = real["budget_rows"].items()
    funds = [dict(zip(MONEY, (item, *map(_amount, amounts)), strict=True)) for item, amounts in rows]
    if funds:
        rate = Decimal(real["execution_rate"].rstrip("%"))
        points = {"weight": real["execution_weight"], "score": real["execution_score"]}
        funds[0] |= {**points, "execution_rate": str(rate / 100)}
    record = {
        **{name: real[name] for name in ("year", "department", "unit", "indicators", "total_weight")},
        "project": real["project_name"],
        "expected_goal": real["goals"]["expected"],
        "actual_outcome": real["goals"]["actual"],
        "funds": funds,
        "total_score": real["total_score"],
    }
    evaluation = evaluation_from_json(record, "real_forms.json")[0]
    return _totals(evaluation), _cut(real, evaluation)


def _amount(text: str | None) -> str | None:
    return None if text in (None, "-", "—") else text


def _totals(evaluation: Evaluation) -> Evaluation:
    """The excerpts end above their totals: where none is shown, the computed one."""
    results = compute(evaluation, FORM.definition, FORM.pack, typed_stands=True)
    missing = {path: value for path, value in results.items() if number_at(evaluation, path) is None}
    return with_computed(evaluation, missing)


def _cut(real: dict[str, Any], evaluation: Evaluation) -> FormDefinition:
    """What the place's form has: no column that is blank throughout, its money unit, no weights by group."""
    gone = {
        f"{kind}.{name}"
        for kind, names in (("funds", MONEY), ("indicators", INDICATOR))
        for name in names
        if name != "reason" and not any(getattr(row, name) for row in getattr(evaluation, kind))
    }
    blocks: list[Block] = []
    for block in FORM.definition.blocks:
        if isinstance(block, FundsBlock | IndicatorsBlock):
            kind = "funds" if isinstance(block, FundsBlock) else "indicators"
            columns = tuple(cell for cell in block.columns if f"{kind}.{cell.field}" not in gone)
            blocks.append(replace(block, columns=columns))
        else:
            blocks.append(block)
    if not evaluation.funds:
        blocks = [block for block in blocks if not isinstance(block, FundsBlock)]
    unit = real["money_unit"] or "元"
    return replace(FORM.definition, blocks=tuple(blocks), money_unit=unit)
