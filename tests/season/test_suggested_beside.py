"""测算得分 beside the form: what is issued, what people change, how scores follow it, how it is read back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.helpers.compare import evaluation_of
from tests.helpers.office import recalculate, stored_results
from tests.helpers.records import seed_records
from tests.helpers.schema import assert_valid_package
from xltools.generate import form_bytes
from xltools.library import OfficialForm, official_form, official_forms, under
from xltools.read import read_file
from xltools.recalculate import recalculate_file
from xltools.rules.automatic import MARK
from xltools.rules.beside.columns import beside
from xltools.rules.pack import ScoreMode
from xltools.rules.reading import FoundBy

SHEET = "绩效自评表"
FIRST, SHARE = 13, 23  # rows of the seed: its first indicator; one with 95 % of 100 %
UNREAD = beside().unread
Cells = dict[str, object]


def seed(**others: Any) -> dict[str, Any]:
    record = seed_records()[0]
    for row in record["indicators"]:
        row.update(others)
    return record


def issued(path: Path, record: dict[str, Any], form: OfficialForm | None = None) -> Path:
    path.write_bytes(form_bytes(form or official_form("shanghai-2022"), evaluation_of(record)))
    return path


def typed(path: Path, cells: Cells) -> Path:
    """The file with these cells typed over."""
    book = openpyxl.load_workbook(path)
    for address, value in cells.items():
        cell = book[SHEET][address]
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(path)
    return path


def reckoned(path: Path) -> Cells:
    return stored_results(recalculate([path], path.parent / "libreoffice")[0])[SHEET]


def sheet_of(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path)[SHEET]


def mode(score_mode: ScoreMode) -> OfficialForm:
    form = official_form("shanghai-2022")
    return under(form, replace(form.pack, score_mode=score_mode))


# -- the columns


def test_two_columns_are_seen_and_the_others_hidden_outside_the_print(tmp_path: Path) -> None:
    path = issued(tmp_path / "表.xlsx", seed())
    sheet = sheet_of(path)
    assert_valid_package(path)
    assert sheet.print_area == "'绩效自评表'!$A$1:$I$34"
    assert [sheet[f"{column}12"].value for column in "JKL"] == [None, "测算得分", "与得分之差"]
    hidden = [name for name, column in sheet.column_dimensions.items() if column.hidden]
    assert hidden
    assert not set("ABCDEFGHIJKL") & set(hidden)
    assert all(cell.protection.locked for row in sheet["K12:AC33"] for cell in row)


def test_the_difference_stands_beside_the_score(tmp_path: Path) -> None:
    shown = reckoned(issued(tmp_path / "表.xlsx", seed()))
    assert (shown[f"K{SHARE}"], shown[f"H{SHARE}"], shown[f"L{SHARE}"]) == (3.8, 2, -1.8)
    assert shown["K25"] == beside().judged  # 及时 → 未及时保障


def test_nothing_is_shown_before_anything_is_filled_in(tmp_path: Path) -> None:
    for record in (seed(actual=None, score=None), {}):
        shown = reckoned(issued(tmp_path / "表.xlsx", record))
        assert {shown.get(f"{column}{row}") for column in "KL" for row in range(FIRST, 31)} == {None}


@pytest.mark.parametrize("form_id", official_forms())
def test_forms_without_points_or_their_cell_have_none(form_id: str, tmp_path: Path) -> None:
    form = official_form(form_id)
    record = {"indicators": [{"target": "≥95%", "actual": "90%", "weight": "4"}]}
    path = issued(tmp_path / "表.xlsx", record, form)
    assert_valid_package(path)
    fields = {spec.field for spec in form.definition.indicators.columns}
    names = set(openpyxl.load_workbook(path).defined_names)
    assert ("xlt_indicators_0_suggested_score" in names) == ({"weight", "score"} <= fields)


# -- what people change


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"F23": "=50%"}, 2),
        ({"F23": " ９８．５ ％"}, 3.94),
        ({"F23": "0.5"}, 2),
        ({"F23": 0.5}, 2),  # a number, whether it shows as 0.5 or as 50%
        ({"F23": 1}, UNREAD),  # 1% or 100%
        ({"F23": "实际完成98.5%。"}, 3.94),
        ({"F23": "完成率 98.5 %"}, 3.94),
        ({"F23": "约98%"}, UNREAD),  # whether that is short of 100%, nobody knows
        ({"F23": "剩余50%"}, UNREAD),
        ({"F23": "完成"}, UNREAD),
        ({"F23": "1-2"}, UNREAD),
        ({"F23": None}, None),
        ({"E23": "=90%"}, UNREAD),  # not the target that was issued
        ({"E23": "≥100%"}, UNREAD),
        ({"E23": None}, UNREAD),
        ({"D23": "预算调整率"}, UNREAD),  # below such a target may be better
        ({"C23": "成本指标"}, UNREAD),
        ({"G23": None}, None),
    ],
)
def test_what_is_typed_is_read_or_nothing_is_said(cells: Cells, shown: object, tmp_path: Path) -> None:
    path = issued(tmp_path / "表.xlsx", seed(level2="质量指标"))
    sheet = sheet_of(path)
    if "C23" in cells:  # the label of the group stands further up
        label = next(row for row in range(SHARE, FIRST - 1, -1) if sheet[f"C{row}"].value)
        cells = {f"C{label}": cells["C23"]}
    assert reckoned(typed(path, cells)).get("K23") == shown


@pytest.mark.parametrize(
    ("target", "typed_in", "shown"),
    [
        ("≥50个", "50家", 4),
        ("≥50个", "25个以上", 2),
        ("≥50个", "超过25个", UNREAD),  # so much is sure, and not how much more
        ("≥5年", "5年", 4),
        ("≥10个村", "完成12个村", 4),
        ("≥100万元", "￥1,200,000", 4),
        ("≤10次", "不超过10次", 4),
        ("≥300人", "约400人", 4),
        ("≥12次", "全年12次", 4),
        ("≥100天", "全年365天", UNREAD),
        ("及时", "达成年度指标", "建议 3.2～4 分"),
        ("及时", "部分达成", "建议 2.4～3.2 分"),
        ("及时", "未达成年度指标且效果较差", "建议 0～2.4 分"),
        ("及时", "及时", "建议 3.2～4 分"),
        ("及时", "较及时", beside().judged),
        ("是", "否", "建议 0～3.2 分"),
        ("是否上线", "是否上线", beside().judged),
    ],
)
def test_so_are_other_targets(target: str, typed_in: str, shown: object, tmp_path: Path) -> None:
    record = seed(level2="质量指标")
    record["indicators"][SHARE - FIRST] |= {"level3": "完成情况", "target": target, "actual": None}
    path = issued(tmp_path / "表.xlsx", record)
    assert reckoned(typed(path, {f"F{SHARE}": typed_in})).get(f"K{SHARE}") == shown


@pytest.mark.parametrize("column", "BCDEFGH")
def test_an_error_anywhere_in_the_row_makes_none_beside_it(column: str, tmp_path: Path) -> None:
    path = issued(tmp_path / "表.xlsx", seed(level2="质量指标"))
    book = openpyxl.load_workbook(path)
    top = next(row for row in range(SHARE, FIRST - 1, -1) if book[SHEET][f"{column}{row}"].value)
    book[SHEET][f"{column}{top}"].value = "=1/0"
    book[SHEET][f"{column}{top}"].number_format = "General"
    book.save(path)
    beside_it = {address: value for address, value in reckoned(path).items() if address[0] in "KL"}
    assert not [value for value in beside_it.values() if str(value).startswith("#")]


# -- how scores follow


def test_a_blank_score_is_filled_by_the_cell_beside_it(tmp_path: Path) -> None:
    path = issued(tmp_path / "表.xlsx", seed(score=None))
    done = recalculate_file(path, tmp_path / "重算.xlsx")
    formula = sheet_of(done.output)[f"H{SHARE}"].value
    assert "K23" in formula
    assert MARK in formula
    assert reckoned(done.output)[f"H{SHARE}"] == 3.8
    assert recalculate_file(done.output, tmp_path / "再算.xlsx").changes == ()
    changed = reckoned(typed(done.output, {"F23": "=50%"}))
    assert (changed["H23"], changed["L23"]) == (2, 0)


def test_what_the_formula_cannot_read_is_filled_by_numbers(tmp_path: Path) -> None:
    record = seed(score=None)
    record["indicators"][10] |= {"target": "≥95%", "actual": "百分之九十"}
    done = recalculate_file(issued(tmp_path / "表.xlsx", record), tmp_path / "重算.xlsx")
    formula = sheet_of(done.output)[f"H{SHARE}"].value
    assert "K23" not in formula
    assert reckoned(done.output)[f"H{SHARE}"] == 3.79


def test_manual_scores_stay_blank(tmp_path: Path) -> None:
    path = issued(tmp_path / "表.xlsx", seed(score=None), mode(ScoreMode.MANUAL))
    assert sheet_of(path)[f"H{SHARE}"].value is None
    assert reckoned(path)[f"K{SHARE}"] == 3.8


def test_automatic_scores_are_formulas_from_the_start(tmp_path: Path) -> None:
    path = issued(tmp_path / "表.xlsx", seed(score=None), mode(ScoreMode.AUTOMATIC))
    sheet = sheet_of(path)
    scores = [sheet[f"H{row}"] for row in range(FIRST, 34)]
    assert all("K" in cell.value and cell.protection.locked for cell in scores)
    stored, shown = stored_results(path)[SHEET], reckoned(path)
    assert (shown["H23"], shown.get("H25")) == (3.8, None)
    assert stored["H34"] == shown["H34"]
    assert read_file(path).forms[0].evaluation.indicators[10].score == Decimal("3.80")


def test_spare_rows_of_automatic_scores_have_them_too(tmp_path: Path) -> None:
    sheet = sheet_of(issued(tmp_path / "表.xlsx", {}, mode(ScoreMode.AUTOMATIC)))
    assert MARK in sheet[f"H{FIRST}"].value


# -- how it is read back


def test_the_record_is_the_same(tmp_path: Path) -> None:
    path = issued(tmp_path / "表.xlsx", seed())
    [form] = read_file(path).forms
    assert form.found_by is FoundBy.NAMES
    assert form.evaluation.indicators == evaluation_of(seed()).indicators
    assert not [name for name in form.cells if "suggested" in name]


def test_with_damaged_names_it_is_found_by_its_labels(tmp_path: Path) -> None:
    path = issued(tmp_path / "表.xlsx", seed())
    before = read_file(path).forms[0].evaluation.indicators
    book = openpyxl.load_workbook(path)
    for name in [name for name in book.defined_names if name.startswith("xlt_")]:
        del book.defined_names[name]
    book.save(path)
    [form] = read_file(path).forms
    assert form.found_by is FoundBy.LABELS
    assert form.evaluation.indicators == before
