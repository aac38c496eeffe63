"""Which cells take entries on a locked sheet: as openpyxl tells, which reads the styles by itself."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Protection

from tests.helpers.records import random_record
from xltools.generate import generate_file
from xltools.grids import unlocked_cells
from xltools.library import official_forms
from xltools.refs import CellRef


def by_openpyxl(data: bytes) -> dict[str, set[CellRef]]:
    book = load_workbook(BytesIO(data))
    return {
        sheet.title: {
            CellRef.parse(cell.coordinate)
            for row in sheet.iter_rows()
            for cell in row
            if not cell.protection.locked
        }
        for sheet in book.worksheets
    }


@pytest.mark.parametrize("form_id", list(official_forms()))
def test_of_our_forms(tmp_path: Path, form_id: str) -> None:
    path = tmp_path / "表.xlsx"
    generate_file(random_record(3, most=8), form_id, path, "测试")
    data = path.read_bytes()
    found = unlocked_cells(data)
    assert found == by_openpyxl(data)
    assert any(found.values())


def test_a_style_that_says_nothing_of_it_is_locked() -> None:
    book, file = Workbook(), BytesIO()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"], sheet["A3"] = 1, 2, 3
    sheet["A2"].protection = Protection(locked=False)
    sheet["A3"].protection = Protection(locked=True, hidden=True)
    book.save(file)
    assert unlocked_cells(file.getvalue()) == {"Sheet": {CellRef.parse("A2")}}


def test_what_is_no_xlsx_has_none() -> None:
    assert unlocked_cells(b"PK\x05\x06" + bytes(18)) == {}
