"""Parts of a workbook under names that are written in one way here and in another there."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.helpers.archives import zipped_as
from tests.helpers.inbox import put_forms
from tests.helpers.workbooks import address
from xltools.errors import XltoolsError
from xltools.read import read_content
from xltools.recalculate import recalculate_file

USUAL = "worksheets/sheet1.xml"


def renamed(book: bytes, target: str, *names: bytes, utf8: bool = False) -> bytes:
    """The workbook with its first sheet under other names, `target` being how the workbook calls it."""
    files: list[tuple[bytes, bytes]] = []
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        for name in package.namelist():
            data = package.read(name)
            if name == f"xl/{USUAL}":
                files += [(b"xl/worksheets/" + own, data) for own in names]
            else:
                changed = data.replace(USUAL.encode(), f"worksheets/{target}".encode())
                files.append((name.replace("sheet1.xml.rels", f"{target}.rels").encode(), changed))
    return zipped_as(files, utf8=utf8)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return put_forms(tmp_path, ["甲.xlsx"])[0]


CHINESE = "%E5%B7%A5%E4%BD%9C%E8%A1%A81.xml"  # 工作表1.xml
NAMES = [
    ("sheet%201.xml", b"sheet%201.xml"),
    ("sheet%201.xml", b"sheet 1.xml"),
    ("sheet 1.xml", b"sheet%201.xml"),
    ("Sheet%2b1.xml", b"sheet+1.XML"),
    (CHINESE, CHINESE.encode()),
    ("工作表1.xml", CHINESE.lower().encode()),
    (CHINESE, "工作表1.xml".encode()),
    ("工作表1.xml", "工作表1.xml".encode("gb18030")),
    (CHINESE, "工作表1.xml".encode("gb18030")),
    ("Übersicht.xml", "Übersicht.xml".encode("cp437")),
    ("100%.xml", b"100%.xml"),
]


@pytest.mark.parametrize(("target", "name"), NAMES)
def test_a_sheet_is_found_however_its_name_is_written(target: str, name: bytes, form: Path) -> None:
    read = read_content(form, renamed(form.read_bytes(), target, name))
    usual = read_content(form, form.read_bytes())
    assert read.outcome == "form"
    assert read.forms == usual.forms


def test_a_name_in_utf_8_that_says_so_is_read_as_such(form: Path) -> None:
    data = renamed(form.read_bytes(), "工作表1.xml", "工作表1.xml".encode(), utf8=True)
    assert read_content(form, data).outcome == "form"


def test_two_parts_of_one_name_are_refused_as_ever(form: Path) -> None:
    read = read_content(form, renamed(form.read_bytes(), "sheet 1.xml", b"sheet 1.xml", b"sheet%201.xml"))
    assert read.outcome == "unreadable"
    assert "有两个" in (read.reason or "")


@pytest.mark.parametrize(("target", "name"), NAMES[:4])
def test_such_a_form_is_recalculated(target: str, name: bytes, form: Path, tmp_path: Path) -> None:
    book, place = openpyxl.load_workbook(form), address(form, "total_score")
    book.worksheets[0][place] = 50
    book.save(form)
    form.write_bytes(renamed(form.read_bytes(), target, name))
    output = tmp_path / "重算.xlsx"
    (change,) = (one for one in recalculate_file(form, output).changes if one.path == "total_score")
    (read,) = read_content(output, output.read_bytes()).forms
    assert read.evaluation.total_score == change.after != 50


def test_one_that_cannot_be_patched_is_said_to_be(form: Path, tmp_path: Path) -> None:
    book, place = openpyxl.load_workbook(form), address(form, "total_score")
    book.worksheets[0][place] = 50
    book.save(form)
    form.write_bytes(renamed(form.read_bytes(), "工作表1.xml", "工作表1.xml".encode("gb18030")))
    with pytest.raises(XltoolsError, match="找不到要改的工作表"):
        recalculate_file(form, tmp_path / "重算.xlsx")
