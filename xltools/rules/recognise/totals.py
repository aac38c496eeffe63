"""Where the totals of a form stand that is found by its labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltools.grid import Cell
from xltools.refs import CellRef
from xltools.rules.labels import plain
from xltools.rules.notation.celltext import number_of
from xltools.rules.recognise.anchors import Rows
from xltools.rules.recognise.indicator_rows import goes_on, is_sum, last_sum, points_said, total_like
from xltools.rules.recognise.label_search import LabelSearch
from xltools.rules.recognise.shared_cells import points_together

_TOTALS = frozenset({"total_weight", "total_score"})


def total_label(search: LabelSearch, heading: int, columns: Mapping[str, int]) -> CellRef | None:
    """总分: the first such text in front of the figures that is no sum between indicators."""
    for row in search.below(heading):
        for text in search.sheet.rows.get(row, ())[:1]:
            in_front = text.ref.column <= columns["level3"]
            known = ("total" in search.keys(text) and in_front) or points_said(search, text) is not None
            if known and not (is_sum(search, row, columns) and goes_on(search, row, columns)):
                return last_sum(search, text.ref, columns)
    return total_like(search, search.below(heading), columns)


def totals(search: LabelSearch, columns: Mapping[str, int], label: CellRef) -> dict[str, CellRef]:
    """The cells of the totals: the figures of the row where there are as many, else below their columns."""
    grid, taken = search.grid, search.grid.area(label)
    asked = search.definition.head_fields
    names = [
        name
        for name in ("total_weight", "total_score")
        if name in asked or (asked & _TOTALS and name.removeprefix("total_") in columns)
    ]
    row = (CellRef(label.row, column) for column in range(taken.last.column + 1, grid.last_column + 1))
    figures = [ref for ref in row if _is_figure(grid.cell(ref))]
    names.sort(key=lambda name: columns.get(name.removeprefix("total_"), grid.last_column))
    if len(figures) == len(names):
        return dict(zip(names, figures, strict=True))
    found: dict[str, CellRef] = {}
    for name in names:
        column = columns.get(name.removeprefix("total_"))
        if column is not None and column not in taken.columns:
            found[name] = grid.area(CellRef(label.row, column)).first
    if found.get("total_weight") == found.get("total_score"):
        found.pop("total_weight", None)  # one box for one figure
    return found


def totals_said(
    search: LabelSearch, total: CellRef | None, table: Rows, head: Mapping[str, CellRef]
) -> dict[str, tuple[CellRef, str]]:
    """The totals that share a cell, with each other or with their label, and what is said of each there."""
    names = {"total_weight", "total_score"} & search.definition.head_fields
    ref = head.get("total_score")
    if ref is not None and table.shared:
        both = points_together(str(search.grid.cell(ref).value), table.shared) or {}
        told = {f"total_{name}": f"{points:f}" for name, points in both.items() if points is not None}
        return {name: (ref, said) for name, said in told.items() if name in names}
    one = _total_said(search, total, table.heading) if "total_score" in names else None
    return {} if one is None else {"total_score": one}


def _total_said(search: LabelSearch, total: CellRef | None, heading: int) -> tuple[CellRef, str] | None:
    """The total score that shares a cell with its label, in its row or, where there is none, in the head."""
    if total is None:
        rows = range(search.first_row, heading)
        found = search.inside("total", rows) or search.inside("score", rows)
        return found if found and _is_figure(Cell(found[1])) else None
    texts = search.sheet.rows[total.row]
    others = (ref for ref in search.grid.filled if ref.row == total.row and ref != total)
    if any(_is_figure(search.grid.cell(ref)) for ref in others):
        return None
    said = points_said(search, texts[0])
    return None if said is None else (texts[0].ref, said)


def totals_above(
    search: LabelSearch, heading: int, funds: Rows, columns: Mapping[str, int]
) -> dict[str, CellRef]:
    """The cells of the totals where they stand above the indicators, or right under their heading."""
    names = [name for name in ("total_weight", "total_score") if name in search.definition.head_fields]
    names.sort(key=lambda name: columns.get(name.removeprefix("total_"), search.grid.last_column))
    following = min((row for row in search.sheet.rows if row > heading), default=heading)
    rows = [*range(search.first_row, heading), *([following] if is_sum(search, following, columns) else [])]
    total, score = (_figures_of(search, label, rows, funds, heading) for label in ("total", "score"))
    if len(total) == len(names):
        return dict(zip(names, total, strict=True))
    if len(total) == len(score) == 1 and len(names) > 1 and total != score:
        return {"total_weight": total[0], "total_score": score[0]}
    single = [figures[0] for figures in (total, score) if len(figures) == 1]
    return {"total_score": single[0]} if single and "total_score" in names else {}


def _is_of_form(search: LabelSearch, place: CellRef, label: str, heading: int) -> bool:
    """True for the total of a form: in its head 合计 may be that of the funds, and 得分 that of the rate."""
    text = str(search.grid.cell(place).value)
    if label == "total":
        return place.row > heading or search.definition.fund_row(text) is None
    return plain(text) in {plain(word) for word in search.definition.labels.get("own_score", ())}


def _figures_of(
    search: LabelSearch, label: str, rows: Sequence[int], funds: Rows, heading: int
) -> list[CellRef]:
    """The figures right of the first such label that has any, up to the next label; none of the funds'."""
    grid, taken = search.grid, {funds.heading, *funds.rows}
    places = sorted(ref for *_, ref in search.labelled.get(label, ()) if ref.row in rows)
    for place in places:
        if place.row in taken or not _is_of_form(search, place, label, heading):
            continue
        figures = []
        for column in range(grid.area(place).last.column + 1, grid.last_column + 1):
            ref = CellRef(place.row, column)
            if search.is_label(ref):
                break
            if ref in grid.filled and _is_figure(grid.cell(ref)):
                figures.append(ref)
        if figures:
            return figures
    return []


def _is_figure(cell: Cell) -> bool:
    try:
        return number_of(cell) is not None
    except ValueError:
        return False
