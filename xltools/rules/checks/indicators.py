"""Checks of what the indicators are: their levels, names, and what they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from xltools.findings import Finding
from xltools.rules.checks.context import Checked, Findings, Row
from xltools.rules.checks.levels import LevelNames
from xltools.rules.labels import plain

ENGLISH = {"level1": "level-1 indicator", "level2": "level-2 indicator"}


def indicators_missing(form: Checked) -> Findings:
    """A form without indicators has nothing to evaluate."""
    if not form.rows:
        first = "indicators[0].level3" if form.evaluation.indicators else "indicators"
        yield Finding("indicators-missing", first)


def indicator_name_blank(form: Checked) -> Findings:
    """A row without a name cannot be matched with the approved indicators."""
    for row in form.rows:
        if not row.text("level3"):
            yield Finding("indicator-name-blank", row.path("level3"))


def level_blank(form: Checked) -> Findings:
    """Points are summed by level 1; a row outside all groups makes the sums wrong."""
    for level in _levels(form):
        for row in form.rows:
            if not row.text(level):
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
    for names in (("level1",), ("level1", "level2")):
        seen: set[tuple[str, ...]] = set()
        for row in _first_of_runs(form, names, plain):
            key = tuple(plain(row.text(name)) for name in names)
            if key[-1] and key in seen and not _outer_returns(form, row, names[:-1]):
                yield Finding("group-returns", row.path(names[-1]), found=row.text(names[-1]))
            seen.add(key)


def indicator_repeated(form: Checked) -> Findings:
    """One indicator in two rows counts twice."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in form.scored_rows:
        key = tuple(plain(row.text(name)) for name in ("level1", "level2", "level3"))
        if key[-1] and key in seen:
            first = seen[key].path("level3")
            yield Finding("indicator-repeated", row.path("level3"), found=row.text("level3"), also=(first,))
        seen.setdefault(key, row)


def execution_as_indicator(form: Checked) -> Findings:
    """Execution has its own points in the funds block; as an indicator it counts twice."""
    total = form.total_fund
    if total is None or total.is_empty:
        return
    for row in form.rows:
        name = plain(row.text("level3"))
        if any(pattern.search(name) for pattern in form.standards.words.execution_indicator):
            yield Finding("execution-as-indicator", row.path("level3"), found=row.text("level3"))


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
        for row in _first_of_runs(form, upper[level])
        if (text := row.text(level))
    ]


def _first_of_runs(form: Checked, names: tuple[str, ...], even: Callable[[str], str] = str) -> Iterator[Row]:
    """The first of neighbouring rows that share these texts."""

    def key(row: Row) -> tuple[str, ...]:
        return tuple(map(even, map(row.text, names)))

    return (next(rows) for _, rows in groupby(form.rows, key))


def _outer_returns(form: Checked, row: Row, outer: tuple[str, ...]) -> bool:
    """True where the level above starts anew in this row: that is told once, above."""
    before = [other for other in form.rows if other.index < row.index]
    return bool(outer and before) and any(
        plain(before[-1].text(name)) != plain(row.text(name)) for name in outer
    )
