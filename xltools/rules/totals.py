"""Where the totals of a form stand that is found by its labels."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.grid import Cell
from xltools.refs import CellRef
from xltools.rules.celltext import number_of
from xltools.rules.indicator_rows import goes_on, is_sum, last_sum, points_said, total_like
from xltools.rules.label_search import LabelSearch


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
    names = [name for name in ("total_weight", "total_score") if name in search.definition.head_fields]
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


def total_said(search: LabelSearch, total: CellRef | None, heading: int) -> tuple[CellRef, str] | None:
    """The total score that shares a cell with its label, in its row or, where there is none, in the head."""
    if "total_score" not in search.definition.head_fields:
        return None
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


def _is_figure(cell: Cell) -> bool:
    try:
        return number_of(cell) is not None
    except ValueError:
        return False
