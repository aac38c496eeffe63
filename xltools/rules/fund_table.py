"""Where the money of a form stands that is found by its labels."""

from __future__ import annotations

from xltools.refs import CellRef
from xltools.rules.anchors import Rows
from xltools.rules.indicator_rows import counts
from xltools.rules.label_search import LabelSearch
from xltools.rules.shared_cells import shared_column
from xltools.rules.unknown_headings import guessed

_AFTER_FUNDS = ("goals", "expected_goal", "actual_outcome", "indicators")  # labels of the blocks below


def fund_rows(search: LabelSearch, heading: int) -> Rows:
    """The table of the funds above the indicator heading; an empty one where there is none."""
    block = search.definition.funds
    if block is None:
        return Rows()
    row, known = search.heading(block.columns, range(search.first_row, heading))
    shared, column = shared_column(search, row, known)
    known |= {name: column for name in shared if any(spec.field == name for spec in block.columns)}
    if len(known) < 2:
        return Rows()
    places = (place[-1].row for label in _AFTER_FUNDS for place in search.labelled.get(label, ()))
    end = min((place for place in places if row < place), default=heading)
    guesses = guessed(search, row, known, block.columns, range(row + 1, end))
    columns = {**known, **{field: text.ref.column for field, text in guesses.items()}}
    item = _item_column(search, range(row + 1, end), min(columns.values()))
    if item is None:
        return Rows()
    names = ((r, search.grid.shown(CellRef(r, item))) for r in range(row + 1, end))
    rows = tuple(r for r, cell in names if isinstance(cell.value, str) and not cell.blank)
    rows = tuple(row for row in rows if not _is_total(search, row))
    if rows and counts(search, rows[0], columns.values()):
        rows = rows[1:]
    return Rows(
        columns={"item": item, **columns},
        rows=rows,
        heading=row,
        guessed=guesses,
        shared=shared,
        items_before=min(columns.values()),
    )


def _is_total(search: LabelSearch, row: int) -> bool:
    """True for 总分 below the funds, which is none of their names."""
    texts = search.sheet.rows.get(row, ())[:1]
    return any("total" in search.keys(text) and not search.definition.fund_row(text.raw) for text in texts)


def _item_column(search: LabelSearch, rows: range, amounts: int) -> int | None:
    """The column of the fund names: of the first known one, else of the last text before the amounts."""
    last = None
    for row in rows:
        for text in search.sheet.rows.get(row, ()):
            if text.ref.column >= amounts:
                continue
            if search.definition.fund_row(text.raw) is not None:
                return text.ref.column
            last = last or max(t.ref.column for t in search.sheet.rows[row] if t.ref.column < amounts)
    return last
