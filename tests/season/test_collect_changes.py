"""An inbox that changes while it is read, and a state that others use: one outcome for each file, always."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.archives import put
from tests.helpers.inbox import put_forms, table
from tests.helpers.program import xltools
from xltools.collect import Collected, Entry, Options, Submission, collect, state_path
from xltools.collect import run as run_module
from xltools.collect.take.file import take
from xltools.errors import OutputError
from xltools.grids import content


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    put_forms(folder, ["1.xlsx", "2.xlsx", "3.xlsx"])
    return folder


def meanwhile(box: Path, change: Callable[[], None], after: str) -> Collected:
    """A collection of the inbox during which something happens, after a file was read."""

    def told(_done: int, _all: int, name: str) -> None:
        if name == after:
            change()

    return collect([box], box.parent / "汇总.xlsx", progress=told)


def outcomes(collected: Collected) -> dict[str, str]:
    """The outcome of each file, with the beginning of what is said."""
    return {
        one.entry.name: f"{one.outcome} {one.reason}"[:17].partition("，")[0] for one in collected.submissions
    }


def test_a_file_that_goes_while_others_are_read_is_listed(box: Path) -> None:
    def change() -> None:
        (box / "2.xlsx").unlink()
        (box / "3.xlsx").unlink()
        os.mkfifo(box / "3.xlsx")  # to wait for it would be to wait for ever

    collected = meanwhile(box, change, "1.xlsx")
    assert outcomes(collected) == {
        "1.xlsx": "form None",
        "2.xlsx": "unreadable 开始汇总时还",
        "3.xlsx": "unreadable 开始汇总时还",
    }
    assert [row["结果"] for row in table(box.parent / "汇总.xlsx", "收件登记")[:-1]] == [
        "自评表",
        "读不出来",
        "读不出来",
    ]


def test_a_file_that_goes_while_it_is_read_is_said_to_be_gone(
    box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltools.collect.take.file.content", lambda path: (content(path), path.unlink())[0])
    told = collect([box], box.parent / "汇总.xlsx")
    assert {outcome[:16] for outcome in outcomes(told).values()} == {"unreadable 开始汇总时"}


def test_a_file_put_in_the_place_of_another_is_read_as_it_is_then(box: Path) -> None:
    other = put_forms(box.parent / "别处", ["新.xlsx"], project="后来的项目")[0]
    collected = meanwhile(box, lambda: void(other.replace(box / "3.xlsx")), "1.xlsx")
    assert collected.submissions[2].forms[0].form.evaluation.project == "后来的项目"
    again = collect([box], box.parent / "汇总.xlsx")
    assert [one.forms for one in again.submissions] == [one.forms for one in collected.submissions]


@pytest.fixture
def archive(box: Path) -> Path:
    form = (box / "1.xlsx").read_bytes()
    return put(box / "包.zip", [(f"{number}.xlsx", form) for number in range(4)])


def test_an_archive_replaced_by_a_shorter_one_loses_nothing_silently(box: Path, archive: Path) -> None:
    short = [("0.xlsx", (box / "1.xlsx").read_bytes()), ("别的.xlsx", b"x")]
    collected = meanwhile(box, lambda: void(put(archive, short)), "包.zip/0.xlsx")
    assert list(outcomes(collected).items())[3:] == [
        ("包.zip", "unreadable 这是压缩包"),
        ("包.zip/0.xlsx", "form None"),
        ("包.zip/1.xlsx", "unreadable 读取期间这个"),
        ("包.zip/2.xlsx", "unreadable 读取期间这个"),
        ("包.zip/3.xlsx", "unreadable 读取期间这个"),
    ]
    assert "变了" in str(collected.submissions[3].reason)


def test_what_was_read_of_an_archive_is_not_remembered_for_its_successor(
    box: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (other,) = put_forms(box.parent / "别处", ["新.xlsx"], project="后来的项目")
    new = [(f"{number}.xlsx", other.read_bytes()) for number in range(4)]

    def replaced(entry: Entry, **rest: Any) -> Submission:
        taken = take(entry, **rest)
        if entry.inside == (3,):
            put(archive, new)
        return taken

    monkeypatch.setattr(run_module, "take", replaced)
    collected = collect([box], box.parent / "汇总.xlsx")
    assert str(collected.submissions[3].reason).startswith("这是压缩包，汇总期间它变了")
    monkeypatch.undo()
    again = collect([box], box.parent / "汇总.xlsx")
    assert [one.forms[0].form.evaluation.project for one in again.submissions[4:]] == ["后来的项目"] * 4


def void(_: object) -> None:
    """Nothing: what was done is all that counts."""


def in_use(state: Path) -> None:
    base = sqlite3.connect(state)
    base.execute("BEGIN EXCLUSIVE")
    HELD.append(base)


def of_another_version(state: Path) -> None:
    state.unlink()
    with sqlite3.connect(state) as base:
        base.execute("CREATE TABLE submissions (content TEXT)")
    base.close()


def damaged(state: Path) -> None:
    data = bytearray(state.read_bytes())
    data[100:200] = bytes(100)
    state.write_bytes(data)


def a_folder(state: Path) -> None:
    state.unlink()
    state.mkdir()


HELD: list[sqlite3.Connection] = []


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (in_use, "正被占用"),
        (of_another_version, "内容与本程序的不符"),
        (damaged, "内容已损坏"),
        (a_folder, "打不开"),
    ],
)
def test_a_state_that_cannot_be_used_changes_nothing_and_is_told(
    box: Path, monkeypatch: pytest.MonkeyPatch, happens: Callable[[Path], None], said: str
) -> None:
    monkeypatch.setattr("xltools.collect.kept.state._WAIT_SECONDS", 0.01)
    output = box.parent / "汇总.xlsx"
    before = collect([box], output)
    old = output.read_bytes()
    happens(state_path(output))
    try:
        ran = xltools("collect", box, "-o", output, "--jobs", "1")
        assert (before.unremembered, output.read_bytes()) == (None, old)
        assert f"汇总.state.sqlite 用不上（{said}）" in ran.err
        assert "Traceback" not in ran.err
    finally:
        while HELD:
            HELD.pop().close()


def test_runs_at_the_same_time_share_a_state(box: Path) -> None:
    put_forms(box, [f"{number}.xlsx" for number in range(4, 7)])
    outputs = [box.parent / name for name in ("汇总.xlsx", "汇总.xlsx", "汇总.XLSX")]  # one state for all
    with ThreadPoolExecutor(3) as pool:
        runs = list(pool.map(lambda output: collect([box], output), outputs))
    assert [(run.forms, run.unremembered) for run in runs] == [(6, None)] * 3
    alone = collect([box], box.parent / "单独" / "汇总.xlsx", options=Options(fresh=True))
    assert [table(output, "汇总") for output in set(outputs)] == [table(alone.outputs[0], "汇总")] * 2
    with sqlite3.connect(state_path(outputs[0])) as base:
        assert base.execute("SELECT count(*) FROM submissions").fetchall() == [(3,)]  # of three contents
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    base.close()


def test_a_summary_that_cannot_be_written_is_said_before_anything_is_read(
    box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    told: list[str] = []
    with pytest.raises(OutputError, match="没有写入权限"):
        collect([box], box.parent / "汇总.xlsx", progress=lambda _done, _all, name: told.append(name))
    assert told == []
