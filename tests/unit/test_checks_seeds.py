"""The findings of the published forms, reviewed by hand: what a reviewer would say, and no more.

A line is: severity, code, first cell (and how many more). Each list is explained above it.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.helpers.filled import FORM, published_forms
from tests.helpers.records import seed_records
from xltools.findings import Finding
from xltools.library import load_pack
from xltools.model import Evaluation
from xltools.rules.checks import check
from xltools.rules.record import evaluation_from_json
from xltools.rules.scoring.computed import with_computed

# 交通行业资质管理及信用评价经费项目. 当年财政拨款 6 037 227 is more than the 5 725 327 it is part of, and the
# expected goal is blank. Its sums, rate (85.52 %) and score (8.55) are right; every lost point has a reason;
# 满足需要 → 基本满足 and 及时 → 未及时保障 are people's judgement; 95% for >=95% is no copy.
QUALIFICATION = """
错误 fund-parts-exceed-total funds[0].annual_budget +1
错误 expected-goal-blank expected_goal
"""

# 上海交通微培训(运维). The goal is blank and the outcome says 完成。; >=360天 cannot be compared with 100%.
OPERATIONS = """
错误 expected-goal-blank expected_goal
核实 units-differ indicators[9].actual
提示 outcome-says-nothing actual_outcome
"""

# 上海交通微培训(2022升级改造). Three indicators are of 2023; their common reason says so, and explains them.
# 2022升级改造 and the reasons that promise work 于2023年度 are fine; two rows with one reason are too few.
UPGRADE = """
核实 indicator-year-differs indicators[5].level3 +2 已说明
提示 outcome-says-nothing actual_outcome
"""

# 贵池区, 委托业务项目: the total row is 0 above 90 万元 (one cause for all three columns, so no word on the
# rate of 0); the excerpt ends before the satisfaction indicator, so 10 points are missing.
# 达成预期指标 stands beside wordings only. 50 for ≥50个 and 100 for ≥100百分比 are reached.
GUICHI = """
错误 fund-total-blank funds[0].initial_budget +2
错误 weights-not-100 total_weight
提示 level-name-differs indicators[0].level1
提示 level-name-differs indicators[6].level1
"""

# 湖北, 服务贸易, by the rules of 湖北: 20 points of execution and 100 of indicators, weighted to 80, make the
# 100 that the form says. 预算资金执行率 is the execution once more. 23333 for 20000 (117 %)
# is below the threshold.
HUBEI_TRADE = """
错误 expected-goal-blank expected_goal
错误 actual-outcome-blank actual_outcome
核实 execution-as-indicator indicators[4].level3
提示 level-name-differs indicators[0].level1
提示 level-name-differs indicators[6].level1
"""

# 云南, 营养改善计划: 100 % reached yet 7 of 10, and 98 % for 9 of 10, both without a reason; 产出 40 and
# 满意度 20; the outcome is the goal to the letter.
YUNNAN = """
错误 reached-below-full-without-reason indicators[2].reason
错误 score-below-weight-without-reason indicators[5].reason
核实 group-weight-differs indicators[0].level1 +1
核实 outcome-copies-goal actual_outcome +1
提示 level-name-differs indicators[7].level2
"""

# 萧县, 特色种养: the excerpt ends before 满意度; rows 其中… have no points of their own and need none.
XIAOXIAN = """
错误 weights-not-100 total_weight
核实 outcome-copies-goal actual_outcome +1
提示 level-name-differs indicators[0].level1
提示 level-name-differs indicators[12].level1
"""

# 黄石, 共享工程: ≥360天 copied as actual, twice; 环境效益 is no group of the form; long wordings copied.
# Scores stand in merged cells over two rows and there is no weight column: nothing to say.
HUANGSHI = """
错误 expected-goal-blank expected_goal
错误 actual-outcome-blank actual_outcome
核实 level-unknown indicators[8].level2
核实 actual-copies-target indicators[4].actual +1
提示 level-name-differs indicators[0].level1
提示 level-name-differs indicators[6].level1
提示 level-name-differs indicators[6].level2
提示 level-name-differs indicators[7].level2
提示 wording-copied indicators[2].actual
提示 wording-copied indicators[7].actual
"""

# 重庆, 部门整体: placeholders ≥?0次 and ?0份; 政府采购执行率 72.74 % of 100 % with full marks; 12次 for 6次.
# 控制率 below 100 % may be good: no word. The excerpt shows a part of the indicators, so its sums are short.
CHONGQING = """
错误 head-field-blank department
错误 placeholder-left indicators[11].target
错误 placeholder-left indicators[12].target
错误 weights-not-100 total_weight
错误 missed-full-score indicators[4].score
错误 total-score-wrong total_score
错误 expected-goal-blank expected_goal
错误 actual-outcome-blank actual_outcome
核实 over-without-reason indicators[10].actual
"""


HUBEI = (1, 4)  # these are judged by the rules of 湖北


def lines(findings: list[Finding]) -> list[str]:
    return [
        f"{finding.severity.chinese} {finding.code} {finding.path}"
        + (f" +{len(finding.also)}" if finding.also else "")
        + (" 已说明" if finding.explained else "")
        for finding in findings
    ]


# rate, score of execution and total as the three forms print them
PRINTED = (("0.8552", "8.55", "89.55"), ("1", "10", "89"), ("0.9963", "9.96", "88.96"))


def seed_form(index: int, **changes: str | None) -> Evaluation:
    """A seed form with the results it prints; `changes` are those of its fifth indicator."""
    record = seed_records()[index]
    record["indicators"][4].update(changes)
    rate, score, total = map(Decimal, PRINTED[index])
    results = {"funds[0].execution_rate": rate, "funds[0].score": score, "total_score": total}
    return with_computed(evaluation_from_json(record, "seed")[0], {**results, "total_weight": Decimal(100)})


@pytest.mark.parametrize(("index", "expected"), list(enumerate([QUALIFICATION, OPERATIONS, UPGRADE])))
def test_seed_forms(index: int, expected: str) -> None:
    assert lines(check(seed_form(index), FORM.definition, FORM.pack)) == expected.strip().splitlines()


@pytest.mark.parametrize(
    ("index", "expected"), list(enumerate([GUICHI, HUBEI_TRADE, YUNNAN, XIAOXIAN, HUANGSHI, CHONGQING]))
)
def test_forms_of_other_places(index: int, expected: str) -> None:
    evaluation, definition = published_forms()[index]
    pack = load_pack("hubei") if index in HUBEI else FORM.pack
    assert lines(check(evaluation, definition, pack)) == expected.strip().splitlines()


def test_sentences_name_the_numbers_and_the_cure() -> None:
    first = check(seed_form(0), FORM.definition, FORM.pack)[0]
    assert first.what == "各项资金合计 6,037,227 元，超过总额 5,725,327 元，多出 311,900 元。"
    assert first.action == "请核对总额和各项资金，改正填错的一格。"
    assert (first.found, first.expected) == ("6,037,227", "5,725,327")


def test_a_reason_taken_away_is_an_error() -> None:
    found = check(seed_form(1, reason=None), FORM.definition, FORM.pack)
    assert "错误 score-below-weight-without-reason indicators[4].reason" in lines(found)
    assert next(finding.what for finding in found if finding.path == "indicators[4].reason") == (
        "得分 3 低于分值 5，没有写偏差原因和改进措施。"
    )
