"""What is doubtful in forms of strangers: guessed columns, unknown ones, labels that miss or stand twice."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.helpers.foreign_layouts import draw
from tests.helpers.rosters import roster_book
from tests.season.test_foreign_layouts import drawn, published
from xltools.check import check_file
from xltools.read import read_file
from xltools.rules.reading import ReadForm


def cell_of(sheet: Worksheet, text: str) -> Any:
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)


def unmerge(sheet: Worksheet) -> None:
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Callable[[Worksheet], None]], tuple[ReadForm, ...]]:
    """Reads a published form after a change to its sheet."""

    def changed(change: Callable[[Worksheet], None]) -> tuple[ReadForm, ...]:
        path = draw(drawn(published(0)), "national-2020", tmp_path / "表.xlsx")
        book = openpyxl.load_workbook(path)
        change(book.worksheets[0])
        book.save(path)
        return read_file(path).forms

    return changed


Read = Callable[[Callable[[Worksheet], None]], tuple[ReadForm, ...]]


def said(form: ReadForm) -> list[tuple[str, str | None, str | None]]:
    return [(one.code, one.found, one.expected) for one in form.findings]


def called(label: str, word: str) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        cell_of(sheet, label).value = word

    return change


@pytest.mark.parametrize(
    ("label", "word", "field"),
    [
        ("年度\n指标值", "要求", "年度指标值"),
        ("实际\n完成值", "情况", "实际完成值"),
        ("三级指标", "考核内容", "三级指标"),
        ("全年执行数(C)", "花了多少", "全年执行数（B）"),
    ],
)
def test_an_unknown_heading_is_read_by_its_place_and_that_is_told(
    label: str, word: str, field: str, read: Read
) -> None:
    (plain,) = read(lambda _: None)
    (form,) = read(called(label, word))
    assert form.evaluation == plain.evaluation
    (finding,) = form.findings
    assert (finding.code, finding.found) == ("heading-guessed", word)
    assert (finding.expected or "")[:5] == field[:5]


def test_a_heading_of_needed_values_is_guessed_under_a_title_only(read: Read) -> None:
    def change(sheet: Worksheet) -> None:
        called("实际\n完成值", "情况")(sheet)
        title = sheet["A1"]
        title.value = "项目支出绩效目标申报表\n（2022年度）"

    assert read(change) == ()


@pytest.mark.parametrize("heading", ["复核得分", "评价得分"])  # unknown; a second score
def test_a_column_that_the_form_has_no_place_for_is_told(heading: str, read: Read) -> None:
    def change(sheet: Worksheet) -> None:
        last = cell_of(sheet, "偏差原因分析及改进措施")
        sheet.cell(last.row, last.column + 1, heading)
        sheet.cell(last.row + 1, last.column + 1, 3)

    (plain,) = read(lambda _: None)
    (form,) = read(change)
    assert form.evaluation == plain.evaluation
    assert said(form) == [("column-unread", heading, None)]


def test_a_column_of_known_kind_or_without_content_is_not_told(read: Read) -> None:
    def change(sheet: Worksheet) -> None:
        heading = cell_of(sheet, "偏差原因分析及改进措施")
        sheet.cell(heading.row, heading.column + 1, "佐证材料")
        sheet.cell(heading.row + 1, heading.column + 1, "验收单")
        sheet.cell(heading.row, heading.column + 2, "复核得分")

    (form,) = read(change)
    assert said(form) == []


def test_a_label_that_is_not_there_is_told(read: Read) -> None:
    (form,) = read(called("主管部门", "归口科室"))
    assert form.evaluation.department is None
    assert said(form) == [("label-not-found", None, "主管部门")]


def test_the_same_label_with_another_value_is_told(read: Read) -> None:
    def change(sheet: Worksheet) -> None:
        unmerge(sheet)
        row = cell_of(sheet, "主管部门").row
        sheet.insert_rows(row + 1)
        sheet.cell(row + 1, 1, "主管部门：")
        sheet.cell(row + 1, 4, "另一个局")

    (form,) = read(change)
    taken = published(0)["department"]
    (finding,) = form.findings
    assert (finding.code, finding.path, finding.expected) == ("label-repeated", "department", taken)
    assert finding.found == f"{taken}、另一个局"


def test_the_same_label_with_the_same_value_is_not_told(read: Read) -> None:
    def change(sheet: Worksheet) -> None:
        unmerge(sheet)
        row = cell_of(sheet, "主管部门").row
        sheet.insert_rows(row + 1)
        sheet.cell(row + 1, 1, f"主管部门：{published(0)['department']}")

    (form,) = read(change)
    assert said(form) == []


def test_a_blank_value_before_the_next_label_stays_blank(read: Read) -> None:
    def change(sheet: Worksheet) -> None:
        unmerge(sheet)
        department, unit = cell_of(sheet, "主管部门"), cell_of(sheet, "实施单位")
        sheet.cell(department.row, 4).value = None
        sheet.cell(department.row, 2).value, unit.value = "实施单位", None

    (form,) = read(change)
    assert form.evaluation.department is None
    assert ("label-not-found", None, "主管部门") in said(form)


def test_weights_in_percent_are_points_of_a_hundred(read: Read) -> None:
    (plain,) = read(lambda _: None)

    def change(sheet: Worksheet) -> None:
        heading = cell_of(sheet, "三级指标")
        column = next(c.column for c in sheet[heading.row] if c.value == "分值")
        first, second = (sheet.cell(heading.row + down, column) for down in (1, 2))
        first.value, first.number_format = Decimal(str(first.value)) / 100, "0%"
        second.value = f"{Decimal(str(second.value)).normalize():f}％"

    (form,) = read(change)
    assert form.evaluation == plain.evaluation
    weights = [row.weight for row in plain.evaluation.indicators[:2]]
    assert [(one.code, Decimal(one.expected or "")) for one in form.findings] == [
        ("points-in-percent", weight) for weight in weights
    ]


def test_a_total_in_one_box_is_the_score(read: Read) -> None:
    def change(sheet: Worksheet) -> None:
        unmerge(sheet)
        total = cell_of(sheet, "总分")
        for column in range(2, 10):
            sheet.cell(total.row, column).value = None
        sheet.cell(total.row, 7).value = 97.5
        sheet.merge_cells(start_row=total.row, end_row=total.row, start_column=7, end_column=8)

    (form,) = read(change)
    assert (form.evaluation.total_weight, form.evaluation.total_score) == (None, Decimal("97.5"))
    assert said(form) == [("label-not-found", None, "总分（分值）")]


def test_a_colon_in_a_cell_of_its_own_is_no_value(read: Read) -> None:
    def change(sheet: Worksheet) -> None:
        unmerge(sheet)
        row = cell_of(sheet, "项目名称").row
        sheet.cell(row, 2).value = "："

    (form,) = read(change)
    (plain,) = read(lambda _: None)
    assert form.evaluation.project == plain.evaluation.project


def test_a_further_table_without_a_head_is_told(read: Read) -> None:
    def change(sheet: Worksheet) -> None:
        heading, last = cell_of(sheet, "三级指标").row, sheet.max_row
        for down in (0, 1, 2):
            for cell in list(sheet[heading + down]):
                sheet.cell(last + 3 + down, cell.column, cell.value)

    (plain,) = read(lambda _: None)
    (form,) = read(change)
    assert form.evaluation == plain.evaluation
    assert [one.code for one in form.findings] == ["table-unread"]


def test_a_project_is_read_from_a_form_whose_nearest_kin_asks_for_none(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["2024年度项目绩效目标自评表"],
        ["项目名称", "农村公路养护", None, "项目编码", "50000", "自评总分（分）", 97.5],
        ["主管部门", "市交通局", None, "财政归口处室", "经建处", "实施单位", "市公路中心"],
        [
            "项目资金（元）",
            None,
            "年初预算数",
            "全年（调整）预算数",
            "全年执行数",
            "执行率（%）",
            "执行率权重",
            "执行率得分",
        ],
        [None, "年度总金额", 5200000, 5200000, 5000000, 96.15, 10, 9.62],
        ["年初设定目标", None, None, "年中调整目标", None, None, "全年目标实际完成情况"],
        ["养护120公里", None, None, "养护125公里", None, None, "完成养护125公里"],
        [
            "指标名称",
            "计量单位",
            "指标性质",
            "年初指标值",
            "调整指标值",
            "全年完成值",
            "得分系数（%）",
            "指标权重",
            "指标得分",
        ],
        ["养护里程", "公里", "≥", 120, 125, 125, 100, 50, 50],
        ["群众满意度", "%", "≥", 90, 90, 88, 97, 40, 37.88],
    ]
    (form,) = read_file(roster_book(tmp_path / "渝.xlsx", rows)).forms
    assert form.definition_id == "department-whole"  # asks for a unit and its department only
    head = form.evaluation
    assert (head.project, head.department, head.unit) == ("农村公路养护", "市交通局", "市公路中心")
    assert form.cells["project"].cell.a1 == "B2"


def test_the_definition_that_has_all_the_columns_is_taken(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["省级财政资金项目支出绩效自评表"],
        ["单位：万元"],
        ["项目名称", "农村公路养护", None, "预算年度", 2024],
        ["省级主管部门", "省交通厅", None, "用款单位", "市公路中心"],
        ["资金额度", "预算金额", "实际到位金额", "实际支出金额", "支出率（%）"],
        [None, 520, 520, 500, 96.15],
        [
            "一级指标",
            "二级指标",
            "三级指标",
            "预期指标值",
            "实际完成值",
            "权重",
            "自评分",
            "未达标原因及改进措施",
        ],
        ["产出指标", "数量指标", "养护里程", "120公里", "125公里", 50, 50, None],
        ["效益指标", "社会效益指标", "通行能力", "提升", "提升", 40, 38, "施工"],
    ]
    (form,) = read_file(roster_book(tmp_path / "粤.xlsx", rows)).forms
    read = [(row.weight, row.score, row.reason) for row in form.evaluation.indicators]
    assert read == [(Decimal(50), Decimal(50), None), (Decimal(40), Decimal(38), "施工")]
    assert [one.found for one in form.findings if one.code == "column-unread"] == ["实际到位金额"]


@pytest.mark.parametrize(
    ("points", "weight"), [("（10分）", Decimal(10)), ("（15 分）", Decimal(15)), ("", None)]
)
def test_points_that_the_name_of_the_funds_says_count(
    points: str, weight: Decimal | None, tmp_path: Path
) -> None:
    rest = 100 - (weight or 0)
    rows: list[list[Any]] = [
        ["2024年度项目支出绩效自评表"],
        ["项目名称：农村公路养护", None, "主管部门：市交通局", None, "实施单位：市公路中心"],
        [
            f"预算执行情况{points}",
            "预算数（万元）",
            520,
            "执行数（万元）",
            500,
            "执行率",
            "96.15%",
            "得分",
            None,
        ],
        ["年度目标", "养护120公里", None, None, "完成情况", "养护125公里"],
        ["一级指标", "二级指标", "三级指标", "目标值", "完成值", "权重（分）", "自评得分", "扣分原因"],
        ["产出指标", "数量指标", "养护里程", "120公里", "125公里", rest, rest, None],
        ["合计", None, None, None, None, 100, rest, None],
    ]
    path = roster_book(tmp_path / "表.xlsx", rows)
    (form,) = read_file(path).forms
    (fund,) = form.evaluation.funds
    assert fund.weight == weight
    assert ("funds[0].weight" in form.cells) == (weight is not None)
    assert "total-weight-wrong" not in [one.code for one in check_file(path).findings]
