"""Checks of what the indicators are: their levels, names, and what they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from xltools.findings import Finding
from xltools.rules.checks.context import Checked, Findings, FundAt, Row
from xltools.rules.checks.execution import says_execution
from xltools.rules.checks.levels import LevelNames
from xltools.rules.checks.wording import plain_number
from xltools.rules.labels import plain

Names = tuple[str, ...]

ENGLISH = {"level1": "level-1 indicator", "level2": "level-2 indicator"}


def indicators_missing(form: Checked) -> Findings:
    """A form without indicators has nothing to evaluate."""
    if not form.rows:
        first = "indicators[0].level3" if form.evaluation.indicators else "indicators"
        yield Finding("indicators-missing", first)


def indicator_name_blank(form: Checked) -> Findings:
    """A row without a name cannot be matched with the approved indicators."""
    for row in form.rows:
        if not row.text("level3") and not form.is_execution(row):
            yield Finding("indicator-name-blank", row.path("level3"))


def level_blank(form: Checked) -> Findings:
    """Points are summed by level 1; a row outside all groups makes the sums wrong."""
    for level in _levels(form):
        for row in form.rows:
            if not row.text(level) and not form.is_execution(row):
                values = {"field": form.field_name(level), "field_english": ENGLISH[level]}
                yield Finding("level-blank", row.path(level), values=values)


def level_unknown(form: Checked) -> Findings:
    """A group the form does not have: its points cannot be compared with any rule."""
    names = form.levels
    for level, row, text in _named_runs(form):
        if _meant(names, level, row) is None:
            under = names.level1(row.text("level1")) or ""
            known = [item.name for item in names.tree] if level == "level1" else names.children(under)
            yield Finding(
                "level-unknown",
                row.path(level),
                found=text,
                expected=form.standards.phrases["join"].join(known),
                values={"field": form.field_name(level)},
            )


def level_name_differs(form: Checked) -> Findings:
    """Points printed into the name (产出指标(50分)), a missing 指标: understood, but not the form's name."""
    names = form.levels
    for level, row, text in _named_runs(form):
        meant = _meant(names, level, row)
        if meant is not None and plain(meant) != plain(text):
            yield Finding("level-name-differs", row.path(level), found=text, expected=meant)


def level2_under_wrong_level1(form: Checked) -> Findings:
    """经济效益 under 产出 makes the points of both groups wrong."""
    names = form.levels
    for level, row, text in _named_runs(form):
        if level != "level2":
            continue
        level1 = names.level1(row.text("level1"))
        meant = _meant(names, level, row)
        parents = names.parents(meant) if meant else []
        if level1 and parents and level1 not in parents:
            join = form.standards.phrases["join"].join
            values = {"level1": level1, "children": join(names.children(level1))}
            yield Finding(
                "level2-under-wrong-level1",
                row.path(level),
                found=text,
                expected=join(parents),
                values=values,
            )


def group_returns(form: Checked) -> Findings:
    """A group that comes back later breaks the merged cells, and its rows are overlooked."""
    known = _plain_names(form)
    for depth, level in enumerate(("level1", "level2"), start=1):
        seen: set[Names] = set()
        for key, row in _first_of_runs(form, [known[row.index][:depth] for row in form.rows]):
            if key[-1] and key in seen and not _outer_returns(form, row, depth - 1):
                yield Finding("group-returns", row.path(level), found=row.text(level))
            seen.add(key)


def indicator_repeated(form: Checked) -> Findings:
    """One indicator in two rows counts twice."""
    seen: dict[Names, Row] = {}
    known = _plain_names(form)
    for row in form.scored_rows:
        key = known[row.index]
        if key[-1] and key in seen:
            first = seen[key].path("level3")
            yield Finding("indicator-repeated", row.path("level3"), found=row.text("level3"), also=(first,))
        seen.setdefault(key, row)


def execution_as_indicator(form: Checked) -> Findings:
    """Execution has its own points in the funds block; as an indicator it counts twice, or is told twice."""
    total = form.total_fund
    if total is None or total.is_empty:
        return
    for row in form.rows:
        level = _names_execution(form, row)
        if level is None or (form.is_execution(row) and total.amount("weight") is None):
            continue
        counted = form.standards.phrases["execution_twice"]
        if form.is_execution(row):
            counted = _counted_once(form, row, total)
        yield Finding("execution-as-indicator", row.path(level), row.text(level), values={"counted": counted})


def _names_execution(form: Checked, row: Row) -> str | None:
    """The field in which a row says that it is the execution; a level only where no other row says so."""
    if says_execution(row.text("level3")):
        return "level3"
    if row.index != form.named_execution:
        return None
    levels = ("level1", "level2")
    return next((name for name in levels if says_execution(row.text(name), by_level=True)), None)


def _counted_once(form: Checked, row: Row, total: FundAt) -> str:
    """How the points of a row count that 项目资金 has, too."""
    phrase, own = form.standards.phrase, row.indicator
    score = total.amount("score")
    if total.amount("weight") == own.weight and score in (None, own.score):
        return phrase("execution_once")
    here, there = (
        phrase("execution_points", weight=_points(weight), score=_points(each))
        for weight, each in ((own.weight, own.score), (total.amount("weight"), score))
    )
    return phrase("execution_differs", here=here, there=there)


def _points(number: Decimal | None) -> str:
    return "—" if number is None else plain_number(number)


def target_blank(form: Checked) -> Findings:
    """Without a target nobody can say whether it was reached."""
    for row in form.scored_rows:
        if "indicators.target" in form.fields and row.text("level3") and not row.text("target"):
            yield Finding("target-blank", row.path("target"))


def actual_blank(form: Checked) -> Findings:
    """A blank is not 0: nothing done is a result, too."""
    for row in form.scored_rows:
        if "indicators.actual" in form.fields and row.text("target") and not row.text("actual"):
            yield Finding("actual-blank", row.path("actual"), expected=row.text("target"))


def _levels(form: Checked) -> list[str]:
    return [level for level in ("level1", "level2") if f"indicators.{level}" in form.fields]


def _meant(names: LevelNames, level: str, row: Row) -> str | None:
    if level == "level1":
        return names.level1(row.text("level1"))
    return names.level2(row.text("level2"), under=names.level1(row.text("level1")))


@lru_cache(maxsize=1)  # each check of a form asks
def _named_runs(form: Checked) -> Sequence[tuple[str, Row, str]]:
    """Each written level name with the first row it stands beside: one merged cell each."""
    if not form.definition.tree:
        return ()
    upper = {"level1": ("level1",), "level2": ("level1", "level2")}
    return [
        (level, row, text)
        for level in _levels(form)
        for _, row in _first_of_runs(form, [tuple(map(row.text, upper[level])) for row in form.rows])
        if (text := row.text(level)) and not form.is_execution(row)
    ]


def _first_of_runs(form: Checked, names: Sequence[Names]) -> Iterator[tuple[Names, Row]]:
    """The first of neighbouring rows that share these names, one for each row."""
    runs = groupby(zip(names, form.rows, strict=True), itemgetter(0))
    return (next(run) for _, run in runs)


def _outer_returns(form: Checked, row: Row, outer: int) -> bool:
    """True where the level above starts anew in this row: that is told once, above."""
    known = _plain_names(form)
    before = [other.index for other in form.rows if other.index < row.index]
    return bool(outer and before) and known[before[-1]][:outer] != known[row.index][:outer]


@lru_cache(maxsize=1)  # several checks of a form ask
def _plain_names(form: Checked) -> Mapping[int, Names]:
    """The names of each row from the 一级指标 down, for comparing only."""
    return {row.index: tuple(map(plain, map(row.text, ("level1", "level2", "level3")))) for row in form.rows}
