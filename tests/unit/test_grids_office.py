"""The readers on files that LibreOffice saved: .xlsx, .xls and .ods of the same workbook."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import olefile
import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from tests.helpers import office
from xltools.grid import Book, NamedCell
from xltools.grids import open_book, saved_at
from xltools.refs import CellRange, CellRef

EXTENSIONS = ("xlsx", "xls", "ods")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("office")
    source = folder / "source.xlsx"
    _write(source)
    return {extension: office.convert(source, extension, folder / extension) for extension in EXTENSIONS}


@pytest.fixture(scope="module")
def books(files: dict[str, Path]) -> dict[str, Book]:
    return {extension: open_book(path) for extension, path in files.items()}


def _write(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "自评 '22"
    for address, value in {
        "B2": "财政项目支出\n绩效自评表",
        "B5": 1.5,
        "C5": "=1/0",
        "D5": "=B5*2",
        "E5": True,
        "F5": datetime(2022, 3, 4, 12),
        "G5": 0.8552,
        "H5": "=NA()",
        "I5": 12,
        "B6": "  两  个空格 ",
        "D6": '="合"&"格"',
    }.items():
        sheet[address].value = value
    sheet["C6"] = "=100%"
    sheet["C6"].data_type = "s"
    sheet["G5"].number_format = "0.00%"
    sheet.merge_cells("B2:D3")
    book.create_sheet("隐藏")["A1"] = "x"
    book["隐藏"].sheet_state = "hidden"
    book.create_sheet("空")
    book.defined_names["xt_total"] = DefinedName("xt_total", attr_text="'自评 ''22'!$D$5")
    book.save(path)


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_values_of_every_format(books: dict[str, Book], extension: str) -> None:
    grid = books[extension].sheets[0]
    values = {ref.a1: cell.value for ref, cell in grid.cells.items() if cell.error is None}
    assert values == {
        "B2": "财政项目支出\n绩效自评表",
        "B5": Decimal("1.5"),
        "D5": Decimal(3),
        "E5": True,
        "F5": Decimal("44624.5"),
        "G5": Decimal("0.8552"),
        "I5": Decimal(12),
        "B6": "  两  个空格 ",
        "C6": "=100%",
        "D6": "合格",
    }


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_errors_and_formulas_of_every_format(books: dict[str, Book], extension: str) -> None:
    grid = books[extension].sheets[0]
    assert {ref.a1: cell.error for ref, cell in grid.cells.items() if cell.error} == {
        "C5": "#DIV/0!",
        "H5": "#N/A",
    }
    formulas = {ref.a1 for ref, cell in grid.cells.items() if cell.formula is not None}
    assert formulas - {"E5"} == {"C5", "D5", "H5", "D6"}  # LibreOffice may write TRUE as TRUE()


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_sheets_and_merges_of_every_format(books: dict[str, Book], extension: str) -> None:
    book = books[extension]
    assert [(grid.name, grid.hidden) for grid in book.sheets] == [
        ("自评 '22", False),
        ("隐藏", True),
        ("空", False),
    ]
    assert book.sheets[0].merges == (CellRange.parse("B2:D3"),)
    assert book.sheets[2].cells == {}


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_names_of_the_formats_that_have_them(books: dict[str, Book], extension: str) -> None:
    assert books[extension].names["xt_total"] == NamedCell("自评 '22", CellRange.parse("D5"))


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_percent_formats_are_told(books: dict[str, Book], extension: str) -> None:
    assert books[extension].sheets[0].cell(CellRef(5, 7)).number_format == "0.00%"


def test_the_ending_makes_no_difference(books: dict[str, Book], tmp_path: Path) -> None:
    source = tmp_path / "source.xlsx"
    _write(source)
    for extension in EXTENSIONS:
        renamed = tmp_path / f"{extension}.png"
        office.convert(source, extension, tmp_path / extension).rename(renamed)
        assert open_book(renamed).sheets[0].cells.keys() == books[extension].sheets[0].cells.keys()


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_each_format_says_when_it_was_saved(files: dict[str, Path], extension: str) -> None:
    data = files[extension].read_bytes()
    told = datetime.fromisoformat(str(saved_at(data)))
    assert abs(told - datetime.now(UTC)) < timedelta(minutes=30)
    if extension == "xls":
        with olefile.OleFileIO(data) as file:
            assert file.get_metadata().last_saved_time == told.replace(tzinfo=None)
