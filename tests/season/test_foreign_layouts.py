"""The official forms of other places, filled by hand: which form each is, and every field of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.helpers.compare import evaluation_of
from tests.helpers.foreign_layouts import draw, draw_below
from tests.helpers.records import REAL_FORMS, as_printed, real_records
from xltools.library import official_form
from xltools.model import Evaluation
from xltools.read import read_file
from xltools.rules.reading import FoundBy, ReadForm
from xltools.rules.record import evaluation_to_json
from xltools.rules.scoring.computed import compute, with_computed

COST = [
    ("成本指标", "经济成本指标", "≤26万元", "25.5万元", "20"),
    ("产出指标", "数量指标", "≥12场", "13场", "20"),
    ("产出指标", "质量指标", "=100%", "100%", "20"),
    ("效益指标", "社会效益指标", "显著", "显著", "20"),
    ("满意度指标", "服务对象满意度指标", "≥95%", "96%", "10"),
]
SPREAD = [  # as 四川 writes targets: comparator, number and unit in their own cells
    ("产出指标", "数量指标", "≥ 12 场", "13场", "25"),
    ("产出指标", "质量指标", "＝ 100 %", "100%", "25"),
    ("效益指标", "社会效益指标", "显著", "显著", "30"),
    ("满意度指标", "服务对象满意度指标", "≥ 95 %", "96%", "10"),
]


def indicators(rows: list[tuple[str, str, str, str, str]]) -> list[dict[str, Any]]:
    names = ("level1", "level2", "target", "actual", "weight")
    return [
        dict(zip(names, row, strict=True)) | {"level3": f"第{n}项", "score": row[-1], "reason": None}
        for n, row in enumerate(rows)
    ]


def published(index: int) -> dict[str, Any]:
    record = real_records()[index]
    if record["form"] == "department-whole":  # its page shows the rate only
        record["funds"] = [{"item": "年度总金额", "annual_budget": "100", "executed": "76", "weight": "10"}]
    return record


def made_up(form_id: str, rows: list[tuple[str, str, str, str, str]]) -> dict[str, Any]:
    items = ("总额", "其中：财政资金", "财政专户管理资金", "单位资金", "其他资金")
    funds = [
        {"item": item, "initial_budget": "50", "annual_budget": "48.5", "executed": "47.123456"}
        for item in items
    ]
    funds[0]["weight"] = "10"
    goals = {"expected_goal": "举办培训", "actual_outcome": "已举办"}
    head = {"form": form_id, "year": 2023, "project": "职工培训", "department": "某市局", "unit": "某中心"}
    return head | goals | {"funds": funds, "indicators": indicators(rows)}


RECORDS: dict[str, dict[str, Any]] = {
    **{f"published {index} {form_id}": published(index) for index, form_id in enumerate(REAL_FORMS)},
    "national-cost": made_up("national-cost", COST),
    "sichuan": made_up("sichuan", SPREAD),
}


def shown(record: dict[str, Any]) -> Evaluation:
    """A record with the figures that its paper shows, in the cells its form has."""
    form = official_form(record["form"])
    evaluation = as_printed(evaluation_of(record), form.definition)
    evaluation = with_computed(evaluation, compute(evaluation, form.definition, form.pack))
    rows = tuple(
        replace(row, target="".join((row.target or "").split()) or None) for row in evaluation.indicators
    )
    spread = any(cell.field == "target_number" for cell in form.definition.indicators.columns)
    return replace(evaluation, indicators=rows) if spread else evaluation


def drawn(record: dict[str, Any]) -> dict[str, Any]:
    """The record as it is typed, with those figures."""
    figures = evaluation_to_json(shown(record))
    for given, row in zip(record["indicators"], figures["indicators"], strict=True):
        row["target"] = given["target"]
    return figures | {"project": record["project"]}


def assert_same(record: dict[str, Any], form: ReadForm) -> None:
    expected = shown(record)
    assert form.found_by is FoundBy.LABELS
    assert form.definition_id == record["form"]
    assert replace(form.evaluation, title=None) == replace(expected, title=None)


LISTED = {
    "published 1 hubei": [("改进措施及结果应用方案", 1)],
    "published 4 hubei": [("改进措施及结果应用方案", 1)],
    "published 5 department-whole": [("得分系数（%）", 15), ("是否核心指标", 15)],
}
"""What such forms say besides the record, and in how many cells."""
LACKING = {"published 5 department-whole": [("label-not-found", "主管部门、偏差原因分析及改进措施")]}
"""What the published page leaves out of its form."""


@pytest.mark.parametrize("case", RECORDS)
def test_a_form_of_another_place_is_read_whole(case: str, tmp_path: Path) -> None:
    record = RECORDS[case]
    reading = read_file(draw(drawn(record), record["form"], tmp_path / "外来.xlsx"))
    (form,) = reading.forms
    assert_same(record, form)
    outside = [one for one in form.findings if one.code == "outside-record"]
    assert [(one.place.label, len(one.also_cells) + 1) for one in outside] == LISTED.get(case, [])
    others = [(one.code, one.expected) for one in form.findings if one not in outside]
    assert others == LACKING.get(case, [])


@pytest.mark.parametrize("sheets", [False, True], ids=["one sheet", "several sheets"])
def test_several_forms_in_one_workbook(sheets: bool, tmp_path: Path) -> None:
    records = list(RECORDS.values())
    pairs = [(drawn(record), record["form"]) for record in records]
    reading = read_file(draw_below(pairs, tmp_path / "合订.xlsx", sheets=sheets))
    assert len(reading.forms) == len(records)
    for record, form in zip(records, reading.forms, strict=True):
        assert_same(record, form)


def test_a_form_on_a_hidden_sheet_is_read_and_told(tmp_path: Path) -> None:
    records = [published(0), published(3)]
    path = draw_below(
        [(drawn(record), record["form"]) for record in records], tmp_path / "隐藏.xlsx", sheets=True
    )
    book = openpyxl.load_workbook(path)
    book.worksheets[1].sheet_state = "hidden"
    book.save(path)
    first, second = read_file(path).forms
    assert first.findings == ()
    assert [(finding.code, finding.found) for finding in second.findings] == [("sheet-hidden", "Sheet1")]
    assert_same(records[1], second)


# -- which unit of money


def changed(path: Path, texts: dict[str, str]) -> ReadForm:
    """A form with some of its texts written otherwise."""
    book = openpyxl.load_workbook(path)
    missing = set(texts)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value in texts:
                missing.discard(str(cell.value))
                cell.value = texts[str(cell.value)] or None
    assert not missing
    book.save(path)
    (form,) = read_file(path).forms
    return form


def test_amounts_in_the_unit_of_another_form_are_converted_and_that_is_said(tmp_path: Path) -> None:
    record = published(1)
    path = draw(drawn(record), "hubei", tmp_path / "元.xlsx")
    form = changed(path, {"预算执行情况\n（万元）\n（20分）": "预算执行情况\n（元）\n（20分）"})
    fund = form.evaluation.funds[0]
    assert [str(fund.annual_budget), str(fund.executed)] == ["0.028584", "0.028584"]
    assert form.cells["funds[0].executed"].raw == "285.84"
    (finding,) = (one for one in form.findings if one.code != "outside-record")
    assert (finding.code, finding.found, finding.expected) == ("money-unit-converted", "元", "万元")


def test_a_unit_that_decides_between_two_forms(tmp_path: Path) -> None:
    path = draw(drawn(published(0)), "national-2020", tmp_path / "表.xlsx")
    title = openpyxl.load_workbook(path).worksheets[0]["A1"].value
    form = changed(
        path, {title: "财政项目支出绩效自评表\n（2022年度）", "项目资金\n(万元)": "项目资金（元）"}
    )
    assert (form.definition_id, form.findings) == ("shanghai-2022", ())


@pytest.mark.parametrize("text", ["项目资金", "项目资金（元/万元）"])
def test_a_unit_that_nothing_says_is_told(text: str, tmp_path: Path) -> None:
    path = draw(drawn(published(0)), "national-2020", tmp_path / "表.xlsx")
    form = changed(path, {"项目资金\n(万元)": text})
    assert form.definition_id == "national-2020"
    assert [(finding.code, finding.expected) for finding in form.findings] == [("money-unit-unknown", "万元")]


# -- how else people write labels and fill cells

WRITTEN_OTHERWISE = {
    "full-width marks and spaces": {"项目名称": "　项　目　名　称　：", "主管部门": "主管\n部门:"},
    "numbered": {"项目名称": "一、项目名称", "主管部门": "（二）主管部门"},
    "other words": {"三级指标": "具体指标", "年度\n指标值": "目标值", "分值": "权重", "总分": "合计"},
    "funds of other names": {"年度资金总额：": "合  计", "上年结转资金": "社会捐赠"},
    "no label of the goals": {"年度总\n体目标": ""},
}


@pytest.mark.parametrize("habit", WRITTEN_OTHERWISE)
def test_labels_written_otherwise(habit: str, tmp_path: Path) -> None:
    record = published(0)
    texts = WRITTEN_OTHERWISE[habit]
    form = changed(draw(drawn(record), "national-2020", tmp_path / "表.xlsx"), texts)
    for fund in record["funds"]:
        fund["item"] = texts.get(fund["item"], fund["item"])
    assert_same(record, form)


def test_columns_in_another_order(tmp_path: Path) -> None:
    record = published(0)
    path = draw(drawn(record), "national-2020", tmp_path / "表.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    first = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "三级指标")
    for row in range(first, first + len(record["indicators"]) + 1):
        cells = [sheet.cell(row, column) for column in range(4, 10)]
        values = [cell.value for cell in cells]
        for cell, value in zip(cells, [*values[3:], *values[:3]], strict=True):
            cell.value = value
    sheet.cell(first + len(record["indicators"]) + 1, 4, None)
    book.save(path)
    (form,) = read_file(path).forms
    expected = shown(record)
    assert form.evaluation.indicators == expected.indicators


def test_boxes_that_nobody_merged(tmp_path: Path) -> None:
    record = published(0)
    path = draw(drawn(record), "national-2020", tmp_path / "表.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    book.save(path)
    (form,) = read_file(path).forms
    assert_same(record, form)


def test_blank_rows_and_a_heading_on_the_second_page(tmp_path: Path) -> None:
    record = published(3)
    path = draw(drawn(record), record["form"], tmp_path / "表.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    first = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "三级指标")
    sheet.insert_rows(first + 5, 3)
    for column in range(1, 9):
        sheet.cell(first + 6, column, sheet.cell(first, column).value)
    book.save(path)
    (form,) = read_file(path).forms
    assert_same(record, form)


def test_a_list_of_the_indicators_of_many_forms_is_none(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["项目名称", "实施单位", "一级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"])
    sheet.append(["甲", "乙", "产出指标", "丙", "=100%", "100%", 5, 5])
    book.save(tmp_path / "明细.xlsx")
    assert read_file(tmp_path / "明细.xlsx").forms == ()
