"""Rosters with a row for each source of a project's money."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.inbox import table
from tests.helpers.program import xltools
from tests.helpers.rosters import roster_book
from tests.unit.test_roster import read
from xltools.collect import Options, collect
from xltools.read import read_file

SOURCES: list[list[Any]] = [
    ["序号", "实施单位", "项目名称", "资金来源", "年初预算数（万元）", "全年预算数（万元）"],
    [1, "某中心", "甲", "财政拨款", 80, 90],
    [2, "某中心", "甲", "中央专项资金", "20", 20.5],
    [3, "某中心", "甲", "其他资金", None, "5000元"],
    [4, "某站", "乙", "财政拨款", 7, 7],
]


def test_rows_of_one_project_for_each_source_of_its_money_are_its_parts(tmp_path: Path) -> None:
    (first, second), source = read(roster_book(tmp_path / "名册.xlsx", SOURCES))
    assert first.record["project"] == "甲"
    first.in_unit("元")
    assert first.record["funds"] == [
        {"item": None, "initial_budget": "1000000", "annual_budget": "1110000.0000"},
        {"item": "其中：当年财政拨款", "initial_budget": "800000", "annual_budget": "900000"},
        {"item": "中央专项资金", "initial_budget": "200000", "annual_budget": "205000.0"},
        {"item": "其他资金", "annual_budget": "5000"},
    ]
    assert second.record["funds"] == [{"item": None, "initial_budget": "7", "annual_budget": "7"}]
    (told,) = source.taken
    assert told.startswith("1 个项目每种资金来源写一行，按一个项目处理，总额为各行之和")
    assert "：第 2 行“甲”。" in told
    assert source.notes == ["名册里有不认识的列，没有使用：序号。"]


def with_rows(*rows: list[Any]) -> list[list[Any]]:
    return [SOURCES[0], *rows]


@pytest.mark.parametrize(
    "rows",
    [
        [[1, "某中心", "甲", "合计", 100, 100], [None, "某中心", "甲", "财政拨款", 80, 80],
         [None, None, None, "自筹", 20, 20]],
        [[1, "某中心", "甲", "财政拨款", 80, 80], [None, "某中心", "甲", "自筹", 20, 20],
         [None, "某中心", "甲", "小计", 100, 100]],
        [[1, "某中心", "甲", "财政拨款", 80, 80], [None, None, None, "自筹", 20, 20],
         [None, None, None, "小计", 100, 100]],
    ],
)  # fmt: skip
def test_a_row_of_the_sum_of_its_sources_is_its_total(rows: list[list[Any]], tmp_path: Path) -> None:
    ((project,), source) = read(roster_book(tmp_path / "名册.xlsx", with_rows(*rows)))
    assert project.record["funds"] == [
        {"item": None, "initial_budget": "100", "annual_budget": "100"},
        {"item": "其中：当年财政拨款", "initial_budget": "80", "annual_budget": "80"},
        {"item": "自筹", "initial_budget": "20", "annual_budget": "20"},
    ]
    assert source.stray == []


def test_merged_amounts_are_those_of_the_whole(tmp_path: Path) -> None:
    rows = with_rows([1, "某中心", "甲", "财政拨款", 100, 80], [None, None, None, "自筹", None, 20])
    path = roster_book(tmp_path / "名册.xlsx", rows, merges=["B2:B3", "C2:C3", "E2:E3"])
    ((project,), _) = read(path)
    assert project.record["funds"][0] == {"item": None, "initial_budget": "100", "annual_budget": "100"}
    assert project.record["funds"][2] == {"item": "自筹", "annual_budget": "20"}


@pytest.mark.parametrize(
    ("change", "value"),
    [(3, "财政拨款"), (3, None), (1, "某站"), (4, 80)],  # one source, none, another unit, one amount
)
def test_rows_of_which_nobody_can_tell_are_two_projects(change: int, value: object, tmp_path: Path) -> None:
    second: list[Any] = [2, "某中心", "甲", "自筹", 20, 80]
    second[change] = value
    projects, source = read(
        roster_book(tmp_path / "名册.xlsx", with_rows([1, "某中心", "甲", "财政拨款", 80, 80], second))
    )
    assert len(projects) == 2
    told = [note for note in source.notes if "已经有过，这里按另一个项目处理" in note]
    assert len(told) == (change != 1)


def test_another_code_is_another_project(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["项目编码", "项目名称", "资金来源", "全年预算数（元）"],
        ["A1", "甲", "财政拨款", 80],
        ["A2", "甲", "自筹", 20],
        [None, None, "上级补助", 5],
    ]
    (first, second), source = read(roster_book(tmp_path / "名册.xlsx", rows))
    assert [fund["annual_budget"] for fund in first.record["funds"]] == ["80"]
    assert [fund["annual_budget"] for fund in second.record["funds"]] == ["25", "20", "5"]
    assert source.notes[0] == "名册里有不认识的列，没有使用：项目编码。"


def test_sources_beside_indicators_are_parts_too(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["项目名称", "资金来源", "全年预算数（元）", "三级指标", "分值"],
            ["甲", "财政拨款", 80, "里程", 50],
            [None, "自筹", 20, "合格率", 40], ["甲", "自筹", 20, "满意度", 10]]  # fmt: skip
    ((project,), _) = read(roster_book(tmp_path / "名册.xlsx", rows))
    assert [fund["annual_budget"] for fund in project.record["funds"]] == ["100", "80", "20"]
    assert [row["level3"] for row in project.record["indicators"]] == ["里程", "合格率", "满意度"]


def test_a_source_that_cannot_be_summed_is_told(tmp_path: Path) -> None:
    rows = [["项目名称", "资金来源", "全年预算数"], ["甲", "财政拨款", "80"], ["甲", "自筹", "2万元"],
            ["甲", "其他", "若干"]]  # fmt: skip
    ((project,), _) = read(roster_book(tmp_path / "名册.xlsx", rows))
    assert project.problems == (
        "第 3 行 C 列（全年预算数）：“2万元”的单位与同一项目其他资金来源的不同，不能相加。请写同样的单位。",
        "第 4 行 C 列（全年预算数）：“若干”不是数字。请只写数字，不写单位和其他文字；没有就留空。",
    )


def test_a_column_of_sources_that_parts_nothing_is_not_used_and_that_is_told(tmp_path: Path) -> None:
    rows = with_rows([1, "某中心", "甲", "财政拨款", 8, 9], [2, "某站", "乙", "自筹", 3, 3])
    projects, source = read(roster_book(tmp_path / "名册.xlsx", rows))
    assert [len(project.record["funds"]) for project in projects] == [1, 1]
    assert source.notes[1:] == ["名册里有不认识的列，没有使用：资金来源。"]


def test_such_a_project_gets_one_form_and_is_due_once(tmp_path: Path) -> None:
    path, folder = roster_book(tmp_path / "名册.xlsx", SOURCES), tmp_path / "下发"
    ran = xltools("new", "--form", "national-2020", "--roster", path, "-o", folder)
    assert ran.code == 0
    assert "说明：1 个项目每种资金来源写一行" in ran.err
    (form,) = read_file(folder / "某中心_甲.xlsx").forms
    assert [(fund.item, fund.annual_budget) for fund in form.evaluation.funds] == [
        ("年度资金总额", Decimal(111)),
        ("其中：当年财政拨款", Decimal(90)),
        ("中央专项资金", Decimal("20.5")),
        ("其他资金", Decimal("0.5")),
    ]
    collected = collect([folder], tmp_path / "汇总.xlsx", options=Options(roster=path))
    assert collected.notes[0].startswith("1 个项目每种资金来源写一行")
    assert [row["项目名称"] for row in table(tmp_path / "汇总.xlsx", "汇总")[:-1]] == ["甲", "乙"]
    assert table(tmp_path / "汇总.xlsx", "未报与重复")[:-1] == []
