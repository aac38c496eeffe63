"""Lines of a roster that are no projects, its title, and columns that only make sense beside others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
