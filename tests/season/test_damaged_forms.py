"""What programs and people do to our own forms: sheets copied, cells moved without the names."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from tests.helpers.compare import evaluation_of
from tests.helpers.damage import copy_row, copy_with_names, move_to_a_new_book, point_elsewhere
from tests.helpers.encrypted import encrypted
from tests.helpers.program import xltools
from tests.helpers.records import seed_records
from tests.helpers.workbooks import SHEET
from xltools.read import read_file
from xltools.rules.reading import FoundBy, ReadForm


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first seed form as it is issued, pre-filled."""
    path = tmp_path_factory.mktemp("own") / "表.xlsx"
    data = Path(__file__).parents[2] / "templates" / "demo" / "1-qualification.json"
    assert xltools("new", "--form", "shanghai-2022", "--data", data, "-o", path).code == 0
    return path


def changed(issued: Path, path: Path, change: Callable[[Workbook], object]) -> tuple[ReadForm, ...]:
    book = openpyxl.load_workbook(issued)
    change(book)
    book.save(path)
    return read_file(path).forms


def copy_of(book: Workbook, project: str | None) -> None:
    sheet = book.copy_worksheet(book[SHEET])
    if project is not None:
        next(cell for row in sheet.iter_rows() for cell in row if cell.value == "项目名称").offset(
            0, 3
        ).value = project


def test_a_copied_sheet_with_another_project_is_a_form_of_its_own(issued: Path, tmp_path: Path) -> None:
    first, second = changed(issued, tmp_path / "两份.xlsx", lambda book: copy_of(book, "另一个项目"))
    assert (first.found_by, second.found_by) == (FoundBy.NAMES, FoundBy.LABELS)
    assert second.evaluation.project == "另一个项目"
    assert second.evaluation.indicators == first.evaluation.indicators


def test_a_copied_sheet_that_says_the_same_is_none(issued: Path, tmp_path: Path) -> None:
    (form,) = changed(issued, tmp_path / "备份.xlsx", lambda book: copy_of(book, None))
    assert form.found_by is FoundBy.NAMES


MOVED: dict[str, Callable[[Workbook], None]] = {
    "a column inserted": lambda book: book[SHEET].insert_cols(2),
    "rows deleted": lambda book: book[SHEET].delete_rows(20, 2),
    "rows inserted above": lambda book: book[SHEET].insert_rows(1, 2),
}


@pytest.mark.parametrize("move", MOVED)
def test_names_that_did_not_move_with_their_cells_are_not_believed(
    move: str, issued: Path, tmp_path: Path
) -> None:
    (form,) = changed(issued, tmp_path / "移动.xlsx", MOVED[move])
    assert form.found_by is FoundBy.LABELS
    assert [finding.code for finding in form.findings][-1:] == ["names-damaged"]
    asked = {row.level3 for row in evaluation_of(seed_records()[0]).indicators}
    assert {row.level3 for row in form.evaluation.indicators} <= asked


def test_names_are_believed_where_nobody_can_read_the_labels(issued: Path, tmp_path: Path) -> None:
    def translate(book: Workbook) -> None:
        for row in book[SHEET].iter_rows():
            for cell in row:
                if cell.value == "三级指标":
                    cell.value = "Indicator"

    (form,) = changed(issued, tmp_path / "译.xlsx", translate)
    assert form.found_by is FoundBy.NAMES
    assert "names-damaged" in [finding.code for finding in form.findings]
    assert form.evaluation.project == evaluation_of(seed_records()[0]).project


def test_a_sheet_that_excel_copied_with_its_names_is_a_form_of_its_own(issued: Path, tmp_path: Path) -> None:
    first, second = changed(issued, tmp_path / "两份.xlsx", lambda book: copy_with_names(book, "另一个项目"))
    assert (first.found_by, first.findings) == (FoundBy.NAMES, ())
    assert second.evaluation.project == "另一个项目"
    assert second.evaluation.indicators == first.evaluation.indicators
    assert second.findings == ()


def test_a_sheet_moved_to_a_new_workbook_is_read(issued: Path, tmp_path: Path) -> None:
    (form,) = changed(issued, tmp_path / "新.xlsx", lambda book: move_to_a_new_book(book, "另一个项目"))
    assert (form.evaluation.project, form.findings) == ("另一个项目", ())
    assert form.evaluation.indicators == evaluation_of(seed_records()[0]).indicators


@pytest.mark.parametrize("name", ["xlt_funds_0_nitial_budget", "xlt_indicators_3_executed", "xlt_funds_1_"])
def test_a_name_of_a_field_that_no_row_has_is_passed_over(name: str, issued: Path, tmp_path: Path) -> None:
    def rename(book: Workbook) -> None:
        book.defined_names[name] = DefinedName(name, attr_text=f"'{SHEET}'!$D$7")

    (form,) = changed(issued, tmp_path / "名称.xlsx", rename)
    assert (form.found_by, form.findings) == (FoundBy.NAMES, ())
    assert form.evaluation.indicators == evaluation_of(seed_records()[0]).indicators


@pytest.mark.parametrize("target", ["[1]绩效自评表!$D$3", "#REF!"])
def test_names_that_point_nowhere_are_told(target: str, issued: Path, tmp_path: Path) -> None:
    (form,) = changed(issued, tmp_path / "新.xlsx", lambda book: point_elsewhere(book, target))
    assert [finding.code for finding in form.findings] == ["names-damaged"]
    assert form.evaluation.indicators == evaluation_of(seed_records()[0]).indicators


@pytest.mark.parametrize("index", [0, 4, 20])
def test_a_row_that_was_copied_is_read_twice(index: int, issued: Path, tmp_path: Path) -> None:
    (whole,) = read_file(issued).forms
    rows = whole.evaluation.indicators
    row = whole.cells[f"indicators[{index}].level3"].cell.row
    (form,) = changed(issued, tmp_path / "插行.xlsx", lambda book: copy_row(book, row))
    assert form.found_by is FoundBy.NAMES
    assert form.evaluation.indicators == (*rows[: index + 1], *rows[index:])


def test_excels_own_password_opens_our_form(issued: Path, tmp_path: Path) -> None:
    path = tmp_path / "写保护.xlsx"
    path.write_bytes(encrypted(issued.read_bytes(), "VelvetSweatshop"))
    assert read_file(path).forms == read_file(issued).forms


def undo_merges(book: Workbook) -> None:
    for area in list(book[SHEET].merged_cells.ranges):
        book[SHEET].unmerge_cells(str(area))


def test_levels_whose_merged_cells_were_undone_stand_further_up(issued: Path, tmp_path: Path) -> None:
    (before,) = read_file(issued).forms
    (form,) = changed(issued, tmp_path / "取消合并.xlsx", undo_merges)
    assert form.found_by is FoundBy.NAMES
    assert form.evaluation.indicators == before.evaluation.indicators


def test_a_level_that_was_deleted_is_not_taken_from_above(issued: Path, tmp_path: Path) -> None:
    def delete(book: Workbook) -> None:
        undo_merges(book)
        book[SHEET].cell(*place).value = None

    (before,) = read_file(issued).forms
    levels = [row.level2 for row in before.evaluation.indicators]
    changes = [index for index in range(1, len(levels)) if levels[index] != levels[index - 1]]
    group, beyond = next((here, next_) for here, next_ in pairwise(changes) if next_ > here + 1)
    ref = before.cells[f"indicators[{group}].level2"].cell
    place = (ref.row, ref.column)
    (form,) = changed(issued, tmp_path / "删去.xlsx", delete)
    left = [*levels[:group], *[None] * (beyond - group), *levels[beyond:]]
    assert [row.level2 for row in form.evaluation.indicators] == left
