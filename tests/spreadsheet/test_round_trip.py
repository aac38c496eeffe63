"""A form that LibreOffice opened and saved again: what survives of each, cell by cell; see docs/study."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.helpers.office import recalculate, stored_results
from tests.helpers.records import pictured_record
from tests.helpers.schema import assert_valid_package
from tests.helpers.workbooks import SHEET
from xltools.generate import form_bytes, intake
from xltools.library import official_forms
from xltools.rules.definition.choices import RosterChoices

FORMULAS = {"list": 1, "custom": 1, "decimal": 2}  # LibreOffice writes a 0 for those that a rule has not
SIDES = ("left", "right", "top", "bottom")
CASES = [*(f"{form_id}/填好" for form_id in sorted(official_forms())), "shanghai-2022/空表"]
PEOPLE = [("市交通委员会", "养护中心"), ("市交通委员会", "执法总队"), ("市水务局", "河道所")]


@dataclass
class Pair:
    """A file as we wrote it, and as LibreOffice saved it."""

    paths: tuple[Path, Path]

    @cached_property
    def books(self) -> list[Workbook]:
        return [openpyxl.load_workbook(path) for path in self.paths]

    @property
    def forms(self) -> list[Worksheet]:
        return [book[SHEET] for book in self.books]


def write(case: str, folder: Path) -> Path:
    form_id, _, kind = case.partition("/")
    record = {} if kind == "空表" else pictured_record(form_id)
    form, evaluation, _ = intake(record, form_id, "记录", None, None)
    path = folder / f"{form_id}-{kind}.xlsx"
    path.write_bytes(form_bytes(form, evaluation, 1, RosterChoices(PEOPLE).of("市交通委员会")))
    assert_valid_package(path)
    return path


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    folder = tmp_path_factory.mktemp("来回")
    paths = [write(case, folder) for case in CASES]
    saved = recalculate(paths, folder / "保存")
    made = map(Pair, zip(paths, saved, strict=True))
    return dict(zip(CASES, made, strict=True))


@pytest.fixture(params=CASES)
def pair(request: pytest.FixtureRequest, pairs: dict[str, Pair]) -> Pair:
    return pairs[request.param]


def plain(formula: object) -> str:
    """A formula or reference without the marks that programs set as they like."""
    text = re.sub(r"['$\s]", "", str(formula)).removeprefix("=")
    text = re.sub(r"\b(TRUE|FALSE)\(\)", r"\1", text)  # LibreOffice writes them as functions
    return re.sub(r"(\d)\.0+(?!\d)|(\.\d*[1-9])0+(?!\d)", r"\1\2", text)


def cells(book: Workbook) -> Iterator[tuple[str, Any]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                yield f"{sheet.title}!{cell.coordinate}", cell


def test_values_and_results(pair: Pair) -> None:
    before, after = (stored_results(path) for path in pair.paths)
    assert before == after


def test_formulas(pair: Pair) -> None:
    before, after = (
        {name: plain(cell.value) for name, cell in cells(book) if cell.data_type == "f"}
        for book in pair.books
    )
    assert before == after
    assert len(before) > 80


def test_texts_stay_texts(pair: Pair) -> None:
    before, after = (
        {name: (cell.value, cell.number_format) for name, cell in cells(book) if cell.data_type == "s"}
        for book in pair.books
    )
    assert before == after


def test_locks(pair: Pair) -> None:
    opened = [{name for name, cell in cells(book) if not cell.protection.locked} for book in pair.books]
    assert opened[0] == opened[1]
    for before, after in zip(*(book.worksheets for book in pair.books), strict=True):
        allowed = [
            (one.protection.sheet, one.protection.insertRows, one.protection.deleteRows)
            for one in (before, after)
        ]
        assert allowed[0] == allowed[1], before.title
        assert after.protection.hashValue or after.protection.password


def test_lists_bounds_prompts_and_messages(pair: Pair) -> None:
    before, after = (dict(guards(form)) for form in pair.forms)
    assert before == after
    assert len(before) > 20


def guards(sheet: Worksheet) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What guards each cell; formulas as they are for that cell, since programs group cells as they like."""
    for rule in sheet.data_validations.dataValidation:
        alert = (rule.errorStyle or "stop", rule.errorTitle, rule.error) if rule.showErrorMessage else None
        prompt = (rule.promptTitle, rule.prompt) if rule.showInputMessage else None
        areas = list(rule.sqref.ranges)
        base = sheet.cell(min(area.min_row for area in areas), min(area.min_col for area in areas))
        limits = [rule.formula1, rule.formula2][: FORMULAS.get(rule.type, 0)]
        for row, column in (place for area in areas for place in area.cells):
            at = sheet.cell(row, column).coordinate
            here = [plain(Translator(f"={one}", base.coordinate).translate_formula(at)) for one in limits]
            yield at, (rule.type if limits else None, *here, alert, prompt)


def test_names(pair: Pair) -> None:
    before, after = (
        {name: plain(target.attr_text) for name, target in book.defined_names.items()} for book in pair.books
    )
    assert before == after
    assert len(before) > 50


def test_marks(pair: Pair) -> None:
    before, after = (set(marks(form)) for form in pair.forms)
    assert before == after
    assert len(before) > 30


def marks(sheet: Worksheet) -> Iterator[tuple[str, str]]:
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            for cells_of in area.cells.ranges:
                yield cells_of.coord, plain(rule.formula[0])


def test_merged_areas_borders_and_widths(pair: Pair) -> None:
    before, after = pair.forms
    assert {*map(str, before.merged_cells.ranges)} == {*map(str, after.merged_cells.ranges)}
    edges = [
        {cell.coordinate: [edge(cell, side) for side in SIDES] for cell in form_cells(form)}
        for form in (before, after)
    ]
    assert edges[0] == edges[1]
    widths = [
        [width_of(form, column) for column in range(1, before.max_column + 1)] for form in (before, after)
    ]
    assert widths[1] == pytest.approx(widths[0], abs=0.25)


def edge(cell: Any, side: str) -> str | None:
    """The line at one side of a cell."""
    line = getattr(cell.border, side)
    return line.style if line else None


def form_cells(sheet: Worksheet) -> Iterator[Any]:
    """The cells that are printed."""
    for row in sheet[sheet.print_area.replace("'", "").rpartition("!")[2].replace("$", "")]:
        yield from row


def width_of(sheet: Worksheet, column: int) -> float:
    """A column's width, also where neighbours of the same width are written as one run."""
    for run in sheet.column_dimensions.values():
        if (run.min or 0) <= column <= (run.max or 0) and run.customWidth:
            return float(run.width)
    return 0.0


def test_sheets_and_print(pair: Pair) -> None:
    before, after = pair.books
    assert before.sheetnames == after.sheetnames
    assert [one.sheet_state != "visible" for one in before] == [one.sheet_state != "visible" for one in after]
    for old, new in zip(before.worksheets, after.worksheets, strict=True):
        if old.sheet_state == "visible":
            assert printed(old) == printed(new), old.title


def printed(sheet: Worksheet) -> dict[str, Any]:
    setup = sheet.page_setup
    return {
        "paper": (setup.paperSize, setup.orientation or "portrait", setup.fitToWidth, setup.fitToHeight),
        "fit": bool(sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage),
        "area": plain(sheet.print_area), "rows": plain(sheet.print_title_rows),
        "centred": bool(sheet.print_options.horizontalCentered),
        "breaks": [one.id for one in sheet.row_breaks.brk],
        "margins": [round(getattr(sheet.page_margins, side), 1) for side in SIDES],
    }  # fmt: skip


def test_what_is_lost(pair: Pair) -> None:
    """As docs/study tells. A program that keeps it makes this test fail: then the page is to be changed."""
    before, after = pair.books
    assert (before.security.lockStructure, bool(after.security.lockStructure)) == (True, False)
    assert (before["_xltools"].sheet_state, after["_xltools"].sheet_state) == ("veryHidden", "hidden")
    kept = [bool(book[SHEET].page_setup.blackAndWhite) for book in (before, after)]
    assert kept == [True, False]
