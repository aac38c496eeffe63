"""Checks of a filled form beside the one that was issued: `check_issued`."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.findings import Finding, in_order_of_repair
from xltools.model import Evaluation, Indicator
from xltools.rules.checks.wording import plain_number
from xltools.rules.labels import plain
from xltools.rules.notation import read_notation
from xltools.rules.scoring.computed import fund_path, indicator_path

Key = tuple[str, ...]
_OF_FUNDS = {
    "initial_budget": "budget-changed",
    "annual_budget": "budget-changed",
    "weight": "weight-changed",
}


def check_issued(evaluation: Evaluation, issued: Evaluation) -> list[Finding]:
    """What was changed that units may not change: indicators removed or added, targets, weights, budgets."""
    levels = all(any(row.level2 for row in one.indicators) for one in (evaluation, issued))
    theirs, ours = _by_key(evaluation, levels), _by_key(issued, levels)
    findings = [
        Finding("indicator-removed", "indicators", expected=issued.indicators[index].level3)
        for key, index in ours.items()
        if key not in theirs
    ]
    for key, index in theirs.items():
        if key in ours:
            findings += _changes(index, evaluation.indicators[index], issued.indicators[ours[key]])
        else:
            name = evaluation.indicators[index].level3
            findings.append(Finding("indicator-added", indicator_path(index, "level3"), found=name))
    return in_order_of_repair([*_fund_changes(evaluation, issued), *findings])


def _by_key(evaluation: Evaluation, levels: bool) -> Mapping[Key, int]:
    """Indicators by their names; a name that comes twice is told apart by its number.

    `levels`: also by their 二级指标. A form without that column says none, though it was issued with one.
    """
    keys: dict[Key, int] = {}
    for index, row in enumerate(evaluation.indicators):
        key: Key = (plain(row.level2 or "") if levels else "", plain(row.level3 or ""))
        while key[1] and key in keys:
            key = (*key, "again")
        if key[1]:
            keys[key] = index
    return keys


def _changes(index: int, row: Indicator, issued: Indicator) -> list[Finding]:
    findings = []
    if issued.weight is not None and row.weight is not None and row.weight != issued.weight:
        found, expected = plain_number(row.weight), plain_number(issued.weight)
        findings.append(Finding("weight-changed", indicator_path(index, "weight"), found, expected))
    if issued.target and row.target and not _same_target(row.target, issued.target):
        findings.append(Finding("target-changed", indicator_path(index, "target"), row.target, issued.target))
    return findings


def _same_target(target: str, issued: str) -> bool:
    """True where they read the same, however they are written."""
    return target == issued or read_notation(target).plain == read_notation(issued).plain


def _fund_changes(evaluation: Evaluation, issued: Evaluation) -> list[Finding]:
    before = {plain(fund.item or ""): fund for fund in reversed(issued.funds)}
    findings = []
    for index, fund in enumerate(evaluation.funds):
        ours = before.get(plain(fund.item or ""))
        for name, code in _OF_FUNDS.items() if ours else ():
            now, then = getattr(fund, name), getattr(ours, name)
            if None not in (now, then) and now != then:
                found, expected = plain_number(now), plain_number(then)
                findings.append(Finding(code, fund_path(index, name), found, expected))
    return findings
