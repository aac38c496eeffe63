"""Long tables row by row give what the whole grid gives; what makes a file harmful is refused here too."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from tests.helpers.rosters import roster_book
from xltools.grid import Cell, Row
from xltools.grids import UnopenableBook, open_book, open_rows
from xltools.grids.limits import MAX_ROW

TEXTS = ["甲", " ", "=100%", "_x000D_", "a&b<c>", "第一行\n第二行"]
PART = "xl/worksheets/sheet1.xml"


def rows_of(path: Path, sheet: int = 0) -> dict[int, dict[int, Cell]]:
    return {row.number: dict(row.cells) for row in open_rows(path)[sheet].rows() if row.cells}


def changed(path: Path, old: str, new: str, count: int = 1) -> Path:
    """The workbook with its first sheet's XML changed."""
    target = path.with_name("changed.xlsx")
    with ZipFile(path) as source, ZipFile(target, "w", ZIP_DEFLATED) as package:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == PART:
                assert old in data.decode()
                data = data.decode().replace(old, new, count).encode()
            package.writestr(entry, data)
    return target


@pytest.mark.parametrize("seed", range(12))
def test_rows_of_any_workbook_are_those_of_the_grid(seed: int, tmp_path: Path) -> None:
    dice, path = random.Random(seed), tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        percent, date = book.add_format({"num_format": "0%"}), book.add_format({"num_format": "yyyy-mm-dd"})
        for row in range(80):
            for column in range(6):
                _write(dice, sheet, row, column, (percent, date))
        sheet.merge_range("H2:H9", "合并")
        sheet.merge_range("H12:J15", 5)
    (grid,) = open_book(path).sheets
    assert rows_of(path) == {row.number: dict(row.cells) for row in grid.rows()}
    assert rows_of(path)[9][8] == Cell("合并")


@pytest.mark.parametrize("seed", range(4))
def test_rows_are_the_same_however_they_are_written(seed: int, tmp_path: Path) -> None:
    """Plain rows are read by pattern, others by the parser: a part, or a single row."""
    dice, path = random.Random(seed), tmp_path / "表.xlsx"
    texts = ["甲", "a&b<c>", "2\u3000", "=100%", None, 3.5, 0, True]
    roster_book(path, [[dice.choice(texts) for _ in range(5)] for _ in range(40)], merges=["B3:B7", "C9:D12"])
    plain = rows_of(path)
    (grid,) = open_book(path).sheets
    assert plain == {row.number: dict(row.cells) for row in grid.rows()}
    for number, (old, new) in enumerate(REWRITTEN):
        other = changed(path, old, new, count=-1)
        assert rows_of(other.rename(tmp_path / f"{number}.xlsx")) == plain, new


REWRITTEN = [
    ("<sheetData>", "<!-- none --><sheetData>"),  # to the parser as a whole
    ("<row r=", '<row ht="15" r='),
    ('<c r="', '<c  r="'),
    ("<v>", "<v  >"),  # each row by itself
    ("</c>", "</c >"),
    ("</c>", "</c>\n"),  # by pattern still
]


def test_columns_that_are_not_asked_for_are_left_out(tmp_path: Path) -> None:
    path = roster_book(tmp_path / "表.xlsx", [["甲", 1, "乙"], [None, 2, "丙"]])
    rows = {row.number: dict(row.cells) for row in open_rows(path)[0].rows(only={1, 3})}
    assert rows == {1: {1: Cell("甲"), 3: Cell("乙")}, 2: {3: Cell("丙")}}


@pytest.mark.parametrize("end", ["</row>", "</sheetData>", "</worksheet>"])
def test_a_part_that_is_cut_off_is_damaged(end: str, tmp_path: Path) -> None:
    path = roster_book(tmp_path / "表.xlsx", [["甲"], ["乙"]])
    with pytest.raises(UnopenableBook, match="损坏"):
        rows_of(changed(path, end, ""))


def _write(dice: random.Random, sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int,
           formats: tuple[object, object]) -> None:  # fmt: skip
    match dice.randint(0, 9):
        case 0 | 1 | 2:
            sheet.write_string(
                row, column, dice.choice(["甲", " ", "=100%", "_x000D_", "a&b<c>", "第一行\n第二行"])
            )
        case 3:
            sheet.write_number(row, column, dice.choice([0, 1, 2.5, 0.1 + 0.2, 1e14]))
        case 4:
            sheet.write_number(row, column, dice.random(), dice.choice(formats))
        case 5:
            sheet.write_formula(row, column, "=SUM(1,2)", None, dice.choice([3, "三", "#N/A"]))
        case 6:
            sheet.write_boolean(row, column, True)
        case _:
            pass


def test_rows_and_cells_without_addresses_are_counted(tmp_path: Path) -> None:
    path = roster_book(tmp_path / "表.xlsx", [["甲", 1], ["乙", 2]])
    path = changed(path, '<row r="2"><c r="A2"', "<row><c")
    path = path.rename(tmp_path / "one.xlsx")
    path = changed(path, '<c r="B2"', "<c")
    assert rows_of(path)[2] == {1: Cell("乙"), 2: Cell(Decimal(2))}


def test_hidden_rows_and_sheets_are_marked(tmp_path: Path) -> None:
    (sheet,) = open_rows(roster_book(tmp_path / "表.xlsx", [["甲"], ["乙"], ["丙"]], hidden=[2]))
    assert not sheet.hidden
    assert [row.hidden for row in sheet.rows()] == [False, True, False]


def test_more_rows_than_a_form_may_have(tmp_path: Path) -> None:
    path = tmp_path / "长.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(MAX_ROW + 10):
            sheet.write_row(row, 0, [f"项目{row}", row])
    *_, last = open_rows(path)[0].rows()
    assert last == Row(MAX_ROW + 10, {1: Cell(f"项目{MAX_ROW + 9}"), 2: Cell(Decimal(MAX_ROW + 9))})


def test_a_part_with_a_dtd_is_refused(tmp_path: Path) -> None:
    path = roster_book(tmp_path / "表.xlsx", [["甲"]])
    path = changed(path, "<worksheet", '<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet')
    with pytest.raises(UnopenableBook) as caught:
        rows_of(path)
    assert caught.value.cause == "dtd"


@pytest.mark.parametrize(
    ("old", "new"), [("</sheetData>", ""), ('r="A1"', 'r="§1"'), ('<row r="1"', '<row r="x"')]
)
def test_a_broken_part_is_told(old: str, new: str, tmp_path: Path) -> None:
    path = changed(roster_book(tmp_path / "表.xlsx", [["甲"]]), old, new)
    with pytest.raises(UnopenableBook) as caught:
        rows_of(path)
    assert caught.value.cause == "damaged-part"


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b'a,"b\n', b"\x81\xff,1\n"])
def test_a_csv_that_is_no_text_is_told(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_bytes(data)
    with pytest.raises(UnopenableBook) as caught:
        rows_of(path)
    assert "不能识别的文字" in str(caught.value)


def test_rows_may_be_read_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is unpacked again is no more than the file holds."""
    path = roster_book(tmp_path / "表.xlsx", [["甲" * 100]] * 500)
    with ZipFile(path) as package:
        unpacked = sum(entry.file_size for entry in package.infolist())
    monkeypatch.setattr("xltools.grids.limits.MAX_UNPACKED_BYTES", 2 * unpacked)
    (sheet,) = open_rows(path)
    assert [len(list(sheet.rows())) for _ in range(8)] == [500] * 8
