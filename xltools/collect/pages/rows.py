"""Submissions as the rows of the summary's sheets: the fields that `templates/summary.toml` may show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from xltools.collect.places import sources, where
from xltools.collect.points import grade_name, graded_total, suggested_total
from xltools.collect.submission import FormResult, Submission, adopted_forms, count
from xltools.findings import Finding, Severity
from xltools.library import definition_of
from xltools.model import Fund, Indicator
from xltools.rules.reading import Source
from xltools.rules.scoring.computed import fund_path
from xltools.summary import Row, Value

Money = Mapping[str, Decimal]
"""One of each form's unit of money in 元."""

Ranks = Mapping[Decimal, int]
"""The place of each total, the highest first; equal totals share one."""

MONEY = ("initial_budget", "annual_budget", "executed")


def form_row(number: int, submission: Submission, result: FormResult, money: Money, ranks: Ranks) -> Row:
    """汇总: a row per form that counts."""
    total = graded_total(result)
    return {
        "number": number,
        **head(result),
        "year": result.form.evaluation.year,
        "form": result.form.definition_id,
        "found_by": str(result.form.found_by),
        **figures(result, money),
        **_suggested(result),
        "grade": grade_name(result),
        "rank": None if total is None else ranks[total],
        "indicators": len(result.form.evaluation.indicators),
        **severities(result.findings),
        **where(submission, list(sources(result, ""))),
    }


def indicator_rows(submission: Submission, result: FormResult) -> Iterator[Row]:
    """指标明细: a row per indicator."""
    named, cells = head(result), _by_row(result, "indicators")
    for index, indicator in enumerate(result.form.evaluation.indicators):
        low, high = result.suggested[index] or (None, None)
        yield {
            "number": index + 1,
            **named,
            **{name: getattr(indicator, name) for name in _INDICATOR},
            "suggested_low": low,
            "suggested_high": high,
            **where(submission, cells.get(index, ())),
        }


def fund_rows(submission: Submission, result: FormResult, money: Money) -> Iterator[Row]:
    """资金明细: a row per fund."""
    named, cells = head(result), _by_row(result, "funds")
    definition = definition_of(result.form)
    total = definition.scored_fund(result.form.evaluation)
    for index, fund in enumerate(result.form.evaluation.funds):
        yield {
            "number": index + 1,
            **named,
            **{name: getattr(fund, name) for name in _FUND},
            **_amounts(fund, money[definition.money_unit]),
            "fund_kind": "total" if index == total else "part",
            **where(submission, cells.get(index, ())),
        }


_INDICATOR = tuple(Indicator.__dataclass_fields__)
_FUND = tuple(Fund.__dataclass_fields__)


def head(result: FormResult) -> dict[str, Value]:
    """Whose form it is."""
    evaluation = result.form.evaluation
    return {"project": evaluation.project, "department": evaluation.department, "unit": evaluation.unit}


def severities(findings: tuple[Finding, ...]) -> dict[str, Value]:
    """How many findings of each severity."""
    return {
        "errors": count(findings, Severity.ERROR),
        "verifies": count(findings, Severity.VERIFY),
        "hints": count(findings, Severity.HINT),
    }


def scored_fund(result: FormResult) -> tuple[int | None, Fund]:
    """The fund whose execution is scored, and where it stands."""
    evaluation = result.form.evaluation
    index = definition_of(result.form).scored_fund(evaluation)
    return index, Fund() if index is None else evaluation.funds[index]


def figures(result: FormResult, money: Money) -> dict[str, Decimal | None]:
    """The numbers of a form: money in 元, execution, scores as typed and as computed."""
    index, fund = scored_fund(result)
    unit = definition_of(result.form).money_unit
    typed, computed = result.form.evaluation.total_score, result.computed.get("total_score")
    rows, own = result.form.evaluation.indicators, result.scored_row
    scores = [row.score for at, row in enumerate(rows) if row.score is not None and at != own]
    return {
        **_amounts(fund, money[unit]),
        "execution_rate": None if index is None else result.computed.get(fund_path(index, "execution_rate")),
        "execution_score": fund.score if own is None else rows[own].score,
        "indicator_score": sum(scores, Decimal(0)) if scores else None,
        "total_score": typed,
        "computed_score": computed,
        "difference": None if typed is None or computed is None else typed - computed,
    }


def _amounts(fund: Fund, unit: Decimal) -> dict[str, Decimal | None]:
    amounts = {name: getattr(fund, name) for name in MONEY}
    return {name: None if amount is None else amount * unit for name, amount in amounts.items()}


def _suggested(result: FormResult) -> dict[str, Value]:
    low, high = suggested_total(result) or (None, None)
    return {
        "suggested_low": low,
        "suggested_high": high,
        "unsuggested": sum(one is None for one in result.suggested),
    }


def ranked(submissions: Iterable[Submission]) -> Ranks:
    """The ranks of the forms that count."""
    totals = [graded_total(result) for _, _, result in adopted_forms(submissions)]
    ranks: dict[Decimal, int] = {}
    for place, total in enumerate(sorted((one for one in totals if one is not None), reverse=True), start=1):
        ranks.setdefault(total, place)
    return ranks


def _by_row(result: FormResult, block: str) -> dict[int, list[Source]]:
    """The cells of each row of `funds` or `indicators`."""
    cells: dict[int, list[Source]] = defaultdict(list)
    for path, source in result.form.cells.items():
        if path.startswith(block) and path[len(block) : len(block) + 1] == "[":
            cells[int(path[len(block) + 1 : path.index("]")])].append(source)
    return cells
