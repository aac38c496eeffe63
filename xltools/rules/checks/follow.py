"""Findings that only follow from others are left out; equal ones become one with a list of cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from xltools.findings import Finding
from xltools.rules.scoring.computed import generic

RESULTS = ("funds.execution_rate", "funds.score", "total_weight", "total_score")
Relation = Callable[[list[Finding], Finding], bool]
"""Whether the causes stand where the effect does."""


def _anywhere(causes: list[Finding], effect: Finding) -> bool:
    return bool(causes)


def _same_cell(causes: list[Finding], effect: Finding) -> bool:
    return any(effect.path in cause.paths for cause in causes)


def _same_row(causes: list[Finding], effect: Finding) -> bool:
    return _rows([effect]) <= _rows(causes)


def _same_column(causes: list[Finding], effect: Finding) -> bool:
    return bool(_columns(causes) & _columns([effect]))


def _in_column(name: str) -> Relation:
    return lambda causes, effect: name in _columns(causes)


def _rows(findings: list[Finding]) -> set[str]:
    return {path.partition(".")[0] for finding in findings for path in finding.paths}


def _columns(findings: list[Finding]) -> set[str]:
    return {path.rpartition(".")[2] for finding in findings for path in finding.paths}


@dataclass(frozen=True, slots=True)
class Follows:
    """Effects that go away once a cause is mended, where they are so related."""

    causes: frozenset[str]
    effects: frozenset[str]
    related: Relation


def _follows(causes: str, effects: str, related: Relation) -> Follows:
    return Follows(frozenset(causes.split()), frozenset(effects.split()), related)


def _result_of_others(causes: list[Finding], effect: Finding) -> bool:
    """True for a computed cell that shows the error of another cell."""
    return _is_result(effect) and any(not _is_result(cause) for cause in causes)


def _is_result(finding: Finding) -> bool:
    return finding.path is not None and generic(finding.path) in RESULTS


FOLLOWS = (
    # a formula shows the error of a cell that it reckons with, and cannot be recalculated before
    _follows("error-value", "error-value stale-result", _result_of_others),
    # formulas pass over a number that is a text: recalculating does not help
    _follows(
        "number-as-text",
        "stale-result execution-rate-wrong execution-score-wrong total-weight-wrong total-score-wrong "
        "result-blank",
        _anywhere,
    ),
    # what cannot be read is not blank, and is no wrong result
    _follows(
        "not-a-number error-value text-became-formula",
        "head-field-blank fund-amount-blank funds-blank weight-blank score-blank target-blank actual-blank "
        "result-blank indicator-name-blank expected-goal-blank actual-outcome-blank",
        _same_cell,
    ),
    _follows(
        "stale-result",
        "execution-rate-wrong execution-score-wrong total-weight-wrong total-score-wrong total-above-cap "
        "result-blank score-above-weight",
        _same_cell,
    ),
    # a total without the blank score of execution
    _follows("result-blank", "total-score-wrong", _in_column("score")),
    # the wrong number is the graver side of an overwritten formula, and says the right one
    _follows(
        "execution-rate-wrong execution-score-wrong total-weight-wrong total-score-wrong total-above-cap",
        "formula-overwritten score-above-weight",
        _same_cell,
    ),
    # sums over a column with a cell that is not there
    _follows("not-a-number error-value", "total-score-wrong total-above-cap", _in_column("score")),
    _follows(
        "not-a-number error-value",
        "weights-not-100 group-weight-differs total-weight-wrong weight-dominates",
        _in_column("weight"),
    ),
    _follows(
        "not-a-number error-value",
        "fund-parts-exceed-total fund-parts-below-total fund-total-blank",
        _same_column,
    ),
    # a negative number makes the sums wrong
    _follows(
        "points-negative", "weights-not-100 group-weight-differs total-weight-wrong", _in_column("weight")
    ),
    _follows("points-negative", "score-above-weight missed-full-score", _same_row),
    _follows(
        "points-negative", "score-below-weight-without-reason reached-below-full-without-reason", _same_row
    ),
    # one sum, told by the graver or the nearer finding
    _follows("weights-not-100", "group-weight-differs total-weight-wrong", _anywhere),
    _follows("level-blank level-unknown level2-under-wrong-level1", "group-weight-differs", _anywhere),
    _follows("funds-blank fund-total-blank", "budget-zero", _anywhere),
    # a row whose target or actual is not written yet cannot be compared
    _follows(
        "placeholder-left",
        "units-differ actual-not-measured actual-copies-target wording-copied missed-full-score "
        "over-without-reason cost-over-target reached-below-full-without-reason",
        _same_row,
    ),
    _follows("placeholder-left", "outcome-copies-goal outcome-says-nothing", _same_cell),
    # one reason for rows that belong to another year: they are one thing
    _follows("indicator-year-differs", "same-reason-repeated", _same_row),
    _follows("cost-over-target", "over-without-reason", _same_row),
)


def without_followers(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that would stay if all their causes were mended."""
    every = list(findings)
    gone: set[int] = set()
    codes = {finding.code for finding in every}
    for rule in FOLLOWS:
        if codes.isdisjoint(rule.causes) or codes.isdisjoint(rule.effects):
            continue
        causes = [finding for finding in every if finding.code in rule.causes]
        effects = [finding for finding in every if finding.code in rule.effects]
        gone |= {id(effect) for effect in effects if rule.related(causes, effect)}
    return [finding for finding in every if id(finding) not in gone]


def grouped(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that read the same become one, with the cells of all of them."""
    every = list(findings)
    codes = Counter(finding.code for finding in every)
    groups: dict[tuple[object, ...], Finding] = {}
    for finding in every:
        key: tuple[object, ...] = (finding.code,)
        if codes[finding.code] > 1:  # else no other reads the same, whatever it says
            key = (finding.code, finding.what, finding.action, finding.explained, finding.place.file)
        first = groups.get(key)
        if first is None:
            groups[key] = finding
        else:
            further = dict.fromkeys((*first.also, *finding.paths))
            cells = dict.fromkeys((*first.also_cells, *_cells(finding)))
            groups[key] = replace(
                first, also=tuple(path for path in further if path != first.path), also_cells=tuple(cells)
            )
    return list(groups.values())


def _cells(finding: Finding) -> tuple[str, ...]:
    return (finding.place.cell, *finding.also_cells) if finding.place.cell else finding.also_cells
