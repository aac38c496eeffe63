"""The judges judge: they recalculate what is stale and complain of what they cannot open."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.helpers import office
from tests.helpers.office_error import OfficeError

Judge = Callable[[list[Path], Path], list[Path]]


def stale_workbook(path: Path, first: int = 2) -> Path:
    """A workbook whose stored result (999) is not what its formula gives (first × 3)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("自评表")
    sheet.write("A1", first)
    sheet.write_formula("A2", "=A1*3", None, 999)
    sheet.write_string("A3", "绩效")
    book.close()
    return path


def result_of(path: Path) -> object:
    return office.stored_results(path)["自评表"]["A2"]


@pytest.mark.parametrize("judge", [office.recalculate, office.gnumeric_recalculate])
def test_a_wrong_stored_result_is_corrected(judge: Judge, tmp_path: Path) -> None:
    files = [stale_workbook(tmp_path / "收件" / f"表{n}.xlsx", n) for n in (5, 7)]
    assert [result_of(file) for file in files] == [999, 999]

    judged = judge(files, tmp_path / "out")

    assert [file.name for file in judged] == ["表5.xlsx", "表7.xlsx"]
    assert [result_of(file) for file in judged] == [15, 21]


def test_more_files_than_one_process_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.end_libreoffice()
    monkeypatch.setattr(office, "MOST_PER_PROCESS", 2)
    files = [stale_workbook(tmp_path / f"{n}.xlsx", n) for n in range(5)]
    assert [result_of(file) for file in office.recalculate(files, tmp_path / "out")] == [0, 3, 6, 9, 12]


@pytest.mark.parametrize("extension", ["ods", "xls"])
def test_other_formats_come_out_recalculated_too(extension: str, tmp_path: Path) -> None:
    other = office.convert(stale_workbook(tmp_path / "a.xlsx"), extension, tmp_path / extension)
    assert other.suffix == f".{extension}"
    assert result_of(office.recalculate([other], tmp_path / "back")[0]) == 6


def test_pages_become_pictures(tmp_path: Path) -> None:
    (picture,) = office.to_png(stale_workbook(tmp_path / "页[1].xlsx"), tmp_path / "png", dpi=40)
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("judge", [office.recalculate, office.gnumeric_recalculate])
def test_a_file_that_cannot_be_opened_is_named(judge: Judge, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(stale_workbook(tmp_path / "a.xlsx").read_bytes()[:900])
    with pytest.raises(OfficeError, match=r"broken\.xlsx|ssconvert"):
        judge([broken], tmp_path / "out")


def test_an_old_result_is_never_taken_for_a_new_one(tmp_path: Path) -> None:
    stale_workbook(tmp_path / "out" / "a.xlsx")
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(OfficeError, match=r"a\.xlsx"):
        office.recalculate([tmp_path / "a.xlsx"], tmp_path / "out")


def test_results_never_replace_sources_or_each_other(tmp_path: Path) -> None:
    file = stale_workbook(tmp_path / "a.xlsx")
    with pytest.raises(ValueError, match="own result"):
        office.recalculate([file], tmp_path)
    with pytest.raises(ValueError, match="same stem"):
        office.recalculate([file, stale_workbook(tmp_path / "b" / "a.xlsx")], tmp_path / "out")


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = tmp_path / "bin" / "soffice"
    hanging.parent.mkdir()
    late = tmp_path / "late"
    hanging.write_text(f"#!/bin/sh\n(sleep 1; touch {late}) &\nwait\n")
    hanging.chmod(0o755)
    monkeypatch.setenv("PATH", f"{hanging.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(office, "START_SECONDS", 0.1)
    monkeypatch.setattr(office, "FILE_SECONDS", 0.1)
    office.end_libreoffice()

    with pytest.raises(OfficeError, match="ended after"):
        office.recalculate([stale_workbook(tmp_path / "a.xlsx")], tmp_path / "out")

    time.sleep(1.5)
    assert not late.exists(), "the child of the ended program lived on"
