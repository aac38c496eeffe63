"""A summary that is not whole is never put in place; of rows too many, the first of equal ones are shown."""

from __future__ import annotations

import tomllib
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.unit.test_summary import DEFINITION, write
from xltools.errors import OutputError
from xltools.parquet import TableWriter
from xltools.summary import Row, write_summary, write_tables
from xltools.summary.definition import parse_summary
from xltools.summary.proof import prove
from xltools.summary.values import Value

SHEET = "xl/worksheets/sheet1.xml"
LONG = 120_000  # rows of far more than a short part
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>养护</t></is></c></row>'


def sheet(rows: int, row: str = ROW, behind: str = "") -> str:
    return f"<sheetData>{row * rows}{behind}</sheetData>"


def packed(path: Path, part: str, name: str = SHEET) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr(name, part)
    return path


@pytest.mark.parametrize("rows", [0, 1, 7, LONG])
def test_a_sheet_with_all_its_rows_is_whole(rows: int, tmp_path: Path) -> None:
    path = packed(tmp_path / "汇总.xlsx", sheet(rows))
    prove(path, [rows])
    with pytest.raises(OutputError, match="行数不对"):
        prove(path, [rows + 1])
    with pytest.raises(OutputError, match="行数不对"):
        prove(path, [rows, 1])  # another sheet is not there


@pytest.mark.parametrize(
    ("part", "rows", "told"),
    [
        (sheet(LONG, behind='<row r="2">'), LONG + 1, "行数不对"),  # begun and never ended
        (sheet(LONG, behind="</row>"), LONG, "行数不对"),
        (sheet(3, behind='<row r="2">'), 4, "不完整"),
        (sheet(3) + "<", 3, "不完整"),
    ],
)
def test_a_sheet_that_is_not_whole_is_refused(part: str, rows: int, told: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=told):
        prove(packed(tmp_path / "汇总.xlsx", part), [rows])


def test_a_file_that_the_disk_changed_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "汇总.xlsx", sheet(50))
    data = bytearray(path.read_bytes())
    for at in (45, len(data) - 30):  # in the content, in the directory
        broken = bytearray(data)
        broken[at] ^= 0xFF
        path.write_bytes(broken)
        with pytest.raises(OutputError, match="再打开时"):
            prove(path, [50])
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(OutputError, match="不完整"):
        prove(path, [50])


def test_what_was_written_is_opened_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(path: Path, _frame: bytes, _rows: object) -> None:
        packed(path, sheet(1))

    monkeypatch.setattr("xltools.summary.workbook.assemble", half)
    with pytest.raises(OutputError, match="行数不对"):
        write(tmp_path / "汇总.xlsx", [{"text": "a"}, {"text": "b"}])


def test_of_equal_rows_the_first_are_shown(tmp_path: Path) -> None:
    definition = parse_summary(tomllib.loads(DEFINITION), "小表.toml")
    rows: list[Row] = [
        {"text": f"第{number}行", "number": Decimal(number == 1_500), "mean": None, "share": None}
        for number in range(2_000)
    ]
    path = tmp_path / "汇总.xlsx"
    write_summary(path, definition, (("one", row) for row in rows), tmp_path, most=1_900)
    lines = list(openpyxl.load_workbook(path)["一"].iter_rows(values_only=True, max_row=1_002))
    shown = [line[0] for line in lines[2:]]
    assert shown == ["第1500行", *(f"第{number}行" for number in range(999))]


class Losing(TableWriter):
    """Loses every second row."""

    def put(self, values: Sequence[Value]) -> None:
        self.given = getattr(self, "given", 0) + 1
        if self.given % 2:
            super().put(values)


def test_tables_without_all_their_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    definition = parse_summary(tomllib.loads(DEFINITION), "小表.toml")
    row: Row = {"text": "a", "number": None, "mean": None, "share": None}
    write_tables(tmp_path, definition, [("one", row), ("one", row)])
    monkeypatch.setattr("xltools.summary.tables.TableWriter", Losing)
    with pytest.raises(OutputError, match=r"one\.parquet：写好后再打开时行数不对"):
        write_tables(tmp_path, definition, [("one", row), ("one", row)])
