"""Single cells of somebody's workbook, changed in a copy."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from tests.helpers.package import Package
from xltools.refs import CellRef
from xltools.workbook import CellChange, patch_cells

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path: Path) -> bytes:
    """Texts in A2 and C2, a number in C4; rows 1 and 3 are blank."""
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page["A2"], page["C2"], page["C4"] = "文字", "文字", 4
    made.save(tmp_path / "书.xlsx")
    return (tmp_path / "书.xlsx").read_bytes()


def cells(data: bytes) -> dict[str, tuple[str | None, list[str]]]:
    """Type and content of each cell, in the order of the part."""
    root = etree.fromstring(Package.open(io.BytesIO(data)).parts[SHEET])
    return {
        str(cell.get("r")): (cell.get("t"), [f"{etree.QName(one).localname}={one.text}" for one in cell])
        for cell in root.iter("{*}c")
    }


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (CellChange(None, None), (None, [])),
        (CellChange("1+1", None, known=False), (None, ["f=1+1"])),
        (CellChange("1+1", Decimal(2)), (None, ["f=1+1", "v=2"])),
        (CellChange('""', None), ("str", ['f=""', "v=None"])),
        (CellChange(None, Decimal("9.50")), (None, ["v=9.5"])),
    ],
)
def test_nothing_of_a_text_is_left(
    change: CellChange, left: tuple[str | None, list[str]], book: bytes
) -> None:
    assert cells(patch_cells(book, {"Sheet": {CellRef(2, 1): change}}))["A2"] == left


def test_cells_that_were_not_there_stand_in_their_order(book: bytes) -> None:
    places = [CellRef.parse(name) for name in ("B3", "B2", "A1", "D4", "A4", "E9")]
    data = patch_cells(book, {"Sheet": {place: CellChange(None, Decimal(1)) for place in places}})
    assert list(cells(data)) == ["A1", "A2", "B2", "C2", "B3", "A4", "C4", "D4", "E9"]
    rows = etree.fromstring(Package.open(io.BytesIO(data)).parts[SHEET]).iter("{*}row")
    assert [row.get("r") for row in rows] == ["1", "2", "3", "4", "9"]


@pytest.mark.parametrize("text", ["=1+1", "+1", " 前后 ", "第一行\n第二行"])
def test_a_text_stays_text(text: str, book: bytes) -> None:
    data = patch_cells(book, {"Sheet": {CellRef(2, 1): CellChange(None, text)}})
    cell = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", text)
