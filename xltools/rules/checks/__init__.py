"""Finds what a reviewer would find in a filled form: `check`, `check_together`, `check_issued`.

A check is one small function from `Checked` to findings, listed in `CHECKS`. Its sentences stand in
`templates/findings.toml`, the numbers and words it compares with in `templates/checks.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from xltools.findings import Finding, Severity, in_order_of_repair
from xltools.model import Evaluation
from xltools.rules.checks import compared, funds, head, indicators, points, results, texts, years
from xltools.rules.checks.context import Checked, Findings, Row
from xltools.rules.checks.follow import grouped, without_followers
from xltools.rules.checks.issued import check_issued
from xltools.rules.checks.standards import shipped_standards
from xltools.rules.checks.together import check_together
from xltools.rules.checks.wording import field_labels
from xltools.rules.definition.model import FormDefinition
from xltools.rules.pack.model import RulePack
from xltools.rules.scoring.computed import Results, split_row

__all__ = [
    "CHECKS",
    "Checked",
    "check",
    "check_before_issue",
    "check_issued",
    "check_together",
    "field_labels",
]

Check = Callable[[Checked], Findings]

CHECKS: tuple[Check, ...] = (
    head.head_field_blank,
    years.goal_year_differs,
    years.project_year_differs,
    funds.funds_blank,
    funds.money_negative,
    funds.fund_total_blank,
    funds.fund_amount_blank,
    funds.spending_without_budget,
    funds.fund_parts_exceed_total,
    funds.fund_parts_below_total,
    funds.executed_exceeds_budget,
    funds.budget_zero,
    funds.money_unit_suspect,
    funds.points_on_sub_row,
    funds.fund_row_repeated,
    funds.fund_row_unknown,
    indicators.indicators_missing,
    indicators.indicator_name_blank,
    indicators.level_blank,
    indicators.level2_under_wrong_level1,
    indicators.level_unknown,
    indicators.level_name_differs,
    indicators.group_returns,
    indicators.indicator_repeated,
    indicators.execution_as_indicator,
    indicators.target_blank,
    indicators.actual_blank,
    years.indicator_year_differs,
    texts.placeholder_left,
    texts.text_too_long,
    points.points_negative,
    points.weight_blank,
    points.indicator_without_points,
    points.score_blank,
    points.score_above_weight,
    points.weights_not_100,
    points.group_weight_differs,
    points.weight_dominates,
    results.execution_rate_wrong,
    results.execution_score_wrong,
    results.total_weight_wrong,
    results.total_score_wrong,
    results.total_above_cap,
    results.result_blank,
    head.expected_goal_blank,
    head.actual_outcome_blank,
    head.outcome_copies_goal,
    head.outcome_says_nothing,
    compared.units_differ,
    compared.actual_not_measured,
    compared.actual_copies_target,
    compared.wording_copied,
    compared.missed_full_score,
    compared.reached_below_full_without_reason,
    compared.score_below_weight_without_reason,
    compared.score_above_ratio,
    compared.over_without_reason,
    compared.cost_over_target,
    compared.all_100_all_full,
    texts.same_reason_repeated,
)

BEFORE_ISSUE: tuple[Check, ...] = (
    funds.money_negative,
    funds.fund_parts_exceed_total,
    indicators.level2_under_wrong_level1,
    indicators.indicator_repeated,
    points.points_negative,
    points.weights_not_100,
)
"""Those that a form can fail before its unit has filled in anything."""


def check(  # noqa: PLR0913 - what is known of a form, each at hand only sometimes
    evaluation: Evaluation,
    definition: FormDefinition,
    pack: RulePack,
    known: Iterable[Finding] = (),
    fields: Collection[str] | None = None,
    issued: Evaluation | None = None,
    computed: Results | None = None,
    *,
    execution_row: int | None = None,
) -> list[Finding]:
    """Every finding of one form, in the order of repair; those that only follow from others left out.

    `known` are findings of the reading of this form; they are returned with the others, and can be the
    cause that makes others go away. `fields` are those that the file has (`indicators.weight`), where it
    may have fewer than the form: what is not there is not blank. `issued` is what the unit was sent,
    `computed` what `compute` gives for this form, where that is at hand. `execution_row` is the indicator
    that is the execution of its budget, where one is.
    A 核实 about an indicator that gives a reason carries it as `explained`.
    """
    present = None if fields is None else frozenset(fields)
    form = Checked(evaluation, definition, pack, shipped_standards(), present, computed, execution_row)
    found = [*results.of_reader(form, known), *(finding for look in CHECKS for finding in look(form))]
    if issued is not None and issued.indicators:
        found += check_issued(evaluation, issued)
    rows = {row.index: row for row in form.rows}
    explained = [_explained(form, finding, rows) for finding in without_followers(found)]
    return in_order_of_repair(grouped(explained))


def check_before_issue(
    evaluation: Evaluation, definition: FormDefinition, pack: RulePack
) -> Iterator[Finding]:
    """What is wrong with a form that is to be issued: the unit that gets it could not know better."""
    form = Checked(evaluation, definition, pack, shipped_standards())
    return (finding for look in BEFORE_ISSUE for finding in look(form))


def _explained(form: Checked, finding: Finding, rows: Mapping[int, Row]) -> Finding:
    """The reason column is where this form lets people explain a row."""
    block = (finding.path or "").rpartition(".")[0]
    if finding.severity is not Severity.VERIFY or finding.explained or not block.startswith("indicators["):
        return finding
    row = rows.get(split_row(block)[1])
    if row is None or not form.has_reason(row):
        return finding
    return replace(finding, explained=row.text("reason"))
