"""Submissions as the rows of the summary's sheets: the fields that `templates/summary.toml` may show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count as numbers

from xltools.collect.submission import FormResult, Submission, count
from xltools.findings import Finding, Severity
from xltools.library import official_form
from xltools.model import Fund, Indicator
from xltools.refs import CellRange, CellRef
from xltools.rules.scoring import fund_path
from xltools.summary import Link, Row, Value

Money = Mapping[str, Decimal]
"""One of each form's unit of money in 元."""


def all_rows(submissions: Sequence[Submission], money: Money) -> dict[str, Iterator[Row]]:
    """The rows of each sheet by its id, made as they are asked for."""
    return {
        "forms": form_rows(submissions, money),
        "indicators": indicator_rows(submissions),
        "findings": finding_rows(submissions),
        "files": file_rows(submissions),
    }


def form_rows(submissions: Sequence[Submission], money: Money) -> Iterator[Row]:
    """汇总: a row per form."""
    for number, (submission, result) in enumerate(_forms(submissions), start=1):
        yield {
            "number": number,
            **_head(result),
            "year": result.form.evaluation.year,
            "form": result.form.definition_id,
            "found_by": str(result.form.found_by),
            **_money(result, money),
            **_scores(result),
            "indicators": len(result.form.evaluation.indicators),
            **_counts(result.findings),
            **_where(submission, result, ""),
        }


def indicator_rows(submissions: Sequence[Submission]) -> Iterator[Row]:
    """指标明细: a row per indicator."""
    for submission, result in _forms(submissions):
        head = _head(result)
        for index, indicator in enumerate(result.form.evaluation.indicators):
            fields = {name: getattr(indicator, name) for name in Indicator.__dataclass_fields__}
            where = _where(submission, result, f"indicators[{index}].")
            yield {"number": index + 1, **head, **fields, **where}


def finding_rows(submissions: Sequence[Submission]) -> Iterator[Row]:
    """问题清单: a row per finding."""
    running = numbers(1)
    for submission, result in _forms(submissions):
        head = _head(result)
        for finding in result.findings:
            yield {"number": next(running), **head, **_finding(finding), **_place(finding, submission)}


def file_rows(submissions: Sequence[Submission]) -> Iterator[Row]:
    """收件登记: a row per file of the inbox."""
    for number, submission in enumerate(submissions, start=1):
        yield {
            "number": number,
            "file": Link(submission.entry.name, submission.entry.path),
            "outcome": str(submission.outcome),
            "reason": submission.reason,
            "forms": len(submission.forms),
            **_counts(submission.findings),
            "size": submission.size,
            "sha256": submission.sha256,
        }


def _forms(submissions: Sequence[Submission]) -> Iterator[tuple[Submission, FormResult]]:
    return ((submission, result) for submission in submissions for result in submission.forms)


def _head(result: FormResult) -> dict[str, Value]:
    evaluation = result.form.evaluation
    return {"project": evaluation.project, "department": evaluation.department, "unit": evaluation.unit}


def _scored_fund(result: FormResult) -> tuple[int | None, Fund]:
    evaluation = result.form.evaluation
    index = official_form(result.form.definition_id).definition.scored_fund(evaluation)
    return index, Fund() if index is None else evaluation.funds[index]


def _money(result: FormResult, money: Money) -> dict[str, Value]:
    index, fund = _scored_fund(result)
    unit = official_form(result.form.definition_id).definition.money_unit
    rate = None if index is None else result.computed.get(fund_path(index, "execution_rate"))
    amounts: dict[str, Value] = {
        name: None if amount is None else amount * money[unit]
        for name, amount in (
            ("initial_budget", fund.initial_budget),
            ("annual_budget", fund.annual_budget),
            ("executed", fund.executed),
        )
    }
    return {**amounts, "execution_rate": rate}


def _scores(result: FormResult) -> dict[str, Value]:
    typed, computed = result.form.evaluation.total_score, result.computed.get("total_score")
    scores = [row.score for row in result.form.evaluation.indicators if row.score is not None]
    return {
        "execution_score": _scored_fund(result)[1].score,
        "indicator_score": sum(scores, Decimal(0)) if scores else None,
        "total_score": typed,
        "computed_score": computed,
        "difference": None if typed is None or computed is None else typed - computed,
    }


def _counts(findings: tuple[Finding, ...]) -> dict[str, Value]:
    return {
        "errors": count(findings, Severity.ERROR),
        "verifies": count(findings, Severity.VERIFY),
        "hints": count(findings, Severity.HINT),
    }


def _where(submission: Submission, result: FormResult, prefix: str) -> dict[str, Value]:
    """File, sheet and the cells that the fields under a prefix came from."""
    sources = [source for path, source in result.form.cells.items() if path.startswith(prefix)]
    file = Link(submission.entry.name, submission.entry.path)
    if not sources:
        return {"file": file, "sheet": None, "cells": None}
    sheet = sources[0].sheet
    area = _around([source.cell for source in sources if source.sheet == sheet])
    at = replace(file, text=area.a1, sheet=sheet, cell=area)
    return {"file": replace(at, text=file.text), "sheet": sheet, "cells": at}


def _around(cells: Sequence[CellRef]) -> CellRange:
    """The smallest rectangle that holds all of these."""
    rows, columns = [cell.row for cell in cells], [cell.column for cell in cells]
    return CellRange.of(min(rows), min(columns), max(rows), max(columns))


def _finding(finding: Finding) -> dict[str, Value]:
    return {
        "severity": str(finding.severity),
        "code": finding.code,
        "label": finding.place.label,
        "what": finding.what,
        "action": finding.action,
        "rule": finding.rule,
        "explained": finding.explained,
        "also": "、".join(finding.also_cells) or None,
        "found": finding.found,
        "expected": finding.expected,
        "path": finding.path,
    }


def _place(finding: Finding, submission: Submission) -> dict[str, Value]:
    file, place = Link(submission.entry.name, submission.entry.path), finding.place
    if place.sheet is None or place.cell is None:
        return {"file": file, "sheet": place.sheet, "cell": place.cell}
    at = replace(file, sheet=place.sheet, cell=CellRange.parse(place.cell))
    return {"file": at, "sheet": place.sheet, "cell": replace(at, text=place.cell)}
