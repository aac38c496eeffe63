"""Forms in the official layout that we did not make are read by their labels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.compare import evaluation_of
from tests.helpers.foreign import Habits, foreign_form
from tests.helpers.records import seed_records
from xltools.library import official_form
from xltools.model import Evaluation
from xltools.read import read_file
from xltools.rules.reading import FoundBy
from xltools.rules.record import evaluation_to_json
from xltools.rules.scoring.computed import compute, with_computed

HABITS = {
    "plain": Habits(),
    "shifted": Habits(top=4, left=3),
    "colons": Habits(colon="："),
    "spaced labels": Habits(spaced=True),
    "no left column": Habits(side_column=False),
    "levels unmerged": Habits(merged=False),
    "levels repeated": Habits(repeated=True),
    "numbers as text": Habits(numbers_as_text=True),
    "heading again after a page": Habits(page_break=6, side_column=False),
    "cover sheet": Habits(cover=True),
}


def filled(index: int) -> Evaluation:
    """A seed form with the figures that its paper shows."""
    form = official_form("shanghai-2022")
    evaluation = evaluation_of(seed_records()[index])
    evaluation = with_computed(evaluation, compute(evaluation, form.definition, form.pack))
    return replace(evaluation, form="shanghai-2022")


@pytest.mark.parametrize("index", range(3))
@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS.keys())
def test_a_form_made_by_hand_is_read_whole(habits: Habits, index: int, tmp_path: Path) -> None:
    evaluation = filled(index)
    path = tmp_path / "手工.xlsx"
    foreign_form(evaluation_to_json(evaluation), path, habits)
    reading = read_file(path)
    assert [form.found_by for form in reading.forms] == [FoundBy.LABELS]
    assert reading.forms[0].evaluation == evaluation
    # without the left column nothing says the unit of money, and another official form counts in 万元
    unsaid = [] if habits.side_column else ["money-unit-unknown"]
    assert [finding.code for finding in reading.forms[0].findings] == unsaid
