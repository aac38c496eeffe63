"""Finds our own forms by their defined names: moved cells and inserted rows do no harm."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from xltools.grid import Book, Grid
from xltools.refs import CellRef
from xltools.rules.definition.model import HEAD_FIELDS, LEVEL_FIELDS, FormDefinition
from xltools.rules.labels import plain
from xltools.rules.layout.beside.columns import NAMED, SUGGESTED
from xltools.rules.layout.names import LIST_PREFIX, LISTS_SHEET, META_ROWS, META_SHEET, NamedRole, role_of
from xltools.rules.reading import Block, FoundBy
from xltools.rules.recognise.anchors import Anchors, Rows

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


@dataclass(slots=True)
class _Block:
    """Where names of funds or indicators point: columns by field, and rows."""

    columns: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    issued: set[int] = field(default_factory=set)
    spare: set[int] = field(default_factory=set)
    levels: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def rows(self, last: int | None) -> Rows:
        """The rows of the block, at least down to `last`."""
        known_rows = self.issued | self.spare
        if not known_rows:
            return Rows()
        return Rows(
            columns={name: _usual(found) for name, found in self.columns.items()},
            rows=tuple(range(min(known_rows), max(*known_rows, last or 0) + 1)),
            issued=frozenset(self.issued),
            spare=frozenset(self.spare - self.issued),
            levels=self.levels,
        )


@dataclass(slots=True)
class _Named:
    """Where the names of one sheet point, each at the first cell of its area."""

    head: dict[str, CellRef] = field(default_factory=dict)
    funds: _Block = field(default_factory=_Block)
    indicators: _Block = field(default_factory=_Block)
    suggested: dict[int, CellRef] = field(default_factory=dict)

    def add(self, named: Iterable[tuple[NamedRole, CellRef]]) -> None:
        """Take in what names stand for, and their cells."""
        blocks = {"funds": self.funds, "indicators": self.indicators}
        for (kind, spare, name), ref in named:
            if name in NAMED:
                if name == SUGGESTED:
                    self.suggested[ref.row] = ref
            elif not kind:
                self.head[name] = ref
            else:
                block = blocks[kind]
                block.columns[name].append(ref.column)
                if name in LEVEL_FIELDS:
                    block.levels[name].add(ref.row)
                else:
                    (block.spare if spare else block.issued).add(ref.row)

    @property
    def last_column(self) -> int:
        """The last one that anything but a difference stands in."""
        lists = (*self.funds.columns.values(), *self.indicators.columns.values())
        alone = [ref.column for ref in (*self.head.values(), *self.suggested.values())]
        return max(chain(alone, *lists), default=0)


def _named(book: Book) -> tuple[str, _Named]:
    """The sheet that most of our names point at, and where on it."""
    found: dict[str, list[tuple[NamedRole, CellRef]]] = defaultdict(list)
    for name, cell in book.names.items():
        if cell is not None and (role := role_of(name)) is not None:
            found[cell.sheet].append((role, cell.area.first))
    sheet = max(found, key=lambda sheet: len(found[sheet]), default="")
    named = _Named()
    named.add(found[sheet])
    return sheet, named


def find_by_names(
    book: Book, definition: FormDefinition, version: str | None, *, labels_agree: bool = True
) -> Anchors | None:
    """Our own form in a workbook; None where names that are needed are lost or point elsewhere.

    `labels_agree`: the labels of the form must stand where the names say.
    """
    sheet, named = _named(book)
    grid = _as_far_as_needed(book, sheet, definition, named)
    if grid is None:
        return None
    head = {name: ref for name, ref in named.head.items() if name in HEAD_FIELDS}
    indicators = named.indicators.rows(_last_row(head))
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
        funds=named.funds.rows(None),
        indicators=indicators,
        version=version,
        suggested=named.suggested,
    )


def _as_far_as_needed(book: Book, sheet: str, definition: FormDefinition, named: _Named) -> Grid | None:
    """The sheet as far as names point; right of them a form may have columns that it has no names for."""
    if definition.open_columns or definition.open_boxes:
        return book.sheet(sheet)
    return book.up_to(sheet, named.last_column)


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


def _usual(columns: list[int]) -> int:
    """The column that most cells of a field stand in."""
    first = columns[0]
    return first if columns.count(first) == len(columns) else Counter(columns).most_common(1)[0][0]
