"""Lines of a roster that are no projects, its title, and columns that only make sense beside others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.helpers.rosters import HEADING, roster_book, roster_csv
from xltools.issue import Project, Source, open_roster

ROW = ["甲项目", "某委", "某中心", 5200000, "产出指标", "数量指标", "里程", "≥120公里", 20]


def read(path: Path) -> tuple[list[Project], Source]:
    source = open_roster(path)
    return list(source.projects), source


@pytest.mark.parametrize(
    "line",
    [
        ["审核人：李某", "填表人：王某"],
        ["注：1.本表由系统导出", None],
        ["注1：金额单位为元", None],
        ["科室负责人（签字）：", None],
        ["联 系 电 话：8888 0000", None],
        [None, "经办人:赵某"],
        [None, "经办人:赵某", "审核人："],
    ],
)
def test_notes_and_signatures_below_the_table_are_no_projects(line: list[Any], tmp_path: Path) -> None:
    for number, heading in enumerate((HEADING, HEADING[:4])):
        rows: list[list[Any]] = [heading, ROW[: len(heading)], line]
        projects, source = read(roster_book(tmp_path / f"名册{number}.xlsx", rows))
        assert [project.record["department"] for project in projects] == ["某委"]
        assert len(projects[0].record.get("indicators", ())) == (number == 0)
        said = next(text for text in line if text)
        assert source.taken == [f"第 3 行：“{said}”看作表下的说明或签名，没有按项目处理。"]
        assert not source.stray


@pytest.mark.parametrize("project", ["注册登记制度改革", "审核人员培训", "电话亭改造：二期", "说明书印制"])
def test_projects_that_only_begin_alike_are_projects(project: str, tmp_path: Path) -> None:
    projects, source = read(roster_book(tmp_path / "名册.xlsx", [HEADING, [project, *ROW[1:]]]))
    assert [one.record["project"] for one in projects] == [project]
    assert source.taken == []


def test_offices_that_merged_cells_named_once_are_known_in_a_csv(tmp_path: Path) -> None:
    rows = [
        ["主管部门", "实施单位", "项目名称"],
        ["甲委", "一中心", "A"],
        ["", "", "B"],
        ["", "二中心", "C"],
        ["乙委", "", "D"],  # the department itself
        ["", "", "E"],
    ]
    projects, source = read(roster_csv(tmp_path / "名册.csv", rows))
    assert [(one.record["department"], one.record.get("unit")) for one in projects] == [
        ("甲委", "一中心"),
        ("甲委", "一中心"),
        ("甲委", "二中心"),
        ("乙委", None),
        ("乙委", None),
    ]
    assert [note.partition("；")[0] for note in source.taken] == [
        "有 3 行的“主管部门”空白（第 3 行、第 4 行、第 6 行）",
        "有 3 行的“实施单位”空白（第 3 行、第 5 行、第 6 行）",
    ]
    assert source.choices.of("甲委").columns["unit"][:2] == ("一中心", "二中心")


def test_in_a_workbook_a_blank_is_told_and_stays_blank(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["主管部门", "项目名称"], ["甲委", "A"], *[[None, f"B{n}"] for n in range(7)]]
    projects, source = read(roster_book(tmp_path / "名册.xlsx", rows))
    assert ["department" in one.record for one in projects] == [True, *[False] * 7]
    assert [note.partition("，")[0] for note in source.notes] == [
        "有 7 个项目没有写“主管部门”（第 3 行、第 4 行、第 5 行、第 6 行、第 7 行等）"
    ]


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("某县2025年度部门预算项目清单", "2025"),
        ("2025年预算绩效名册", "2025"),
        ("2024—2026年规划项目", None),
        ("编制日期：2026年1月20日", None),
        ("2026年预算（评价2025年度）", None),
        ("导出时间：2025-12-31", None),
    ],
)
def test_the_title_says_the_year_where_no_column_does(title: str, year: str | None, tmp_path: Path) -> None:
    (project,), source = read(roster_book(tmp_path / "名册.xlsx", [[title], HEADING, ROW]))
    assert project.record.get("year") == year
    assert bool(source.taken) == (year is not None)


def test_a_column_of_years_goes_before_the_title(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["2025年名册"], [*HEADING, "年度"], [*ROW, 2024], ["乙项目", *ROW[1:], None]]
    projects, source = read(roster_book(tmp_path / "名册.xlsx", rows))
    assert [one.record.get("year") for one in projects] == ["2024", None]
    assert source.taken == []


def test_parts_stand_right_of_their_total_and_in_its_unit(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["项目名称", "年初预算数", "其中：财政拨款", "预算数（万元）", "其中：财政拨款"],
        ["甲", 10, 9, 12, 10, "1.5", 0.5, "续建", "见文"],
    ]
    rows[0] += ["上年结转", "其他", "备注", "其他资金"]
    (project,), source = read(roster_book(tmp_path / "名册.xlsx", rows))
    project.in_unit("元")
    assert project.record["funds"] == [
        {"item": None, "initial_budget": "10", "annual_budget": "120000"},
        {"item": "其中：当年财政拨款", "initial_budget": "9", "annual_budget": "100000"},
        {"item": "上年结转资金", "annual_budget": "15000.0"},
        {"item": "其他资金", "annual_budget": "5000.0"},
    ]
    assert project.problems == ()
    assert [note.partition("，")[0] for note in source.notes[:3]] == [
        "其中：财政拨款写在“年初预算数”右边",
        "其中：财政拨款、上年结转、其他写在“预算数（万元）”右边",
        "名册里有不认识的列",
    ]


def test_a_part_that_does_not_say_of_what_is_not_guessed(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["项目名称", "全年预算数（元）", "财政拨款"], ["甲", 10, 9]]
    (project,), source = read(roster_book(tmp_path / "名册.xlsx", rows))
    assert project.record["funds"] == [{"item": None, "annual_budget": "10"}]
    assert source.notes == ["名册里有不认识的列，没有使用：财政拨款。"]


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        (["填报单位：县第一中学", "金额单位：万元"], "县第一中学"),
        (["填报单位（盖章）： 县实验小学（城南校区）（公章）"], "县实验小学（城南校区）"),
        (["单位名称:", "县图书馆"], "县图书馆"),
        (["填报单位：", "金额单位：万元"], None),
        (["单位：万元"], None),
        (["编制单位：县财政局"], None),
        (["填报单位：甲所", "实施单位：乙所"], None),
        (["主管部门（盖章）：县教育局  填报单位：县一中"], "县一中"),
    ],
)
def test_a_line_above_says_whose_projects_they_are(line: list[Any], unit: str | None, tmp_path: Path) -> None:
    heading: list[Any] = ["项目名称", "全年预算数"]
    ((project,), source) = read(roster_book(tmp_path / "名册.xlsx", [line, heading, ["甲", 10]]))
    assert project.record.get("unit") == unit
    assert project.record.get("department") == ("县教育局" if "县教育局" in str(line) else None)
    assert len(source.taken) == (unit is not None) + ("department" in project.record)
    others: list[list[Any]] = [line, [*heading, "预算单位"], ["甲", 10, "某站"]]
    ((project,), source) = read(roster_book(tmp_path / "另一本.xlsx", others))
    assert project.record["unit"] == "某站"  # its own column knows better


def test_each_sheet_of_a_roster_may_be_of_a_unit_of_its_own(tmp_path: Path) -> None:
    """The same project in two units is two projects: neither is a repeated row of the other."""
    book = openpyxl.Workbook()
    for unit in ("一中", "二中"):
        sheet = book.create_sheet(unit)
        for row in ([f"填报单位：{unit}"], ["项目名称", "全年预算数（元）"], ["校园安全", 10]):
            sheet.append(row)
    book.save(tmp_path / "名册.xlsx")
    projects, source = read(tmp_path / "名册.xlsx")
    assert [one.record["unit"] for one in projects] == ["一中", "二中"]
    assert [note.partition("：")[0] for note in source.taken[1:]] == ["工作表“一中”", "工作表“二中”"]
    assert source.notes == []
