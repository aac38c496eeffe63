"""Merged areas on a grid, up to the size of a whole sheet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xltools.grid import BLANK, Cell, Grid
from xltools.refs import MAX_COLUMN, MAX_ROW, CellRange, CellRef

LAST = CellRef(MAX_ROW, MAX_COLUMN)


def test_a_merge_over_the_whole_sheet_is_found_anywhere() -> None:
    giant = CellRange(CellRef(30, 1), LAST)
    grid = Grid("表", {CellRef(1, 1): Cell("a"), CellRef(30, 1): Cell("b")}, (giant,))
    assert grid.area(CellRef(30, 5)) == giant
    assert grid.area(LAST) == giant
    assert grid.shown(LAST) == Cell("b")
    assert grid.area(CellRef(29, 5)) == CellRange.of(29, 5)
    assert grid.shown(CellRef(29, 5)) == BLANK


def test_a_merge_on_an_empty_sheet_is_found() -> None:
    merge = CellRange.parse("B2:C3")
    assert Grid("表", {}, (merge,)).area(CellRef(3, 3)) == merge


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 2), st.integers(1, 2)), max_size=6
    ),
    st.integers(0, 20),
)
def test_areas_agree_with_the_merges(places: list[tuple[int, int, int, int]], filled: int) -> None:
    merges = {
        CellRange.of(3 * row + 1, 3 * column + 1, 3 * row + rows, 3 * column + columns + 1)
        for row, column, rows, columns in places
    }
    by_corner = {merge.first: merge for merge in merges}  # one per corner, so none overlap
    cells = {CellRef(filled, 1): Cell("x")} if filled else {}
    grid = Grid("表", cells, tuple(by_corner.values()))
    for ref in CellRange.of(1, 1, 20, 20):
        expected = next((merge for merge in by_corner.values() if ref in merge), CellRange(ref, ref))
        assert grid.area(ref) == expected
