"""A second run over the same files reads nothing again, and gives the same bytes."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.helpers.inbox import put_forms, put_oddities, table
from xltools.collect import Options, collect
from xltools.collect import run as run_module
from xltools.collect.submission import Entry, Submission
from xltools.collect.take.file import take


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    put_forms(folder, ["甲.xlsx", "乙.xlsx", "丙.xlsx"])
    put_oddities(folder)
    with zipfile.ZipFile(folder / "包.zip", "w") as package:
        package.write(folder / "甲.xlsx", "里面/丁.xlsx")
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read."""
    names: list[str] = []

    def noted(entry: Entry, **rest: Any) -> Submission:
        if entry.outcome is None:
            names.append(entry.name)
        return take(entry, **rest)

    monkeypatch.setattr(run_module, "take", noted)
    return names


def test_an_unchanged_file_is_not_read_again(inbox: Path, tmp_path: Path, read: list[str]) -> None:
    output = tmp_path / "汇总.xlsx"
    first = collect([inbox], output)
    old = output.read_bytes()
    assert "甲.xlsx" in read
    assert "包.zip/里面/丁.xlsx" in read
    read.clear()
    again = collect([inbox], output)
    assert read == ["空.xlsx"]  # what could not be read is tried again
    assert output.read_bytes() == old
    assert again == first
    put_forms(inbox, ["新.xlsx"], project="新的项目")
    read.clear()
    assert collect([inbox], output).forms == first.forms + 1
    assert read == ["新.xlsx", "空.xlsx"]


def test_a_file_is_known_by_its_content_not_by_its_name(inbox: Path, tmp_path: Path, read: list[str]) -> None:
    output = tmp_path / "汇总.xlsx"
    collect([inbox], output)
    (inbox / "甲.xlsx").rename(inbox / "甲（改名）.xlsx")
    (inbox / "乙.xlsx").write_bytes((inbox / "丙.xlsx").read_bytes())
    read.clear()
    known = collect([inbox], output)
    assert read == ["空.xlsx"]
    fresh = collect([inbox], tmp_path / "另.xlsx", options=Options(fresh=True))
    assert known.submissions == fresh.submissions
    assert output.read_bytes() == (tmp_path / "另.xlsx").read_bytes()


def test_fresh_reads_everything(inbox: Path, tmp_path: Path, read: list[str]) -> None:
    output = tmp_path / "汇总.xlsx"
    collect([inbox], output)
    once = sorted(read)
    read.clear()
    collect([inbox], output, options=Options(fresh=True))
    assert sorted(read) == once


def test_another_rule_makes_everything_unknown(
    inbox: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    collect([inbox], tmp_path / "汇总.xlsx")
    once = sorted(read)
    read.clear()
    monkeypatch.setattr("xltools.collect.kept.state.rules_digest", lambda: "another")
    collect([inbox], tmp_path / "汇总.xlsx")
    assert sorted(read) == once


def test_an_interrupted_run_goes_on_where_it_stopped(inbox: Path, tmp_path: Path, read: list[str]) -> None:
    def stop(done: int, _expected: int, _name: str) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collect([inbox], tmp_path / "汇总.xlsx", progress=stop)
    before = set(read)
    assert not (tmp_path / "汇总.xlsx").exists()
    read.clear()
    collected = collect([inbox], tmp_path / "汇总.xlsx")
    assert {name for name in before & set(read) if name.startswith("甲")} == set()
    assert collected.forms == 4


def test_decisions_of_people_are_never_touched(inbox: Path, tmp_path: Path) -> None:
    output = tmp_path / "汇总.xlsx"
    collect([inbox], output)
    with sqlite3.connect(tmp_path / "汇总.state.sqlite") as state:
        state.execute("INSERT INTO decisions VALUES ('c', 'score', 'accepted', '已核实')")
    state.close()
    collect([inbox], output, options=Options(fresh=True))
    with sqlite3.connect(tmp_path / "汇总.state.sqlite") as state:
        assert state.execute("SELECT * FROM decisions").fetchall() == [("c", "score", "accepted", "已核实")]
    state.close()


@pytest.mark.parametrize("content", [b"no database at all" * 100, b""])
def test_a_state_that_is_none_costs_only_time(inbox: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "汇总.state.sqlite").write_bytes(content)
    assert collect([inbox], tmp_path / "汇总.xlsx").forms == 4
    if content:
        assert (tmp_path / "汇总.state.sqlite").read_bytes() == content


def test_a_damaged_entry_is_read_again(inbox: Path, tmp_path: Path) -> None:
    output = tmp_path / "汇总.xlsx"
    collect([inbox], output)
    old = output.read_bytes()
    with sqlite3.connect(tmp_path / "汇总.state.sqlite") as state:
        state.execute("UPDATE submissions SET whole = x'00'")
    state.close()
    collect([inbox], output)
    assert output.read_bytes() == old


def test_the_state_in_the_inbox_is_no_submission(inbox: Path) -> None:
    collect([inbox], inbox / "汇总.xlsx")
    collect([inbox], inbox / "汇总.xlsx")
    rows = {row["文件"]: row["结果"] for row in table(inbox / "汇总.xlsx", "收件登记")}
    assert rows["汇总.state.sqlite"] == rows["汇总.xlsx"] == "跳过"


def test_a_summary_in_which_somebody_wrote_is_kept_beside_the_new_one(inbox: Path, tmp_path: Path) -> None:
    output, kept = tmp_path / "汇总.xlsx", tmp_path / "汇总（有改动）.xlsx"
    collect([inbox], output)
    ours = output.read_bytes()
    book = openpyxl.load_workbook(output)
    book["问题清单"]["T2"] = "处理意见：同意"
    book.save(output)
    theirs = output.read_bytes()
    (told,) = collect([inbox], output).notes
    assert (output.read_bytes(), kept.read_bytes()) == (ours, theirs)
    assert "汇总（有改动）.xlsx" in told
    assert collect([inbox], output).notes == ()  # as we wrote it
    output.write_bytes(theirs)  # the same again: a run that was broken off has kept it
    assert collect([inbox], output).notes == ()
    output.write_bytes(b"something else")
    collect([inbox], output)
    assert (tmp_path / "汇总（有改动2）.xlsx").read_bytes() == b"something else"
    assert output.read_bytes() == ours
