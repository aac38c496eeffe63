"""Finds our own forms by their defined names: moved cells and inserted rows do no harm."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from xltools.grid import Book, Grid
from xltools.refs import CellRef
from xltools.rules.anchors import Anchors, Rows
from xltools.rules.beside.columns import DIFFERENCE, NAMED, SUGGESTED
from xltools.rules.definition import HEAD_FIELDS, LEVEL_FIELDS, FormDefinition
from xltools.rules.labels import plain
from xltools.rules.names import LIST_PREFIX, LISTS_SHEET, META_ROWS, META_SHEET, NamedRole, role_of
from xltools.rules.reading import Block, FoundBy

_Named = tuple[NamedRole, CellRef]
"""A role, and the first cell of the area that its name points at."""

_HEADING_ABOVE = 5  # rows in which the heading is looked for: people insert rows below it
_WHOSE = ("project", "unit", "department")  # the first of them that the form has says whose it is


def meta_of(book: Book) -> dict[str, str]:
    """What the hidden sheet of our workbooks says: form, version, …; empty for other workbooks."""
    sheet = book.sheet(META_SHEET)
    if sheet is None:
        return {}
    numbers = range(1, min(META_ROWS, sheet.last_row) + 1)
    rows = ([sheet.cell(CellRef(row, column)).value for column in (1, 2)] for row in numbers)
    return {str(key): str(value) for key, value in rows if key is not None and value is not None}


def lists_in(book: Book) -> tuple[str, ...]:
    """The columns of 选项 that a workbook holds."""
    names = (name for name, cell in book.names.items() if cell is not None and cell.sheet == LISTS_SHEET)
    return tuple(name.removeprefix(LIST_PREFIX) for name in names if name.startswith(LIST_PREFIX))


def blocks_of(anchors: Anchors) -> dict[str, Block]:
    """Where funds and indicators stand, blank rows and inserted ones among them."""
    found = {"funds": anchors.funds, "indicators": anchors.indicators}
    return {
        kind: Block(rows.columns, min(rows.rows), max(rows.rows)) for kind, rows in found.items() if rows.rows
    }


def find_by_names(
    book: Book, definition: FormDefinition, version: str | None, *, labels_agree: bool = True
) -> Anchors | None:
    """Our own form in a workbook; None where names that are needed are lost or point elsewhere.

    `labels_agree`: the labels of the form must stand where the names say.
    """
    named: dict[str, dict[str, _Named]] = defaultdict(dict)  # by sheet and role
    for name, cell in book.names.items():
        if cell is not None and (known := role_of(name)) is not None:
            named[cell.sheet][known.role] = known, cell.area.first
    sheet = max(named, key=lambda sheet: len(named[sheet]), default="")
    every = named[sheet].values()
    grid = _as_far_as_needed(book, sheet, definition, every)
    if grid is None:
        return None
    here: dict[str, list[_Named]] = defaultdict(list)  # by kind
    suggested: dict[int, CellRef] = {}
    for known, ref in every:
        if known.field not in NAMED:
            here[known.kind].append((known, ref))
        elif known.field == SUGGESTED:
            suggested[ref.row] = ref
    head = {known.field: ref for known, ref in here[""] if known.field in HEAD_FIELDS}
    indicators = _rows(here["indicators"], _last_row(head))
    indicators = replace(indicators, rows=_before_remarks(indicators, grid, definition))
    if not _complete(definition, head, indicators):
        return None
    if labels_agree and not _labels_agree(grid, definition, head, indicators):
        return None
    return Anchors(
        grid=grid,
        definition=definition,
        found_by=FoundBy.NAMES,
        head=head,
        funds=_rows(here["funds"], None),
        indicators=indicators,
        version=version,
        suggested=suggested,
    )


def _as_far_as_needed(
    book: Book, sheet: str, definition: FormDefinition, named: Collection[_Named]
) -> Grid | None:
    """The sheet as far as names point; right of them a form may have columns that it has no names for."""
    if definition.open_columns or definition.open_boxes:
        return book.sheet(sheet)
    columns = [ref.column for known, ref in named if known.field != DIFFERENCE]
    return book.up_to(sheet, max(columns, default=0))


def _labels_agree(
    grid: Grid, definition: FormDefinition, head: Mapping[str, CellRef], indicators: Rows
) -> bool:
    """True where headings and 总分 stand where the names say: a program may move cells and not the names."""
    first = indicators.rows[0]
    asked = [
        (spec.label, indicators.columns[spec.field])
        for spec in definition.indicators.columns
        if spec.label and spec.field
    ]
    if not any(
        all(_is_label(grid, definition, CellRef(row, column), label) for label, column in asked)
        for row in range(first - 1, max(0, first - _HEADING_ABOVE), -1)
    ):
        return False
    totals = {head[name].row for name in ("total_weight", "total_score") if name in head}
    columns = range(1, indicators.columns["level3"] + 1)
    places = ([CellRef(row, column) for column in columns] for row in totals)
    return all(any(_is_label(grid, definition, ref, "total") for ref in refs) for refs in places)


def _is_label(grid: Grid, definition: FormDefinition, ref: CellRef, label: str) -> bool:
    text = grid.shown(ref).value
    return isinstance(text, str) and label in definition.label_keys.get(plain(text), ())


def _last_row(head: Mapping[str, CellRef]) -> int | None:
    """The row before the totals: rows that people added at the end of the block reach to it."""
    totals = [head[name].row for name in ("total_weight", "total_score") if name in head]
    return min(totals) - 1 if totals else None


def _before_remarks(indicators: Rows, grid: Grid, definition: FormDefinition) -> tuple[int, ...]:
    """The rows of the block: what stands between it and the totals on some forms is none of them."""
    known = max(indicators.issued | indicators.spare, default=0)
    columns = range(1, indicators.columns.get("level3", 1))
    for row in (row for row in indicators.rows if row > known):
        texts = (grid.cell(CellRef(row, column)).value for column in columns)
        if any(isinstance(text, str) and plain(text).startswith(definition.texts_below) for text in texts):
            return tuple(before for before in indicators.rows if before < row)
    return indicators.rows


def _complete(definition: FormDefinition, head: Mapping[str, CellRef], indicators: Rows) -> bool:
    asked = {cell.field for cell in definition.indicators.columns if cell.field}
    named = next((name for name in _WHOSE if name in definition.head_fields), None)
    return (named is None or named in head) and asked <= set(indicators.columns) and bool(indicators.rows)


def _rows(named: Collection[_Named], last: int | None) -> Rows:
    columns: dict[str, list[int]] = defaultdict(list)
    rows: dict[bool, set[int]] = {True: set(), False: set()}  # by whether they are spare
    for known, ref in named:
        columns[known.field].append(ref.column)
        if known.field not in LEVEL_FIELDS:
            rows[known.spare].add(ref.row)
    known_rows = rows[True] | rows[False]
    if not known_rows:
        return Rows()
    return Rows(
        columns={name: _usual(found) for name, found in columns.items()},
        rows=tuple(range(min(known_rows), max(*known_rows, last or 0) + 1)),
        issued=frozenset(rows[False]),
        spare=frozenset(rows[True] - rows[False]),
    )


def _usual(columns: list[int]) -> int:
    """The column that most cells of a field stand in."""
    first = columns[0]
    return first if columns.count(first) == len(columns) else Counter(columns).most_common(1)[0][0]
