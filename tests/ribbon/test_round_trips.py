"""How often a click asks the spreadsheet program for something: with the add-in's macros, and without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.helpers.live_forms import SHEET, form_of_thirty, random_form, saved, seed_with_blanks
from tests.helpers.uno_engine.crossings import count_crossings
from tests.ribbon.conftest import Office
from xltools.excel.live import LiveBook
from xltools.live import recalculate_open
from xltools.ribbon.words import say

MOST_ROUND_TRIPS = 6
"""Of a recalculation, its message box included: as the page says."""

MOST_WHERE_ALL_IS_WELL = 1
"""The copy tells it."""


@pytest.fixture
def form(office: Office, tmp_path: Path) -> None:
    """The first published form, open; four scores are blank, one computed cell was typed over."""
    office.open(saved(seed_with_blanks(0), tmp_path / "表.xlsx"))
    office.type(SHEET, "I6", 1)


@pytest.mark.usefixtures("form")
def test_a_second_click_changes_nothing(office: Office) -> None:
    office.click("recalculate")
    office.bridge.counts.clear()
    assert office.click("recalculate").startswith(say("recalculate", "same"))
    assert sum(office.bridge.counts.values()) <= MOST_WHERE_ALL_IS_WELL, office.bridge.counts


@pytest.mark.usefixtures("form", "no_addin")
def test_nor_does_one_without_the_add_in(office: Office) -> None:
    office.click("recalculate")
    notes = office.notes(SHEET)
    office.bridge.counts.clear()
    assert office.click("recalculate").startswith(say("recalculate", "same"))
    assert sum(office.bridge.counts.values()) <= MOST_WHERE_ALL_IS_WELL, office.bridge.counts
    assert office.notes(SHEET) == notes


class Counting:
    """A live book whose every call is counted: one call, one round trip."""

    def __init__(self, live: LiveBook) -> None:
        self.live = live
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.calls.append(name)
        return getattr(self.live, name)


@pytest.fixture
def thirty(office: Office, tmp_path: Path) -> None:
    """A form of thirty indicators, every third without a score."""
    office.open(form_of_thirty(tmp_path / "表.xlsx"))
    office.bridge.counts.clear()


@pytest.mark.usefixtures("thirty")
def test_a_form_of_thirty_indicators_takes_six_round_trips_at_most(office: Office) -> None:
    live = Counting(office.live)
    renewed = recalculate_open(live)
    assert len(renewed.changes) > 5
    assert len(office.notes(SHEET)) > 15
    assert len(live.calls) + len(["tell"]) <= MOST_ROUND_TRIPS, live.calls


@pytest.mark.usefixtures("thirty")
def test_so_many_requests_reach_the_program_behind_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossings = count_crossings(monkeypatch)
    assert "改动" in office.click("recalculate")
    steps = {"Book.app", "App.books"}  # from one object to another: Excel is asked for nothing
    asked = {name: count for name, count in crossings.items() if name not in steps}
    assert sum(asked.values()) <= MOST_ROUND_TRIPS, crossings
    # By `__getattr__` SaveCopyAs, by `__call__` whether the add-in is there.
    names = {"Book.name", "BookApi.__getattr__", "App.pid", "Books.__call__", "App.run", "App.alert"}
    assert asked.keys() == names
    assert office.bridge.counts == {"copy": 1, "is_open": 1, "run": 1}
    assert len(office.notes(SHEET)) > 15


@pytest.mark.usefixtures("thirty", "no_addin")
def test_the_count_sees_what_is_asked_without_the_add_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossings = count_crossings(monkeypatch)
    office.click("recalculate")
    assert crossings["Range.add_note"] == office.bridge.counts["add_note"] == len(office.notes(SHEET))
    assert crossings["SheetApi.ProtectContents"] == office.bridge.counts["locked"]
    assert sum(crossings.values()) > sum(office.bridge.counts.values())


@pytest.mark.usefixtures("thirty")
def test_the_page_says_how_many(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "ribbon.md").read_text("utf-8")
    first, notes, later = counted(office)
    assert f"| 第一次（{notes} 条批注都是新的） | 没有要改的 |" in page
    assert f"| 加载项已载入 | {first} 次 | {later} 次 |" in page
    monkeypatch.setattr(office.app, "addin", None)
    office.open(form_of_thirty(tmp_path / "又.xlsx"))
    first, notes, later = counted(office)
    assert f"| {first} 次，其中批注 {notes} 次 | {later} 次 |" in page


def counted(office: Office) -> tuple[int, int, int]:
    """Requests of the first click, the notes that it made, and requests of the second."""
    requests = []
    for _ in range(2):
        office.bridge.counts.clear()
        recalculate_open(office.live)
        requests.append(sum(office.bridge.counts.values()))
    return requests[0], len(office.notes(SHEET)), requests[1]


@pytest.mark.usefixtures("thirty", "no_addin")
def test_without_the_add_in_notes_are_the_most_of_them(office: Office) -> None:
    recalculate_open(office.live)
    counts, notes = office.bridge.counts, len(office.notes(SHEET))
    assert (counts["run"], counts["values"], counts["formulas"]) == (0, 0, 0)
    assert (counts["write"] <= 3, counts["note"], counts["add_note"]) == (True, 0, notes)


@pytest.mark.usefixtures("form", "no_addin")
def test_without_it_only_the_notes_that_changed_are_asked_for(office: Office) -> None:
    office.click("recalculate")
    before = office.notes(SHEET)
    office.type(SHEET, "H25", 9)
    office.bridge.counts.clear()
    office.click("recalculate")
    after = office.notes(SHEET)
    assert [cell for cell in {*before, *after} if before.get(cell) != after.get(cell)] == ["H25"]
    counts = office.bridge.counts
    assert (counts["delete_note"], counts["add_note"], counts["note"]) == (1, 2, 2)  # one attempt was in vain


def test_with_and_without_the_add_in_the_same_comes_out(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = []
    for name in ("有", "没有"):
        office.open(random_form(5, tmp_path / f"{name}.xlsx"))
        said = office.click("recalculate")
        cells = [[office.formula(SHEET, f"{column}{row}") for column in "FGHI"] for row in range(6, 40)]
        outcomes.append((said, cells, office.notes(SHEET)))
        monkeypatch.setattr(office.app, "addin", None)
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][2]


@pytest.mark.usefixtures("form")
def test_where_the_add_in_does_not_do_it_cells_are_written_one_by_one(office: Office) -> None:
    office.app.fault = "run", RuntimeError("0x800A03EC")
    assert "改动 5 处" in office.click("recalculate")
    assert office.value(SHEET, "H23") == 3.8
    assert office.bridge.counts["add_note"] == len(office.notes(SHEET))
