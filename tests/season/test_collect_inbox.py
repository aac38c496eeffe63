"""What an inbox may hold: each file is listed once, and nothing is opened that should not be."""

from __future__ import annotations

import os
import socket
import tarfile
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.helpers.inbox import put_forms, table
from tests.helpers.office import convert
from xltools.collect import Collected, collect
from xltools.errors import UsageError
from xltools.issue import issue, records_source


def outcomes(collected: Collected) -> dict[str, tuple[str, str | None]]:
    return {one.entry.name: (str(one.outcome), one.reason) for one in collected.submissions}


def test_files_come_in_the_order_of_their_names_through_all_folders(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    put_forms(box, ["b/2.xlsx", "b/1.xlsx", "a.xlsx", "c.xlsx", "b/深/x.xlsx"])
    names = [one.entry.name for one in collect([box], tmp_path / "汇总.xlsx").submissions]
    assert names == ["a.xlsx", "b/1.xlsx", "b/2.xlsx", "b/深/x.xlsx", "c.xlsx"]


def test_several_folders_are_told_apart_and_no_file_is_taken_twice(tmp_path: Path) -> None:
    one, two = tmp_path / "甲" / "收件", tmp_path / "乙" / "收件"
    put_forms(one, ["x.xlsx", "内/y.xlsx"])
    put_forms(two, ["x.xlsx"])
    collected = collect([one, two, one / "内", two / "x.xlsx"], tmp_path / "汇总.xlsx")
    names = [one.entry.name for one in collected.submissions]
    assert names == ["收件/x.xlsx", "收件/内/y.xlsx", "收件（2）/x.xlsx"]


def test_a_single_file_is_an_inbox(tmp_path: Path) -> None:
    path = put_forms(tmp_path, ["一.xlsx"])[0]
    assert outcomes(collect([path], tmp_path / "汇总.xlsx")) == {"一.xlsx": ("form", None)}


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("~$甲.xlsx", "锁文件"),
        (".~lock.甲.xlsx#", "锁文件"),
        (".~甲.xlsx", "锁文件"),
        ("甲.xlsx.crdownload", "临时文件"),
        ("甲.TMP", "临时文件"),
        ("Thumbs.db", "系统"),
        ("desktop.ini", "系统"),
        (".DS_Store", "系统"),
        ("._甲.xlsx", "系统"),
    ],
)
def test_what_programs_leave_behind_is_skipped(tmp_path: Path, name: str, word: str) -> None:
    box = tmp_path / "收件"
    box.mkdir()
    (box / name).write_bytes(b"x")
    outcome, reason = outcomes(collect([box], tmp_path / "汇总.xlsx"))[name]
    assert outcome == "skipped"
    assert word in str(reason)


def test_our_own_summary_in_the_inbox_is_no_submission(tmp_path: Path) -> None:
    put_forms(tmp_path, ["甲.xlsx"])
    first = collect([tmp_path], tmp_path / "汇总.xlsx")
    second = collect([tmp_path], tmp_path / "汇总.xlsx")
    assert set(outcomes(first)) == {"甲.xlsx"}
    assert outcomes(second)["汇总.xlsx"][0] == "skipped"
    assert "结果文件" in str(outcomes(second)["汇总.xlsx"][1])


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_what_earlier_runs_left_is_no_submission(ending: str, tmp_path: Path) -> None:
    box = tmp_path / "收件"
    put_forms(box, ["甲.xlsx"])
    collect([box], box / "上次.xlsx")
    issue(records_source([{"project": "乙"}], "试验"), box, "shanghai-2022")
    if ending != "xlsx":
        for name in ("上次", "下发登记"):
            convert(box / f"{name}.xlsx", ending, box)
            (box / f"{name}.xlsx").unlink()
    found = outcomes(collect([box], tmp_path / "汇总.xlsx"))
    words = {
        f"上次.{ending}": "汇总出来的汇总表",
        f"下发登记.{ending}": "这是下发登记",
        "上次.state.sqlite": "读取记录",
    }
    assert {name: found[name][0] for name in words} == dict.fromkeys(words, "skipped")
    assert all(word in str(found[name][1]) for name, word in words.items())


def test_links_are_not_followed(tmp_path: Path) -> None:
    box, outside = tmp_path / "收件", tmp_path / "别处"
    put_forms(box, ["甲.xlsx"])
    put_forms(outside, ["密.xlsx"])
    (box / "内.xlsx").symlink_to(box / "甲.xlsx")
    (box / "外.xlsx").symlink_to(outside / "密.xlsx")
    (box / "外夹").symlink_to(outside)
    (box / "圈").symlink_to(box)
    (box / "断.xlsx").symlink_to(box / "没有.xlsx")
    (box / "自己.xlsx").symlink_to(box / "自己.xlsx")
    found = outcomes(collect([box], tmp_path / "汇总.xlsx"))
    words = {
        **dict.fromkeys(["内.xlsx", "圈"], "不重复读取"),
        **dict.fromkeys(["外.xlsx", "外夹"], "以外"),
        **dict.fromkeys(["断.xlsx", "自己.xlsx"], "不在"),
    }
    assert {name for name, (outcome, _) in found.items() if outcome == "skipped"} == set(words)
    assert all(word in str(found[name][1]) for name, word in words.items())


def test_a_link_named_by_the_user_is_meant(tmp_path: Path) -> None:
    path = put_forms(tmp_path / "别处", ["甲.xlsx"])[0]
    link = tmp_path / "捷径.xlsx"
    link.symlink_to(path)
    assert outcomes(collect([link], tmp_path / "汇总.xlsx")) == {"捷径.xlsx": ("form", None)}


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    put_forms(box, ["甲.xlsx"])
    os.mkfifo(box / "管道.xlsx")
    outcome, reason = outcomes(collect([box], tmp_path / "汇总.xlsx"))["管道.xlsx"]
    assert outcome == "skipped"
    assert "管道" in str(reason)


def test_a_socket_and_a_link_to_a_device_are_not_opened(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    put_forms(box, ["甲.xlsx"])
    (box / "零.xlsx").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as open_socket:
        open_socket.bind(str(box / "套.xlsx"))
        found = outcomes(collect([box], tmp_path / "汇总.xlsx"))
    assert (found["零.xlsx"][0], found["套.xlsx"][0]) == ("skipped", "skipped")
    assert "以外" in str(found["零.xlsx"][1])
    assert "套接字" in str(found["套.xlsx"][1])


def test_a_device_that_the_user_names_is_never_opened(tmp_path: Path) -> None:
    link = tmp_path / "捷径.xlsx"
    link.symlink_to("/dev/zero")
    ((outcome, reason),) = outcomes(collect([link], tmp_path / "汇总.xlsx")).values()
    assert outcome == "skipped"
    assert "设备" in str(reason)


def test_archives_that_cannot_be_opened_are_to_be_unpacked(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    box.mkdir()
    (box / "包.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    (box / "包.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(50))
    (box / "包.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(50))
    for outcome, reason in outcomes(collect([box], tmp_path / "汇总.xlsx")).values():
        assert outcome == "not-a-form"
        assert "解压" in str(reason)


def test_names_from_a_chinese_windows_and_hostile_names_can_be_shown(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    path = put_forms(box, ["甲.xlsx"])[0]
    Path(os.fsdecode(os.fsencode(box) + b"/" + "自评表.xlsx".encode("gbk"))).write_bytes(path.read_bytes())
    (box / "\x1b[31m红\n行.xlsx").write_bytes(b"")
    (box / "=HYPERLINK(1).txt").write_bytes(b"x")
    collected = collect([box], tmp_path / "汇总.xlsx")
    assert outcomes(collected)["自评表.xlsx"] == ("form", None)
    names = [row["文件"] for row in table(tmp_path / "汇总.xlsx", "收件登记")]
    assert "\ufffd[31m红\ufffd行.xlsx" in names
    assert "=HYPERLINK(1).txt" in names
    assert all(one["file"].isprintable() for one in collected.to_json()["files"])


def test_a_folder_that_cannot_be_opened_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = tmp_path / "收件"
    put_forms(box, ["甲.xlsx", "锁着/乙.xlsx"])
    list_folder = os.listdir

    def refuse(path: Path) -> list[str]:
        if Path(path).name == "锁着":
            raise PermissionError(13, "Permission denied")
        return list_folder(path)

    monkeypatch.setattr(os, "listdir", refuse)
    outcome, reason = outcomes(collect([box], tmp_path / "汇总.xlsx"))["锁着/"]
    assert outcome == "unreadable"
    assert "读取权限" in str(reason)


def test_no_file_at_all_is_said(tmp_path: Path) -> None:
    (tmp_path / "空夹" / "里夹").mkdir(parents=True)
    with pytest.raises(UsageError, match="空夹：里面没有文件"):
        collect([tmp_path / "空夹"], tmp_path / "汇总.xlsx")
    assert not (tmp_path / "汇总.xlsx").exists()


def test_a_missing_inbox_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有的：找不到"):
        collect([tmp_path / "没有的"], tmp_path / "汇总.xlsx")


def test_the_summary_is_an_xlsx(tmp_path: Path) -> None:
    put_forms(tmp_path / "收件", ["甲.xlsx"])
    with pytest.raises(UsageError, match=r"\.xlsx 结尾"):
        collect([tmp_path / "收件"], tmp_path / "汇总.xls")


def test_an_older_summary_is_known_by_what_it_is_whatever_its_name(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    put_forms(box, ["甲.xlsx"])
    collect([box], tmp_path / "汇总.xlsx")
    (box / "甲单位报表.xlsx").write_bytes((tmp_path / "汇总.xlsx").read_bytes())
    outcome, reason = outcomes(collect([box], tmp_path / "汇总.xlsx"))["甲单位报表.xlsx"]
    assert outcome == "skipped"
    assert "本程序汇总出来的汇总表" in str(reason)
    page = openpyxl.load_workbook(box / "甲单位报表.xlsx")
    page["汇总"]["A1"] = "改过"
    page.save(box / "甲单位报表.xlsx")  # by another program
    assert outcomes(collect([box], tmp_path / "汇总.xlsx"))["甲单位报表.xlsx"][0] == "skipped"


def test_a_path_too_long_for_the_system_is_said_so(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    put_forms(box, ["一.xlsx"])
    place = os.open(box, os.O_RDONLY)
    for _ in range(20):  # step by step, or the system refuses to make them
        os.mkdir("很深的文件夹" * 12, dir_fd=place)
        place, above = os.open("很深的文件夹" * 12, os.O_RDONLY, dir_fd=place), place
        os.close(above)
    os.close(os.open("深处.xlsx", os.O_CREAT | os.O_WRONLY, dir_fd=place))
    os.close(place)
    collected = collect([box], tmp_path / "汇总.xlsx")
    deep, one = collected.submissions[1], collected.submissions[0]
    assert (one.entry.name, str(one.outcome), str(deep.outcome)) == ("一.xlsx", "form", "unreadable")
    assert "路径太长" in str(deep.reason)
    assert "移到浅一些的文件夹" in str(deep.reason)
    assert len(collected.submissions) == 2


def test_a_tar_of_workbooks_is_named_as_what_it_is(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    (form,) = put_forms(tmp_path, ["表.xlsx"])
    box.mkdir()
    with tarfile.open(box / "报送.tar", "w") as archive:
        archive.add(form, "表.xlsx")
    (found,) = collect([box], tmp_path / "汇总.xlsx").submissions
    assert str(found.outcome) == "not-a-form"
    assert "tar 压缩包" in str(found.reason)


def test_an_ods_packed_anew_without_its_first_part_is_still_a_workbook(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    (form,) = put_forms(tmp_path, ["表.xlsx"])
    box.mkdir()
    with (
        zipfile.ZipFile(convert(form, "ods", tmp_path / "office")) as made,
        zipfile.ZipFile(box / "表.ods", "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in made.namelist():
            if name != "mimetype":
                packed.writestr(name, made.read(name))
    collected = collect([box], tmp_path / "汇总.xlsx")
    assert outcomes(collected) == {"表.ods": ("form", None)}


def test_the_register_tells_how_each_file_was_read_and_when_it_was_saved(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    (form,) = put_forms(box, ["表.xlsx"])
    for extension in ("ods", "xls"):
        convert(form, extension, box)
    (box / "表.xls").rename(box / "老表.xlsx")  # what a file is called says nothing
    openpyxl.Workbook().save(box / "通讯录.xlsx")
    (box / "说明.txt").write_text("请查收", encoding="utf-8")
    collect([box], tmp_path / "汇总.xlsx")
    *rows, _ = table(tmp_path / "汇总.xlsx", "收件登记")
    told = {row["文件"]: (row["读取方式"], row["保存时间"] is not None) for row in rows}
    assert told == {
        "表.xlsx": ("xlsx（直接读取）", True),
        "表.ods": ("ods（直接读取）", True),
        "老表.xlsx": ("xls（calamine）", True),
        "通讯录.xlsx": ("xlsx（直接读取）", True),
        "说明.txt": (None, False),
    }
