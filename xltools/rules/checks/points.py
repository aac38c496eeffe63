"""Checks of weights and scores as numbers."""

from __future__ import annotations

from decimal import Decimal

from xltools.findings import Finding
from xltools.rules.checks.context import Checked, Findings, Row
from xltools.rules.checks.levels import LevelNames
from xltools.rules.checks.wording import percent, plain_number
from xltools.rules.scoring import Path


def weight_blank(form: Checked) -> Findings:
    """An indicator without points is either forgotten or no indicator."""
    if "indicators.weight" in form.fields:
        for row in form.scored_rows:
            if row.indicator.weight is None and row.text("level3"):
                yield Finding("weight-blank", row.path("weight"))


def indicator_without_points(form: Checked) -> Findings:
    """The other points are 100 already: a shared merged cell, or an indicator that was added."""
    for row in form.rows:
        if row not in form.scored_rows and not form.is_detail(row):
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
    fund = [(total.path("score"), total.amount("weight"), total.amount("score"))] if total else []
    rows = [(row.path("score"), row.indicator.weight, row.indicator.score) for row in form.rows]
    for path, weight, score in (*fund, *rows):
        if weight is not None and score is not None and score > max(weight, Decimal(0)):
            yield Finding(
                "score-above-weight", path, found=plain_number(score), expected=plain_number(weight)
            )


def weights_not_100(form: Checked) -> Findings:
    """All points together are 100, or no total means anything."""
    found = _weight_sum(form)
    limits = form.standards.thresholds
    if found is None or abs(found - limits.total_points) <= limits.points_tolerance:
        return
    groups = form.standards.phrases["join"].join(text for _, text in _differences(form) or ())
    yield Finding(
        "weights-not-100",
        "total_weight",
        found=plain_number(found),
        expected=plain_number(limits.total_points),
        values={"groups": form.standards.phrase("groups_behind", groups=groups) if groups else ""},
    )


def group_weight_differs(form: Checked) -> Findings:
    """The split between 执行, 产出, 效益 and 满意度 is given in principle; another one wants a word."""
    differences = _differences(form)
    if not differences or _weight_sum(form) is None:
        return
    join = form.standards.phrases["join"].join
    paths = [path for path, _ in differences if path] or ["total_weight"]
    yield Finding(
        "group-weight-differs",
        paths[0],
        expected=join(_group_rules(form)),
        values={"groups": join(text for _, text in differences)},
        also=tuple(paths[1:]),
    )


def weight_dominates(form: Checked) -> Findings:
    """With most points on one indicator the others do not matter."""
    limits = form.standards.thresholds
    weights = [(row, row.indicator.weight) for row in form.scored_rows if row.indicator.weight is not None]
    total = sum((weight for _, weight in weights), Decimal(0))
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


def _differences(form: Checked) -> list[tuple[Path | None, str]] | None:
    """Groups whose points are not the form's, each with a cell; None where a row is in no group."""
    names = LevelNames(form.definition.tree, form.standards.words)
    groups: dict[str | None, list[Row]] = {level.name: [] for level in form.definition.tree}
    for row in form.scored_rows:
        groups.setdefault(names.level1(row.text("level1")), []).append(row)
    if None in groups:
        return None
    sums = [_execution_sum(form)]
    for level in form.definition.tree:
        rows = groups[level.name]
        points = sum((row.indicator.weight or Decimal(0) for row in rows), Decimal(0))
        first = rows[0] if rows else None
        expected = (names.printed_points(first.text("level1")) if first else None) or level.weight
        sums.append((first.path("level1") if first else None, level.name, points, expected))
    tolerance = form.standards.thresholds.points_tolerance
    return [
        (path, _group_text(form, name, found, expected))
        for path, name, found, expected in sums
        if found is not None and expected is not None and abs(found - expected) > tolerance
    ]


def _execution_sum(form: Checked) -> tuple[Path | None, str, Decimal | None, Decimal | None]:
    total = form.total_fund
    name = form.standards.phrases["group_execution"]
    weight = total.amount("weight") if total else None
    return (total.path("weight") if total else None, name, weight, form.printed_execution_weight)


def _group_text(form: Checked, name: str, found: Decimal, expected: Decimal) -> str:
    numbers = {"found": plain_number(found), "expected": plain_number(expected)}
    return form.standards.phrase("group_sum", name=name, **numbers)


def _group_rules(form: Checked) -> list[str]:
    execution = form.printed_execution_weight
    pairs = [(form.standards.phrases["group_execution"], execution)]
    pairs += [(level.name, level.weight) for level in form.definition.tree]
    return [
        form.standards.phrase("group_rule", name=name, expected=plain_number(weight))
        for name, weight in pairs
        if weight is not None
    ]
