"""The quick way through a worksheet comes to what the parser comes to, for anything it takes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.inbox import put_forms
from tests.helpers.records import random_record
from tests.hostile.parts import MAIN, package, sheet, workbook
from xltools.generate import generate_file
from xltools.grid import Book, Cell, Grid
from xltools.grids import UnopenableBook, open_book, open_bytes, open_on_demand
from xltools.grids.xlsx.cells import Texts, by_content
from xltools.grids.xlsx.plain import take_plain
from xltools.read import read_content
from xltools.refs import CellRef

_COMMENT = "<!-- the parser reads all of a part with a comment -->"
_ROOT, _DATA = f'<worksheet xmlns="{MAIN}">', '<sheetData><c r="A1"><v>1</v></c></sheetData>'
_STRINGS = f'<sst xmlns="{MAIN}"><si><t>得分</t></si><si><t> x </t></si></sst>'

_texts = st.text(st.sampled_from("得1.5eE-+ \n\t_x00D& <>\"'😀\x7f\x85\ufeff"), max_size=8)
_raw = st.one_of(
    _texts.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")),
    st.sampled_from(
        ["", "0", "1", "2", "-1", "0.1", "1E5", "nan", "&#24471;", "&#0;", "&#xA;", "&apos;", "&foo;", "]]>",
         "\r\n", "&#55296;", "_x000D_", "&amp;lt;", "\x01", "true", "2022-12-30", "#N/A", "1" * 40]
    ),
)  # fmt: skip
_B9 = '<c r="B9"><v>1</v></c>'
_refs = st.sampled_from(["A1", "B2", "C3", "XFD1", "A1048576", "A0", "XFE1", "a1", "A20001", "$A$1", "AAAA1"])


@st.composite
def _cells(draw: st.DrawFn) -> str:
    style = draw(st.sampled_from(["", ' s="1"', ' s="99"', ' s="x"', ' S="1"']))
    kinds = ["", "n", "s", "str", "inlineStr", "b", "e", "d", "odd"]
    kind = draw(st.sampled_from(kinds).map(lambda name: f' t="{name}"' if name else ""))
    formula = draw(
        st.one_of(
            st.just(""),
            _raw.map("<f>{}</f>".format),
            _raw.map('<f aca="false">{}</f>'.format),
            _raw.map('<f t="shared" ref="A1:B9" si="1">{}</f>'.format),
            st.sampled_from(
                ["<f/>", '<f t="shared" ref="A1:A9" si="1">B2*$A1+1</f>', '<f t="shared" si="1"/>',
                 '<f t="shared" si="2" />', '<f t="shared"/>', '<f si="1"/>', '<f t="array" si="1"/>']
            ),
        )
    )  # fmt: skip
    content = draw(
        st.one_of(
            st.sampled_from(
                ["", "<v/>", "<v></v>", "<is/>", "<is><t>a</t><t>b</t></is>", "<v>1</v><v>2</v>"]
            ),
            _raw.map("<v>{}</v>".format),
            _raw.map("<is><t>{}</t></is>".format),
            _raw.map('<is><t xml:space="preserve">{}</t></is>'.format),
        )
    )
    return f'<c r="{draw(_refs)}"{style}{kind}>{formula}{content}</c>'


_rows = st.lists(
    st.one_of(
        st.lists(_cells(), max_size=3).map(lambda cells: f'<row r="1" ht="9">{"".join(cells)}</row>'),
        st.sampled_from(
            ['<row r="3"/>', "<row>", "</row>", "x", "<odd/>", '<row ht="1"><c><v>1</v></c></row>',
             f'<row r="1" r="2">{_B9}</row>', f'<row r="1" y:z="2">{_B9}</row>', _B9,
             f'<c r="B9">{_B9}</c>', f'<row r="9"><row r="8">{_B9}</row></row>',
             '<row r="9"><c r="A9" xmlns="urn:x"><v>1</v></c></row>']
        ),
    ),
    max_size=3,
).map("".join)  # fmt: skip


def opened(data: bytes) -> Book | tuple[str, str]:
    """The workbook, or how it is refused."""
    try:
        return open_bytes(data)
    except UnopenableBook as error:
        return error.outcome, error.cause


def both_ways(part: str, strings: str | None) -> tuple[object, object]:
    """What a sheet is by the quick way, and by the parser alone."""
    slow = part.replace("<sheetData", f"{_COMMENT}<sheetData", 1)
    return opened(workbook(part, strings=strings)), opened(workbook(slow, strings=strings))


@settings(max_examples=800, deadline=None)
@given(_rows, st.sampled_from([None, _STRINGS]))
def test_any_cells_come_to_the_same(rows: str, strings: str | None) -> None:
    quick, slow = both_ways(sheet(rows, '<mergeCell ref="A1:B2"/>'), strings)
    assert quick == slow


@pytest.mark.parametrize(
    "part",
    [
        f'<x:worksheet xmlns:x="{MAIN}" xmlns="urn:x">{_DATA}</x:worksheet>',
        f'{_ROOT}<cols xmlns="urn:x">{_DATA}</cols></worksheet>',
        f'{_ROOT}<c r="B1">{_DATA}</c></worksheet>',
        f"{_ROOT}<v>{_DATA}</v></worksheet>",
        f"{_ROOT}<?a <sheetData>?>{_DATA}</worksheet>",
        f"{_ROOT}{_DATA}<sheetData></sheetData></worksheet>",
        f"{_ROOT}{_DATA}</worksheet><x/>",
        f"{_ROOT}{_DATA}",
        f"{_ROOT[:-1]} a='1' a='2'>{_DATA}</worksheet>",
        f"<worksheet a=' xmlns=\"{MAIN}\"'>{_DATA}</worksheet>",
        f'<?xml version="1.0" encoding="gbk"?>{_ROOT}{_DATA}</worksheet>',
        f"<worksheet>{_DATA}</worksheet>",
        f"{_ROOT}<sheetData/></worksheet>",
        f"{_ROOT}</sheetData><sheetData></worksheet>",
    ],
)
def test_what_is_written_oddly_around_the_cells_comes_to_the_same(part: str) -> None:
    quick, slow = both_ways(part, None)
    assert quick == slow


_attribute = st.sampled_from(
    ['q="A1"', 'type="list"', "a='1'", 'b="&lt;&#10;"', 'c="&#0;"', 'd="<"', 'e="x y="', 'f="\x01"', 'g = ""']
)
_attributes = st.lists(_attribute, min_size=1, max_size=3).map(" ".join) | st.just('a="1"b="2"')
_inside = st.lists(
    st.one_of(
        _raw.map("<formula1>{}</formula1>".format),
        _raw.map("<formula>{}</formula2>".format),
        _attributes.map("<cfRule {}><formula>A1</formula></cfRule>".format),
        st.sampled_from(["text", '<mergeCell ref="A1:B2"/>', _B9, "<!-- -->", "<cfRule/>"]),
    ),
    max_size=2,
).map("".join)


@given(attributes=_attributes, inside=_inside, end=st.sampled_from(["dataValidation", "x"]))
def test_validations_written_in_any_way_come_to_the_same(attributes: str, inside: str, end: str) -> None:
    for element in (f"<dataValidation {attributes}>{inside}</{end}>", f"<dataValidation {attributes}/>"):
        quick, slow = both_ways(f"{_ROOT}{_DATA}{element}</worksheet>", None)
        assert quick == slow


@pytest.mark.parametrize("seed", range(12))
def test_our_forms_take_the_quick_way_and_come_to_the_same(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "表.xlsx"
    generate_file(random_record(seed), "shanghai-2022", path, "测试记录")
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    sheets = [name for name in parts if "/sheet" in name]
    assert len(sheets) == 5
    for name in sheets:
        data = parts[name]
        assert isinstance(data, bytes)
        taken = take_plain(data, by_content(Texts((), {})))
        assert taken is not None
        assert b"<c " not in taken.rest
        parts[name] = data.replace(b"<sheetData", _COMMENT.encode() + b"<sheetData", 1)
    assert open_bytes(package(parts)) == open_bytes(path.read_bytes())


@settings(max_examples=300, deadline=None)
@given(_rows, st.sampled_from([None, _STRINGS]))
def test_single_cells_are_those_of_the_whole_sheet(rows: str, strings: str | None) -> None:
    data = workbook(sheet(rows), strings=strings)
    whole = opened(data)
    if isinstance(whole, Book):
        cells = whole.sheets[0].cells
        assert open_on_demand(data).pick("表", [*cells, CellRef(60, 1)]) == cells


@settings(max_examples=300, deadline=None)
@given(_rows, st.integers(1, 3))
def test_a_sheet_up_to_a_column_is_that_of_the_whole_sheet(rows: str, last: int) -> None:
    data = workbook(sheet(rows))
    whole = opened(data)
    if isinstance(whole, Book):
        part = open_on_demand(data).up_to("表", last)
        assert part is not None
        assert part.merges == whole.sheets[0].merges
        assert left_of(part, last) == left_of(whole.sheets[0], last)


def left_of(grid: Grid, last: int) -> dict[CellRef, Cell]:
    """The cells up to a column."""
    return {ref: cell for ref, cell in grid.cells.items() if ref.column <= last}


def test_what_stands_beside_our_form_is_not_read_with_it(tmp_path: Path) -> None:
    (path,) = put_forms(tmp_path, ["表.xlsx"])
    whole, book = open_book(path), open_on_demand(path.read_bytes())
    (name, *_) = book.sheet_names
    part = book.up_to(name, 9)
    assert part is not None
    assert part.cells == left_of(whole.sheets[0], 9) != whole.sheets[0].cells


@pytest.mark.parametrize("seed", range(6))
def test_our_explanations_are_found_without_the_rest_of_their_sheet(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "表.xlsx"
    generate_file(random_record(seed), "shanghai-2022", path, "测试记录")
    book, whole = open_on_demand(path.read_bytes()), open_book(path).sheet("校验")
    assert whole is not None
    refs = [CellRef(row, column) for row in range(1, 71) for column in (2, 5, 6)]
    assert book.pick("校验", refs) == {ref: whole.cells[ref] for ref in refs if ref in whole.cells}


def test_a_sheet_that_nobody_asks_for_is_not_read(tmp_path: Path) -> None:
    (path,) = put_forms(tmp_path, ["表.xlsx"])
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    guide = parts["xl/worksheets/sheet3.xml"]
    assert isinstance(guide, bytes)
    parts["xl/worksheets/sheet3.xml"] = guide[:-20]
    data = package(parts)
    assert read_content(path, data).forms == read_content(path, path.read_bytes()).forms != ()
    assert opened(data) == ("unreadable", "damaged-part")


def test_a_sheet_that_came_before_counts_as_much_as_a_new_one(tmp_path: Path) -> None:
    (path,) = put_forms(tmp_path, ["表.xlsx"])
    assert open_bytes(path.read_bytes()) == open_bytes(path.read_bytes())
    cells = "".join(f'<c r="A{row}"><v>1</v></c>' for row in range(1, 2_001))
    part = sheet(f'<row r="1">{cells}</row>')
    sheets = "".join(f'<sheet name="{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, 102))
    assert opened(workbook(part, sheets=sheets)) == ("too-large", "amount")


def test_names_come_to_the_same_however_they_are_written() -> None:
    name = '<definedName name="{}">{}!$A$1</definedName>'.format
    plain = name("甲", "表") + name('乙" localSheetId="0', "表")
    odd = name('丙" hidden="1', "表") + name("丁", "&#34920;")
    part = sheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    for names in (plain, odd, plain + odd, odd + plain, plain.replace("乙", "\x01")):
        quick, slow = (opened(workbook(part, names=text)) for text in (names, f"{_COMMENT}{names}"))
        assert quick == slow
    book = opened(workbook(part, names=plain + odd))
    assert isinstance(book, Book)
    assert set(book.names) == {"甲", "表!乙", "丙", "丁"}


def test_the_quick_way_reads_any_zip_of_the_same_parts() -> None:
    data = workbook(sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&lt;一&gt;</t></is></c></row>'))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        again = package({name: archive.read(name) for name in archive.namelist()}, archive.namelist())
    assert open_bytes(again) == open_bytes(data)


def with_directory(data: bytes, part: bytes, at: int, value: int) -> bytes:
    """The same zip, a number of four bytes in its directory's entry of a part replaced."""
    start = data.rindex(part, 0, data.rindex(b"PK\x05\x06")) - 46 + at
    return data[:start] + value.to_bytes(4, "little") + data[start + 4 :]


def test_what_another_workbook_has_rightly_makes_no_damaged_one_right() -> None:
    data = workbook(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    assert isinstance(opened(data), Book)
    assert opened(with_directory(data, b"xl/workbook.xml", 16, 1)) == ("unreadable", "damaged-zip")


def test_a_part_larger_than_its_directory_says_is_read_as_it_is() -> None:
    part = sheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    data = workbook(part, names=f"<!--{'长' * 100_000}-->" + '<definedName name="甲">表!$A$1</definedName>')
    assert opened(with_directory(data, b"xl/workbook.xml", 24, 9)) == opened(data)
    assert isinstance(opened(data), Book)
