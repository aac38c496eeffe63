"""Rosters as offices write them: found by their headings, told by row and column where they are wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.helpers.office import convert
from tests.helpers.rosters import HEADING, roster_book, roster_csv
from xltools.errors import RecordError
from xltools.issue import Source, open_roster, roster_template
from xltools.issue.source import roster_columns

ROWS: list[list[Any]] = [
    HEADING,
    ["甲项目", "某委", "某中心", 5200000, "产出指标", "数量指标", "里程", "=120公里", 20],
    [None, None, None, None, None, "质量指标", "合格率", "=100%", 30],
    ["乙项目", "某委", "某站", "1,234.50", "产出指标", "数量指标", "次数", "≥3次", "50分"],
]


def read(path: Path) -> tuple[list[Any], Source]:
    source = open_roster(path)
    return list(source.projects), source


def records(path: Path) -> list[dict[str, Any]]:
    return [project.record for project in read(path)[0]]


def projects_of(rows: list[list[Any]], tmp_path: Path, **more: Any) -> list[dict[str, Any]]:
    return records(roster_book(tmp_path / "名册.xlsx", rows, **more))


def test_a_row_per_indicator_makes_one_project_of_its_rows(tmp_path: Path) -> None:
    first, second = projects_of(ROWS, tmp_path)
    assert first == {
        "project": "甲项目",
        "department": "某委",
        "unit": "某中心",
        "funds": [{"item": None, "annual_budget": "5200000"}],
        "indicators": [
            {
                "level1": "产出指标",
                "level2": "数量指标",
                "level3": "里程",
                "target": "=120公里",
                "weight": "20",
            },
            {
                "level1": "产出指标",
                "level2": "质量指标",
                "level3": "合格率",
                "target": "=100%",
                "weight": "30",
            },
        ],
    }
    assert second["funds"][0]["annual_budget"] == "1234.50"
    assert second["indicators"][0]["weight"] == "50"


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_other_formats_say_the_same(ending: str, tmp_path: Path) -> None:
    path = roster_book(tmp_path / "名册.xlsx", ROWS)
    assert records(convert(path, ending, tmp_path / ending)) == records(path)


@pytest.mark.parametrize(
    ("encoding", "comma"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("utf-16", "\t"), ("gbk", "\t"), ("utf-8", ";")],
)
def test_csv_in_the_encodings_of_chinese_offices(encoding: str, comma: str, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["项目名称", "实施单位", "年度指标值", "三级指标", "年度总体目标"],
        ["甲项目", "某中心（一）", "=100%", "完成率", '"第一行\n第二行"'],
    ]
    (record,) = records(roster_csv(tmp_path / "名册.csv", rows, encoding, comma))
    assert (record["unit"], record["expected_goal"]) == ("某中心（一）", "第一行\n第二行")
    assert record["indicators"] == [{"target": "=100%", "level3": "完成率"}]


def test_headings_vary_in_order_spaces_brackets_and_units(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["序号", " 实施\n单位：", "【项目名称】", "年初预算（万元）", "其中：当年财政拨款（全年预算数）"],
        [1, "某中心", "甲", "12.5", "3,000"],
    ]
    (project,), source = read(roster_book(tmp_path / "名册.xlsx", rows))
    project.in_unit("元")
    assert project.record["unit"] == "某中心"
    assert project.record["funds"] == [
        {"item": None, "initial_budget": "125000.0"},
        {"item": "其中：当年财政拨款", "annual_budget": "3000"},
    ]
    assert source.notes == [
        "名册里有不认识的列，没有使用：序号。",
        "其中：当年财政拨款（全年预算数）没有写明金额的单位，按表样的单位读取。"
        "如果不是，请在列名里写上，例如“全年预算数（万元）”。",
    ]


@pytest.mark.parametrize("merges", [("A1:A2", "B1:B2", "C1:D1"), ()], ids=["merged", "unmerged"])
def test_a_heading_of_two_rows_says_its_unit_above(merges: Sequence[str], tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["单位", "项目名称", "预算金额（万元）", None, "备注"],
        [None, None, "年初预算", "全年预算", None],
        ["某中心", "甲", 100, 120, "续建"],
    ]
    (project,), source = read(roster_book(tmp_path / "名册.xlsx", rows, merges=merges))
    project.in_unit("元")
    assert project.record == {
        "project": "甲",
        "unit": "某中心",
        "funds": [{"item": None, "initial_budget": "1000000", "annual_budget": "1200000"}],
    }
    assert source.notes == ["名册里有不认识的列，没有使用：备注。"]


def test_parts_of_the_funds_stand_below_the_total(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["实施单位", "项目名称", "年初预算数（元）", None, None, "全年预算数", None],
        [None, None, "合计", "财政拨款", "其他", "小计", "上年结转"],
        ["某中心", "甲", 100, 90, 10, 120, 30],
    ]
    ((project,), source) = read(roster_book(tmp_path / "名册.xlsx", rows))
    assert project.record["funds"] == [
        {"item": None, "initial_budget": "100", "annual_budget": "120"},
        {"item": "其中：当年财政拨款", "initial_budget": "90"},
        {"item": "其他资金", "initial_budget": "10"},
        {"item": "上年结转资金", "annual_budget": "30"},
    ]
    assert [note.partition("没有")[0] for note in source.notes] == [
        "全年预算数（小计）、全年预算数（上年结转）"
    ]


def test_each_heading_means_one_column() -> None:
    headings = [text for texts in roster_columns().headings.values() for text in texts]
    assert len(set(headings)) == len(headings)


@pytest.mark.parametrize(
    ("line", "heading", "typed", "amount"),
    [
        ("金额单位：万元", "全年预算数", 12, "120000"),
        ("项目清单（千元）", "全年预算数", 12, "12000"),
        ("单位：万元", "全年预算数（元）", 12, "12"),  # the column knows better
        ("单位：元", "全年预算数（单位：万元）", 12, "120000"),
        ("单位：万元", "全年预算数", "12元", "12"),  # and the cell best
        ("填报部门：某局|金额单位：万元", "全年预算数", 12, "120000"),  # not only of the column below it
        ("填报部门：某局||金额单位：万元", "全年预算数", 12, "120000"),
        ("2025年，共 3 万元以下的项目", "全年预算数", 12, "12"),
    ],
)
def test_the_unit_of_money_is_the_nearest_that_is_said(
    line: str, heading: str, typed: object, amount: str, tmp_path: Path
) -> None:
    rows: list[list[Any]] = [
        ["项目名单"],
        line.split("|"),
        ["项目名称", "实施单位", heading],
        ["甲", "某中心", typed],
    ]
    ((project,), _) = read(roster_book(tmp_path / "名册.xlsx", rows))
    project.in_unit("元")
    assert project.record["funds"] == [{"item": None, "annual_budget": amount}]


OTHER_HEADINGS = [
    [
        "预算项目名称",
        "主管部门名称",
        "单位名称",
        "全年预算金额",
        "一级",
        "二级",
        "指标名称",
        "目标值",
        "权重",
    ],
    [
        "专项名称",
        "归口部门",
        "填报单位",
        "调整后预算",
        "一级指标",
        "二级指标",
        "三级",
        "年度目标值",
        "标准分",
    ],
    [
        "项目（资金）名称",
        "主管局",
        "资金使用单位",
        "预算数",
        "一级",
        "二级",
        "绩效指标名称",
        "指标值",
        "指标权重",
    ],
]


@pytest.mark.parametrize("headings", OTHER_HEADINGS)
def test_offices_call_the_columns_otherwise(headings: list[str], tmp_path: Path) -> None:
    usual = records(roster_book(tmp_path / "名册.xlsx", ROWS))
    other = [[*headings, *ROWS[0][len(headings) :]], *ROWS[1:]]
    assert ROWS[0][: len(headings)] == HEADING
    assert records(roster_book(tmp_path / "别处的名册.xlsx", other)) == usual


def test_title_blank_rows_repeated_headings_and_sums_are_passed_over(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["2025年度预算绩效项目名册"], ["单位：元"], [], ["序号", "项目名称", "全年预算数"],
        [1, "甲", 10], [], [], [2, "乙", 20], ["序号", "项目名称", "全年预算数"], [3, "丙", 30],
        ["小计", None, 60], [None, "合 计", "=SUM(C5:C10)"],
    ]  # fmt: skip
    projects, source = read(roster_book(tmp_path / "名册.xlsx", rows, merges=["A1:C1"]))
    assert [project.record["project"] for project in projects] == ["甲", "乙", "丙"]
    assert source.stray == []


def test_merged_cells_count_in_each_of_their_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["主管部门", "项目名称", "三级指标", "分值"],
        ["甲委", "一", "a", 10], [None, None, "b", 20], [None, "二", "c", 30], ["乙委", "二", "d", 40],
    ]  # fmt: skip
    found = projects_of(rows, tmp_path, merges=["A2:A4", "B2:B3"])
    assert [(one["department"], one["project"], len(one["indicators"])) for one in found] == [
        ("甲委", "一", 2),
        ("甲委", "二", 1),
        ("乙委", "二", 1),
    ]


def test_a_heading_in_two_rows_is_read_where_its_columns_are(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["项目名称", "实施单位", "资金"],
        [None, None, "年初预算数", "全年预算数"],
        ["甲", "某站", 1, 2],
    ]
    (record,) = projects_of(rows, tmp_path, merges=["A1:A2", "B1:B2", "C1:D1"])
    assert record["unit"] == "某站"
    assert record["funds"] == [{"item": None, "initial_budget": "1", "annual_budget": "2"}]


def test_a_level_left_blank_is_the_one_above_unless_another_group_began(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["项目名称", "一级指标", "二级指标", "三级指标"],
        ["甲", "产出指标", "数量指标", "a"], [None, None, None, "b"], [None, "效益指标", None, "c"],
    ]  # fmt: skip
    (record,) = projects_of(rows, tmp_path)
    assert [(row["level1"], row["level2"]) for row in record["indicators"]] == [
        ("产出指标", "数量指标"),
        ("产出指标", "数量指标"),
        ("效益指标", None),
    ]


def test_a_row_per_project_takes_equal_names_as_two_projects_and_says_so(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["项目名称", "实施单位"], ["甲", "某站"], ["甲", "某站"]]
    projects, source = read(roster_book(tmp_path / "名册.xlsx", rows))
    assert len(projects) == 2
    assert source.notes == [
        "第 3 行：项目“甲”在第 2 行已经有过，这里按另一个项目处理。如果是同一项目，请把各行放在一起。"
    ]


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["项目名称", "实施单位"], ["甲", "某站"], ["乙", "某站"]]
    projects, source = read(roster_book(tmp_path / "名册.xlsx", rows, hidden=[3]))
    assert len(projects) == 2
    assert source.taken == ["名册里有 1 个隐藏的行，也已读取。"]


def test_each_wrong_cell_is_named_with_row_column_heading_and_cure(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["年度", "项目名称", "全年预算数", "三级指标", "分值"],
        ["去年", "甲", "约五百万", "a", "二十几"],
        [None, None, None, "b", 10],
    ]
    (project,), _ = read(roster_book(tmp_path / "名册.xlsx", rows))
    assert project.problems == (
        "第 2 行 A 列（年度）：“去年”不是年度。请写四位数字，例如 2025；没有就留空。",
        "第 2 行 C 列（全年预算数）：“约五百万”不是数字。请只写数字，不写单位和其他文字；没有就留空。",
        "第 2 行 E 列（分值）：“二十几”不是数字。请只写数字，不写单位和其他文字；没有就留空。",
    )
    assert project.problem("indicators[1].weight", "不对") == "第 3 行 E 列（分值）：不对"
    assert project.problem("title", "不对") == "第 2 行起的项目：不对"


def test_a_cell_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["项目名称", "实施单位", "三级指标", "年度指标值"],
        ["甲", "某站", "a", "=SUM(A1:A2)"],
    ]
    (project,), _ = read(roster_book(tmp_path / "名册.xlsx", rows))
    assert project.problems == (
        "第 2 行 D 列（年度指标值）：“=SUM(A1:A2)”是错误值或没有算出结果的公式，读不出内容。"
        "请改写为文字或数字。",
    )


def test_rows_before_the_first_project_are_stray(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["项目名称", "三级指标"], [None, "a"], ["甲", "b"]]
    projects, source = read(roster_book(tmp_path / "名册.xlsx", rows))
    assert len(projects) == 1
    assert source.stray == ["第 2 行：没有项目名称，也不接在某个项目下面。请填写项目名称，或删去这一行。"]


def test_dashes_percents_and_dates_are_what_people_mean(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["项目名称", "年度", "年初预算数", "全年预算数", "三级指标", "权重"],
        ["甲", "2025年度", "—", "１０元", "a", "20%"],
        ["乙", 2025, 0, 5, "b", "—"],
    ]
    first, second = projects_of(rows, tmp_path)
    assert (first["year"], first["funds"]) == ("2025", [{"item": None, "annual_budget": "10"}])
    assert first["indicators"][0]["weight"] == "20"
    assert (second["year"], second["indicators"][0]["weight"]) == ("2025", None)
    assert second["funds"] == [{"item": None, "initial_budget": "0", "annual_budget": "5"}]


def test_no_heading_is_told(tmp_path: Path) -> None:
    path = roster_book(tmp_path / "表.xlsx", [["姓名", "电话"], ["甲", "1"]])
    with pytest.raises(RecordError, match=r"表\.xlsx：没有找到名册的表头.*xltools roster new"):
        open_roster(path)


def test_the_examples_of_the_template_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "样表.xlsx"
    path.write_bytes(roster_template())
    projects, source = read(path)
    assert projects == []
    assert source.notes == source.stray == []
    assert source.says_form


def sheets(path: Path, pages: Mapping[str, list[list[Any]]], hidden: Collection[str] = ()) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in pages.items():
        page = book.create_sheet(name)
        page.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def test_sheets_with_the_same_columns_are_one_roster(tmp_path: Path) -> None:
    heading = ["项目名称", "实施单位", "全年预算数"]
    pages: dict[str, list[list[Any]]] = {
        "说明": [["请勿改动"]],
        "教育": [["名单"], heading, ["甲", "一中", 1], ["乙", "二中", "约五"]],
        "交通": [heading[::-1], [2, "中心", "丙"], [3, "一中", "甲"], [4, "丁站", None]],
        "名称": [["项目名称", "实施单位"], ["戊", "某站"]],
        "去年": [heading, ["己", "一中", 1]],
    }
    projects, source = read(sheets(tmp_path / "名册.xlsx", pages, hidden=["去年"]))
    assert [project.record["project"] for project in projects] == ["甲", "乙", "丙", "甲"]
    assert projects[2].record["funds"] == [{"item": None, "annual_budget": "2"}]
    assert projects[2].place == "工作表“交通”第 2 行"
    assert projects[1].problems[0].startswith("工作表“教育”第 4 行 C 列（全年预算数）：“约五”不是数字。")
    assert source.taken == [
        "名册有 2 个列名相同的工作表，都已读取：教育、交通。不该用的请删去。",
        "名册取自工作表“教育”、工作表“交通”；另有工作表也像名册，没有使用：名称、去年。",
    ]
    assert source.notes[0].startswith("工作表“交通”第 3 行：项目“甲”在工作表“教育”第 3 行已经有过")
    assert source.stray == [
        "工作表“交通”第 4 行：没有项目名称，也不接在某个项目下面。请填写项目名称，或删去这一行。"
    ]
