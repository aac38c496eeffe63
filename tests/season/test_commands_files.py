"""The commands that take files, from read to notation; and those that tell: forms, explain, doctor."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.helpers.inbox import put_forms, put_oddities
from tests.helpers.program import xltools, xltools_process
from tests.helpers.records import seed_records
from xltools.findings import Severity, catalogue
from xltools.library import official_forms
from xltools.read import read_file
from xltools.refs import CellRef


@pytest.fixture
def forms(tmp_path: Path) -> list[Path]:
    """The three seed forms, filled."""
    return put_forms(tmp_path, ["甲.xlsx", "乙.xlsx", "丙.xlsx"])


def overwrite(path: Path, field: str, value: Any) -> str:
    """Type a value into a field of a form, as a person would; returns the cell's address."""
    source = read_file(path).forms[0].cells[field]
    cell: CellRef = source.cell
    book = openpyxl.load_workbook(path)
    book[source.sheet][cell.a1] = value
    book.save(path)
    return cell.a1


# ---- read --------------------------------------------------------------------------------------


def test_read_gives_the_record_with_the_cell_of_every_field(forms: list[Path]) -> None:
    ran = xltools("read", forms[0], "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["version"] == 1
    (file,) = ran.json["files"]
    assert (file["file"], file["outcome"], file["reason"]) == (str(forms[0]), "form", None)
    (record,) = file["evaluations"]
    assert record["project"] == seed_records()[0]["project"]
    assert Decimal(record["total_score"]) == Decimal("89.55")
    assert record["cells"]["indicators[0].target"].keys() == {"sheet", "cell", "raw"}
    assert file["findings"] == []


def test_what_read_gives_new_takes(forms: list[Path], tmp_path: Path) -> None:
    record = xltools("read", forms[0], "--json").json["files"][0]["evaluations"][0]
    again = tmp_path / "又.xlsx"
    xltools("new", "--data", "-", "-o", again, stdin=json.dumps(record).encode())
    read = xltools("read", again, "--json").json["files"][0]["evaluations"][0]
    assert read == record


def test_read_tells_in_a_few_lines(forms: list[Path]) -> None:
    lines = xltools("read", forms[2]).lines
    assert lines == [
        f"{forms[2]}：财政项目支出绩效自评表（2022 年度）",
        "  项目名称：上海交通微培训(2022升级改造)",
        "  实施单位：上海市交通委员会职业资格中心（上海市交通委员会干部学校）",
        "  执行率 99.63%，预算执行得分 9.96；指标 15 项；总分 88.96（满分 100）",
    ]


def test_read_lists_the_findings_of_the_reading(forms: list[Path]) -> None:
    overwrite(forms[0], "actual_outcome", "完成了")  # saved by a program that keeps no results
    (finding,) = xltools("read", forms[0], "--json").json["files"][0]["findings"]
    assert (finding["code"], finding["severity"], finding["cell"]) == ("stale-result", "error", "H6")
    assert (finding["file"], finding["sheet"], finding["expected"]) == (str(forms[0]), "绩效自评表", "85.52%")
    assert xltools("read", forms[0]).lines[-1].startswith("  【错误】H6 年度资金总额的执行率")


def test_files_that_are_no_forms_have_an_outcome_and_exit_code_3(forms: list[Path], tmp_path: Path) -> None:
    put_oddities(tmp_path)
    files = [forms[0], tmp_path / "说明.txt", tmp_path / "空.xlsx", tmp_path / "没有.xlsx", tmp_path]
    ran = xltools("read", *files, "--json")
    assert ran.code == 3
    outcomes = [file["outcome"] for file in ran.json["files"]]
    assert outcomes == ["form", "not-a-form", "unreadable", "unreadable", "unreadable"]
    assert all(file["reason"] for file in ran.json["files"][1:])
    assert (
        f"{tmp_path / '没有.xlsx'}：找不到这个文件。请核对文件名和所在文件夹。"
        in xltools("read", *files).lines
    )


def test_a_pattern_that_the_shell_left_alone_is_spelled_out(forms: list[Path]) -> None:
    ran = xltools("read", forms[0].parent / "*.xlsx", "--json")
    assert sorted(file["file"] for file in ran.json["files"]) == sorted(str(path) for path in forms)
    assert xltools("read", forms[0].parent / "*.ods").code == 3


def test_a_file_name_that_is_no_unicode_is_told(tmp_path: Path) -> None:
    name = b"\xc4\xe3\xba\xc3.xlsx".decode("utf-8", "surrogateescape")
    put_forms(tmp_path, [name])
    ran = xltools_process("read", tmp_path / name, "--json")
    assert ran.code == 0
    assert ran.json["files"][0]["file"] == str(tmp_path / name)
    assert xltools_process("check", tmp_path / name).code == 1


# ---- check -------------------------------------------------------------------------------------


def test_check_finds_what_is_wrong_in_the_seed_forms(forms: list[Path]) -> None:
    ran = xltools("check", *forms, "--json")
    assert (ran.code, ran.err) == (1, "")
    one, two, three = (file["findings"] for file in ran.json["files"])
    (fund,) = [finding for finding in one if finding["code"] == "fund-parts-exceed-total"]
    assert (fund["severity"], fund["cell"], fund["found"]) == ("error", "E6", "6,037,227")
    assert {"file", "sheet", "label", "expected", "message", "action"} <= fund.keys()
    assert [finding["cell"] for finding in two if "360天" in finding["message"]] == ["F22"]
    assert any("2023" in finding["message"] for finding in three)
    counted = [finding["severity"] for findings in (one, two, three) for finding in findings]
    assert ran.json["counts"] == {str(severity): counted.count(severity) for severity in Severity}


def test_check_tells_place_what_and_cure(forms: list[Path]) -> None:
    lines = xltools("check", forms[0]).lines
    assert lines[0] == str(forms[0])
    assert lines[1].startswith(
        "  【错误】E6 年度资金总额的全年预算数（还有 E7） — 各项资金合计 6,037,227 元，超过总额"
    )
    assert lines[1].endswith(" — 请核对总额和各项资金，改正填错的一格。")
    assert lines[-1].startswith("1 个文件：错误 2，")


def test_check_in_english(forms: list[Path]) -> None:
    lines = xltools("--lang", "en", "check", forms[0]).lines
    assert lines[1].startswith("  [error] E6 ")
    assert lines[1].isprintable()
    assert "more than the total 5,725,327" in lines[1]


def test_a_removed_reason_is_an_error(tmp_path: Path) -> None:
    record = seed_records()[0]
    row = next(row for row in record["indicators"] if row["reason"])
    row["reason"] = None
    (path,) = put_forms(tmp_path, ["甲.xlsx"], indicators=record["indicators"])
    codes = {finding["code"] for finding in xltools("check", path, "--json").json["files"][0]["findings"]}
    assert "score-below-weight-without-reason" in codes


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("verify", 1), ("hint", 1), ("never", 0)])
def test_fail_on_says_what_is_grave(forms: list[Path], level: str, code: int) -> None:
    assert xltools("check", forms[2], "--fail-on", level).code == code  # 核实 and 提示 only


def test_what_was_not_checked_counts_more_than_what_was_found(forms: list[Path], tmp_path: Path) -> None:
    ran = xltools("check", forms[0], tmp_path / "没有.xlsx")
    assert ran.code == 3
    assert "  没有检查：没有.xlsx：找不到这个文件。请核对文件名和所在文件夹。" in ran.lines


# ---- recalc ------------------------------------------------------------------------------------


def test_recalc_puts_a_formula_back_into_a_copy_beside(forms: list[Path]) -> None:
    cell = overwrite(forms[0], "total_score", 95)
    before = forms[0].read_bytes()
    ran = xltools("recalc", forms[0])
    copy = forms[0].with_name("甲-重算.xlsx")
    assert (ran.code, ran.lines[0]) == (0, f"{forms[0]} → {copy}")
    assert f"  绩效自评表!{cell}：95 → 89.55" in ran.lines
    assert forms[0].read_bytes() == before
    assert read_file(copy).forms[0].evaluation.total_score == Decimal("89.55")


def test_recalc_reproduces_the_published_totals(forms: list[Path], tmp_path: Path) -> None:
    for path in forms:
        overwrite(path, "total_score", None)
    ran = xltools("recalc", *forms, "-o", tmp_path / "重算")
    assert ran.code == 0
    copies = sorted((tmp_path / "重算").iterdir())
    totals = {read_file(copy).forms[0].evaluation.total_score for copy in copies}
    assert totals == {Decimal("89.55"), Decimal("89"), Decimal("88.96")}


def test_recalc_says_when_nothing_had_to_change(forms: list[Path], tmp_path: Path) -> None:
    ran = xltools("recalc", forms[0], "-o", tmp_path / "又.xlsx")
    assert ran.lines[1:] == ["  没有需要改动的地方。"]


def test_recalc_does_the_rest_where_one_file_fails(forms: list[Path], tmp_path: Path) -> None:
    ran = xltools("recalc", tmp_path / "没有.xlsx", forms[0], "-o", tmp_path / "重算")
    assert ran.code == 3
    assert "没有.xlsx：找不到这个文件" in ran.err
    assert (tmp_path / "重算" / "甲-重算.xlsx").is_file()


def test_recalc_never_writes_over_its_input(forms: list[Path]) -> None:
    before = forms[0].read_bytes()
    ran = xltools("recalc", forms[0], "-o", forms[0])
    assert (ran.code, "不能覆盖原文件" in ran.err) == (2, True)
    assert forms[0].read_bytes() == before


def test_recalc_does_not_put_many_files_into_one(forms: list[Path], tmp_path: Path) -> None:
    ran = xltools("recalc", *forms, "-o", tmp_path / "全部.xlsx")
    assert ran.code == 2
    assert ran.err.startswith("错误：有 3 个文件，不能另存为一个文件")


# ---- collect -----------------------------------------------------------------------------------


def test_collect_accounts_for_every_file(forms: list[Path], tmp_path: Path) -> None:
    put_oddities(tmp_path)
    ran = xltools("collect", tmp_path, "-o", tmp_path / "汇总.xlsx", "--json", "--jobs", "1")
    assert ran.code == 3  # the empty file could not be read
    assert ran.err == ""
    counts = ran.json["counts"]
    assert (counts["form"], counts["skipped"], counts["unreadable"]) == (3, 1, 1)
    assert sum(counts.values()) == len(ran.json["files"]) == len(forms) + 4
    assert ran.json["outputs"] == [str(tmp_path / "汇总.xlsx")]
    assert "汇总" in openpyxl.load_workbook(tmp_path / "汇总.xlsx").sheetnames


def test_collect_tells_what_came_in(forms: list[Path], tmp_path: Path) -> None:
    put_oddities(tmp_path)
    ran = xltools("collect", tmp_path, "-o", tmp_path / "汇总.xlsx")
    assert ran.lines[0] == f"已写成 {tmp_path / '汇总.xlsx'}：收到 7 个文件，其中自评表 3 个。"
    assert "  读不出来 1" in ran.lines
    assert any(line.startswith("  空.xlsx：文件是空的（0 字节）") for line in ran.lines)
    assert ran.lines[-1].startswith("问题：错误 3，")


def test_collect_exits_by_the_gravity_of_findings(forms: list[Path], tmp_path: Path) -> None:
    output = tmp_path / "结果" / "汇总.xlsx"
    assert xltools("collect", *forms, "-o", output).code == 1
    assert xltools("collect", *forms, "-o", output, "--fail-on", "never").code == 0


@pytest.mark.parametrize(
    ("inbox", "output", "told"),
    [
        ("空文件夹", "汇总.xlsx", "里面没有文件"),
        ("没有这个", "汇总.xlsx", "找不到这个文件或文件夹"),
        ("空文件夹", "汇总.txt", "汇总表的文件名应当以 .xlsx 结尾"),
    ],
)
def test_collect_needs_files_and_a_workbook(tmp_path: Path, inbox: str, output: str, told: str) -> None:
    (tmp_path / "空文件夹").mkdir()
    ran = xltools("collect", tmp_path / inbox, "-o", tmp_path / output)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert not (tmp_path / output).exists()


def test_collect_leaves_an_open_summary_alone(forms: list[Path], tmp_path: Path) -> None:
    (tmp_path / "汇总.xlsx").write_bytes(b"old")
    (tmp_path / ".~lock.汇总.xlsx#").write_bytes(b"")
    ran = xltools("collect", *forms, "-o", tmp_path / "汇总.xlsx")
    assert (ran.code, ran.out) == (4, "")
    assert "文件正在其他程序中打开" in ran.err
    assert (tmp_path / "汇总.xlsx").read_bytes() == b"old"


# ---- notation ----------------------------------------------------------------------------------


def test_notation_reads_texts() -> None:
    ran = xltools("notation", "≥95%", "12个月", "--json")
    assert ran.code == 0
    keys = ("text", "kind", "comparator", "value", "unit", "reason")
    assert [[item[key] for key in keys] for item in ran.json] == [
        ["≥95%", "quantity", ">=", "95", "%", None],
        ["12个月", "quantity", "none", "12", "个月", None],
    ]


def test_notation_compares_a_pair() -> None:
    (item,) = xltools("notation", "--pair", ">=360天", "100%", "--json").json
    assert (item["text"], item["comparison"], item["ratio"]) == (">=360天", "not-comparable", None)
    (item,) = xltools("notation", "--pair", "=100%", "=95%", "--json").json
    assert (item["comparison"], item["ratio"]) == ("missed", "0.95")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_notation_reads_a_table(tmp_path: Path, encoding: str) -> None:
    table = tmp_path / "指标.csv"
    table.write_text("三级指标,年度指标值,实际完成值\n甲,5万,50000\n乙,及时,未及时\n", encoding=encoding)
    items = xltools("notation", "--csv", table, "--json").json
    assert [(item["text"], item["comparison"]) for item in items] == [
        ("5万", "reached"),
        ("及时", "judgement"),
    ]


def test_notation_wants_the_columns(tmp_path: Path) -> None:
    table = tmp_path / "指标.csv"
    table.write_text("甲,乙\n1,2\n", encoding="utf-8")
    ran = xltools("notation", "--csv", table)
    assert (ran.code, "没有 target 和 actual 两列" in ran.err) == (2, True)


def test_a_table_that_is_no_csv_is_told(tmp_path: Path) -> None:
    table = tmp_path / "指标.csv"
    table.write_text(f"target,actual\n1,{'长' * 140_000}\n", encoding="utf-8")
    ran = xltools("notation", "--csv", table)
    assert ran.code == 3
    assert ran.err.startswith("错误：指标.csv：第 2 行不是有效的 CSV（")
    assert xltools("notation", "--csv", tmp_path / "没有.csv").code == 2


def test_notation_tells_people() -> None:
    assert xltools("notation", "≥95%", "80%~90%").lines == ["≥95%：数值，≥95%", "80%~90%：数值，80～90%"]
    lines = xltools("notation", "--pair", "=100%", "=95%").lines
    assert lines == [
        "指标值 =100%：数值，＝100%",
        "完成值 =95%：数值，＝95%",
        "  没有达到，完成值 ÷ 指标值 = 0.95",
    ]


# ---- forms, explain, doctor --------------------------------------------------------------------


def test_forms_are_listed_with_version_and_source() -> None:
    listed = xltools("forms", "--json").json["forms"]
    assert [form["id"] for form in listed] == list(official_forms())
    assert all(form["version"] and form["source"] for form in listed)
    out = xltools("forms").out
    assert "shanghai-2022　第 1 版　财政项目支出绩效自评表（上海市 2022 年度）\n  来源：" in out


@pytest.mark.parametrize("form", list(official_forms()))
def test_each_form_has_an_outline(form: str) -> None:
    ran = xltools("forms", "show", form)
    definition = official_forms()[form].definition
    assert ran.code == 0
    assert ran.lines[0] == definition.name
    assert all(level1.name in ran.out for level1 in definition.tree)
    assert "{{" not in ran.out


@pytest.mark.parametrize("code", list(catalogue()))
def test_each_finding_is_explained_by_code_and_by_title(code: str) -> None:
    ran = xltools("explain", code)
    assert ran.code == 0
    assert ran.lines[0].startswith(f"{catalogue()[code].title}（{code}，")
    assert ran.lines == xltools("explain", catalogue()[code].title).lines
    assert catalogue()[code].explain in ran.out
    assert "{" not in ran.out
    assert code in xltools("--lang", "en", "explain", code).out


def test_explain_lists_all_by_severity() -> None:
    lines = xltools("explain").lines
    assert [line for line in lines if line.startswith("【")] == ["【错误】", "【核实】", "【提示】"]
    assert {line.split("　")[0] for line in lines} >= set(catalogue())


def test_doctor_looks_around() -> None:
    ran = xltools("doctor")
    assert ran.code == 0
    for told in ("Python 3.", "openpyxl 3.", "LibreOffice：", "宋体", "可以写入", "官方表样：", "Excel："):
        assert told in ran.out


def test_doctor_sees_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("xltools.cli.commands.doctor.tempfile.TemporaryFile", refuse)
    assert "不能写入（Permission denied）" in xltools("doctor").out
