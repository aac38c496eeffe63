"""`xltools new`, with every mistake that records and folders can hold."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.program import Ran, xltools
from tests.helpers.records import seed_records
from xltools.read import read_file

FORM = ("--form", "shanghai-2022")


def new(tmp_path: Path, data: Any, out: str = "下发", *words: str) -> Ran:
    """`new --data` with this record or list of records."""
    file = tmp_path / "记录.json"
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return xltools("new", *FORM, "--data", file, "-o", tmp_path / out, *words)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_without_data_one_blank_form(tmp_path: Path) -> None:
    ran = xltools("new", *FORM, "-o", tmp_path / "空表.xlsx")
    assert (ran.code, ran.lines, ran.err) == (0, [str(tmp_path / "空表.xlsx")], "已生成 1 份表。\n")
    (form,) = read_file(tmp_path / "空表.xlsx").forms
    assert form.definition_id == "shanghai-2022"
    assert form.evaluation.project is None


def test_a_blank_form_in_a_folder_is_named_after_the_form(tmp_path: Path) -> None:
    ran = xltools("new", *FORM, "-o", tmp_path)
    assert ran.lines == [str(tmp_path / "财政项目支出绩效自评表（上海市 2022 年度）.xlsx")]
    assert names(tmp_path) == {"财政项目支出绩效自评表（上海市 2022 年度）.xlsx"}


def test_one_record_into_a_file(tmp_path: Path) -> None:
    ran = new(tmp_path, seed_records()[1], "项目.xlsx")
    assert (ran.code, ran.lines) == (0, [str(tmp_path / "项目.xlsx")])
    assert read_file(tmp_path / "项目.xlsx").forms[0].evaluation.project == "上海交通微培训(运维)"


def test_one_record_into_a_folder_is_named_after_unit_and_project(tmp_path: Path) -> None:
    ran = new(tmp_path, {"unit": "某中心", "project": "道路养护/一期"}, "2.0版")
    assert ran.lines == [str(tmp_path / "2.0版" / "某中心_道路养护_一期.xlsx")]
    assert Path(ran.lines[0]).is_file()


def test_a_list_of_records_into_a_folder(tmp_path: Path) -> None:
    ran = new(tmp_path, seed_records())
    assert ran.code == 0
    assert len(ran.lines) == 3
    assert all(Path(line).is_file() for line in ran.lines)
    assert ran.err == "已生成 3 份表。\n"


def test_many_records_do_not_go_into_one_file(tmp_path: Path) -> None:
    ran = new(tmp_path, seed_records(), "全部.xlsx")
    assert ran.code == 2
    assert "记录.json里有 3 份记录，不能写进一个文件" in ran.err
    assert not (tmp_path / "全部.xlsx").exists()


def test_records_come_from_standard_input_too(tmp_path: Path) -> None:
    record = json.dumps({"form": "shanghai-2022", "project": "甲"}).encode()
    ran = xltools("new", "--data", "-", "-o", tmp_path / "甲.xlsx", stdin=record)
    assert ran.code == 0
    assert read_file(tmp_path / "甲.xlsx").forms[0].evaluation.project == "甲"


def test_the_record_may_name_the_form_but_the_option_counts(tmp_path: Path) -> None:
    ran = new(tmp_path, {"form": "beijing", "project": "甲"}, "甲.xlsx")
    assert ran.code == 0
    assert "记录写的表单是“beijing”，按 --form 改用“shanghai-2022”。" in ran.err


# ---- Mistakes in records -----------------------------------------------------------------------


def test_an_unknown_form_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    ran = xltools("new", "--form", "beijing", "--data", tmp_path / "没有.json", "-o", tmp_path / "甲.xlsx")
    assert ran.code == 2
    assert ran.err.startswith("错误：没有“beijing”这种表单。现有表单：")


def test_a_record_with_an_unknown_form_does_not_stop_the_others(tmp_path: Path) -> None:
    file = tmp_path / "记录.json"
    file.write_text('[{"form": "beijing"}, {"form": "shanghai-2022", "project": "甲"}]', encoding="utf-8")
    ran = xltools("new", "--data", file, "-o", tmp_path / "下发")
    assert (ran.code, ran.lines) == (3, [str(tmp_path / "下发" / "甲.xlsx")])
    assert "记录.json 第 1 份：form：没有“beijing”这种表单。" in ran.err
    assert "有 1 份记录没有生成。" in ran.err


def test_a_record_without_a_form_is_refused(tmp_path: Path) -> None:
    ran = xltools("new", "--data", "-", "-o", tmp_path / "甲.xlsx", stdin=b"{}")
    assert ran.code == 3
    assert ran.err.startswith("错误：标准输入：form：没有写明用哪种表单。请用 --form 指定")


def test_a_missing_project_name_is_no_obstacle(tmp_path: Path) -> None:
    ran = new(tmp_path, [{"project": None}, {}])
    assert ran.code == 0
    assert names(tmp_path / "下发") == {"未命名项目.xlsx", "未命名项目（2）.xlsx"}


def test_duplicate_projects_get_names_of_their_own(tmp_path: Path) -> None:
    record = {"unit": "某中心", "project": "养护"}
    ran = new(tmp_path, [record, {**record, "project": "养护 "}, record])
    assert ran.code == 0
    assert len(set(ran.lines)) == 3
    assert "某中心_养护（2）.xlsx" in names(tmp_path / "下发")


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"indicators": [{"weight": "abc"}]}, "indicators[0].weight：“abc”不是数字。"),
        ({"indicators": [{}, {"score": "4分"}]}, "indicators[1].score：“4分”不是数字。"),
        ({"funds": [{"executed": "1e999"}]}, "funds[0].executed："),
        ({"project": "长" * 32_768}, "project：文字有 32768 个字符，一个单元格最多 32767 个。"),
        ({"year": "二〇二二"}, "year：“二〇二二”不是年份。"),
        ({"indicators": "无"}, "indicators：应当是列表"),
        ({"project": 7}, "project：应当是文字，现在是 7。"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, record: dict[str, Any], told: str) -> None:
    ran = new(tmp_path, record, "甲.xlsx")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"错误：记录.json：{told}")
    assert not (tmp_path / "甲.xlsx").exists()


@pytest.mark.parametrize(
    "record",
    [
        {"project": "甲", "indicators": []},
        {"project": "甲", "funds": [{"item": "年度资金总额", "executed": "-5"}]},
        {"project": "长" * 32_767},
    ],
)
def test_what_is_only_unusual_is_written(tmp_path: Path, record: dict[str, Any]) -> None:
    ran = new(tmp_path, record, "甲.xlsx")
    assert ran.code == 0
    assert read_file(tmp_path / "甲.xlsx").forms[0].evaluation.project == record["project"]


def test_negative_money_is_found_by_check(tmp_path: Path) -> None:
    record = seed_records()[1]
    record["funds"][1]["executed"] = "-5"
    new(tmp_path, record, "甲.xlsx")
    ran = xltools("check", tmp_path / "甲.xlsx", "--json")
    assert "money-negative" in {finding["code"] for finding in ran.json["files"][0]["findings"]}


def test_control_characters_are_left_out_and_told(tmp_path: Path) -> None:
    ran = new(tmp_path, {"project": "甲\x01\x1b[31m乙"}, "甲.xlsx")
    assert ran.code == 0
    assert "project：去掉了 Excel 不能保存的控制字符。" in ran.err
    assert read_file(tmp_path / "甲.xlsx").forms[0].evaluation.project == "甲[31m乙"


# ---- Files that are no records -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"a":\n  }', "第 2 行第 3 列：这里缺少内容"),
        (b'{"a": 1 "b": 2}', "第 1 行第 9 列：这里缺少逗号"),
        (b'{"a" 1}', "第 1 行第 6 列：名称后面缺少冒号"),
        (b"{a: 1}", "第 1 行第 2 列：名称应当加双引号"),
        (b'{"a": "b', "第 1 行第 7 列：这里开始的文字缺少收尾的双引号"),
        (b'{"a": "b\nc"}', "第 1 行第 9 列：文字里有换行或制表符"),
        (b'{"a": "C:\\x"}', "第 1 行第 10 列：反斜杠用得不对"),
        (b"{} {}", "第 1 行第 4 列：记录结束后还有多余的内容"),
        (b"", "第 1 行第 1 列：这里缺少内容"),
        (b'{"year": NaN}', "NaN 不是数字"),
        (b'{"year": ' + b"1" * 5000 + b"}", "不是有效的 JSON"),
        (b"[" * 100_000, "括号嵌套得太深，不是记录"),
        (b'"text"', "应当是一份记录 {…}，或一组记录 […]"),
        (b"[]", "里面没有记录"),
        ("{}\n你好".encode("gbk"), "第 2 行有不是 UTF-8 编码的文字（像是 GBK/ANSI 编码）"),
        ("{}".encode("utf-16"), "第 1 行有不是 UTF-8 编码的文字（像是 UTF-16/Unicode 编码）"),
        (b"\x80\x81\xff", "第 1 行有不是 UTF-8 编码的文字。"),
    ],
)
def test_a_file_that_is_no_json_is_told_with_its_place(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "记录.json").write_bytes(content)
    ran = xltools("new", *FORM, "--data", tmp_path / "记录.json", "-o", tmp_path / "下发")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"错误：记录.json：{told}")
    assert not (tmp_path / "下发").exists()


def test_utf_8_with_a_mark_in_front_is_read(tmp_path: Path) -> None:
    (tmp_path / "记录.json").write_text('{"project": "甲"}', encoding="utf-8-sig")
    assert xltools("new", *FORM, "--data", tmp_path / "记录.json", "-o", tmp_path / "甲.xlsx").code == 0


def test_a_missing_data_file_is_told(tmp_path: Path) -> None:
    ran = xltools("new", *FORM, "--data", tmp_path / "没有.json", "-o", tmp_path / "甲.xlsx")
    assert (ran.code, ran.err) == (
        2,
        f"错误：{tmp_path}/没有.json：找不到这个文件。请核对文件名和所在文件夹。\n",
    )


def test_a_folder_is_no_data_file(tmp_path: Path) -> None:
    ran = xltools("new", *FORM, "--data", tmp_path, "-o", tmp_path / "甲.xlsx")
    assert (ran.code, ran.err) == (2, f"错误：{tmp_path}：这是一个文件夹，不是记录文件。\n")


# ---- Outputs that cannot be written ------------------------------------------------------------


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "下发").write_text("占位", encoding="utf-8")
    ran = new(tmp_path, seed_records(), "下发/表")
    assert (ran.code, ran.out) == (4, "")
    assert "路径中有一部分是文件，不是文件夹。" in ran.err
    assert (tmp_path / "下发").read_text("utf-8") == "占位"


def test_a_folder_without_the_right_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("xltools.files.tempfile.mkstemp", refuse)
    ran = new(tmp_path, seed_records()[0], "甲.xlsx")
    assert ran.code == 4
    assert ran.err.startswith(f"错误：{tmp_path}/甲.xlsx：没有写入权限")


@pytest.mark.parametrize("lock", ["~$甲.xlsx", ".~lock.甲.xlsx#", ".~甲.xlsx"])
def test_an_output_that_is_open_elsewhere_stays_as_it_is(tmp_path: Path, lock: str) -> None:
    new(tmp_path, seed_records()[0], "甲.xlsx")
    before = (tmp_path / "甲.xlsx").read_bytes()
    (tmp_path / lock).write_bytes(b"")
    ran = new(tmp_path, seed_records()[1], "甲.xlsx")
    assert ran.code == 4
    assert f"文件正在其他程序中打开（旁边有 {lock}）" in ran.err
    assert (tmp_path / "甲.xlsx").read_bytes() == before


def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new(tmp_path, seed_records()[0], "甲.xlsx")
    before, listed = (tmp_path / "甲.xlsx").read_bytes(), names(tmp_path)
    _fill_disk(monkeypatch)
    file = tmp_path / "记录.json"
    ran = xltools("new", *FORM, "--data", file, "-o", tmp_path / "甲.xlsx")
    assert (ran.code, ran.out) == (4, "")
    assert "没有写成（磁盘已满）。原有文件没有改动" in ran.err
    assert (tmp_path / "甲.xlsx").read_bytes() == before
    assert names(tmp_path) == listed


def _fill_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on each file takes 100 bytes, then the disk is full."""
    write = Path.write_bytes

    def fail(path: Path, data: bytes) -> int:
        write(path, data[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
