"""The kinds of forms that offices use: their columns, and their words. Nothing here looks at ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.helpers.strange_records import COST_TREE, Shape

Words = tuple[str, ...]
LEVELS = ("level1", "level2", "level3")
_FULL = (*LEVELS, "target", "actual", "weight", "score", "reason")
_SPREAD = (
    *LEVELS,
    "target_comparator",
    "target_number",
    "target_unit",
    "actual",
    "weight",
    "score",
    "reason",
)
_AMOUNTS = ("initial_budget", "annual_budget", "executed")
_POINTS = ("weight", "execution_rate", "score")

FUND_TOTAL = (
    "年度资金总额",
    "年度资金总额：",
    "资金总额",
    "合计",
    "总额",
    "年度总金额",
    "年度财政资金总额",
    "小计",
)
FUND_BUDGET = (
    "其中：当年财政拨款",
    "其中:本年财政拨款",
    "其中：财政资金",
    "  其中：财政拨款",
    "一般公共预算拨款",
    "当年财政拨款",
)
FUND_CARRIED = ("上年结转资金", "上年结转", "      上年结转资金", "以前年度结转资金")
FUND_OTHER = ("其他资金", "其它资金", "      其他资金", "其他")
FUNDS = (FUND_TOTAL, FUND_BUDGET, FUND_CARRIED, FUND_OTHER)

WORDS: dict[str, Words] = {
    "project": ("项目名称", "预算项目名称", "项目（资金）名称"),
    "department": (
        "主管部门",
        "主管部门及代码",
        "预算主管部门",
        "主管单位",
        "上级主管部门",
    ),
    "unit": ("实施单位", "项目实施单位", "项目单位", "预算单位", "填报单位"),
    "funds": ("项目资金", "资金情况", "预算执行情况", "项目资金情况", "年度资金情况", "项目预算执行情况"),
    "initial_budget": ("年初预算数", "年初预算", "年初预算数(A)"),
    "annual_budget": ("全年预算数", "全年预算数（B）", "调整后预算数", "全年预算数(A)", "调整预算数"),
    "executed": (
        "全年执行数",
        "全年执行数（C）",
        "预算执行数",
        "实际执行数",
        "全年执行数(B)",
        "累计支出",
    ),
    "weight": (
        "分值",
        "权重",
        "指标分值",
        "标准分值",
        "分值（10分）",
        "权重(%)",
        "标准分数",
    ),
    "execution_rate": ("执行率", "预算执行率", "执行率（%）", "执行率(C/B)", "执行率（B/A）"),
    "score": (
        "得分",
        "自评得分",
        "实际得分",
        "自评分",
        "评分",
        "得分情况",
    ),
    "goals": ("年度总体目标", "年度总\n体目标", "年度目标", "总体目标完成情况", "年度绩效目标"),
    "expected_goal": ("预期目标", "年初设定目标", "年初目标", "年度预期目标", "年初绩效目标"),
    "actual_outcome": ("实际完成情况", "全年实际完成情况", "目标实际完成情况", "全年完成情况"),
    "indicators": ("绩效指标", "绩\n效\n指\n标", "年度绩效指标", "绩效指标完成情况"),
    "level1": ("一级指标", "一级\n指标"),
    "level2": ("二级指标", "二级\n指标"),
    "level3": ("三级指标", "三级指标名称", "指标名称", "具体指标"),
    "target": (
        "年度指标值",
        "指标值",
        "年度\n指标值",
        "目标值",
        "年初目标值（A）",
        "预期指标值",
        "年度目标值",
        "预期值",
        "目标数",
    ),
    "target_comparator": ("指标性质", "运算符号"),
    "target_number": ("指标值", "年初指标值"),
    "target_unit": ("度量单位", "计量单位"),
    "actual": ("实际完成值", "全年完成值", "实际\n完成值", "全年实际完成值", "实际完成值（B）", "实绩"),
    "reason": (
        "偏差原因分析及改进措施",
        "未完成原因分析",
        "偏差原因分析及改进\n措施",
        "未完成原因和改进措施",
        "偏差原因",
        "差异原因",
        "未完成原因及拟采取的改进措施",
    ),
    "total": (
        "总分",
        "合计",
        "总计",
        "总 分",
        "总得分",
        "总分：",
        "总  计",
        "自评总得分",
    ),
}
"""What each label may be called, by whoever drew the form."""


@dataclass(frozen=True)
class Kind:
    """One kind of form."""

    id: str
    shape: Shape
    titles: Words
    printed: Words = ()  # points in the names of 一级指标
    total: Literal["row", "none"] = "row"


_NATIONAL = (
    "项目支出绩效自评表",
    "绩效目标自评表",
    "部门预算项目支出绩效自评表",
    "项目支出绩效目标自评表",
    "{year}年项目支出绩效自评表",
    "{year}年度某区项目支出绩效自评表",
    "预算项目支出绩效自评表",
    "附件2：项目支出绩效自评表",
    "部门预算项目支出绩效自评情况表",
)

KINDS = (
    Kind("national-2020", Shape(FUNDS, _AMOUNTS, _POINTS, _FULL), _NATIONAL),
    Kind(
        "national-2020",
        Shape(FUNDS, _AMOUNTS, _POINTS, _FULL),
        _NATIONAL,
        ("（50分）", "(30分)", "（10 分）"),
    ),
    Kind("national-cost", Shape(FUNDS, _AMOUNTS, _POINTS, _FULL, tree=COST_TREE), _NATIONAL),
    Kind(
        "shanghai-2022",
        Shape(FUNDS, _AMOUNTS, _POINTS, _FULL, money="元"),
        ("财政项目支出绩效自评表", "财政项目支出绩效自评表", "{year}年度财政项目支出绩效自评表"),
    ),
    Kind(
        "hubei",
        Shape(
            (("年度财政资金总额", "年度资金总额"),),
            ("annual_budget", "executed"),
            ("execution_rate", "score"),
            (*LEVELS, "target", "actual", "score"),
            totals=("total_score",),
            execution=20,
            goals=False,
        ),
        ("{year}年度项目自评表", "项目自评表", "{year}年度市级项目自评表"),
        ("(40分)", "（30分）", "(10分)"),
    ),
    Kind(
        "yunnan-public",
        Shape(FUNDS, _AMOUNTS, _POINTS, _SPREAD, money="元", parted=True),
        ("项目支出绩效自评表", "{year}年度项目支出绩效自评表"),
    ),
    Kind(
        "sichuan",
        Shape(
            (("总额", "合计"), ("其中：财政资金",), ("财政专户管理资金",), ("单位资金",), ("其他资金",)),
            _AMOUNTS,
            ("execution_rate", "weight", "score"),
            _SPREAD,
            parted=True,
        ),
        ("{year}年部门预算项目支出绩效自评表", "部门预算项目支出绩效自评表"),
    ),
    Kind(
        "rural-revitalisation",
        Shape(
            (FUND_TOTAL, FUND_BUDGET, FUND_OTHER),
            ("annual_budget", "executed"),
            _POINTS,
            (*LEVELS, "weight", "target", "actual", "score", "reason"),
        ),
        ("衔接资金项目绩效目标自评表", "财政衔接推进乡村振兴补助资金项目绩效目标自评表（{year}年度）"),
        ("（50分）", "（30分）", "（10分）"),
    ),
    Kind(
        "transfer-payment",
        Shape(
            (FUND_TOTAL, ("其中：中央补助", "其中：中央财政资金"), ("地方资金",), FUND_OTHER),
            ("annual_budget", "executed"),
            ("execution_rate",),
            (*LEVELS, "target", "actual", "reason"),
            totals=(),
        ),
        ("转移支付绩效目标自评表", "{year}年度中央对地方转移支付绩效目标自评表"),
        total="none",
    ),
    Kind(
        "department-whole",
        Shape(
            (("年度总金额", "年度资金总额"),),
            _AMOUNTS,
            _POINTS,
            (
                "level3",
                "target_unit",
                "target_comparator",
                "target_number",
                "actual",
                "weight",
                "score",
                "reason",
            ),
            head=("unit", "department"),
            parted=True,
        ),
        ("部门整体绩效自评表", "{year}年度部门整体支出绩效自评表"),
    ),
)
