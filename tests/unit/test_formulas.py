"""How a rule finds the cells of its numbers, and which it can do without."""

from __future__ import annotations

import pytest

from tests.helpers.compare import evaluation_of
from tests.helpers.records import seed_records
from xltools.library import official_form, official_forms
from xltools.refs import CellRange
from xltools.rules.layout.formulas import formula_of, joined
from xltools.rules.scoring.computed import PRINTED_POINTS, computed_paths, constants


@pytest.mark.parametrize(
    ("cells", "ranges"),
    [
        ("A1 A2 A3", "A1:A3"),
        ("A1 A2 A4", "A1:A2 A4"),  # what stands between may be anything
        ("A1 A2 B3", "A1:A2 B3"),
        ("A1 B1", "A1 B1"),
        ("A1:B1 A2:B2 A3", "A1:A2 A3"),  # a merged cell has its value in its first column
        ("A3 A2", "A3 A2"),
        ("", ""),
    ],
)
def test_neighbours_below_each_other_become_one_range(cells: str, ranges: str) -> None:
    found = joined([CellRange.parse(cell) for cell in cells.split()])
    assert [area.a1 for area in found] == ranges.split()


@pytest.mark.parametrize("form", official_forms())
def test_every_computed_cell_has_a_formula_though_no_points_are_printed(form: str) -> None:
    official = official_form(form)
    definition = official.definition
    evaluation = evaluation_of(seed_records()[0])
    cells: dict[str, CellRange] = {}

    def area_of(path: str) -> CellRange | None:
        return None if path == PRINTED_POINTS else cells.setdefault(path, CellRange.of(len(cells) + 1, 1))

    paths = computed_paths(definition, definition.scored_fund(evaluation))
    printed = constants(definition, evaluation)
    made = {path: formula_of(path, definition, official.pack, evaluation, area_of, printed) for path in paths}
    assert [path for path, formula in made.items() if formula is None] == []
    assert PRINTED_POINTS not in printed
