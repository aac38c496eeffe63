"""The notes of a workbook, as a file of it tells."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from xltools.grids import UnopenableBook, noted_cells
from xltools.refs import CellRef


def noted(**notes: str) -> bytes:
    """A workbook whose second sheet has these notes."""
    book = Workbook()
    book.create_sheet("表")
    for cell, text in notes.items():
        book["表"][cell].comment = Comment(text, "审核")
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(data: bytes, ending: str, old: bytes, new: bytes) -> bytes:
    """The same with something else in one of its parts."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(stream, "w") as copy:
        for name in package.namelist():
            content = package.read(name)
            assert old in content or not name.endswith(ending)
            copy.writestr(name, content.replace(old, new) if name.endswith(ending) else content)
    return stream.getvalue()


def test_each_note_is_told_with_its_lines() -> None:
    found = noted_cells(noted(E6="甲\n乙", B2=" 丙 & <丁>"))
    assert found == {"Sheet": {}, "表": {CellRef(6, 5): "甲\n乙", CellRef(2, 2): " 丙 & <丁>"}}


def test_a_note_in_letters_of_several_kinds_is_one_text() -> None:
    data = with_part(noted(E6="AB"), "comment1.xml", b"<t>AB</t>", b"<r><t>A</t></r><r><t>B</t></r>")
    assert noted_cells(data)["表"] == {CellRef(6, 5): "AB"}


def test_what_is_no_workbook_has_none_and_a_broken_one_is_an_error() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("readme.txt", "")
    assert noted_cells(stream.getvalue()) == {}
    broken = with_part(noted(E6="甲"), "comment1.xml", b"</comments>", b"")
    with pytest.raises(UnopenableBook):
        noted_cells(broken)
