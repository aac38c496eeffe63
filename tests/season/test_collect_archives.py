"""Zip archives in an inbox: every file in them ends in one outcome, and none gets out."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.helpers.archives import locked, put, with_link, zipped, zipped_as
from tests.helpers.inbox import PNG, bad_reader, put_forms, table
from xltools.collect import Collected, collect
from xltools.grids import limits
from xltools.read import read_file, read_files

# As 7-Zip made them, of a short text; the second with the password `pass`.
DEFLATE64 = (
    "UEsDBBUAAAAJAAAAIQDnF+6YGgAAALgLAAAFAAAAYi50eHTlwQENAAAAwqDaxjfHB4zH4/F4PB6Px+OVHFBLAQI/AxUAAAAJAA"
    "AAIQDnF+6YGgAAALgLAAAFAAAAAAAAAAAAIICkgQAAAABiLnR4dFBLBQYAAAAAAQABADMAAAA9AAAAAAA="
)
LOCKED_BZIP2 = (
    "UEsDBDMAAQBjAFlNfl0AAAAASQAAALgLAAAFAAsAYi50eHQBmQcAAgBBRQMMAG7nafh9j4lWs5zknLhCM3mtcEZ0snzawiuFZc"
    "oSb0AgFpXL6hqhnc0R9V/ut663He0hVRPbzipPNT8rvr69cUz7p01DqpBTMz9QSwECPwMzAAEAYwBZTX5dAAAAAEkAAAC4CwAA"
    "BQAvAAAAAAAAACCApIEAAAAAYi50eHQKACAAAAAAAAEAGAAApJApr4DdAQAAAAAAAAAAAAAAAAAAAAABmQcAAgBBRQMMAFBLBQ"
    "YAAAAAAQABAGIAAAB3AAAAAAA="
)


@pytest.fixture
def form(tmp_path: Path) -> bytes:
    return put_forms(tmp_path / "样", ["样.xlsx"])[0].read_bytes()


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    folder.mkdir()
    return folder


def taken(box: Path, **options: object) -> tuple[Collected, dict[str, str]]:
    collected = collect([box], box.parent / "汇总.xlsx", **options)  # type: ignore[arg-type]  # of the test
    return collected, {one.entry.name: str(one.outcome) for one in collected.submissions}


def test_each_file_of_archives_in_archives_has_its_line(box: Path, form: bytes) -> None:
    inner = zipped([("表.xlsx", form), ("说明.txt", b"hi")])
    files = [("一科/甲.xlsx", form), ("内层.zip", inner), ("一科/", b""), ("照片.xlsx", PNG)]
    put(box / "外层.zip", [*files, ("~$甲.xlsx", b"\x05x"), ("__MACOSX/._甲.xlsx", b"\x00")])
    put_forms(box, ["末.xlsx"])
    collected, outcomes = taken(box)
    assert list(outcomes.items()) == [
        ("外层.zip", "skipped"),
        ("外层.zip/一科/甲.xlsx", "form"),
        ("外层.zip/内层.zip", "skipped"),
        ("外层.zip/内层.zip/表.xlsx", "form"),
        ("外层.zip/内层.zip/说明.txt", "not-a-form"),
        ("外层.zip/照片.xlsx", "not-a-form"),
        ("外层.zip/~$甲.xlsx", "skipped"),
        ("外层.zip/__MACOSX/._甲.xlsx", "skipped"),
        ("末.xlsx", "form"),
    ]
    answer = collected.to_json()
    assert sum(answer["counts"].values()) == len(answer["files"]) == 9
    assert answer["files"][3]["file"] == str(box / "外层.zip/内层.zip/表.xlsx")
    assert "5 个文件" in str(collected.submissions[0].reason)
    *rows, totals = table(box.parent / "汇总.xlsx", "收件登记")
    assert [row["文件"] for row in rows] == list(outcomes)
    assert rows[3]["校验值（SHA-256）"] == hashlib.sha256(form).hexdigest()
    assert rows[3]["大小（字节）"] == len(form)
    assert totals["自评表份数"] == 3


def test_links_from_the_summary_lead_to_the_archive(box: Path, form: bytes) -> None:
    put(box / "外层.zip", [("甲.xlsx", form)])
    taken(box)
    page = openpyxl.load_workbook(box.parent / "汇总.xlsx")["收件登记"]
    links = [cell.hyperlink for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == 2
    assert {str(link.target).rpartition("/")[2] for link in links} == {"外层.zip"}
    assert {link.location for link in links} == {None}


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_same_whatever_the_number_of_processes(box: Path, form: bytes, jobs: int) -> None:
    for number in range(3):
        put(box / f"{number}.zip", [(f"{index:02}.xlsx", form) for index in range(30)])
    _, outcomes = taken(box, jobs=jobs)
    assert list(outcomes) == sorted(outcomes)
    assert len(outcomes) == 93


def test_a_workbook_is_no_archive_and_an_archive_no_workbook_whatever_their_names(
    box: Path, form: bytes
) -> None:
    (box / "甲.zip").write_bytes(form)
    put(box / "乙.xlsx", [("丙", form)])
    _, outcomes = taken(box)
    assert outcomes == {"乙.xlsx": "skipped", "乙.xlsx/丙": "form", "甲.zip": "form"}


@pytest.mark.parametrize(
    ("raw", "utf8", "shown"),
    [
        ("自评表.xlsx".encode("gbk"), False, "自评表.xlsx"),
        ("乗数.xlsx".encode("gbk"), False, "乗数.xlsx"),  # its second byte is a backslash
        ("自评表.xlsx".encode(), False, "自评表.xlsx"),
        (b"\xff\xfe\xff.xlsx", True, "\xa0■\xa0.xlsx"),
        (b"../../../etc/passwd", True, "etc/passwd"),
        (b"/etc/passwd", True, "etc/passwd"),
        (b"C:\\Windows\\x.xlsx", True, "C/Windows/x.xlsx"),
        (b"..\\..\\x.xlsx", True, "x.xlsx"),
        (b"a/./b//c.xlsx", True, "a/b/c.xlsx"),
        (b"\x1b[31mx\n.xlsx", True, "\ufffd[31mx\ufffd.xlsx"),
        (b"..", True, "…"),
        (b"x" * 60_000 + b".xlsx", True, "…" + "x" * 295 + ".xlsx"),
    ],
)
def test_names_are_shown_as_they_were_meant_and_lead_nowhere(
    box: Path, form: bytes, raw: bytes, utf8: bool, shown: str
) -> None:
    (box / "包.zip").write_bytes(zipped_as([(raw, form)], utf8=utf8))
    before = sorted(box.parent.rglob("*"))
    _, outcomes = taken(box)
    name = "".join(char if char.isprintable() else "\ufffd" for char in shown)
    assert outcomes == {"包.zip": "skipped", f"包.zip/{name}": "form"}
    ours = {box.parent / "汇总.xlsx", box.parent / "汇总.state.sqlite"}
    assert set(box.parent.rglob("*")) - set(before) == ours


def test_two_members_of_one_name_are_both_read(box: Path, form: bytes) -> None:
    put(box / "包.zip", [("甲.xlsx", form), ("甲.xlsx", PNG)])
    _, outcomes = taken(box)
    assert outcomes == {"包.zip": "skipped", "包.zip/甲.xlsx": "form", "包.zip/甲.xlsx（2）": "not-a-form"}


def test_a_link_in_an_archive_is_not_followed(box: Path) -> None:
    (box / "包.zip").write_bytes(with_link("甲.xlsx", "/etc/passwd"))
    collected, outcomes = taken(box)
    assert outcomes["包.zip/甲.xlsx"] == "skipped"
    assert "快捷方式" in str(collected.submissions[1].reason)


def test_locked_and_broken_members_cost_only_themselves(box: Path, form: bytes) -> None:
    (box / "密.zip").write_bytes(locked(zipped([("甲.xlsx", form)])))
    data = bytearray(zipped([("好.xlsx", form), ("坏.xlsx", form)]))
    data[data.rfind(b"PK\x03\x04") + 200] ^= 0xFF
    (box / "伤.zip").write_bytes(data)
    (box / "断.zip").write_bytes(data[: len(data) // 2])
    _, outcomes = taken(box)
    assert outcomes == {
        "伤.zip": "skipped",
        "伤.zip/好.xlsx": "form",
        "伤.zip/坏.xlsx": "unreadable",
        "密.zip": "skipped",
        "密.zip/甲.xlsx": "encrypted",
        "断.zip": "unreadable",
    }


VOLUMES = (
    "分.zip.001",
    "分.zip.002",
    "分.zip.003",
    "分.7z.002",
    "分.rar.002",
    "分.z01",
    "分.r00",
    "分.part2.rar",
)


def test_parts_of_an_archive_are_to_be_put_together(box: Path, form: bytes) -> None:
    data = zipped([("表.xlsx", form)])
    third = len(data) // 3
    for name, start in zip(VOLUMES, (0, third, 2 * third, 9, 9, 9, 9, 9), strict=True):
        (box / name).write_bytes(data[start : start + third + 3])
    last = data.rindex(b"PK\x05\x06") + 4  # here the end tells the number of the parts before it
    (box / "末.zip").write_bytes(data[2 * third : last] + b"\x02" + data[last + 1 :])
    (box / "首").write_bytes(b"PK\x07\x08" + data)
    (box / "整.zip.001").write_bytes(data)
    (box / "表.z01").write_bytes(form)
    collected, outcomes = taken(box)
    told = {one.entry.name: one.reason for one in collected.submissions if one.outcome == "unreadable"}
    assert set(told) == {*VOLUMES, "末.zip", "首"}
    assert all("收齐各卷" in str(reason) for reason in told.values())
    assert outcomes["整.zip.001/表.xlsx"] == outcomes["表.z01"] == "form"  # the content decides


def test_members_packed_in_an_unusual_way_are_named_so(box: Path, form: bytes) -> None:
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(box / f"{method}.zip", "w", method) as archive:
            archive.writestr("表.xlsx", form)
    (box / "大.zip").write_bytes(base64.b64decode(DEFLATE64))
    (box / "密.zip").write_bytes(base64.b64decode(LOCKED_BZIP2))
    collected, _ = taken(box, passwords=["x", "pass"])
    told = {one.entry.name: str(one.reason) for one in collected.submissions if one.outcome == "unreadable"}
    assert {name: told[name][: told[name].index("）")] for name in told} == {
        "12.zip/表.xlsx": "内容用了少见的压缩方法（BZip2",
        "14.zip/表.xlsx": "内容用了少见的压缩方法（LZMA",
        "大.zip/b.txt": "内容用了少见的压缩方法（Deflate64",
        "密.zip/b.txt": "内容用了少见的压缩方法（BZip2",
    }


def test_archives_are_opened_three_deep(box: Path, form: bytes) -> None:
    data = zipped([("表.xlsx", form)])
    for depth in range(4):
        (box / f"{depth}.zip").write_bytes(data)
        data = zipped([("内.zip", data)])
    collected, outcomes = taken(box)
    assert outcomes["2.zip/内.zip/内.zip/表.xlsx"] == "form"
    assert outcomes["3.zip/内.zip/内.zip/内.zip"] == "too-large"
    assert len(outcomes) == 2 + 3 + 4 + 4
    assert collected.forms == 3


def test_bombs_are_not_set_off(box: Path, form: bytes) -> None:
    zeros = bytes(30_000_000)
    put(box / "单.zip", [("炸.xlsx", zeros), ("甲.xlsx", form)])
    bomb = zipped([(f"{number}", b"x") for number in range(limits.MAX_MEMBERS)])
    put(box / "多.zip", [("一.zip", bomb), ("二.zip", bomb)])
    _, outcomes = taken(box)
    assert (outcomes["单.zip/炸.xlsx"], outcomes["单.zip/甲.xlsx"]) == ("too-large", "form")
    assert (outcomes["多.zip/一.zip"], outcomes["多.zip/二.zip"]) == ("too-large", "too-large")
    assert len(outcomes) == 3 + 3


def test_too_many_files_in_one_archive_are_refused(box: Path) -> None:
    put(box / "多.zip", [(f"{number}", b"x") for number in range(limits.MAX_MEMBERS + 1)])
    collected, outcomes = taken(box)
    assert outcomes == {"多.zip": "too-large"}
    assert "过多" in str(collected.submissions[0].reason)


def test_an_archive_far_larger_than_a_workbook_is_opened(box: Path, form: bytes) -> None:
    noise = hashlib.shake_256(b"").digest(60_000_000)
    put(box / "大.zip", [("甲.xlsx", form), ("图一.png", noise), ("图二.png", noise)])
    _, outcomes = taken(box)
    assert (outcomes["大.zip"], outcomes["大.zip/甲.xlsx"]) == ("skipped", "form")


def test_a_member_that_kills_its_reader_costs_only_itself(box: Path, form: bytes) -> None:
    put(box / "包.zip", [("甲.xlsx", form), ("致命.xlsx", form), ("乙.xlsx", form)])
    _, outcomes = taken(box, jobs=2, reader=bad_reader)
    assert outcomes["包.zip/致命.xlsx"] == "unreadable"
    assert (outcomes["包.zip/甲.xlsx"], outcomes["包.zip/乙.xlsx"]) == ("form", "form")


def test_read_gives_each_file_of_an_archive(box: Path, form: bytes) -> None:
    inner = zipped([("乙.xlsx", form)])
    path = put(box / "外.zip", [("甲.xlsx", form), ("内.zip", inner), (".~甲.xlsx", b"")])
    readings = list(read_files(path))
    assert [(str(one.file.relative_to(box)), str(one.outcome)) for one in readings] == [
        ("外.zip/甲.xlsx", "form"),
        ("外.zip/内.zip/乙.xlsx", "form"),
        ("外.zip/.~甲.xlsx", "skipped"),
    ]
    assert str(readings[2].reason).startswith(".~甲.xlsx：")
    assert readings[0].forms == read_file(put_forms(box, ["甲.xlsx"])[0]).forms


def test_read_gives_what_is_no_archive_as_it_is(box: Path) -> None:
    empty = put(box / "空.zip", [])
    missing = box / "没有.zip"
    assert [str(one.outcome) for one in read_files(empty)] == ["not-a-form"]
    assert [str(one.outcome) for one in read_files(missing)] == ["unreadable"]
