"""Finds a form that we did not make: by its labels, on a plain grid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xltools.grid import Grid
from xltools.refs import CellRange, CellRef
from xltools.rules.anchors import Anchors, Rows
from xltools.rules.definition import CellSpec, FormDefinition, LinesBlock
from xltools.rules.labels import plain
from xltools.rules.reading import FoundBy

_YEAR = re.compile(r"(?:19|20)\d{2}\s*年")
_NEEDED = ({"level3"}, {"target", "target_number"}, {"actual"})  # one of each


@dataclass(frozen=True)
class _Search:
    """One sheet seen through the labels of one definition."""

    grid: Grid
    definition: FormDefinition

    @cached_property
    def labels(self) -> Mapping[str, frozenset[str]]:
        return {
            key: frozenset(plain(text) for text in texts if "{" not in text)
            for key, texts in self.definition.labels.items()
        }

    @cached_property
    def texts(self) -> Mapping[int, list[tuple[CellRef, str]]]:
        """Row by row the texts of the sheet, made plain, from left to right."""
        rows: dict[int, list[tuple[CellRef, str]]] = {}
        for ref, cell in sorted(self.grid.cells.items()):
            if isinstance(cell.value, str) and cell.value.strip():
                rows.setdefault(ref.row, []).append((ref, plain(cell.value)))
        return rows

    def find(self, label: str, rows: Iterable[int]) -> CellRef | None:
        """The first cell with this label."""
        for row in rows:
            for ref, text in self.texts.get(row, ()):
                if text in self.labels.get(label, ()):
                    return ref
        return None

    def heading(self, columns: Sequence[CellSpec], rows: Iterable[int]) -> tuple[int, dict[str, int]]:
        """The row that names most of these columns, and the column of each field; row 0 where none does."""
        best: tuple[int, dict[str, int]] = (0, {})
        for row in rows:
            found: dict[str, int] = {}
            for ref, text in self.texts.get(row, ()):
                for spec in columns:
                    if (
                        spec.field
                        and spec.label
                        and spec.field not in found
                        and text in self.labels[spec.label]
                    ):
                        found[spec.field] = ref.column
                        break
            if len(found) > len(best[1]):
                best = row, found
        return best

    def below(self, row: int) -> range:
        """The rows under a heading."""
        return range(row + 1, self.grid.last_row + 1)


def find_by_labels(grid: Grid, definition: FormDefinition) -> Anchors | None:
    """The form on a sheet; None where its indicator heading is not there."""
    search = _Search(grid, definition)
    heading, columns = search.heading(definition.indicators.columns, search.below(0))
    if any(not names & set(columns) for names in _NEEDED):
        return None
    total = search.find("total", search.below(heading))
    end = total.row if total else grid.last_row + 1
    head = _head(search, heading)
    if total is not None:
        head |= _totals(columns, total.row)
    if "project" not in head and not {"weight", "score"} & set(columns):
        return None
    rows = tuple(row for row in range(heading + 1, end) if not _repeats(search, row, columns))
    return Anchors(
        grid=grid,
        definition=definition,
        found_by=FoundBy.LABELS,
        head=head,
        funds=_funds(search, heading),
        indicators=Rows(columns=columns, rows=rows),
    )


def _repeats(search: _Search, row: int, columns: Mapping[str, int]) -> bool:
    """A heading printed again after a page break."""
    value = search.grid.shown(CellRef(row, columns["level3"])).value
    return isinstance(value, str) and plain(value) in search.labels["level3"]


def _totals(columns: Mapping[str, int], row: int) -> dict[str, CellRef]:
    return {f"total_{name}": CellRef(row, columns[name]) for name in ("weight", "score") if name in columns}


def _head(search: _Search, heading: int) -> dict[str, CellRef]:
    head = {}
    for name, beside in _label_sides(search.definition).items():
        label = search.find(name, range(1, heading))
        if label is not None:
            area = search.grid.area(label)
            ref = _right(area) if beside else CellRef(area.last.row + 1, area.first.column)
            head[name] = search.grid.area(ref).first
    title = search.find("title", range(1, heading)) or _like_title(search, heading)
    if title is not None:
        head["title"] = title
    year = _year(search.grid, min((ref.row for ref in head.values() if ref != title), default=heading))
    return head | ({"year": year} if year else {})


def _like_title(search: _Search, heading: int) -> CellRef | None:
    """A longer title that ends in one of the form's."""
    for row in range(1, heading):
        for ref, text in search.texts.get(row, ()):
            if any(title in text for title in search.labels.get("title", ())):
                return ref
    return None


def _right(area: CellRange) -> CellRef:
    return CellRef(area.first.row, area.last.column + 1)


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


def _year(grid: Grid, before: int) -> CellRef | None:
    for ref, cell in sorted(grid.cells.items()):
        if ref.row < before and isinstance(cell.value, str) and _YEAR.search(cell.value):
            return ref
    return None


def _funds(search: _Search, heading: int) -> Rows:
    block = search.definition.funds
    if block is None:
        return Rows()
    row, columns = search.heading(block.columns, range(1, heading))
    item = _item_column(search, row, heading)
    if len(columns) < 2 or item is None:
        return Rows()
    ends = (
        search.find(label, range(row + 1, heading)) for label in ("goals", "expected_goal", "actual_outcome")
    )
    end = min((ref.row for ref in ends if ref is not None), default=heading)
    rows = tuple(r for r in range(row + 1, end) if not search.grid.shown(CellRef(r, item)).blank)
    return Rows(columns={"item": item, **columns}, rows=rows)


def _item_column(search: _Search, row: int, heading: int) -> int | None:
    """The column of the fund names: where the first known one stands below the funds heading."""
    for below in range(row + 1, heading):
        for ref, _ in search.texts.get(below, ()):
            if search.definition.fund_row(str(search.grid.cell(ref).value)) is not None:
                return ref.column
    return None
