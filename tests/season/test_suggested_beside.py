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
from xltools.rules.layout.beside.columns import beside
from xltools.rules.opened.automatic import MARK
from xltools.rules.pack.model import ScoreMode
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


# -- what people change: a row of its own for each case, all in one workbook, which LibreOffice opens once

TYPED: list[tuple[Cells, object]] = [
    ({"F": "=50%"}, 2),
    ({"F": " ９８．５ ％"}, 3.94),
    ({"F": "0.5"}, 2),
    ({"F": 0.5}, 2),  # a number, whether it shows as 0.5 or as 50%
    ({"F": 1}, UNREAD),  # 1% or 100%
    ({"F": "0.2"}, UNREAD),  # at the edge of what is a share for sure; just beyond it
    ({"F": "0.21"}, 0.84),
    ({"F": "1.5"}, UNREAD),  # and of what is a number of percent
    ({"F": "1.6"}, 0.06),
    ({"F": "20220101"}, UNREAD),  # a date, with a decimal point too
    ({"F": "20220101.5"}, UNREAD),
    ({"F": "实际完成98.5%。"}, 3.94),
    ({"F": "完成率 98.5 %"}, 3.94),
    ({"F": "约98%"}, UNREAD),  # whether that is short of 100%, nobody knows
    ({"F": "剩余50%"}, UNREAD),
    ({"F": "完成"}, UNREAD),
    ({"F": "1-2"}, UNREAD),
    ({"F": None}, None),
    ({"E": "=90%"}, UNREAD),  # not the target that was issued
    ({"E": "≥100%"}, UNREAD),
    ({"E": None}, UNREAD),
    ({"D": "预算调整率"}, UNREAD),  # below such a target may be better
    ({"C": "成本指标"}, UNREAD),
    ({"G": None}, None),
    ({}, 3.8),
]
TARGETS: list[tuple[str, str, object]] = [
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
]
ERRORS = "BCDEFGH"


def rows_of(count: int, **others: Any) -> list[dict[str, Any]]:
    """The indicator with 95 % of 100 % so many times, each in a group of its own."""
    row = seed()["indicators"][SHARE - FIRST]
    levels = (("产出指标", "质量指标"), ("效益指标", "社会效益指标"))
    return [row | {"level1": levels[at % 2][0], "level2": levels[at % 2][1]} | others for at in range(count)]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cells, Cells, Cells]:
    """What LibreOffice shows in the forms with TYPED, TARGETS and ERRORS."""
    folder = tmp_path_factory.mktemp("测算")
    typed_in = issued(folder / "填写.xlsx", seed() | {"indicators": rows_of(len(TYPED))})
    edits = [(f"{column}{FIRST + at}", value)
             for at, (cells, _) in enumerate(TYPED) for column, value in cells.items()]  # fmt: skip
    typed(typed_in, dict(edits))
    rows = rows_of(len(TARGETS), level3="完成情况", actual=None)
    aims = [row | {"target": target} for row, (target, _, _) in zip(rows, TARGETS, strict=True)]
    targets = issued(folder / "目标.xlsx", seed() | {"indicators": aims})
    typed(targets, {f"F{FIRST + at}": text for at, (_, text, _) in enumerate(TARGETS)})
    errors = issued(folder / "错误值.xlsx", seed() | {"indicators": rows_of(len(ERRORS))})
    book = openpyxl.load_workbook(errors)
    for at, column in enumerate(ERRORS):
        cell = book[SHEET][f"{column}{FIRST + at}"]
        cell.value, cell.number_format = "=1/0", "General"
    book.save(errors)
    one, two, three = recalculate([typed_in, targets, errors], folder / "libreoffice")
    return stored_results(one)[SHEET], stored_results(two)[SHEET], stored_results(three)[SHEET]


@pytest.mark.parametrize("at", range(len(TYPED)), ids=lambda at: str(TYPED[at][0]))
def test_what_is_typed_is_read_or_nothing_is_said(at: int, shown: tuple[Cells, ...]) -> None:
    assert shown[0].get(f"K{FIRST + at}") == TYPED[at][1]


@pytest.mark.parametrize("at", range(len(TARGETS)), ids=lambda at: "{} {}".format(*TARGETS[at]))
def test_so_are_other_targets(at: int, shown: tuple[Cells, ...]) -> None:
    assert shown[1].get(f"K{FIRST + at}") == TARGETS[at][2]


@pytest.mark.parametrize("column", ERRORS)
def test_an_error_anywhere_in_the_row_makes_none_beside_it(column: str, shown: tuple[Cells, ...]) -> None:
    row = FIRST + ERRORS.index(column)
    assert shown[2][f"{column}{row}"] == "#DIV/0!"
    near = {address: value for address, value in shown[2].items() if address[0] in "KL"}
    assert not [value for value in near.values() if str(value).startswith("#")]


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
