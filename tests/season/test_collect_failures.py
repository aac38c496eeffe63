"""Nothing that one file does, and nothing that happens while writing, costs more than that one file."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.helpers.inbox import bad_reader, put_forms, table
from xltools.collect import Collected, Options, collect
from xltools.errors import OutputError


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    put_forms(folder, ["甲.xlsx", "乙.xlsx", "丙.xlsx"])
    return folder


def outcome(collected: Collected, name: str) -> tuple[str, str]:
    one = next(one for one in collected.submissions if one.entry.name == name)
    return str(one.outcome), str(one.reason)


@pytest.mark.parametrize(
    ("name", "expected", "word"),
    [
        ("内存", "too-large", "内存不够"),
        ("恐慌", "unreadable", "内部出错"),
        ("错误", "unreadable", "KeyError"),
        ("在拷贝", "unreadable", "拷贝完"),
    ],
)
def test_a_reader_that_fails_costs_one_file(
    inbox: Path, tmp_path: Path, name: str, expected: str, word: str
) -> None:
    put_forms(inbox, [f"{name}.xlsx"])
    collected = collect([inbox], tmp_path / "汇总.xlsx", reader=bad_reader)
    assert collected.forms == 3
    found, reason = outcome(collected, f"{name}.xlsx")
    assert found == expected
    assert word in reason
    error = next(one.error for one in collected.submissions if one.entry.name == f"{name}.xlsx")
    assert (error is None) == (name == "在拷贝")  # kept for --debug where the program failed


def test_a_file_that_kills_its_process_costs_one_file(inbox: Path, tmp_path: Path) -> None:
    put_forms(inbox, ["致命.xlsx", *(f"更多{number}.xlsx" for number in range(30))])
    collected = collect([inbox], tmp_path / "汇总.xlsx", jobs=2, reader=bad_reader)
    assert outcome(collected, "致命.xlsx") == ("unreadable", outcome(collected, "致命.xlsx")[1])
    assert "被系统终止" in outcome(collected, "致命.xlsx")[1]
    assert collected.forms == 33
    names = [one.entry.name for one in collected.submissions]
    assert names == sorted(names)
    rows = {row["文件"]: row for row in table(tmp_path / "汇总.xlsx", "收件登记")}
    assert len(rows["致命.xlsx"]["校验值（SHA-256）"]) == 64


def test_a_program_whose_processes_cannot_start_reads_in_its_own(tmp_path: Path, inbox: Path) -> None:
    """A script without the guard that multiprocessing asks for: its processes die before they begin."""
    script = tmp_path / "没有守护.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom xltools.collect import collect\n"
        f"print(collect([Path({str(inbox)!r})], Path({str(tmp_path / '汇总.xlsx')!r}), jobs=2).forms)\n",
        encoding="utf-8",
    )
    ended = subprocess.run([sys.executable, script], capture_output=True, timeout=120, check=False)
    assert (ended.returncode, ended.stdout.split()) == (0, [b"3"])


@contextmanager
def disk_full_after(size: int) -> Iterator[None]:
    """The system refuses to make any file larger than this, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 1_000, 12_000, 24_000])
def test_a_full_disk_leaves_the_old_summary_whole(inbox: Path, tmp_path: Path, size: int) -> None:
    output = tmp_path / "汇总.xlsx"
    collect([inbox], output)
    old = output.read_bytes()
    assert len(old) > 24_000
    put_forms(inbox, ["丁.xlsx"])
    with disk_full_after(size), pytest.raises(OutputError, match=r"汇总\.xlsx：没有写成"):
        collect([inbox], output)
    assert output.read_bytes() == old
    assert list(tmp_path.glob(".xltools-*")) == []
    collect([inbox], output)
    assert table(output, "收件登记")[-1]["自评表份数"] == 4


def test_a_summary_that_is_open_elsewhere_is_left_alone(inbox: Path, tmp_path: Path) -> None:
    output = tmp_path / "汇总.xlsx"
    output.write_bytes(b"old")
    (tmp_path / "~$汇总.xlsx").write_bytes(b"\x05admin")
    told: list[str] = []
    with pytest.raises(OutputError, match="正在其他程序中打开"):
        collect([inbox], output, progress=lambda _done, _all, name: told.append(name))
    assert output.read_bytes() == b"old"
    assert told == []  # said before thousands of files are read


KILLED = """
import os, signal, sys
from pathlib import Path
from xltools.files import replacing
from xltools.summary import summary_definition, write_summary

def rows(sheet, last):
    for number in range(2_000):
        if last and number == 1_500:
            os.kill(os.getpid(), signal.SIGKILL)
        yield {column.field: f"{number}" for column in sheet.columns}

definition = summary_definition()
output, at = Path(sys.argv[1]), sys.argv[2]
with replacing(output) as beside:
    placed = (
        (name, row) for name, sheet in definition.sheets.items() for row in rows(sheet, name == at)
    )
    write_summary(beside, definition, placed, output.parent)
    if at == "end":
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("at", ["forms", "findings", "end"])
def test_a_kill_while_writing_leaves_the_old_summary(tmp_path: Path, at: str) -> None:
    output = tmp_path / "汇总.xlsx"
    output.write_bytes(b"old")
    ended = subprocess.run([sys.executable, "-c", KILLED, output, at], timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert output.read_bytes() == b"old"


def test_a_file_that_never_ends_is_given_up_and_the_rest_goes_on(inbox: Path, tmp_path: Path) -> None:
    put_forms(inbox, ["没完.xlsx", *(f"更多{number}.xlsx" for number in range(30))])
    collected = collect(
        [inbox], tmp_path / "汇总.xlsx", jobs=2, options=Options(seconds=1.5), reader=bad_reader
    )
    assert outcome(collected, "没完.xlsx")[0] == "too-large"
    assert "用时过长" in outcome(collected, "没完.xlsx")[1]
    assert collected.forms == 33


def test_a_file_that_swells_is_given_up_and_the_rest_goes_on(inbox: Path, tmp_path: Path) -> None:
    put_forms(inbox, ["膨胀.xlsx"])
    collected = collect([inbox], tmp_path / "汇总.xlsx", jobs=2, reader=bad_reader)
    assert outcome(collected, "膨胀.xlsx")[0] == "too-large"
    assert "内存不够" in outcome(collected, "膨胀.xlsx")[1]
    assert collected.forms == 3
