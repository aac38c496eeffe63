"""For every code: changes that make the correct form wrong, and changes near to them that do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Changes = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """Changes to the correct form that make a finding at `path`, and changes near to them that do not."""

    code: str
    path: str
    wrong: Changes
    right: Changes
    also: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.code


REASON = "受疫情影响未能开班。改进措施：下年补办。"
NO_FUNDS = [{"item": "年度资金总额"}, {"item": "其中：当年财政拨款"}]
DETAIL = "满意度指标 | 服务对象满意度指标 | 其中：企业学员 | | | | |"
EMPTY = "产出指标 | 数量指标 | | | | | |"


def amounts(column: str, *values: str | None) -> Changes:
    """A column of 项目资金: total, current, carried over, other."""
    return {f"funds[{row}].{column}": value for row, value in enumerate(values)}


def points(**by_row: str) -> Changes:
    """Weights with full scores: `r0="30"`."""
    fields = ("weight", "score")
    return {f"indicators[{row[1:]}].{name}": value for row, value in by_row.items() for name in fields}


def row(index: int, **fields: str | None) -> Changes:
    return {f"indicators[{index}].{name}": value for name, value in fields.items()}


def all_100(*rows: int) -> Changes:
    changes: Changes = {}
    for index in rows:
        changes |= row(index, target="=100%", actual="100%", reason=None)
    return changes | row(1, score="8") | row(6, score="15", reason=None)


CASES = [
    # the head
    Case("head-field-blank", "department", {"department": None}, {"department": "某局"}),
    Case("head-field-blank", "year", {"year": None}, {"year": 2022}),
    Case("head-field-blank", "project", {"project": "  "}, {"project": "X"}),
    Case(
        "goal-year-differs",
        "expected_goal",
        {"expected_goal": "2021年举办不少于 12 场培训"},
        {"expected_goal": "在2021年基础上增加，2022年举办不少于 12 场培训"},
    ),
    Case(
        "goal-year-differs", "title", {"title": "2021年度项目支出绩效自评表"}, {"title": "2022年度绩效自评表"}
    ),
    Case(
        "project-year-differs",
        "project",
        {"project": "2021年从业人员培训项目"},
        {"project": "从业人员培训（2021-2023年）项目"},
    ),
    # funds
    Case(
        "funds-blank",
        "funds[0].initial_budget",
        {"funds": NO_FUNDS},
        amounts("initial_budget", "0", *["0"] * 3),
    ),
    Case("money-negative", "funds[3].executed", {"funds[3].executed": "-1"}, {"funds[3].executed": None}),
    Case(
        "fund-total-blank",
        "funds[0].annual_budget",
        {"funds[0].annual_budget": "0"},
        amounts("annual_budget", "508800", None, None, None),
    ),
    Case(
        "fund-total-blank",
        "funds[0].initial_budget",
        {"funds[0].initial_budget": None},
        amounts("initial_budget", "0", "0", "0", "0"),
    ),
    Case(
        "fund-amount-blank",
        "funds[0].initial_budget",
        amounts("initial_budget", *[None] * 4),
        amounts("initial_budget", "0", None, None, None),
    ),
    Case(
        "spending-without-budget",
        "funds[0].annual_budget",
        amounts("annual_budget", "0", "0", "0", "0"),
        amounts("annual_budget", "508800", None, "508800", None),
        ("funds[0].executed",),
    ),
    Case(
        "spending-without-budget",
        "funds[3].annual_budget",
        amounts("executed", "506900", "498000", "8800", "100"),
        amounts("executed", "506900", "498100", "8800", None),
        ("funds[3].executed",),
    ),
    Case(
        "fund-parts-exceed-total",
        "funds[0].annual_budget",
        {"funds[1].annual_budget": "600000"},
        amounts("executed", "506900", None, None, None),
        ("funds[1].annual_budget", "funds[2].annual_budget"),
    ),
    Case(
        "fund-parts-below-total",
        "funds[0].initial_budget",
        {"funds[1].initial_budget": "400000"},
        amounts("initial_budget", "508800", "508800", None, None),
        ("funds[1].initial_budget", "funds[2].initial_budget"),
    ),
    Case(
        "executed-exceeds-budget",
        "funds[0].executed",
        amounts("executed", "510000", "501200", "8800", "0"),
        amounts("executed", "508800", "500000", "8800", "0"),
        ("funds[1].executed",),
    ),
    Case(
        "executed-exceeds-budget",
        "funds[2].executed",
        amounts("executed", "506900", "497900", "9000", "0"),
        amounts("executed", "506900", None, None, None),
    ),
    Case(
        "budget-zero",
        "funds[0].annual_budget",
        amounts("annual_budget", "0", "0", "0", "0") | amounts("executed", "0", "0", "0", "0"),
        amounts("executed", "0", "0", "0", "0"),
    ),
    Case(
        "money-unit-suspect",
        "funds[0].annual_budget",
        amounts("annual_budget", "50.88", "50", "0.88", "0")
        | amounts("executed", "50.69", "49.81", "0.88", "0"),
        amounts("initial_budget", "508800.55", "500000", "8800.55", "0"),
    ),
    Case(
        "money-unit-suspect",
        "funds[0].executed",
        amounts("executed", "89.974", "89.974", None, None),
        amounts("executed", "89.97", "89.97", None, None),
        ("funds[1].executed",),
    ),
    Case(
        "money-unit-suspect",
        "funds[0].executed",
        amounts("executed", "50.69", "49.81", "0.88", "0"),
        amounts("executed", "506.9", "498.1", "8.8", "0"),
    ),
    Case(
        "money-unit-suspect",
        "funds[0].executed",
        amounts("executed", "5069000000", "4981000000", "88000000", "0"),
        amounts("executed", "508800", "500000", "8800", "0"),
    ),
    Case(
        "points-on-sub-row",
        "funds[1].weight",
        {"funds[1].weight": "10"},
        {"funds[1].execution_rate": "0.9962"},
    ),
    Case("fund-row-repeated", "funds[3].item", {"funds[3].item": "上年结转"}, {"funds[3].item": "其他"}),
    Case("fund-row-unknown", "funds[3].item", {"funds[3].item": "社会捐赠"}, {"funds[3].item": "其他资金："}),
    # what the indicators are
    Case("indicators-missing", "indicators", {"indicators": []}, {"indicators[9]": EMPTY}),
    Case("indicator-name-blank", "indicators[0].level3", row(0, level3=None), {"indicators[9]": EMPTY}),
    Case("level-blank", "indicators[0].level2", row(0, level2=None), row(0, level2="数量 指标")),
    Case(
        "level2-under-wrong-level1",
        "indicators[6].level2",
        row(6, level2="质量指标"),
        row(6, level2="经济效益指标"),
    ),
    Case("placeholder-left", "indicators[0].target", row(0, target="≥**场"), row(0, target="≥12场")),
    Case(
        "placeholder-left", "indicators[0].level3", row(0, level3="指标1："), row(0, level3="指标1：培训场次")
    ),
    Case("placeholder-left", "indicators[2].target", row(2, target="?5%"), row(2, reason="是否达标？已达标")),
    Case("placeholder-left", "project", {"project": "XX培训项目"}, {"project": "XXL型设备培训项目"}),
    Case(
        "placeholder-left",
        "actual_outcome",
        {"actual_outcome": "（填写全年完成情况）"},
        {"actual_outcome": "受理申请填写有误的 12 件，已全部更正。"},
    ),
    Case("placeholder-left", "project", {"project": "名称（20字以内）"}, {"project": "摘要限100字以内"}),
    Case(
        "text-too-long",
        "expected_goal",
        {"expected_goal": "培训企业学员，提高技能水平。" * 2_341},  # 32,774
        {"expected_goal": "培训企业学员，提高技能水平。" * 2_340},  # 32,760
    ),
    Case("target-blank", "indicators[0].target", row(0, target=None), {"indicators[9]": DETAIL}),
    Case("actual-blank", "indicators[0].actual", row(0, actual=None), row(0, actual="13")),
    Case(
        "indicator-year-differs",
        "indicators[4].target",
        row(4, target="2023年6月底前完成", actual="2023年5月完成"),
        row(2, level3="合格率（比2021年提高）"),
        ("indicators[4].actual",),
    ),
    Case(
        "indicator-year-differs",
        "indicators[0].level3",
        row(0, level3="2021年培训场次"),
        row(0, level3="2022年培训场次（2021年结转）"),
    ),
    Case(
        "execution-as-indicator",
        "indicators[3].level3",
        row(3, level3="预算执行率"),
        row(3, level3="政府采购执行率"),
    ),
    Case(
        "indicator-repeated",
        "indicators[1].level3",
        row(1, level3="培训 场次"),
        row(2, level3="培训场次"),
        ("indicators[0].level3",),
    ),
    Case(
        "level-unknown", "indicators[6].level2", row(6, level2="环境效益指标"), row(6, level2="生态效益指标")
    ),
    Case("level-unknown", "indicators[8].level1", row(8, level1="其他指标"), row(8, level1="满意度 指标")),
    Case(
        "level-name-differs",
        "indicators[8].level2",
        row(8, level2="满意度指标"),
        row(8, level2="服务对象：满意度指标"),
    ),
    Case(
        "level-name-differs",
        "indicators[6].level1",
        row(6, level1="效益指标（30分）") | row(7, level1="效益指标（30分）"),
        row(6, level1="效益 指标") | row(7, level1="效益指标"),
    ),
    Case(
        "group-returns",
        "indicators[3].level2",
        {".order": (0, 2, 3, 1, 4, 5, 6, 7, 8)},
        {".order": (6, 7, 0, 1, 2, 3, 4, 5, 8)},
    ),
    Case(
        "group-returns",
        "indicators[8].level1",
        {".order": (0, 1, 2, 3, 4, 6, 7, 8, 5)},
        {".order": (8, 6, 7, 0, 1, 2, 3, 4, 5)},
    ),
    # points
    Case("points-negative", "indicators[0].score", row(0, score="-1"), row(0, score="0", reason=REASON)),
    Case("weight-blank", "indicators[0].weight", row(0, weight=None), {"indicators[9]": DETAIL}),
    Case("score-blank", "indicators[0].score", row(0, score=None), row(0, score="0", reason=REASON)),
    Case("score-above-weight", "indicators[0].score", row(0, score="8.01"), row(0, score="8.00")),
    Case("weights-not-100", "total_weight", points(r7="20"), points(r0="8.01")),
    Case(
        "group-weight-differs",
        "indicators[6].level1",
        points(r7="5", r8="20"),
        points(r6="20", r7="10"),
        ("indicators[8].level1",),
    ),
    Case(
        "indicator-without-points",
        "indicators[9].weight",
        {"indicators[9]": "满意度指标 | 服务对象满意度指标 | 企业满意度 | ≥90% | 95% | | |"},
        {"indicators[9]": DETAIL},
    ),
    Case(
        "weight-dominates",
        "indicators[0].weight",
        points(r0="38", r1="4", r2="2", r3="2", r4="2", r5="2") | row(1, score="3"),
        points(r0="30", r1="4", r2="10", r3="2", r4="2", r5="2") | row(1, score="3"),
    ),
    Case(
        "reached-below-full-without-reason",
        "indicators[0].reason",
        row(0, score="6"),
        row(0, score="6", reason=REASON),
    ),
    Case(
        "score-below-weight-without-reason",
        "indicators[6].reason",
        row(6, reason=None),
        row(6, score="15", reason=None),
    ),
    Case(
        "score-below-weight-without-reason",
        "indicators[1].reason",
        row(1, reason="无"),
        row(1, actual="600人", score="8", reason="无"),
    ),
    Case(
        "missed-full-score",
        "indicators[1].score",
        row(1, score="8"),
        row(1, actual="600人", score="8", reason=None),
    ),
    Case("missed-full-score", "indicators[3].score", row(3, actual="=95%"), row(3, actual="1")),
    Case("score-above-ratio", "indicators[1].score", row(1, actual="300人"), row(1, actual="500人")),
    Case("total-weight-wrong", "total_weight", {"total_weight": "90"}, {"total_weight": "100.00"}),
    Case(
        "execution-rate-wrong",
        "funds[0].execution_rate",
        {"funds[0].execution_rate": "0.9964"},
        {"funds[0].execution_rate": "0.996"},
    ),
    Case("execution-score-wrong", "funds[0].score", {"funds[0].score": "9.97"}, {"funds[0].score": "9.960"}),
    Case("total-score-wrong", "total_score", {"total_score": "96"}, {"total_score": "95.96"}),
    Case("result-blank", "total_score", {"total_score": None}, {"total_score": "95.96"}),
    Case(
        "result-blank",
        "funds[0].execution_rate",
        {"funds[0].execution_rate": None, "funds[0].score": None},
        {"funds[0].execution_rate": "1"} | amounts("executed", "508800", "500000", "8800", "0"),
        ("funds[0].score",),
    ),
    # goals, targets and actuals
    Case("expected-goal-blank", "expected_goal", {"expected_goal": None}, {"expected_goal": "办好培训。"}),
    Case(
        "actual-outcome-blank",
        "actual_outcome",
        {"actual_outcome": None},
        {"actual_outcome": "办了 13 场培训。"},
    ),
    Case("units-differ", "indicators[0].actual", row(0, actual="100%"), row(5, actual="442000元")),
    Case("actual-not-measured", "indicators[0].actual", row(0, actual="完成"), row(6, actual="完成")),
    Case(
        "actual-not-measured",
        "indicators[0].actual",
        row(0, target="≥1起", actual="无"),
        row(0, target="0起", actual="无"),
    ),
    Case(
        "actual-not-measured",
        "indicators[0].actual",
        row(0, target="≥12场", actual="按计划举办"),
        row(0, target="0起", actual="未发生安全事故"),
    ),
    Case(
        "actual-not-measured",
        "indicators[2].actual",
        row(2, actual="达成预期指标"),
        row(7, actual="达成预期指标"),
    ),
    Case(
        "actual-copies-target",
        "indicators[2].actual",
        row(2, actual="≥ 95％"),
        row(3, target="100%", actual="100%"),
    ),
    Case(
        "over-without-reason",
        "indicators[0].actual",
        row(0, actual="20场"),
        row(0, actual="20场", reason=REASON),
    ),
    Case(
        "over-without-reason",
        "indicators[0].actual",
        row(0, target="12场", actual="15.6场"),
        row(0, target="12场", actual="15.5场"),
    ),
    Case(
        "cost-over-target",
        "indicators[5].score",
        row(5, actual="50万元"),
        row(5, actual="50万元", level3="节约成本"),
    ),
    Case(
        "outcome-copies-goal",
        "actual_outcome",
        {
            "expected_goal": "举办培训不少于 12 场，提高服务水平。",
            "actual_outcome": "举办培训不少于12场,提高服务水平",
        },
        {
            "expected_goal": "举办培训不少于 12 场，提高服务水平。",
            "actual_outcome": "举办培训 13 场，提高服务水平。",
        },
        ("expected_goal",),
    ),
    Case(
        "same-reason-repeated",
        "indicators[1].reason",
        row(1, reason=REASON) | row(6, reason=REASON) | row(7, score="14", reason=REASON),
        row(1, reason=REASON) | row(6, reason=REASON),
        ("indicators[6].reason", "indicators[7].reason"),
    ),
    Case(
        "outcome-says-nothing",
        "actual_outcome",
        {"actual_outcome": "已完成。"},
        {"actual_outcome": "已完成 13 场。"},
    ),
    Case(
        "wording-copied",
        "indicators[6].actual",
        row(6, target="服务能力得到显著提升", actual="服务能力得到显著提升", score="15", reason=None),
        row(6, target="显著", actual="显著", score="15", reason=None),
    ),
    Case(
        "all-100-all-full",
        "indicators[0].target",
        all_100(0, 1, 2, 3, 5, 8),
        all_100(0, 1, 2, 3, 5),
        tuple(f"indicators[{index}].target" for index in (1, 2, 3, 5, 8)),
    ),
]
