"""Checks of the computed cells: what was typed there beside what the rules give."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xltools.findings import Finding
from xltools.rules.checks.context import Checked, Findings
from xltools.rules.checks.wording import money, named, plain_number
from xltools.rules.expression import half_up
from xltools.rules.scoring import Path, generic, number_at

COARSEST = 2  # a rate may be typed in whole percents


@dataclass(frozen=True, slots=True)
class Wrong:
    """A typed result that is not the computed one, and those that are wrong only because of it."""

    path: Path
    typed: Decimal
    computed: Decimal
    followers: tuple[Path, ...] = ()


def execution_rate_wrong(form: Checked) -> Findings:
    """The rate is what readers look at first; 86.19 for 86.18 shows that it was not computed."""
    wrong = _wrong(form, "funds.execution_rate")
    total = form.total_fund
    if wrong and total:
        amounts = {
            "executed": money(total.amount("executed") or Decimal(0)),
            "budget": money(total.amount("annual_budget") or Decimal(0)),
        }
        yield _finding("execution-rate-wrong", wrong, amounts)


def execution_score_wrong(form: Checked) -> Findings:
    """The points of execution follow from the rule and are nobody's judgement."""
    wrong = _wrong(form, "funds.score")
    if wrong:
        rule = form.pack.rule(form.definition.formulas["funds.score"])
        yield _finding("execution-score-wrong", wrong, {"rule_text": rule.text})


def total_weight_wrong(form: Checked) -> Findings:
    """A typed 100 hides weights that add up to something else."""
    wrong = _wrong(form, "total_weight")
    if wrong and not any(row.indicator.weight is None for row in form.scored_rows):
        yield _finding("total-weight-wrong", wrong)


def total_score_wrong(form: Checked) -> Findings:
    """The total is a sum; one that is wrong only through the execution score is told there."""
    wrong = _wrong(form, "total_score")
    if wrong and not _scores_missing(form):
        yield _finding(
            "total-score-wrong", wrong, {"difference": plain_number(abs(wrong.typed - wrong.computed))}
        )


def result_blank(form: Checked) -> Findings:
    """A form printed without its results is sent back."""
    for path, value in form.computed.items():
        if value is None or number_at(form.evaluation, path) is not None or generic(path) not in form.fields:
            continue
        if path == "total_score" and _scores_missing(form):
            continue
        yield Finding("result-blank", path, expected=named(value, generic(path)))


def _finding(code: str, wrong: Wrong, values: dict[str, str] | None = None) -> Finding:
    path = generic(wrong.path)
    return Finding(
        code,
        wrong.path,
        found=named(wrong.typed, path),
        expected=named(wrong.computed, path),
        values=values or {},
        also=wrong.followers,
    )


def _wrong(form: Checked, field: str) -> Wrong | None:
    """The wrong result of a computed field, unless it only follows from another wrong one."""
    return next((wrong for wrong in _causes(form) if generic(wrong.path) == field), None)


def _causes(form: Checked) -> list[Wrong]:
    """Wrong results that are causes, each with its followers, in the order they depend on each other."""
    causes: list[Wrong] = []
    for path, computed in form.computed.items():
        typed = number_at(form.evaluation, path)
        if computed is None or typed is None or _same(path, typed, computed):
            continue
        cause = causes[-1] if causes and _follows(form, path, typed, causes[-1]) else None
        if cause is None:
            causes.append(Wrong(path, typed, computed))
        else:
            causes[-1] = Wrong(cause.path, cause.typed, cause.computed, (*cause.followers, path))
    return causes


def _same(path: Path, typed: Decimal, computed: Decimal) -> bool:
    """Equal; a rate may be typed with fewer places than it is computed with."""
    if not path.endswith("execution_rate") or not isinstance(
        exponent := typed.normalize().as_tuple().exponent, int
    ):
        return typed == computed
    return typed == half_up(computed, max(COARSEST, -exponent))


def _follows(form: Checked, path: Path, typed: Decimal, cause: Wrong) -> bool:
    """True where the wrong number is right by the rules once the cause's wrong number is taken on."""
    if path == "total_score":
        return any(name.startswith("funds") for name in (cause.path, *cause.followers)) and (
            typed == form.computed_on_typed[path]
        )
    total = form.total_fund
    weight = total.amount("weight") if total else None
    return (
        generic(cause.path) == "funds.execution_rate"
        and weight is not None
        and (typed == half_up(cause.typed * weight, 2))
    )


def _scores_missing(form: Checked) -> bool:
    """True where the sum of scores is not whole yet."""
    missing = (row.indicator.score is None and row.indicator.weight is not None for row in form.scored_rows)
    return any(missing)
