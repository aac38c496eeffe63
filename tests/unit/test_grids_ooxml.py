"""The fast reader, on parts written by hand."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from tests.hostile.parts import LINKS, MAIN, PACKAGE_LINKS, ROOT_RELATIONSHIPS, package, sheet, workbook
from xltools.grid import Book, Cell, Grid, NamedCell
from xltools.grids import UnopenableBook, open_book, open_bytes
from xltools.refs import CellRange, CellRef


def table(grid: Grid) -> dict[str, object]:
    """Values by address; an error stands as its code."""
    return {ref.a1: cell.error or cell.value for ref, cell in grid.cells.items()}


def cells(rows: str, strings: str | None = None) -> dict[str, object]:
    return table(open_bytes(workbook(sheet(rows), strings=strings)).sheets[0])


def texts(*entries: str) -> list[object]:
    """What a string table of these entries shows, cell by cell."""
    rows = "".join(f'<row><c t="s"><v>{index}</v></c></row>' for index in range(len(entries)))
    part = "".join(f"<si>{entry}</si>" for entry in entries)
    return list(cells(rows, f'<sst xmlns="{MAIN}">{part}</sst>').values())


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.85519999999999996", "0.8552"),
        ("4896155.1200000001", "4896155.12"),
        ("100", "100"),
        ("10.0", "10"),
        ("-0", "0"),
        (" 5 ", "5"),
        ("+5", "5"),
        ("1E3", "1000"),
        ("1.0000000000000001E-5", "0.00001"),
        ("12345678901234567890", "12345678901234567890"),
        (".5", "0.5"),
        ("5.", "5"),
    ],
)
def test_numbers_are_the_shortest_decimals(written: str, value: str) -> None:
    assert cells(f'<row r="1"><c r="A1"><v>{written}</v></c></row>') == {"A1": Decimal(value)}


@pytest.mark.parametrize("written", ["NaN", "INF", "-Infinity", "1e999"])
def test_what_is_no_finite_number_is_an_error(written: str) -> None:
    assert cells(f'<row r="1"><c r="A1"><v>{written}</v></c></row>') == {"A1": "#NUM!"}


@pytest.mark.parametrize("written", ["abc", "1_000", "１２", "0x10"])
def test_text_in_a_number_cell_stays_text(written: str) -> None:
    assert cells(f'<row r="1"><c r="A1"><v>{written}</v></c></row>') == {"A1": written}


def test_kinds_of_cells() -> None:
    row = (
        '<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>false</v></c>'
        '<c r="C1" t="str"><f>A1&amp;""</f><v>a_x000D_b</v></c><c r="D1" t="str"><f>""</f><v></v></c>'
        '<c r="E1" t="d"><v>2022-03-04T12:00:00Z</v></c><c r="F1" t="d"><v>12:00</v></c>'
        '<c r="G1" t="d"><v>soon</v></c><c r="H1" t="inlineStr"><is><t> =1+1 </t></is></c>'
        '<c r="I1" t="inlineStr"><is></is></c><c r="J1" t="odd"><v>kept</v></c>'
    )
    assert cells(f'<row r="1">{row}</row>') == {
        "A1": True,
        "B1": False,
        "C1": "a\rb",
        "D1": "",
        "E1": Decimal("44624.5"),
        "F1": Decimal("0.5"),
        "G1": "soon",
        "H1": " =1+1 ",
        "J1": "kept",
    }


def test_an_error_never_becomes_a_blank() -> None:
    row = (
        '<c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="e"/>'
        '<c r="C1" t="e"><f>1/0</f></c><c r="D1" s="1" t="e"/>'
    )
    grid = open_bytes(workbook(sheet(f'<row r="1">{row}</row>'))).sheets[0]
    assert table(grid) == {"A1": "#N/A", "B1": "#VALUE!", "C1": "#VALUE!", "D1": "#VALUE!"}
    assert not any(cell.blank for cell in grid.cells.values())


def test_formulas_keep_their_stored_results() -> None:
    row = (
        '<c r="A1"><f>B1*2</f><v>4</v></c><c r="B1"><f>C1</f></c><c r="C1"><f>C2</f><v></v></c>'
        '<c r="D1"><f t="array" ref="D1:D2">SUM(A1:A2*B1:B2)</f><v>1</v></c>'
        '<c r="E1"><f t="dataTable" ref="E1:E2" dt2D="0" r1="A1"/><v>5</v></c>'
    )
    grid = open_bytes(workbook(sheet(f'<row r="1">{row}</row>'))).sheets[0]
    found = {ref.a1: (cell.formula, cell.value) for ref, cell in grid.cells.items()}
    assert found == {
        "A1": ("B1*2", Decimal(4)),
        "B1": ("C1", None),
        "C1": ("C2", None),
        "D1": ("SUM(A1:A2*B1:B2)", Decimal(1)),
        "E1": ("", Decimal(5)),
    }


@pytest.mark.parametrize(
    ("master", "shared"),
    [
        ("100%", "100%"),
        ("A1*2", "B3*2"),
        ("$A1+A$1+$A$1", "$A3+B$1+$A$1"),
        ("SUM(A1:B2)", "SUM(B3:C4)"),
        ("SUM(A:B)+SUM(1:2)+SUM($A:$A)", "SUM(B:C)+SUM(3:4)+SUM($A:$A)"),
        ("'A1 b''s'!A1&\"A1\"", "'A1 b''s'!B3&\"A1\""),
        ("LOG10(A1)+A1B2+YEAR2022+rate_A1", "LOG10(B3)+A1B2+YEAR2022+rate_A1"),
        ("Table[A1]+Sheet1!A1", "Table[A1]+Sheet1!B3"),
        ("XFD1+A1048576", "#REF!3+B#REF!"),
        ("ZZZ1", "ZZZ1"),
    ],
)
def test_shared_formulas_move_with_their_cells(master: str, shared: str) -> None:
    text = master.replace("&", "&amp;")
    rows = (
        f'<row r="1"><c r="A1"><f t="shared" ref="A1:B3" si="0">{text}</f><v>1</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    grid = open_bytes(workbook(sheet(rows))).sheets[0]
    assert grid.cell(CellRef(1, 1)).formula == master
    assert grid.cell(CellRef(3, 2)) == Cell(Decimal(2), shared)


def test_a_shared_formula_without_its_master_is_still_a_formula() -> None:
    grid = open_bytes(
        workbook(sheet('<row r="1"><c r="A1"><f t="shared" si="7"/><v>2</v></c></row>'))
    ).sheets[0]
    assert grid.cell(CellRef(1, 1)) == Cell(Decimal(2), "")


def test_texts_keep_every_character() -> None:
    assert texts(
        "<t>a</t>",
        "<t/>",
        '<t xml:space="preserve"> 空 格 </t>',
        "<t>a\r\nb&#10;c</t>",
        "<r><rPr><b/></rPr><t>优</t></r><r><t>良</t></r>",
        '<t>漢字</t><rPh sb="0" eb="2"><t>かんじ</t></rPh><phoneticPr fontId="1"/>',
        "<t>_x005F_x000D_ _x000d_ _x4E2D_ _xD83D__xDE00_ _x12_</t>",
        '<t><![CDATA[<c r="A1"/>]]></t>',
    ) == ["a", "", " 空 格 ", "a\nb\nc", "优良", "漢字", "_x000D_ \r 中 😀 _x12_", '<c r="A1"/>']


def test_number_formats() -> None:
    row = "".join(f"<c {style}><v>1</v></c>" for style in ("", 's="1"', 's="2"', 's="99"'))
    grid = open_bytes(workbook(sheet(f'<row r="1">{row}</row>'))).sheets[0]
    assert [cell.number_format for cell in grid.cells.values()] == ["General", "0.00%", '0.0"分"', "General"]


def test_cells_without_addresses_are_counted() -> None:
    rows = (
        "<row><c><v>1</v></c><c/><c><v>3</v></c></row>"
        '<row><c r="D2"><v>4</v></c><c><v>5</v></c></row>'
        '<row r="7"><c r="B7" s="1"/><c><v>6</v></c></row>'
        "<row/><row><c><v>7</v></c></row>"
    )
    assert cells(rows) == {
        address: Decimal(number)
        for address, number in (("A1", 1), ("C1", 3), ("D2", 4), ("E2", 5), ("C7", 6), ("A9", 7))
    }


def test_blanks_with_a_style_are_passed_over_however_they_are_written() -> None:
    rows = (
        '<row r="1" spans="1:3" ht="20"><c r="A1" s="1"/><c r="B1" s="1" t="n"></c><c r="C1" s="2" /></row>'
        '<row r="2" s="1" customFormat="1"/>'
        '<row r="3"><c s="1" r="A3"/><c r="B3" t="s"/><c r="C3" s="1"><v/></c></row>'
        '<row r="4"><c r="D4" s="1"><v>1</v></c></row>'
    )
    assert cells(rows) == {"D4": Decimal(1)}


def test_cells_in_comments_and_cdata_are_text() -> None:
    rows = (
        '<!-- <row r="1"><c r="A1"><v>9</v></c></row> -->'
        '<row r="1"><c r="A1" t="str"><v><![CDATA[<c r="B1" s="1"/>]]></v></c><c r="C1" s="1"/></row>'
    )
    assert cells(rows) == {"A1": '<c r="B1" s="1"/>'}


def test_a_wrong_dimension_is_not_believed() -> None:
    part = sheet('<row r="5"><c r="E5"><v>1</v></c></row>').replace(
        "<sheetData>", '<dimension ref="A1"/><sheetData>'
    )
    assert table(open_bytes(workbook(part)).sheets[0]) == {"E5": Decimal(1)}


def test_a_prefix_makes_no_difference() -> None:
    part = (
        f'<x:worksheet xmlns:x="{MAIN}" xmlns:y="urn:y"><x:sheetData><x:row r="1">'
        '<x:c r="A1"><x:v>1</x:v></x:c><y:c r="B1"><y:v>2</y:v></y:c></x:row></x:sheetData>'
        '<x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>'
    )
    grid = open_bytes(workbook(part)).sheets[0]
    assert table(grid) == {"A1": Decimal(1)}
    assert grid.merges == (CellRange.parse("A1:B1"),)


def test_utf_16_parts_are_read() -> None:
    part = '<?xml version="1.0" encoding="UTF-16"?>' + sheet(
        '<row r="1"><c r="A1" t="str"><v>评</v></c></row>'
    )
    assert table(open_bytes(_strict(part.encode("utf-16"), MAIN, LINKS)).sheets[0]) == {"A1": "评"}


def _strict(part: str | bytes, main: str, links: str) -> bytes:
    """A workbook in unusual places, with absolute and backslashed targets."""
    relationships = (
        f'<Relationships xmlns="{PACKAGE_LINKS}">'
        f'<Relationship Id="x" Type="{links}/worksheet" Target="/DATA/one.xml"/>'
        f'<Relationship Id="y" Type="{links}/chartsheet" Target="chart.xml"/></Relationships>'
    )
    entries = (
        '<sheet name="图" sheetId="2" r:id="y"/><sheet name="表" sheetId="1" r:id="x" state="veryHidden"/>'
    )
    book = f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>{entries}</sheets></workbook>'
    root = ROOT_RELATIONSHIPS.replace(LINKS, links).replace("xl/workbook.xml", "Book\\Main.xml")
    return package(
        {
            "_rels/.rels": root,
            "book/main.xml": book,
            "book/_rels/main.xml.rels": relationships,
            "data\\one.xml": part,
        }
    )


def test_strict_workbooks_and_odd_places() -> None:
    main = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    links = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    part = sheet('<row r="1"><c r="A1"><v>1</v></c></row>').replace(MAIN, main)
    book = open_bytes(_strict(part, main, links))
    assert [(grid.name, grid.hidden, table(grid)) for grid in book.sheets] == [
        ("表", True, {"A1": Decimal(1)})
    ]


def _names(*definitions: str) -> Book:
    sheets = (
        '<sheet name="表" sheetId="1" r:id="rId1"/>'
        '<sheet name="it\'s 2" sheetId="2" r:id="rId1" state="hidden"/>'
    )
    return open_bytes(workbook(sheet(""), sheets=sheets, names="".join(definitions)))


def test_names_that_point_at_cells() -> None:
    book = _names(
        '<definedName name="one">表!$B$7</definedName>',
        "<definedName name=\"area\">'it''s 2'!$C$4:$A$1</definedName>",
        '<definedName name="relative">表!B7</definedName>',
        "<definedName name=\"one\" localSheetId=\"1\">'it''s 2'!$A$1</definedName>",
        '<definedName name="_xlnm.Print_Area" localSheetId="0">表!$A$1:$I$9</definedName>',
    )
    assert book.names == {
        "one": NamedCell("表", CellRange.parse("B7")),
        "area": NamedCell("it's 2", CellRange.parse("A1:C4")),
        "relative": NamedCell("表", CellRange.parse("B7")),
        "it's 2!one": NamedCell("it's 2", CellRange.parse("A1")),
        "表!_xlnm.Print_Area": NamedCell("表", CellRange.parse("A1:I9")),
    }


def test_names_whose_target_is_lost() -> None:
    book = _names(
        '<definedName name="gone">表!#REF!</definedName>',
        '<definedName name="sheet_gone">#REF!$A$1</definedName>',
        '<definedName name="no_such_sheet">别处!$A$1</definedName>',
    )
    assert book.names == {"gone": None, "sheet_gone": None, "no_such_sheet": None}


def test_names_that_are_no_cells_are_left_out() -> None:
    book = _names(
        '<definedName name="constant">10</definedName>',
        '<definedName name="formula">SUM(表!$A$1:$A$2)</definedName>',
        '<definedName name="two">表!$A$1,表!$B$1</definedName>',
        '<definedName name="columns">表!$A:$B</definedName>',
        '<definedName name="outside">[1]表!$A$1</definedName>',
        '<definedName name="three_d">表:表2!$A$1</definedName>',
        '<definedName name="list">{1,2}</definedName>',
    )
    assert book.names == {}


def test_hidden_sheets_are_marked() -> None:
    assert [grid.hidden for grid in _names().sheets] == [False, True]


def test_merges_of_one_cell_are_none() -> None:
    part = sheet("", '<mergeCell ref="A1"/><mergeCell ref="B2:B2"/><mergeCell ref="$C$3:D4"/>')
    assert open_bytes(workbook(part)).sheets[0].merges == (CellRange.parse("C3:D4"),)


def test_a_message_says_which_file_what_and_the_cure() -> None:
    with pytest.raises(UnopenableBook) as refused:
        open_bytes(b"\x89PNG\r\n\x1a\n")
    named = refused.value.at("报送.xlsx")
    assert named.outcome == "not-a-form"
    assert str(named) == (
        "报送.xlsx：内容是图片（PNG），不是工作簿（看的是内容，与文件名后缀无关）。"
        "请让报送单位报送 .xlsx 工作簿。"
    )


def test_dates_of_a_workbook_that_counts_from_1904_are_the_dates_it_shows(tmp_path: Path) -> None:
    shown: dict[str, dict[str, object]] = {}
    for epoch in (CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904):
        book = openpyxl.Workbook()
        book.epoch = epoch
        page = book.worksheets[0]
        page["A1"], page["A2"], page["A3"] = date(2022, 12, 10), time(9, 30), 2022
        book.save(tmp_path / "表.xlsx")
        shown[str(epoch)] = table(open_book(tmp_path / "表.xlsx").sheets[0])
    of_1900, of_1904 = shown.values()
    assert of_1900 == of_1904 == {"A1": 44905, "A2": Decimal("0.3958333333333333"), "A3": 2022}
