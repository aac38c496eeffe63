"""Passwords at the commands: used, and found nowhere afterwards."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.helpers.archives import zipped
from tests.helpers.compare import differences, evaluation_of
from tests.helpers.encrypted import encrypted
from tests.helpers.inbox import put_forms
from tests.helpers.office import locked
from tests.helpers.program import Ran, xltools
from tests.helpers.records import seed_records
from xltools.collect import state_path
from xltools.generate import generate_file
from xltools.grids.binary.reader import encryption
from xltools.grids.packages.encrypted import EXCELS_OWN
from xltools.read import read_file

WORD = "机密-Pa55word"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    (plain,) = put_forms(tmp_path / "样", ["样.xlsx"])
    locked = encrypted(plain.read_bytes(), WORD)
    folder = tmp_path / "收件"
    folder.mkdir()
    (folder / "密.xlsx").write_bytes(locked)
    (folder / "包.zip").write_bytes(zipped([("密.xlsx", locked)]))
    return folder


def test_our_form_saved_in_the_old_format_with_excels_own_password_is_read(tmp_path: Path) -> None:
    record, path = seed_records()[0], tmp_path / "表.xlsx"
    generate_file(record, "shanghai-2022", path, "测试记录")
    old = locked(path, "xls", tmp_path / "旧", EXCELS_OWN)
    assert encryption(old.read_bytes()) is not None
    (form,) = read_file(old).forms
    assert differences(evaluation_of(record), form.evaluation) == []
    other = locked(path, "xls", tmp_path / "别的", WORD)
    assert read_file(other).outcome == "encrypted"
    assert read_file(other, [WORD]).forms[0].evaluation == form.evaluation


def outcomes(ran: Ran) -> list[str]:
    return [file["outcome"] for file in ran.json["files"]]


@pytest.mark.parametrize("command", ["read", "check"])
def test_files_are_opened_with_the_passwords_given(box: Path, tmp_path: Path, command: str) -> None:
    words = tmp_path / "密码.txt"
    words.write_text(f"\ufeff一\r\n\r\n{WORD}\r\n", encoding="utf-8")
    given: list[str | Path] = [command, box / "密.xlsx", box / "包.zip", "--json"]
    assert outcomes(xltools(*given)) == ["encrypted"] * 2
    assert outcomes(xltools(*given, "--password", "一")) == ["encrypted"] * 2
    assert outcomes(xltools(*given, "--password", "一", "--password", WORD)) == ["form"] * 2
    assert outcomes(xltools(*given, "--passwords", words)) == ["form"] * 2
    assert (
        outcomes(xltools(*given, "--passwords", "-", "--password", "一", stdin=WORD.encode())) == ["form"] * 2
    )
    missing = xltools(*given, "--passwords", tmp_path / "没有.txt")
    assert (missing.code, missing.out) == (2, "")


def test_a_collection_keeps_no_password(box: Path, tmp_path: Path) -> None:
    summary = tmp_path / "汇总.xlsx"
    ran = xltools(
        "collect", box, "-o", summary, "--json", "--debug", "--password", WORD, "--password", "另一个"
    )
    assert sorted(outcomes(ran)) == ["form", "form", "skipped"]
    kept = [ran.out.encode(), ran.err.encode()]
    for path in tmp_path.rglob("*"):
        if path.is_file() and path != summary:
            kept.append(path.read_bytes())
    with zipfile.ZipFile(summary) as package:
        kept += [package.read(name) for name in package.namelist()]
    assert not [one for one in kept for word in (WORD, "另一个") if word.encode() in one]


def test_what_a_password_opened_is_not_known_without_it(box: Path, tmp_path: Path) -> None:
    summary, again = tmp_path / "汇总.xlsx", ("collect", box, "-o", tmp_path / "汇总.xlsx", "--json")
    assert sorted(outcomes(xltools(*again, "--password", WORD))) == ["form", "form", "skipped"]
    with closing(sqlite3.connect(state_path(summary))) as state:
        assert state.execute("SELECT count(*) FROM submissions WHERE whole IS NOT NULL").fetchone() == (0,)
    assert sorted(outcomes(xltools(*again))) == ["encrypted", "encrypted", "skipped"]
