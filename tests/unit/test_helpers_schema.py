"""The package judge finds each fault, and says where."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from tests.helpers import office
from tests.helpers.schema import assert_valid_package, package_problems

TYPES = "[Content_Types].xml"
Edit = Callable[[dict[str, bytes]], object]
SHEET = "xl/worksheets/sheet1.xml"


def openpyxl_book(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "自评表"
    sheet["A1"] = " 得分 "
    sheet["A2"] = "=1+1"
    sheet["A1"].comment = Comment("按年初目标填写", "财政")
    sheet.merge_cells("B1:C2")
    sheet.add_data_validation(DataValidation(type="list", formula1='"优,良,中,差"', sqref="A3"))
    book.save(path)
    book.close()


def xlsxwriter_book(path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("汇总")
    sheet.write_string("A1", "项目名称")
    sheet.write_url("A2", "internal:汇总!A1", string="回到开头")
    sheet.autofilter("A1:B5")
    sheet.freeze_panes(1, 0)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=汇总!$B$1:$B$5"})
    sheet.insert_chart("D2", chart)
    book.set_custom_property("xltools-form", "shanghai-2022")
    book.close()


def libreoffice_book(path: Path) -> None:
    openpyxl_book(path.with_name("before.xlsx"))
    office.recalculate([path.with_name("before.xlsx")], path.parent / "office")[0].rename(path)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.xlsx"
    openpyxl_book(path)
    return path


def changed(path: Path, edit: Edit) -> Path:
    """A copy of the package after `edit` had its parts in hand."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    edit(parts)
    copy = path.with_name("changed.xlsx")
    with zipfile.ZipFile(copy, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return copy


def replacing(part: str, old: str, new: str) -> Edit:
    def edit(parts: dict[str, bytes]) -> None:
        text = parts[part].decode()
        assert old in text, f"{old!r} stands not in {part}"
        parts[part] = text.replace(old, new, 1).encode()

    return edit


@pytest.mark.parametrize("write", [openpyxl_book, xlsxwriter_book, libreoffice_book])
def test_what_the_libraries_write_is_valid(write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path / "book.xlsx")
    assert_valid_package(tmp_path / "book.xlsx")


def test_the_failure_names_file_part_line_and_reason(good: Path) -> None:
    broken = changed(good, replacing(SHEET, "<sheetData>", '<sheetData colour="red">'))
    with pytest.raises(AssertionError) as failure:
        assert_valid_package(broken)
    assert str(failure.value) == (
        "changed.xlsx is no valid workbook package:\n"
        "xl/worksheets/sheet1.xml: line 1: Element 'sheetData', attribute 'colour': "
        "The attribute 'colour' is not allowed."
    )


MERGES = '<mergeCells count="1"><mergeCell ref="B1:C2"/></mergeCells>'


def merges_first(parts: dict[str, bytes]) -> None:
    text = parts[SHEET].decode().replace('<mergeCell ref="B1:C2" />', '<mergeCell ref="B1:C2"/>')
    assert MERGES in text
    parts[SHEET] = text.replace(MERGES, "").replace("<sheetData>", MERGES + "<sheetData>").encode()


def add_part(name: str, data: bytes = b"<a/>") -> Edit:
    return lambda parts: parts.update({name: data})


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (
            merges_first,
            f"{SHEET}: line 1: Element 'mergeCells': This element is not expected. Expected is one of (",
        ),
        (replacing(SHEET, 'r="A1"', 'r="A1" s="-1"'), "'-1' is not a valid value"),
        (
            replacing(SHEET, "<sheetData>", "<sheetDate>"),
            f"{SHEET}: no XML: Opening and ending tag",
        ),
        (
            lambda parts: parts.pop("xl/styles.xml"),
            "[Content_Types].xml: /xl/styles.xml is declared, but there is no such part",
        ),
        (lambda parts: parts.pop("xl/styles.xml"), "xl/workbook.xml: its styles xl/styles.xml is missing"),
        (lambda parts: parts.pop(TYPES), "[Content_Types].xml: missing"),
        (lambda parts: parts.pop("_rels/.rels"), "_rels/.rels: no relationship leads to the workbook"),
        (add_part("xl/stray.xml"), "xl/stray.xml: no relationship leads to it"),
        (add_part("xl/stray.dat"), "xl/stray.dat: [Content_Types].xml says nothing about it"),
        (add_part("XL/workbook.xml"), "xl/workbook.xml: 2 parts of this name"),
        (add_part("xl/../a.xml"), "xl/../a.xml: no part name"),
        (
            replacing(TYPES, "spreadsheetml.styles+xml", "spreadsheetml.worksheet+xml"),
            "xl/styles.xml: the root is styleSheet, not worksheet",
        ),
        (
            replacing(TYPES, "spreadsheetml.styles+xml", "spreadsheetml.stiles+xml"),
            "xl/styles.xml: no schema is known for parts of type",
        ),
        (
            replacing(TYPES, "</Types>", '<Default Extension="XML" ContentType="a/b"/></Types>'),
            "[Content_Types].xml: xml is declared 2 times",
        ),
        (
            replacing(TYPES, "</Types>", "<Defualt/></Types>"),
            "[Content_Types].xml: line 1: Element 'Defualt'",
        ),
        (
            replacing("xl/workbook.xml", 'r:id="rId1"', 'r:id="rId77"'),
            "xl/workbook.xml: line 1: sheet points to rId77, unknown",
        ),
        (
            replacing("xl/_rels/workbook.xml.rels", "/relationships/styles", "/relationships/theme"),
            "xl/workbook.xml: its theme xl/styles.xml has the content type",
        ),
        (replacing("xl/_rels/workbook.xml.rels", 'Id="rId1"', 'Id="rId2"'), "rId2"),
        (replacing("xl/theme/theme1.xml", "<a:dk1>", "<a:dk9>"), "xl/theme/theme1.xml: no XML"),
        (
            replacing("xl/theme/theme1.xml", 'lastClr="000000"', 'lastClr="black"'),
            "xl/theme/theme1.xml: line",
        ),
        (replacing("docProps/core.xml", ' xsi:type="dcterms:W3CDTF"', ""), "created lacks xsi:type"),
        (
            replacing("docProps/core.xml", '"dcterms:W3CDTF">2', '"dcterms:W3CDTF">in 2'),
            "docProps/core.xml: line",
        ),
        (
            replacing("docProps/app.xml", "<Application>", "<Pages>many</Pages><Application>"),
            "docProps/app.xml",
        ),
        (
            replacing("xl/comments/comment1.xml", 'authorId="0"', 'author="0"'),
            "xl/comments/comment1.xml: line",
        ),
    ],
)
def test_each_fault_is_found(good: Path, edit: Edit, problem: str) -> None:
    assert problem in "\n".join(package_problems(changed(good, edit)))


def test_a_vml_fault_is_found(good: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        (name,) = [part for part in archive.namelist() if part.endswith(".vml")]
    (problem,) = package_problems(changed(good, replacing(name, "shapetype ", 'shapetype colour="red" ')))
    assert problem.startswith(name)
    assert "colour" in problem


def test_a_file_cut_short_is_no_package(good: Path) -> None:
    cut = good.with_name("cut.xlsx")
    cut.write_bytes(good.read_bytes()[:-200])
    assert package_problems(cut) == ["cut.xlsx: File is not a zip file"]


def test_a_damaged_part_is_found(good: Path) -> None:
    data = bytearray(good.read_bytes())
    data[100] ^= 0xFF
    good.write_bytes(data)
    assert len(package_problems(good)) == 1


MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
IGNORABLE = f'xmlns:mc="{MC}" xmlns:new="urn:new" mc:Ignorable="new"'


def test_markup_declared_ignorable_is_ignored(good: Path) -> None:
    def edit(parts: dict[str, bytes]) -> None:
        replacing(SHEET, "<worksheet ", f"<worksheet {IGNORABLE} new:uid='1' ")(parts)
        replacing(SHEET, "<sheetData>", "<new:thing/><sheetData>")(parts)
        choice = '<mc:AlternateContent><mc:Choice Requires="new"><new:b/></mc:Choice><mc:Fallback>'
        replacing(SHEET, "<sheetData>", f"{choice}<sheetData>")(parts)
        replacing(SHEET, "</sheetData>", "</sheetData></mc:Fallback></mc:AlternateContent>")(parts)

    assert_valid_package(changed(good, edit))


def test_foreign_markup_not_declared_ignorable_is_a_fault(good: Path) -> None:
    edit = replacing(SHEET, "<sheetData>", '<new:thing xmlns:new="urn:new"/><sheetData>')
    assert "thing" in package_problems(changed(good, edit))[0]
