"""恢复自动公式 mends lists and bounds that were pasted over, and leaves the rest as it was issued."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.helpers.foreign import Habits, foreign_form
from tests.helpers.live_forms import SHEET, saved
from tests.helpers.records import random_record, seed_records
from tests.ribbon.conftest import Office
from xltools.generate import generate_file
from xltools.healing import damage
from xltools.library import official_forms
from xltools.live import read_open
from xltools.read import read_file
from xltools.refs import CellRange, CellRef
from xltools.ribbon.words import say
from xltools.rules.record import evaluation_to_json


@pytest.fixture
def form(office: Office, tmp_path: Path) -> Path:
    path = saved(seed_records()[0], tmp_path / "表.xlsx")
    office.open(path)
    return path


def paste_over(office: Office, cells: str) -> None:
    """What pasting does: the validation of these cells is gone."""
    office.ask("unprotect", SHEET, "2022")
    office.book.sheets(SHEET).range(cells).ask("delete_validation")
    office.ask("protect", SHEET, "2022")


def shut(office: Office, cells: str) -> None:
    """What pasting may do besides: these cells are locked."""
    office.ask("unprotect", SHEET, "2022")
    office.book.sheets(SHEET).range(cells).ask("lock_cells", True)
    office.ask("protect", SHEET, "2022")


def shut_cells(office: Office) -> set[str]:
    """The locked cells, as a file of the workbook tells."""
    sheet = saved_sheet(office)
    return {cell.coordinate for row in sheet["A1:I45"] for cell in row if cell.protection.locked}


def saved_sheet(office: Office) -> Worksheet:
    """The sheet as a file of the workbook has it."""
    data = office.live.copy()
    assert data is not None
    sheet = load_workbook(BytesIO(data))[SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def validations(office: Office) -> dict[str, tuple[object, ...]]:
    """What each cell accepts and says, as a file of the workbook tells."""
    return {
        CellRef(row, column).a1: (one.type, one.errorStyle, one.showErrorMessage, one.error, one.prompt)
        for one in saved_sheet(office).data_validations.dataValidation
        for area in one.sqref.ranges
        for row, column in area.cells
    }


@pytest.mark.parametrize("form_id", list(official_forms()))
def test_an_untouched_form_lacks_nothing(office: Office, tmp_path: Path, form_id: str) -> None:
    path = tmp_path / "表.xlsx"
    generate_file(random_record(3, most=8), form_id, path, "测试")
    office.open(path)
    found = damage(read_open(office.live))
    assert (found.around, found.guards, found.openings, found.seen) == ((), (), (), True)


@pytest.mark.usefixtures("form", "no_addin")
def test_lost_lists_are_listed_and_come_back_only_on_demand(office: Office) -> None:
    before = validations(office)
    paste_over(office, "B14:B16")
    paste_over(office, "G13:H20")
    paste_over(office, "E6")
    lost = validations(office)
    assert {cell for cell in before if lost.get(cell) != before[cell]} >= {"B14", "G20", "E6"}
    said = office.click("heal", "no")
    assert "B14:B16：下拉列表没有了" in said
    assert "H13:H20：填写限制没有了" in said
    assert validations(office) == lost
    assert office.click("heal", "yes").startswith("已恢复：公式 0 个，下拉列表和填写限制 ")
    assert validations(office) == before
    assert office.click("heal") == say("heal", "none")


@pytest.mark.parametrize("helped", [True, False])
@pytest.mark.usefixtures("form")
def test_cells_that_were_locked_open_again_only_on_demand(
    office: Office, monkeypatch: pytest.MonkeyPatch, helped: bool
) -> None:
    if not helped:
        monkeypatch.setattr(office.app, "addin", None)
    before = shut_cells(office)
    pasted = ("F30", "H17:H19", "D3", "B13:B25")  # 实际完成值, 得分, the name of the project, a merged group
    for cells in pasted:
        shut(office, "D3:I3" if cells == "D3" else cells)
    said = office.click("heal", "no")
    assert all(f" {cells}：被锁住了，不能填写" in said for cells in pasted), said
    assert shut_cells(office) > before
    assert office.click("heal", "yes") == say("heal", "done", formulas="0", lists="0", open="4")
    by_one = 0 if helped else sum(len(list(CellRange.parse(cells))) for cells in pasted)
    assert office.bridge.counts["lock_cells"] == len(pasted) + by_one
    assert shut_cells(office) == before
    assert office.ask("locked", SHEET)
    assert office.click("heal") == say("heal", "none")


@pytest.mark.usefixtures("form")
def test_formulas_around_the_form_come_back_only_on_demand(office: Office) -> None:
    typed = {"校验": ["A3", "D7", "G8"], SHEET: ["L2", "AI3", "K13", "X14"]}
    before = formulas(office, typed)
    for sheet, cells in typed.items():
        for cell in cells:
            office.type(sheet, cell, 1)
    lost = formulas(office, typed)
    assert set(lost.values()) == {1}
    said = office.click("heal", "no")
    assert "产出指标分值 绩效自评表!L2：应当是公式，现在是 1" in said
    assert formulas(office, typed) == lost
    assert office.click("heal", "yes") == say("heal", "done", formulas="7", lists="0", open="0")
    assert formulas(office, typed) == before
    assert office.ask("locked", "校验")
    assert office.click("heal") == say("heal", "none")


def formulas(office: Office, cells: dict[str, list[str]]) -> dict[str, object]:
    """What stands in these cells, as a file of the workbook tells; LibreOffice makes 1 of a TRUE typed."""
    data = office.live.copy()
    assert data is not None
    book = load_workbook(BytesIO(data))
    found = {f"{sheet}!{cell}": book[sheet][cell].value for sheet, ones in cells.items() for cell in ones}
    return {
        place: value.replace("TRUE()", "1").replace("FALSE()", "0") if isinstance(value, str) else value
        for place, value in found.items()
    }


@pytest.mark.usefixtures("form")
def test_the_add_in_brings_lists_back_in_one_call(office: Office) -> None:
    before = validations(office)
    paste_over(office, "B14:B16")
    paste_over(office, "B20:B22")
    office.bridge.counts.clear()
    assert office.click("heal", "yes") == say("heal", "done", formulas="0", lists="2", open="0")
    assert (office.bridge.counts["run"], office.bridge.counts["add_validation"]) == (1, 0)
    assert validations(office) == before


@pytest.mark.usefixtures("form")
def test_what_the_add_in_does_not_do_is_done_without_it(office: Office) -> None:
    before = validations(office)
    paste_over(office, "H15:H18")
    office.click("heal", "yes")
    assert office.bridge.counts["add_validation"] > 0  # of validations, macros of LibreOffice know lists only
    assert validations(office) == before


@pytest.mark.usefixtures("form")
def test_bounds_that_depend_on_the_row_depend_on_the_right_row(office: Office) -> None:
    paste_over(office, "H15:H18")
    office.ask("select", SHEET, [3, 2, 3, 2])
    office.click("heal", "yes")
    guards = saved_sheet(office).data_validations.dataValidation
    mended = next(one for one in guards if str(one.sqref) == "H15:H18")
    assert (mended.formula1, mended.formula2) == ("0", "G15")


@pytest.mark.usefixtures("form", "no_addin")
@pytest.mark.parametrize("fault", [None, "add_validation", "set_validation"])
def test_state_is_left_as_it_was_also_after_an_error(office: Office, fault: str | None) -> None:
    office.ask("select", SHEET, [20, 5, 21, 6])
    paste_over(office, "B14")
    office.app.fault = (fault, RuntimeError("1004")) if fault else None
    said = office.click("heal", "yes")
    office.app.fault = None
    assert said.startswith("程序出错" if fault else "已恢复")
    assert office.ask("selection") == [20, 5, 21, 6]
    assert office.ask("locked", SHEET)
    assert office.switched[-1] == "screen -1"


@pytest.mark.usefixtures("form", "no_copies")
def test_where_lists_cannot_be_seen_it_says_so(office: Office) -> None:
    paste_over(office, "B14:B16")
    assert office.click("heal") == "\n".join([say("heal", "none"), say("heal", "unseen")])


def test_a_form_that_is_not_ours_has_no_lists_to_mend(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "手工.xlsx"
    ours = read_file(saved(seed_records()[1], tmp_path / "表.xlsx")).forms[0].evaluation
    foreign_form(evaluation_to_json(ours) | {"total_score": "12"}, path, Habits(top=3, left=2))
    office.open(path)
    assert damage(read_open(office.live)).guards == ()


def hide(office: Office, path: Path, *, locked: bool) -> None:
    """A form on a hidden sheet, with lost lists and a formula typed over; can sheets be shown again?"""
    book = load_workbook(saved(seed_records()[0], path))
    book[SHEET].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    office.open(path)
    paste_over(office, "B14:B16")
    office.type(SHEET, "I6", 1)
    if locked:
        office.ask("lock_structure")


def test_lists_on_a_hidden_sheet_come_back_and_it_stays_hidden(office: Office, tmp_path: Path) -> None:
    hide(office, tmp_path / "表.xlsx", locked=False)
    front = office.ask("active_sheet")
    assert "B14:B16：下拉列表没有了" in office.click("heal", "no")
    assert office.click("heal", "yes").startswith("已恢复")
    assert office.click("heal") == say("heal", "none")
    assert (office.ask("visible", SHEET), office.ask("active_sheet")) == (False, front)


def test_where_the_sheet_cannot_be_shown_it_says_what_to_do(office: Office, tmp_path: Path) -> None:
    hide(office, tmp_path / "表.xlsx", locked=True)
    before = validations(office)
    assert f"工作表“{SHEET}”是隐藏的" in office.click("heal", "yes")
    assert (validations(office), office.value(SHEET, "I6")) == (before, 1)
    assert (office.ask("visible", SHEET), office.ask("locked", SHEET)) == (False, True)
