"""The head of a form that is found by its labels: where each label stands, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from xltools.refs import CellRange, CellRef
from xltools.rules.definition.model import FormDefinition, LinesBlock
from xltools.rules.notation.celltext import text_of
from xltools.rules.recognise.goal_labels import GOALS, are_stacked, goal_labels
from xltools.rules.recognise.indicator_heading import WHOSE, title_of
from xltools.rules.recognise.label_search import LabelSearch
from xltools.rules.recognise.resembling import nearly_said, resembles
from xltools.rules.years import is_year, year_of

_HEAD = WHOSE | {"other_head"}
_COLONS = re.compile(r"\s*[:：]\s*")


def head_of(search: LabelSearch, heading: int) -> tuple[dict[str, CellRef], dict[str, str]]:
    """The cells of the head, and the values that share a cell with their label."""
    rows = range(search.first_row, heading)
    head: dict[str, CellRef] = {}
    inside: dict[str, str] = {}
    labels: list[int] = []
    goals = goal_labels(search, rows)
    for name, beside in _sides(search.definition, goals).items():
        label = goals.get(name) or (search.find(name, rows) if beside else _label_over(search, name, rows))
        if label is not None:
            labels.append(label.row)
            value = _value(search, label, heading, beside=beside)
            if value is not None:
                head[name] = value
                if not beside:
                    inside |= _further(search, name, value, heading)
        elif (found := search.inside(name, rows)) is not None:
            head[name], inside[name] = found
            labels.append(found[0].row)
        elif (value := _nearly(search, name, rows, beside=beside)) is not None:
            head[name] = value
    head |= _names_besides(search, rows)
    head |= _goals_besides(search, rows)
    if "expected_goal" not in head:
        _goal_of_block(search, rows, head, inside)
    title = title_of(search, heading)
    if title is not None:
        head["title"] = title
    year = _year(search, min(labels, default=heading), heading)
    if year is None and (said := search.inside("year", rows)) is not None:
        year, inside["year"] = said
    return head | ({"year": year} if year else {}), inside


def _label_over(search: LabelSearch, name: str, rows: range) -> CellRef | None:
    """The label of what stands below it; of several one that has a text there, and no further label."""
    found = search.find(name, rows)
    places = sorted(place for place in search.labelled.get(name, ()) if place[-1].row in rows)
    for *_, ref in places if len(places) > 1 else ():
        below = search.grid.area(CellRef(search.grid.area(ref).last.row + 1, ref.column)).first
        if below.row in rows and below in search.grid.filled and not search.is_label(below):
            return ref
    return found


def _sides(definition: FormDefinition, goals: Mapping[str, CellRef]) -> Mapping[str, bool]:
    """The same as `_label_sides` for this sheet: goals below each other; or not asked for, but there."""
    if not GOALS & definition.head_fields or are_stacked(goals):
        return _label_sides(definition) | dict.fromkeys(sorted(goals), are_stacked(goals))
    return _label_sides(definition)


def _value(search: LabelSearch, label: CellRef, heading: int, *, beside: bool) -> CellRef | None:
    area = search.grid.area(label)
    return value_of_label(search, area) if beside else _under(search, area, heading)


def _nearly(search: LabelSearch, name: str, rows: range, *, beside: bool) -> CellRef | None:
    """What stands at a label with a slip of the pen."""
    label = nearly_said(search, name, rows)
    value = None if label is None else _value(search, label, rows.stop, beside=beside)
    nothing = value is None or search.grid.cell(value).blank or search.is_label(value)
    return None if nothing else value


def _names_besides(search: LabelSearch, rows: range) -> Iterator[tuple[str, CellRef]]:
    """Whose form it is, where the definition that fits best does not ask for it."""
    for name in sorted(WHOSE - search.definition.head_fields):
        label = search.find(name, rows)
        value = None if label is None else value_of_label(search, search.grid.area(label))
        if value is not None:
            yield name, value


def _goals_besides(search: LabelSearch, rows: range) -> Iterator[tuple[str, CellRef]]:
    """Goal and outcome below their labels, where the definition that fits best does not ask for them."""
    for name in sorted(GOALS - search.definition.head_fields):
        label = _label_over(search, name, rows)
        value = None if label is None else _under(search, search.grid.area(label), rows.stop)
        if value is not None and value.row in rows and isinstance(search.grid.cell(value).value, str):
            yield name, value


def _goal_of_block(
    search: LabelSearch, rows: range, head: dict[str, CellRef], inside: dict[str, str]
) -> None:
    """The goal where it stands beside, below or behind the name of its block, which has no other labels."""
    label = search.find("goals", rows)
    if "expected_goal" not in search.definition.head_fields:
        return
    if label is None:
        if (found := search.inside("goals", rows)) is not None:
            head["expected_goal"], inside["expected_goal"] = found
        return
    area, grid = search.grid.area(label), search.grid
    outcome = head.get("actual_outcome")
    for value in (value_of_label(search, area), grid.first(CellRef(area.last.row + 1, label.column))):
        text = None if value is None or value.row not in rows else grid.cell(value).value
        if value is None or not isinstance(text, str):
            continue
        with_outcome = outcome is not None and outcome.row == value.row == label.row  # both in one line
        others = search.labels_in(value.row) - (value.row == label.row) - with_outcome
        if not others and not search.is_label(value) and value != outcome:
            head["expected_goal"] = value
            return


def _beside(search: LabelSearch, label: CellRange) -> CellRef:
    """The value right of a label: the next cell, or the next filled one where nothing is merged."""
    grid = search.grid
    ref = first = grid.area(search.sheet.right_of(label)).first
    said = grid.cell(label.first).value
    while ref in grid.filled and grid.cell(ref).value == said:  # a merged label, repeated when it was pasted
        ref = first = grid.area(CellRef(ref.row, grid.area(ref).last.column + 1)).first
    if _COLONS.fullmatch(str(grid.cell(ref).value)):
        ref = first = grid.area(CellRef(ref.row, grid.area(ref).last.column + 1)).first
    while grid.cell(ref).blank and ref.column <= grid.last_column and grid.area(ref) == CellRange(ref, ref):
        ref = grid.area(CellRef(ref.row, ref.column + 1)).first
    return first if grid.cell(ref).blank or search.is_label(ref) else ref


def value_of_label(search: LabelSearch, label: CellRange) -> CellRef | None:
    """The value right of a label; below it where its row holds labels only. None: the next label follows."""
    beside, row = _beside(search, label), label.first.row
    labels_only = _has_labels_only(search, row)
    is_label = labels_only or bool(search.labels.get(beside, frozenset()) & _HEAD)
    if not (is_label or search.grid.cell(beside).blank):
        return beside
    below = search.grid.area(CellRef(label.last.row + 1, label.first.column)).first
    if labels_only and not search.labels_in(below.row) and not search.grid.cell(below).blank:
        return below
    return None if is_label else beside


def _has_labels_only(search: LabelSearch, row: int) -> bool:
    """True for a row of several labels and nothing else, be one of them with a slip of the pen."""
    texts, labels = search.sheet.rows[row], search.labels_in(row)
    if labels < 2 or labels < len(texts) - 1:
        return False
    others = [text.bare for text in texts if not search.keys(text)]
    return all(resembles(text, search.definition, WHOSE) for text in others)


def _under(search: LabelSearch, label: CellRange, heading: int) -> CellRef | None:
    """The value below a label, anywhere under its width; beside it where a label or table stands there.

    None where labels stand in both places.
    """
    grid, row = search.grid, label.last.row + 1
    areas = [grid.area(CellRef(row, column)).first for column in label.columns]
    below = next((ref for ref in areas if not grid.cell(ref).blank), areas[0])
    beside = _beside(search, label)
    said_beside = grid.cell(below).blank and not grid.cell(beside).blank and not search.is_label(beside)
    if row < heading and search.labels_in(row) < 2 and not (said_beside or search.is_label(below)):
        return below
    if not search.is_label(beside):
        return beside
    return None if search.is_label(areas[0]) else areas[0]


def _further(search: LabelSearch, name: str, first: CellRef, heading: int) -> dict[str, str]:
    """A text that goes on in the rows below its cell, up to a label, a figure or a cell of another width."""
    grid = search.grid
    area = grid.area(first)
    texts, columns, row = [text_of(grid.cell(first))], area.columns, area.last.row + 1
    while row < heading and not search.labels_in(row):
        area = grid.area(CellRef(row, first.column))
        figures = any(ref.row == row and not isinstance(cell.value, str) for ref, cell in grid.filled.items())
        if area.columns != columns or figures:
            break
        texts.append(text_of(grid.cell(area.first)))
        row = area.last.row + 1
    filled = [text for text in texts if text]
    return {name: "\n".join(filled)} if len(filled) > 1 else {}


@lru_cache(maxsize=64)
def _label_sides(definition: FormDefinition) -> dict[str, bool]:
    """Each field that a label of the same name introduces; True: the value stands right of it, else below."""
    sides = {}
    for block in definition.blocks:
        if not isinstance(block, LinesBlock):
            continue
        lines = {cell.label: index for index, line in enumerate(block.lines) for cell in line if cell.label}
        for index, line in enumerate(block.lines):
            for cell in line:
                if cell.field in lines:
                    sides[cell.field] = lines[cell.field] == index
    return sides


def _year(search: LabelSearch, before: int, heading: int) -> CellRef | None:
    """The cell of the year: above the first label (年度 before any other year), or beside its own label."""
    texts = [text for row in range(search.first_row, before) for text in search.sheet.rows.get(row, ())]
    dated = [text for text in texts if year_of(text.raw)]
    exact = [text.ref for text in dated if "度" in text.raw] or list(_bare_years(search, heading))
    if exact:
        return exact[0]
    label = search.find("year", range(search.first_row, heading))
    if label is not None:
        return _beside(search, search.grid.area(label))
    return dated[0].ref if dated else None


def _bare_years(search: LabelSearch, heading: int) -> Iterator[CellRef]:
    """Cells that say a year and nothing else."""
    for row in range(search.first_row, heading):
        yield from (text.ref for text in search.sheet.rows.get(row, ()) if is_year(text.raw))
