"""Names as different offices write them: with the codes of a budget system, or nearly the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.helpers.inbox import page_of, table
from tests.helpers.program import xltools
from tests.helpers.rosters import roster_book
from xltools.collect import Options, collect
from xltools.generate import generate_file, generate_folder

HEADING = ["主管部门", "预算单位", "项目名称", "年度"]


def form(project: str, unit: str, department: str = "市教育局") -> dict[str, Any]:
    return {"project": project, "unit": unit, "department": department, "year": 2025}


def told(
    tmp_path: Path, forms: list[dict[str, Any]], due: list[tuple[str, str, str]]
) -> list[tuple[Any, ...]]:
    """What 未报与重复 says of each project, the roster's rows being department, unit and project."""
    generate_folder(forms, "shanghai-2022", tmp_path / "报送", "测试")
    roster = roster_book(tmp_path / "名册.xlsx", [HEADING, *([*row, 2025] for row in due)])
    collect([tmp_path / "报送"], tmp_path / "汇总.xlsx", options=Options(roster=roster))
    *rows, _ = table(tmp_path / "汇总.xlsx", "未报与重复")
    return [(row["情况"], row["项目名称"], row["名册行"]) for row in rows]


@pytest.mark.parametrize(
    ("unit", "project"),
    [
        ("101001-第一中学", "食堂改造（二期）"),
        ("[101001]第一中学", "310000250001食堂改造（二期）"),
        ("１０１００１ 第一中学", "51000021R000000019951-食堂改造(二期)"),
        ("第一中学（101001）", "食堂改造(二期)"),
    ],
)
def test_codes_of_the_budget_system_make_no_other_project(unit: str, project: str, tmp_path: Path) -> None:
    due = [("101-市教育局", unit, project)]
    assert told(tmp_path, [form("食堂改造(二期)", "第一中学")], due) == []


def test_what_two_codes_tell_apart_stays_apart(tmp_path: Path) -> None:
    due = [("市教育局", "101001-第一中学", "公用经费"), ("市教育局", "201001-第一中学", "公用经费")]
    (row,) = told(tmp_path, [form("公用经费", "201001-第一中学")], due)
    assert row == ("未报", "公用经费", "第 2 行")


def test_a_form_goes_to_the_row_that_says_the_same_to_the_letter(tmp_path: Path) -> None:
    due = [("市教育局", "101001-第一中学", "公用经费"), ("市教育局", "第一中学", "公用经费")]
    (row,) = told(tmp_path, [form("公用经费", "第一中学")], due)
    assert row == ("未报", "公用经费", "第 2 行")


@pytest.mark.parametrize("project", ["2025-校园保安", "110校园保安", "5号楼校园保安"])
def test_numbers_that_are_no_codes_count(project: str, tmp_path: Path) -> None:
    rows = told(tmp_path, [form("校园保安", "第一中学")], [("市教育局", "第一中学", project)])
    assert rows
    assert all(row[0] != "已报" for row in rows)


def test_one_long_unit_does_not_make_its_projects_alike(tmp_path: Path) -> None:
    unit = "市公共交通与道路运输管理服务中心"
    due = [("市交通局", unit, "隧道检测"), ("市交通局", unit, "农村公路养护项目")]
    forms = [form("桥梁检测", unit, "市交通局"), form("农村公路养护", unit, "市交通局")]
    assert told(tmp_path, forms, due) == [
        ("未报", "隧道检测", "第 2 行"),
        ("名称相近，请核对", "农村公路养护", "第 3 行"),
        ("名册以外", "桥梁检测", None),
    ]


def test_a_department_is_one_however_its_units_spell_it(tmp_path: Path) -> None:
    forms = [
        form("甲", "一所", "101-市教育局"),
        form("乙", "二所", "市教育局"),
        form("丙", "三所", "市教育局 "),
    ]
    due = [("市教育局", "四所", "丁"), ("101-市教育局", "五所", "戊己庚")]
    told(tmp_path, forms, due)
    lines = [line[:2] for line in page_of(tmp_path / "汇总.xlsx", "概况").iter_rows(values_only=True)]
    money, pressed = lines.index(("主管部门", "份数")), lines.index(("催报（主管部门）", "应报"))
    assert lines[money + 1 : money + 3] == [("101-市教育局", 3), (None, None)]
    assert lines[pressed + 1 : pressed + 3] == [("市教育局", 2), (None, None)]


def test_a_project_handed_in_with_and_without_its_code_counts_once(tmp_path: Path) -> None:
    forms = [form("食堂改造", "第一中学"), form("512-食堂改造", "101001-第一中学")]
    told(tmp_path, forms, [])
    *counted, _ = table(tmp_path / "汇总.xlsx", "汇总")
    assert [line["项目名称"] for line in counted] == ["食堂改造"]


def test_projects_of_one_name_and_several_codes_all_count(tmp_path: Path) -> None:
    names = ["511-设备购置", "512-设备购置", "设备购置"]
    told(tmp_path, [form(name, "第一中学") for name in names], [])
    *counted, _ = table(tmp_path / "汇总.xlsx", "汇总")
    assert sorted(line["项目名称"] for line in counted) == names


def test_what_of_the_roster_is_not_plain_is_told(tmp_path: Path) -> None:
    generate_folder([form("甲", "一中")], "shanghai-2022", tmp_path / "报送", "测试")
    roster = roster_book(tmp_path / "名册.xlsx", [HEADING, ["市教育局", "一中", "甲", 2025]])
    book = openpyxl.load_workbook(roster)
    book.worksheets[0].title = "教育"
    page = book.create_sheet("交通")
    page.append(HEADING)
    page.append(["市交通局", "中心", "乙", 2025])
    book.save(roster)
    ran = xltools("collect", tmp_path / "报送", "-o", tmp_path / "汇总.xlsx", "--roster", roster)
    said = "名册有 2 个列名相同的工作表，都已读取：教育、交通。不该用的请删去。"
    assert f"说明：{said}\n" in ran.err
    assert said in {line[0] for line in page_of(tmp_path / "汇总.xlsx", "概况").iter_rows(values_only=True)}
    row, _ = table(tmp_path / "汇总.xlsx", "未报与重复")
    assert (row["情况"], row["项目名称"], row["名册行"]) == ("未报", "乙", "工作表“交通”第 2 行")


@pytest.mark.parametrize("ending", [".json", ".JSON"])
def test_the_records_that_forms_were_made_from_are_a_roster(ending: str, tmp_path: Path) -> None:
    roster = tmp_path / f"项目{ending}"
    records: list[Any] = [form("甲", "一中"), form("乙", "一中"), {"unit": "一中"}, "丙", {"project": 1}]
    roster.write_text(json.dumps(records, ensure_ascii=False), "utf-8")
    generate_folder([form("甲", "一中")], "shanghai-2022", tmp_path / "报送", "测试")
    ran = xltools("collect", tmp_path / "报送", "-o", tmp_path / "汇总.xlsx", "--roster", roster)
    row, _ = table(tmp_path / "汇总.xlsx", "未报与重复")
    assert (row["情况"], row["项目名称"], row["名册行"]) == ("未报", "乙", f"项目{ending} 第 2 份")
    notes = [line for line in ran.err.splitlines() if line.startswith("说明：")]
    assert [note.partition("。")[0] for note in notes] == [
        "说明：第 3 份：project：没有写项目名称，不知道该谁报送",
        "说明：第 4 份：一份记录应当写成 {…}",
        "说明：第 5 份：project：应当是文字，现在是 1",
    ]


def test_records_that_are_none_are_told_before_anything_is_read(tmp_path: Path) -> None:
    roster = tmp_path / "项目.json"
    roster.write_text('[{"project": "甲",]', "utf-8")
    generate_folder([form("甲", "一中")], "shanghai-2022", tmp_path / "报送", "测试")
    ran = xltools("collect", tmp_path / "报送", "-o", tmp_path / "汇总.xlsx", "--roster", roster)
    assert ran.code == 3
    assert "错误：项目.json：第 1 行第 18 列" in ran.err
    assert not (tmp_path / "汇总.xlsx").exists()


def test_a_form_of_another_year_beside_that_of_this_year_is_told_as_such(tmp_path: Path) -> None:
    forms = [form("食堂改造", "第一中学"), {**form("食堂改造", "第一中学"), "year": 2024}]
    forms.append({**form("食堂改造", "第二中学"), "year": 2024})  # of another unit: a stranger
    assert [row[0] for row in told(tmp_path, forms, [("市教育局", "101-第一中学", "食堂改造")])] == [
        "名册以外",
        "名册以外",
    ]
    notes = {row["实施单位"]: row["说明"] for row in table(tmp_path / "汇总.xlsx", "未报与重复")}
    assert "名册里这个项目的年度是 2025，这份表写的是“2024”" in notes["第一中学"]
    assert "名册里没有" in notes["第二中学"]


def test_versions_of_one_project_are_not_several_projects(tmp_path: Path) -> None:
    """An older version says the same reason as the one that counts; it is none of the others."""
    reason = "受天气影响进度推迟，下一年度提前安排施工。"
    folder = tmp_path / "报送"
    for number, (name, project) in enumerate([("一稿", "甲"), ("二稿", "甲"), ("三稿", "甲"), ("乙", "乙")]):
        row: dict[str, Any] = {"level3": f"第{number}", "weight": "10", "score": "8", "reason": reason}
        record = {**form(project, "一中"), "indicators": [row]}
        generate_file(record, "shanghai-2022", folder / f"{name}.xlsx", "测试")
    collect([folder], tmp_path / "汇总.xlsx")
    *rows, _ = table(tmp_path / "汇总.xlsx", "问题清单")
    codes = [row["代码"] for row in rows]
    assert codes.count("duplicate-project") == 1
    assert "same-reason-pasted" not in codes
