"""Rows of a roster that name a group of projects, and projects that look like such rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.helpers.rosters import roster_book
from tests.unit.test_roster import read

TITLE = "第 {} 行：“{}”看作下面各项目的标题，没有按项目处理。"


def test_titles_over_groups_of_projects_are_no_projects(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["序号", "项目名称", "实施单位"],
        ["一、", "市教育局"],
        [1, "甲", "某中心"],
        [None, "市交通局"],
        [2, "乙", "某站"],
        [3, "丙"],
    ]
    path = roster_book(tmp_path / "名册.xlsx", rows, merges=["B4:C4"])
    projects, source = read(path)
    assert [project.record["project"] for project in projects] == ["甲", "乙", "丙"]
    assert [note.partition("如果")[0] for note in source.taken] == [
        TITLE.format(2, "市教育局"),
        TITLE.format(4, "市交通局"),
    ]


NUMBERED = "名册里只有编号（一、二、三）和名称，从{}起的这 {} 行按项目处理。"


@pytest.mark.parametrize(
    ("lines", "projects", "told"),
    [
        (["一、|甲", "二、|乙", "三、|丙"], "甲乙丙", [NUMBERED.format("第 2 行", 3)]),
        (["一|甲"], "甲", [NUMBERED.format("第 2 行", 1)]),
        (
            ["一、|市教育局", "（一）|甲", "（二）|乙", "二、|市交通局", "（一）|丙"],
            "甲乙丙",
            [TITLE.format(2, "市教育局"), TITLE.format(5, "市交通局"), NUMBERED.format("第 3 行", 3)],
        ),
        (
            ["一、|市教育局", "二、|市交通局", "1|甲"],
            "甲",
            [TITLE.format(2, "市教育局"), TITLE.format(3, "市交通局")],
        ),
        (["1|甲", "一、|市教育局"], "甲", [TITLE.format(3, "市教育局")]),
    ],
)
def test_names_that_are_only_numbered_are_projects_where_there_is_nothing_else(
    lines: list[str], projects: str, told: list[str], tmp_path: Path
) -> None:
    rows = [["序号", "项目名称", "实施单位"], *(line.split("|") for line in lines)]
    found, source = read(roster_book(tmp_path / "名册.xlsx", rows))
    assert [project.record["project"] for project in found] == list(projects)
    assert [note.partition("如果")[0] for note in source.taken] == told


def test_a_line_across_the_table_alone_is_no_project(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["序号", "项目名称", "实施单位"], ["一", "由各单位填报"]]
    path = roster_book(tmp_path / "名册.xlsx", rows, merges=["B2:C2"])
    found, source = read(path)
    assert found == []
    assert [note.partition("如果")[0] for note in source.taken] == [TITLE.format(2, "由各单位填报")]
