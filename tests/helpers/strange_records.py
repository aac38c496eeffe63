"""What offices write into forms: made-up records, in the words and numbers of the field."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Record = dict[str, Any]
MONEY = ("initial_budget", "annual_budget", "executed")

PROJECTS = (
    "城市道路养护",
    "绩效指标体系建设经费",
    "公立医院综合改革补助资金",
    "2022年市级服务贸易发展资金",
    "预算执行监控系统运维",
    "全年执行数据治理",
    "合计十二所小学食堂改造",
    "农村公路\n养护（二期）",
    "“三支一扶”计划",
    "其他城乡社区支出",
)
DEPARTMENTS = (
    "某市交通运输局",
    "219-棠溪镇人民政府",
    "黄陂区 商务局",
    "某县教育体育局（本级）",
    "市卫生健康委员会",
    "财政部门",
)
UNITS = (
    "某市公路养护中心",
    "219001-棠溪镇人民政府",
    "黄陂区商务局",
    "第一小学",
    "市疾控中心（市卫生监督所）",
)
GOALS = (
    "完成",
    "目标1：完成养护 120 公里；\n目标2：群众满意。",
    "按时完成全年总体目标中的各项任务，保障项目单位正常运转。",
    "共申请预算资金90万元（预算编制30万、审计30万）",
    "1、举办培训12期；2、发放补助。" * 6,
)
REASONS = (
    None,
    None,
    None,
    "受疫情影响，部分工作推迟。改进措施：提前安排。",
    "无",
    "偏差原因：招标晚。",
    "备注见附件",
    "—",
)
TREE = (
    ("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标")),
    ("效益指标", ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
    ("满意度指标", ("服务对象满意度指标",)),
)
COST_TREE = (
    ("成本指标", ("经济成本指标", "社会成本指标", "生态环境成本指标")),
    ("产出指标", ("数量指标", "质量指标", "时效指标")),
    ("效益指标", ("经济效益指标", "社会效益指标", "生态效益指标")),
    ("满意度指标", ("服务对象满意度指标",)),
)
NAMES = (
    "养护里程",
    "预算执行率",
    "合计服务人次",
    "总分达标学校数",
    "备注完整率",
    "指标名称规范率",
    "培训合格率",
    "资金支付及时性",
    "小计核对次数",
    "分值设置合理性",
    "项目单位满意度",
    "其他",
    "注册护士人数",
    "说明会场次",
    "完成时间",
    "其中：女性人数",
)
PAIRS = (
    ("≥95%", "96%"),
    ("=100%", "100%"),
    ("＝100%", "95%"),
    (">=12个月", "12个月"),
    ("≦26.41万元", "25.9万元"),
    ("=3.5万元", "3万元"),
    ("12", "12"),
    ("2022年12月底前", "2022年11月完成"),
    ("及时", "基本及时"),
    ("显著", "显著"),
    ("不少于3次", "4次"),
    ("≥ 735 人次", "750人次"),
    ("是", "是"),
    ("0", "0"),
    ("5万", "50000元"),
    ("100", "98.5"),
    ("有所提高", None),
)
PARTED = (
    ("≥", "95", "%", "96%"),
    ("＝", "100", "%", "100"),
    ("≤", "26.41", "万元", "25.9"),
    ("定性", "显著", None, "显著"),
    (None, "及时", "无", "及时"),
    ("=", "12", "个月", "12个月"),
    ("≥", "1,200", "人次", "1300人次"),
)


@dataclass(frozen=True)
class Shape:
    """What a kind of form has room for."""

    funds: tuple[tuple[str, ...], ...]  # the usual names of the rows, from the total down
    amounts: tuple[str, ...]
    points: tuple[str, ...]
    columns: tuple[str, ...]
    head: tuple[str, ...] = ("project", "department", "unit")
    totals: tuple[str, ...] = ("total_weight", "total_score")
    tree: tuple[tuple[str, tuple[str, ...]], ...] = TREE
    money: str = "万元"
    parted: bool = False
    execution: int = 10
    goals: bool = True


def record(dice: random.Random, shape: Shape) -> Record:
    """A filled form of this shape; about one text in fifteen is blank."""

    def some(choices: Any) -> Any:
        return None if dice.random() < 0.06 else dice.choice(choices)

    made: Record = {"year": dice.randint(2019, 2025)}
    made |= dict.fromkeys(
        ("project", "department", "unit", "expected_goal", "actual_outcome", "total_weight", "total_score")
    )
    made |= {name: some(texts) for name, texts in _HEAD if name in shape.head}
    if "project" in shape.head:
        made["project"] = dice.choice(PROJECTS)
    if shape.goals:
        made |= {"expected_goal": some(GOALS), "actual_outcome": some(GOALS)}
    made["funds"] = _funds(dice, shape)
    made["indicators"] = _indicators(dice, shape)
    if "total_weight" in shape.totals:
        made["total_weight"] = Decimal(100)
    if "total_score" in shape.totals:
        scores = [row["score"] for row in (*made["funds"][:1], *made["indicators"])]
        made["total_score"] = sum((score for score in scores if score is not None), Decimal(0))
    return made


_HEAD = (("department", DEPARTMENTS), ("unit", UNITS))


def _amount(dice: random.Random, shape: Shape) -> Decimal | None:
    kind = dice.random()
    if kind < 0.06:
        return None
    if kind < 0.15:
        return Decimal(0)
    most = 10**9 if shape.money == "元" else 10**7
    return Decimal(dice.randint(1_000, most)).scaleb(-dice.choice((0, 1, 2)))


def _funds(dice: random.Random, shape: Shape) -> list[Record]:
    names = [dice.choice(texts) for texts in shape.funds]
    if len(names) > 2 and dice.random() < 0.2:
        names.pop()
    if len(names) > 2 and dice.random() < 0.15:
        names[1:] = reversed(names[1:])
    if dice.random() < 0.12:
        names.append(dice.choice(("社会捐赠（自有）", "其他：银行贷款", "镇级配套资金")))
    rows: list[Record] = []
    for index, name in enumerate(names):
        row: Record = {"item": name} | {key: _amount(dice, shape) for key in shape.amounts}
        row |= dict.fromkeys(("weight", "execution_rate", "score"))
        if index == 0:
            row |= _points(dice, shape, row)
        rows.append(row)
    return rows


def _points(dice: random.Random, shape: Shape, row: Record) -> Record:
    rate = Decimal(dice.randint(300, 10_000)).scaleb(-4)
    points = {
        "weight": Decimal(shape.execution),
        "execution_rate": rate,
        "score": (rate * shape.execution).quantize(Decimal("0.01")),
    }
    return {name: value for name, value in points.items() if name in shape.points}


def _indicators(dice: random.Random, shape: Shape) -> list[Record]:
    rows = []
    for level1, names in shape.tree:
        for level2 in names:
            for _ in range(dice.choice((1, 1, 2, 3))):
                rows.append(_indicator(dice, shape, level1, level2))
            if dice.random() < 0.15:
                break
    return rows


def _indicator(dice: random.Random, shape: Shape, level1: str, level2: str) -> Record:
    weight = Decimal(dice.randint(2, 40)) / 2
    score = (weight * dice.randint(60, 100) / 100).quantize(Decimal("0.01"))
    row: Record = {"level1": level1, "level2": level2, "level3": dice.choice(NAMES)}
    if shape.parted:
        *parts, actual = dice.choice(PARTED)
        row |= dict(zip(("target_comparator", "target_number", "target_unit"), parts, strict=True))
        row["actual"] = actual
    else:
        row["target"], row["actual"] = dice.choice(PAIRS)
    row |= {
        "weight": weight,
        "score": None if dice.random() < 0.05 else score,
        "reason": dice.choice(REASONS),
    }
    return {name: value if name in shape.columns else None for name, value in row.items()}
