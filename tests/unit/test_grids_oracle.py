"""The fast reader against openpyxl, on workbooks that openpyxl and XlsxWriter wrote."""

from __future__ import annotations

import io
import math
from datetime import datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from xltools.grid import Cell, Grid, NamedCell
from xltools.grids import open_bytes
from xltools.refs import CellRange, CellRef

Table = dict[str, tuple[object, str | None, str]]
"""By address: value or error, formula, number format."""


def ours(grid: Grid) -> Table:
    return {
        ref.a1: (_comparable(cell), cell.formula, cell.number_format)
        for ref, cell in grid.cells.items()
        if cell.value != "" or cell.formula is not None
    }


def _comparable(cell: Cell) -> object:
    value = cell.error or cell.value
    return float(value) if isinstance(value, Decimal) else value


def theirs(formulas: Worksheet, values: Worksheet) -> Table:
    table: Table = {}
    for row in formulas.iter_rows():
        for cell in row:
            if cell.value is not None:
                formula = _formula(cell.value, cell.data_type)
                table[cell.coordinate] = (_plain(values[cell.coordinate].value), formula, cell.number_format)
    return table


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return (value - datetime(1899, 12, 30)) / timedelta(days=1)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _formula(value: object, data_type: str) -> str | None:
    if data_type != "f":
        return None
    text = value.text if isinstance(value, ArrayFormula) else value
    assert isinstance(text, str)
    return text.removeprefix("=")


def assert_equal(data: bytes) -> None:
    """Sheet by sheet: the same values, formulas, formats, merges and visibility as openpyxl sees."""
    book = open_bytes(data)
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert [grid.name for grid in book.sheets] == [sheet.title for sheet in formulas.worksheets]
    for grid, sheet in zip(book.sheets, formulas.worksheets, strict=True):
        assert ours(grid) == theirs(sheet, values[sheet.title])
        assert {merge.a1 for merge in grid.merges} == {str(merge) for merge in sheet.merged_cells.ranges}
        assert grid.hidden == (sheet.sheet_state != "visible")


CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="_\ufffe\uffff")
TEXTS = st.text(CHARACTERS | st.sampled_from("\n\t =+-@'"), min_size=1, max_size=40)
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(-1e300, 1e300)
VALUES = TEXTS | NUMBERS | st.booleans() | st.just(None)
PLACES = st.tuples(st.integers(1, 60), st.integers(1, 40))
FORMATS = st.sampled_from(["General", "0.00%", "0.00", "@", '0.0"分"'])
SHEETS = st.dictionaries(PLACES, st.tuples(VALUES, FORMATS), max_size=30)


@settings(max_examples=120, deadline=None)
@given(SHEETS)
def test_workbooks_of_openpyxl(cells: dict[tuple[int, int], tuple[object, str]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for (row, column), (value, number_format) in cells.items():
        cell = sheet.cell(row, column)
        cell.value = value  # type: ignore[assignment] # any of its kinds
        if isinstance(value, str):
            cell.data_type = "s"
        cell.number_format = number_format
    stream = io.BytesIO()
    book.save(stream)
    assert_equal(stream.getvalue())


@settings(max_examples=120, deadline=None)
@given(SHEETS)
def test_workbooks_of_xlsxwriter(cells: dict[tuple[int, int], tuple[object, str]]) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表 一")
        for (row, column), (value, number_format) in cells.items():
            style = book.add_format({"num_format": number_format})
            if isinstance(value, str):
                sheet.write_string(row - 1, column - 1, value, style)
            elif isinstance(value, bool):
                sheet.write_boolean(row - 1, column - 1, value, style)
            elif value is None:
                sheet.write_blank(row - 1, column - 1, None, style)
            else:
                sheet.write_number(row - 1, column - 1, value, style)
    assert_equal(stream.getvalue())


@settings(max_examples=300, deadline=None)
@given(st.floats(-1e300, 1e300))
def test_a_double_comes_back_as_its_shortest_decimal(double: float) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet().write_number(0, 0, double)
    value = open_bytes(stream.getvalue()).sheets[0].cell(CellRef(1, 1)).value
    assert isinstance(value, Decimal)
    assert math.isclose(float(value), double, rel_tol=1e-15)  # XlsxWriter writes 16 digits


def test_a_workbook_with_a_bit_of_everything() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, hidden = book.add_worksheet("绩效 '22"), book.add_worksheet("隐藏")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='隐藏'!$A$1:$A$2"})
        book.add_chartsheet("图").set_chart(chart)
        hidden.very_hidden()
        sheet.merge_range("A1:I1", "财政项目支出绩效自评表")
        sheet.merge_range("A3:B5", None)
        sheet.write_formula("C3", "=4896155.12/5725327", None, 0.8551747)
        sheet.write_formula("C4", '="a"&"b"', None, "ab")
        sheet.write_formula("C5", "=1/0", None, "#DIV/0!")
        sheet.write_array_formula("C6:C7", "{=A1:A2}", None, 0)
        sheet.write_rich_string("D3", "完成 ", book.add_format({"bold": True}), "95%")
        sheet.write_datetime(
            "E3", datetime(2022, 12, 31, 18), book.add_format({"num_format": "yyyy/m/d hh:mm"})
        )
        sheet.write_comment("D3", "核实")
        sheet.write_url("F3", "https://example.org", string="链接")
        book.define_name("xt_score", "='绩效 ''22'!$C$3")
        book.define_name("绩效 '22!xt_local", "='绩效 ''22'!$C$4:$D$5")
    assert_equal(stream.getvalue())
    assert open_bytes(stream.getvalue()).names == {
        "xt_score": NamedCell("绩效 '22", CellRange.parse("C3")),
        "绩效 '22!xt_local": NamedCell("绩效 '22", CellRange.parse("C4:D5")),
    }


@pytest.mark.parametrize("constant_memory", [False, True])
@pytest.mark.parametrize("zip64", [False, True])
def test_other_ways_to_write_the_package(constant_memory: bool, zip64: bool) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "constant_memory": constant_memory}) as book:
        if zip64:
            book.use_zip64()
        book.add_worksheet().write_string(0, 0, "文本")
    assert open_bytes(stream.getvalue()).sheets[0].cells == {CellRef(1, 1): Cell("文本")}
