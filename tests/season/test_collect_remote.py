"""Inboxes that lie elsewhere, by their address."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import fsspec
import pytest

from tests.helpers.inbox import page_of, put_forms, put_oddities, table
from tests.helpers.program import xltools
from xltools.collect import Options, collect
from xltools.errors import UsageError


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    put_forms(folder, ["甲.xlsx", "乙 #1.xlsx", "二批/丙.xlsx"])
    put_oddities(folder)
    with zipfile.ZipFile(folder / "包.zip", "w") as package:
        package.write(folder / "甲.xlsx", "里面/丁.xlsx")
        package.write(folder / "乙 #1.xlsx", "里面/戊.xlsx")
    return folder


@pytest.fixture
def memory(inbox: Path) -> str:
    """The same files in an object store of this process."""
    store = fsspec.filesystem("memory")
    store.rm("/", recursive=True)
    for path in inbox.rglob("*"):
        if path.is_file():
            store.pipe(f"/box/{path.relative_to(inbox).as_posix()}", path.read_bytes())
    return "memory://box"


def test_an_object_store_gives_what_a_folder_gives(memory: str, inbox: Path, tmp_path: Path) -> None:
    here = collect([inbox], tmp_path / "汇总.xlsx")
    there = collect([memory], tmp_path / "远.xlsx")
    told = [(one.entry.name, one.outcome, one.reason, one.sha256) for one in here.submissions]
    assert [(one.entry.name, one.outcome, one.reason, one.sha256) for one in there.submissions] == told
    for sheet in ("汇总", "指标明细", "资金明细", "问题清单", "收件登记"):
        nothing = {"打开": None}  # there is nothing here to be opened
        assert [row | nothing for row in table(tmp_path / "远.xlsx", sheet)] == [
            row | nothing for row in table(tmp_path / "汇总.xlsx", sheet)
        ]
    assert all(
        cell.hyperlink is None
        for row in page_of(tmp_path / "远.xlsx", "收件登记").iter_rows()
        for cell in row
    )
    files = [file["file"] for file in there.to_json()["files"]]
    assert "memory:///box/包.zip/里面/丁.xlsx" in files


def test_parts_may_lie_in_an_object_store(memory: str, tmp_path: Path) -> None:
    options = Options(parts="memory://parts")
    first = collect([memory], tmp_path / "汇总.xlsx", options=options)
    old = (tmp_path / "汇总.xlsx").read_bytes()
    assert fsspec.filesystem("memory").find("/parts")
    assert collect([memory], tmp_path / "汇总.xlsx", options=options) == first
    assert (tmp_path / "汇总.xlsx").read_bytes() == old


def test_other_processes_fetch_by_themselves(inbox: Path, tmp_path: Path) -> None:
    address = f"local://{inbox}"  # a driver's address of the same files
    ran = xltools("collect", address, "-o", tmp_path / "汇总.xlsx", "--jobs", "2", "--fail-on", "never")
    assert ran.code == 3  # an empty file among them
    assert len(table(tmp_path / "汇总.xlsx", "汇总")) - 1 == 3


def test_a_file_address_is_a_folder_of_this_machine(inbox: Path, tmp_path: Path) -> None:
    (inbox / "外.xlsx").symlink_to(tmp_path / "别处.xlsx")
    collected = collect([inbox.as_uri()], tmp_path / "汇总.xlsx")
    assert {one.entry.name: str(one.outcome) for one in collected.submissions}["外.xlsx"] == "skipped"
    assert all(one.entry.url is None for one in collected.submissions)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("memory://nothing", "这里没有文件"),
        ("nosuch://box", "没有打开这种地址的程序库"),
        ("s3://box", "没有打开这种地址的程序库"),
    ],
)
def test_an_address_that_cannot_be_opened_is_said(tmp_path: Path, address: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        collect([address], tmp_path / "汇总.xlsx")


@pytest.mark.parametrize(
    ("library", "arguments", "extra"),
    [
        ("distributed", ["收件", "--scheduler", "tcp://127.0.0.1:1"], "cluster"),
        ("pyarrow", ["收件", "--parquet", "表"], "parquet"),
        ("pyarrow", ["收件", "--parts", "分批"], "parquet"),
        ("fsspec", ["memory://box"], "remote"),
    ],
)
def test_what_is_not_installed_is_named(
    inbox: Path, monkeypatch: pytest.MonkeyPatch, library: str, arguments: list[str], extra: str
) -> None:
    monkeypatch.chdir(inbox.parent)
    for module in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, library, None)
    ran = xltools("collect", *arguments, "-o", "汇总.xlsx")
    assert ran.code == 2
    assert f'pip install "xltools-evaluation[{extra}]"' in ran.err
    assert not Path("汇总.xlsx").exists()
