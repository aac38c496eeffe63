"""Forms in two places, or turned round: their cells put as the official form has them, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from xltools.findings import Finding
from xltools.grid import Grid
from xltools.refs import CellRange, CellRef
from xltools.rules.reading import ReadForm, Source
from xltools.rules.recognise.several import Keys, Labels
from xltools.rules.recognise.sheet_texts import SheetTexts, Text

FIELDS = frozenset(
    {"level1", "level2", "level3", "target", "target_number", "target_comparator", "target_unit"}
    | {"actual", "weight", "score", "reason", "remark", "number", "other_column"}
)
"""Labels of indicator columns."""
_HEAD = frozenset({"project", "department", "unit", "funds", "expected_goal", "actual_outcome"})
_LEAST = 2  # labels that make a head

Home = Callable[[CellRef], tuple[str, CellRef]]
"""The sheet and the cell that a cell comes from."""


@dataclass(frozen=True)
class Rearranged:
    """Cells in another place than on their sheets, and where each comes from."""

    grid: Grid
    home: Home

    def put_back(self, form: ReadForm) -> ReadForm:
        """What was read from it, with the places where it stands in the file."""
        cells = {path: self._source(source) for path, source in form.cells.items()}
        return replace(form, cells=cells, findings=tuple(map(self._finding, form.findings)))

    def _source(self, source: Source) -> Source:
        sheet, cell = self.home(source.cell)
        return Source(sheet, cell, source.raw)

    def _finding(self, finding: Finding) -> Finding:
        if finding.place.cell is None:
            return finding
        sheet, cell = self.home(CellRef.parse(finding.place.cell))
        also = tuple(self.home(CellRef.parse(one))[1].a1 for one in finding.also_cells)
        return replace(finding, place=replace(finding.place, sheet=sheet, cell=cell.a1), also_cells=also)


def as_it_stands(grid: Grid) -> Rearranged:
    """A grid in which nothing was moved."""
    return Rearranged(grid, lambda ref: (grid.name, ref))


def stacked(first: Grid, *others: Grid) -> Rearranged:
    """What stands on several grids, one below the other."""
    found = as_it_stands(first)
    for other in others:
        found = below(found, as_it_stands(other))
    return found


def below(above: Rearranged, under: Rearranged) -> Rearranged:
    """The second below the first."""
    upper, lower, down = above.grid, under.grid, above.grid.last_row + 1  # the last box may be a blank one

    def home(ref: CellRef) -> tuple[str, CellRef]:
        if ref.row <= down:
            return above.home(ref)
        return under.home(CellRef(ref.row - down, ref.column))

    def moved(ref: CellRef) -> CellRef:
        return CellRef(ref.row + down, ref.column)

    cells = {**upper.cells, **{moved(ref): cell for ref, cell in lower.cells.items()}}
    merges = [area for area in upper.merges if area.last.row <= down]
    merges += [CellRange(moved(area.first), moved(area.last)) for area in lower.merges]
    return Rearranged(Grid(upper.name, cells, tuple(merges), upper.hidden or lower.hidden), home)


def moved_to(grid: Grid, places: Mapping[CellRef, CellRef]) -> Rearranged:
    """The cells of a grid in other places: by the new place the old one; others are left out.

    A merged area moves with its first cell, where that and its last one keep their distance.
    """
    now = {old: new for new, old in places.items()}
    cells = {new: grid.cells[old] for new, old in places.items() if old in grid.cells}
    corners = [(now.get(area.first), now.get(area.last), area) for area in grid.merges]
    merges = [
        CellRange(first, last)
        for first, last, area in corners
        if first and last and _apart(first, last) == _apart(area.first, area.last)
    ]
    return Rearranged(
        Grid(grid.name, cells, tuple(merges), grid.hidden), lambda ref: (grid.name, places.get(ref, ref))
    )


def _apart(first: CellRef, last: CellRef) -> tuple[int, int]:
    return last.row - first.row, last.column - first.column


def is_head(sheet: SheetTexts, labels: Labels) -> bool:
    """True for what tells whose form it is, and has no heading of indicators."""
    return len(_HEAD & _said(sheet, labels)) >= _LEAST


def _said(sheet: SheetTexts, labels: Labels) -> Keys:
    inside = (text for texts in sheet.with_colons.values() for text in texts)
    return labels.inside(inside).union(*map(labels.of, sheet.texts))


def beside(sheet: SheetTexts, labels: Labels) -> Iterator[Rearranged]:
    """A head with a table of indicators right of it, put above each other: at each empty column between."""
    last = sheet.grid.last_column
    for gap in sheet.gaps:
        left, right = sheet.columns(1, gap), sheet.columns(gap + 1, last)
        if is_head(left, labels) and not labels.is_heading(_said(left, labels)):
            yield stacked(left.grid, right.grid)


def turned(sheet: SheetTexts, labels: Labels) -> Rearranged | None:
    """The table of indicators with its headings in a row, where they stand below each other; else None."""
    for column, found in _by_column(sheet, labels).items():
        keys = frozenset[str]().union(*found.values())
        if not labels.has_needed(keys):
            continue
        first = last = next(row for row, named in found.items() if "level3" in named)
        while first - 1 in found:
            first -= 1
        while last + 1 in found:
            last += 1
        block = frozenset[str]().union(*[named for row, named in found.items() if first <= row <= last])
        if labels.has_needed(block):
            return _turned(sheet.grid, CellRange.of(first, column, last, _right(sheet.grid, first, last)))
    return None


def _by_column(sheet: SheetTexts, labels: Labels) -> Mapping[int, dict[int, Keys]]:
    """By column and row: the labels of indicator columns."""
    found: dict[int, dict[int, Keys]] = {}
    for text in sheet.texts:
        keys = labels.of(text) & FIELDS
        if keys and _is_alone(sheet, text):
            found.setdefault(text.ref.column, {})[text.ref.row] = keys
    return found


def _is_alone(sheet: SheetTexts, text: Text) -> bool:
    """True for a cell of one row and one column, or merged to the left block's width."""
    area = sheet.grid.area(text.ref)
    return area.first.row == area.last.row


def _right(grid: Grid, first: int, last: int) -> int:
    return max(column for row, column in grid.filled if first <= row <= last)


def _turned(grid: Grid, block: CellRange) -> Rearranged:
    (top, left), (bottom, right) = block.first, block.last
    grown = (right - left) - (bottom - top)  # rows that the table then has more

    def moved(ref: CellRef) -> CellRef:
        if ref in block:
            return CellRef(top + ref.column - left, left + ref.row - top)
        return CellRef(ref.row + grown, ref.column) if ref.row > bottom else ref

    def home(ref: CellRef) -> tuple[str, CellRef]:
        turned_back = CellRef(top + ref.column - left, left + ref.row - top)
        if turned_back in block:
            return grid.name, turned_back
        below_it = ref.row > bottom + grown and ref.row - grown > bottom
        return grid.name, CellRef(ref.row - grown, ref.column) if below_it else ref

    cells = {moved(ref): cell for ref, cell in grid.cells.items()}
    merges = tuple(CellRange(moved(area.first), moved(area.last)) for area in grid.merges)
    return Rearranged(Grid(grid.name, cells, merges, grid.hidden), home)
