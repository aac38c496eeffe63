"""Checks of weights and scores as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from xltools.findings import Finding
from xltools.rules.checks.context import Checked, Findings, Row
from xltools.rules.checks.levels import LevelNames
from xltools.rules.checks.wording import percent, plain_number
from xltools.rules.pack.model import GroupWeight, WeightSplit
from xltools.rules.scoring.computed import Path

_ZERO = Decimal(0)


def weight_blank(form: Checked) -> Findings:
    """An indicator without points is either forgotten or no indicator."""
    if "indicators.weight" in form.fields:
        for row in form.scored_rows:
            if row.indicator.weight is None and row.text("level3"):
                yield Finding("weight-blank", row.path("weight"))


def indicator_without_points(form: Checked) -> Findings:
    """The other points are 100 already: a shared merged cell, or an indicator that was added."""
    scored = {row.index for row in form.scored_rows}
    for row in form.rows:
        if row.index not in scored and not form.is_detail(row):
            yield Finding("indicator-without-points", row.path("weight"), found=row.text("level3") or None)


def score_blank(form: Checked) -> Findings:
    """A blank score is no 0, and the total is not whole without it."""
    for row in form.scored_rows:
        weight = row.indicator.weight
        if weight is not None and weight > 0 and row.indicator.score is None:
            yield Finding("score-blank", row.path("score"), expected=plain_number(weight))


def points_negative(form: Checked) -> Findings:
    """Deductions are made within the score; no points are below 0."""
    for row in form.rows:
        for name in ("weight", "score"):
            value: Decimal | None = getattr(row.indicator, name)
            if value is not None and value < 0:
                yield Finding("points-negative", row.path(name), found=plain_number(value))


def score_above_weight(form: Checked) -> Findings:
    """Full marks are the most there is, however much was done."""
    total = form.total_fund
    fund = [(total.path, total.amount("weight"), total.amount("score"))] if total else []
    rows = [(row.path, row.indicator.weight, row.indicator.score) for row in form.rows]
    for path, weight, score in (*fund, *rows):
        if weight is not None and score is not None and score > max(weight, _ZERO):
            found, expected = plain_number(score), plain_number(weight)
            yield Finding("score-above-weight", path("score"), found, expected)


def weights_not_100(form: Checked) -> Findings:
    """All points together are 100, or no total means anything."""
    found, whole = _weight_sum(form), form.pack.weights
    if found is None or whole.makes_whole(found):
        return
    groups = form.standards.phrases["join"].join(text for _, text in _differences(form) or ())
    yield Finding(
        "weights-not-100",
        "total_weight",
        found=plain_number(found),
        expected=plain_number(whole.total),
        values={"groups": form.standards.phrase("groups_behind", groups=groups) if groups else ""},
    )


def group_weight_differs(form: Checked) -> Findings:
    """The split between 执行, 产出, 效益 and 满意度 is given in principle; another one wants a word."""
    differences = _differences(form)
    if not differences or _weight_sum(form) is None:
        return
    join, split = form.standards.phrases["join"].join, _split(form)
    rules = [_group_rule(form, group) for group in split.groups]
    paths = [path for path, _ in differences if path] or ["total_weight"]
    yield Finding(
        "group-weight-differs",
        paths[0],
        expected=join(rules),
        values={"groups": join(text for _, text in differences), **form.cited(split.basis)},
        also=tuple(paths[1:]),
    )


def weight_dominates(form: Checked) -> Findings:
    """With most points on one indicator the others do not matter."""
    limits = form.standards.thresholds
    weights = [(row, row.indicator.weight) for row in form.scored_rows if row.indicator.weight is not None]
    total = sum((weight for _, weight in weights), _ZERO)
    if len(weights) < limits.dominant_rows or total <= 0:
        return
    for row, weight in weights:
        if weight / total > limits.dominant_share:
            values = {"total": plain_number(total), "share": percent(weight / total, 0)}
            yield Finding("weight-dominates", row.path("weight"), found=plain_number(weight), values=values)


def _weight_sum(form: Checked) -> Decimal | None:
    """All weights together; None where one is missing, which is told first."""
    weights = [row.indicator.weight for row in form.scored_rows]
    if not weights or any(weight is None or weight < 0 for weight in weights):
        return None
    return sum((weight for weight in weights if weight is not None), form.execution_weight)


Sum = tuple[Path | None, str, Decimal | None, Decimal | None]
"""A group of points: a cell of it, its name, its points, and those it should have."""


@lru_cache(maxsize=1)  # two checks of a form ask
def _differences(form: Checked) -> list[tuple[Path | None, str]] | None:
    """Groups whose points are not as they should be, each with a cell; None where a row is in no group."""
    levels = _levels(form)
    if levels is None:
        return None
    split, tolerance = _split(form), form.pack.weights.tolerance
    total = form.total_fund
    typed = total.amount("weight") if total else None
    if typed is None and form.execution_row is not None:
        typed = form.evaluation.indicators[form.execution_row].weight
    execution = form.standards.phrases["group_execution"]
    sums: list[Sum] = [(total.path("weight") if total else None, execution, typed, split.execution)]
    printed = {name: points for name, (_, _, points) in levels.items() if points is not None}
    sums += [
        (path, name, found, printed[name]) for name, (path, found, _) in levels.items() if name in printed
    ]
    sums += _group_sums(split, {name: level for name, level in levels.items() if name not in printed})
    order = [execution, *levels]
    sums.sort(key=lambda item: order.index(item[1]) if item[1] in order else len(order))
    return [
        (path, _group_text(form, name, found, expected))
        for path, name, found, expected in sums
        if found is not None and expected is not None and abs(found - expected) > tolerance
    ]


def _split(form: Checked) -> WeightSplit:
    """The way of dividing the points that fits the groups of the form."""
    return form.pack.weights.split_for([level.name for level in form.definition.tree])


Level = tuple[Path | None, Decimal, Decimal | None]
"""A 一级指标: its first cell, its points, and those printed into its name."""


def _levels(form: Checked) -> dict[str, Level] | None:
    """The 一级指标 of the form by name; None where a row is in none of them."""
    names = form.levels
    groups: dict[str, list[Row]] = {level.name: [] for level in form.definition.tree}
    for row in form.scored_rows:
        if form.is_execution(row):
            continue
        name = names.level1(row.text("level1"))
        if name is None:
            return None
        groups[name].append(row)
    return {name: _level(rows, names) for name, rows in groups.items()}


def _level(rows: list[Row], names: LevelNames) -> Level:
    points = sum((row.indicator.weight or _ZERO for row in rows), _ZERO)
    first = rows[0] if rows else None
    printed = names.printed_points(first.text("level1")) if first else None
    return (first.path("level1") if first else None, points, printed)


def _group_sums(split: WeightSplit, levels: Mapping[str, Level]) -> list[Sum]:
    """The groups of the pack that the levels make up wholly."""
    sums: list[Sum] = []
    for group in split.groups:
        own = {name: level for name, level in levels.items() if name in group.level1}
        if own and not group.execution:
            paths = [path for path, _, _ in own.values() if path]
            name = next(iter(own)) if len(own) == 1 else group.name
            found = sum((points for _, points, _ in own.values()), _ZERO)
            sums.append((paths[0] if paths else None, name, found, group.weight))
    return sums


def _group_text(form: Checked, name: str, found: Decimal, expected: Decimal) -> str:
    numbers = {"found": plain_number(found), "expected": plain_number(expected)}
    return form.standards.phrase("group_sum", name=name, **numbers)


def _group_rule(form: Checked, group: GroupWeight) -> str:
    return form.standards.phrase("group_rule", name=group.name, expected=plain_number(group.weight))
