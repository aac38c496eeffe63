"""Every code through a workbook: made, written, read and checked; found alone, and at its cell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.helpers.filled import FORM, filled
from tests.helpers.finding_cases import CASES, Case, amounts, points
from tests.helpers.foreign import Habits, foreign_form
from tests.helpers.records import seed_records
from tests.helpers.workbooks import (
    SHEET,
    Edit,
    address,
    as_general,
    as_typed,
    edited,
    hidden,
    issued_as,
    meta,
    type_in,
    with_part,
    without_guards,
    without_marks,
    without_names,
    written,
)
from xltools.check import Checked, check_file
from xltools.findings import Raised, catalogue
from xltools.generate import form_bytes, generate_file
from xltools.grids import open_book
from xltools.library import official_forms, with_rules
from xltools.read import read_file
from xltools.rules.recognise.forms import recognise
from xltools.rules.record import evaluation_to_json

# What a generated workbook says otherwise than its record, and why.
NOT_AS_SUCH = {
    # `new` puts the formula with its result where a result is missing: blanked by hand below
    "result-blank": None,
    # `new` refuses a text that no cell can hold: a file of others has one in test_collect_sheets
    "text-too-long": None,
    # the total of the form follows the score that was typed over its formula, and is told with it
    "execution-score-wrong": ("total_score",),
}
# a rate typed in whole percents is right, but over our formula it is a finding of its own
TYPED_OVER = ("execution-rate-wrong",)
PLACES = {"indicators": "B13"}  # a block stands at its first cell
BY_NAME = [case for case in CASES if case.code not in NOT_AS_SUCH or NOT_AS_SUCH[case.code]]


@dataclass(frozen=True)
class Typed:
    """What somebody does to the correct form; where the finding stands; what does no harm."""

    code: str
    cell: str | None
    wrong: Edit
    right: Edit
    also: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.code


DETAIL = {"indicators[9]": "满意度指标 | 服务对象满意度指标 | 其中：企业学员 | | | | |"}
TYPED = [
    Typed("error-value", "H13", type_in(H13="=1/0"), type_in(H13="=16/2")),
    Typed("error-value", "I13", as_general("I13", "=#REF!"), as_general("I13", "12.5 场")),
    Typed("not-a-number", "H13", type_in(H13="八分左右"), type_in(H13=8.0)),
    Typed("number-as-text", "H13", type_in(H13="8 分"), type_in(H7="—")),
    Typed("number-as-text", "E6", type_in(E6="508800"), type_in(E6=508800)),
    Typed("not-a-number", "F9", type_in(F9="约5万元"), type_in(F9="—")),
    Typed("text-became-formula", "F16", as_general("F16", "=100%"), type_in(F16="100%")),
    Typed("text-became-formula", "F18", as_general("F18", "=44.2万元"), as_general("F18", "44.2万元")),
    Typed("formula-overwritten", "H22", type_in(H22=95.96), type_in(H13="=8")),
    Typed("result-blank", "H22", type_in(H22=None), type_in(I22=None)),
    Typed("result-blank", "H6", type_in(H6=None, I6=None), type_in(G7=None), ("I6",)),
    Typed("version-differs", None, meta("version", "0"), meta("version", "1")),
    Typed("names-damaged", None, without_names, lambda book: book.defined_names.pop("xlt_title")),
    Typed("definition-missing", None, meta("form", "lakeside"), meta("issue", "?")),
    Typed("issue-damaged", None, meta("record.1", "{}"), meta("issue", "?")),
    Typed("indicator-removed", "B13", issued_as(DETAIL), issued_as({})),
    Typed("weight-changed", "G13", issued_as(points(r0="8.01")), issued_as(points(r0="8.00"))),
    Typed(
        "target-changed",
        "E13",
        issued_as({"indicators[0].target": "≥11场"}),
        issued_as({"indicators[0].target": "≥ １２场"}),
    ),
    Typed(
        "budget-changed",
        "D6",
        issued_as({"funds[0].initial_budget": "508801"}),
        issued_as({"funds[0].initial_budget": "508800.0"}),
    ),
    Typed("sheet-hidden", None, without_marks(hidden), without_marks()),
    Typed("guards-lost", "B14", without_guards("B14 H15"), without_marks(without_guards("B14 H15"))),
]


def told(checked: Checked) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(finding.code, finding.place.cell, finding.also_cells) for finding in checked.findings]


@pytest.mark.parametrize("case", BY_NAME, ids=lambda case: case.id)
def test_a_wrong_record_is_found_in_its_workbook_alone_and_at_its_cell(case: Case, tmp_path: Path) -> None:
    path = written(case.wrong, tmp_path / "错.xlsx")
    cells = [PLACES.get(role) or address(path, role) for role in (case.path, *case.also)]
    cells += [address(path, role) for role in NOT_AS_SUCH.get(case.code) or ()]
    first, *further = dict.fromkeys(cells)
    checked = check_file(path)
    assert told(checked) == [(case.code, first, tuple(further))]
    assert {finding.place.sheet for finding in checked.findings} == {SHEET}
    assert {finding.place.file for finding in checked.findings} == {str(path)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_its_twin_in_order_has_none(case: Case, tmp_path: Path) -> None:
    found = [code for code, _, _ in told(check_file(written(case.right, tmp_path / "对.xlsx")))]
    assert found == (["formula-overwritten"] if case.code in TYPED_OVER else [])


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Path]]:
    """Each wrong workbook with its twin."""
    edits = [edit for typed in TYPED for edit in (typed.wrong, typed.right)]
    paths = edited(edits, tmp_path_factory.mktemp("手工"))
    return list(zip(paths[::2], paths[1::2], strict=True))


@pytest.mark.parametrize("number", range(len(TYPED)), ids=lambda number: TYPED[number].code)
def test_what_people_do_to_cells_is_found_alone_and_at_its_cell(
    number: int, by_hand: list[tuple[Path, Path]]
) -> None:
    typed, (wrong, right) = TYPED[number], by_hand[number]
    checked = check_file(wrong)
    assert told(checked) == [(typed.code, typed.cell, typed.also)]
    assert checked.findings[0].place.sheet == SHEET
    assert told(check_file(right)) == []


def test_an_indicator_that_was_not_issued(tmp_path: Path) -> None:
    added, issued = edited([(DETAIL, issued_as({})), (DETAIL, issued_as(DETAIL))], tmp_path)
    assert told(check_file(added)) == [("indicator-added", "D22", ())]
    assert told(check_file(issued)) == []


def test_a_result_that_was_never_renewed(tmp_path: Path) -> None:
    path = written({}, tmp_path / "表.xlsx")
    stale = with_part(path, b"<v>95.96</v>", b"<v>95</v>")
    assert told(check_file(stale)) == [("stale-result", "H22", ())]
    assert told(check_file(path)) == []
    assert check_file(stale).findings[0].what == "文件里保存的结果是 95，按现在的数据重算应为 95.96。"


SEEDS = {  # the golden lists of test_checks_seeds, at their cells
    0: [("fund-parts-exceed-total", "E6", ("E7",)), ("expected-goal-blank", "B11", ())],
    1: [
        ("expected-goal-blank", "B11", ()),
        ("units-differ", "F22", ()),
        ("outcome-says-nothing", "F11", ()),
    ],
    2: [("indicator-year-differs", "D18", ("D19", "D22")), ("outcome-says-nothing", "F11", ())],
}


@pytest.mark.parametrize("index", SEEDS)
def test_the_published_forms_as_workbooks(index: int, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    generate_file(seed_records()[index], "shanghai-2022", path, "测试")
    assert told(check_file(path)) == SEEDS[index]


def test_a_form_of_somebody_else_that_names_no_unit_of_money(tmp_path: Path) -> None:
    record = evaluation_to_json(filled({"title": "财政项目支出绩效自评表"}))
    found = {}
    for side_column in (False, True):
        path = tmp_path / f"{side_column}.xlsx"
        foreign_form(record, path, Habits(side_column=side_column))
        found[side_column] = told(check_file(path))
    assert found == {False: [("money-unit-unknown", "B6", ())], True: []}


def test_a_form_in_another_unit_of_money_than_the_official_one(tmp_path: Path) -> None:
    """湖北 counts in 万元; its layout is no other form's."""
    fund = {"item": "年度财政资金总额", "annual_budget": "50.88", "executed": "50.69"}
    record = {"project": "培训", "unit": "培训中心", "year": 2022, "funds": [fund]}
    generate_file(record, "hubei", tmp_path / "原表.xlsx", "测试")
    found = {}
    for unit in ("元", "万元"):
        book = openpyxl.load_workbook(tmp_path / "原表.xlsx")
        without_marks(type_in(A5=f"预算执行情况（{unit}）（20分）"))(book)
        path = tmp_path / f"{unit}.xlsx"
        book.save(path)
        found[unit] = [(each.code, each.place.cell) for each in read_file(path).forms[0].findings]
    assert found == {"元": [("money-unit-converted", "B6")], "万元": []}


def test_a_total_above_the_cap_of_its_rules(tmp_path: Path) -> None:
    """The form is issued with another rule pack than its own, and says so itself."""
    low = amounts("executed", "330720", "321920", "8800", "0")  # 65 %
    path = tmp_path / "表.xlsx"
    found = {}
    for total in ("92.5", "79"):
        record = as_typed({**low, "total_score": total})
        path.write_bytes(form_bytes(with_rules(FORM, "execution-cap"), record))
        found[total] = told(check_file(path))
    assert found == {"92.5": [("total-above-cap", "H22", ())], "79": []}
    assert told(check_file(path, rules="national")) == [("total-score-wrong", "H22", ())]


def test_a_form_that_fits_two_official_ones(tmp_path: Path) -> None:
    record = evaluation_to_json(filled({"title": "财政项目支出绩效自评表"}))
    foreign_form(record, tmp_path / "表.xlsx", Habits())
    book, known = open_book(tmp_path / "表.xlsx"), {"一": FORM.definition}
    twin = replace(FORM.definition, id="二", name="另一种表样")
    found = [recognise(book, forms)[0].findings for forms in (known, {**known, "二": twin})]
    assert [[finding.code for finding in findings] for findings in found] == [[], ["form-uncertain"]]
    assert found[1][0].place.sheet == "Sheet"


OUTSIDE: dict[str, tuple[dict[str, Any], dict[str, Any], list[Any]]] = {
    "department-whole": (
        {
            "indicators": [
                {"level3": "在编率", "target": "≤100%", "weight": "50"},
                {"level3": "公开率", "weight": "50"},
            ]
        },
        {"F9": "95", "F10": "98", "H9": 80},
        [("F9", ("F10",), "调整指标值", "95；98"), ("H9", (), "得分系数（%）", "80")],
    ),
    "hubei": (
        {"indicators": [{"level1": "产出指标", "level2": "数量指标", "level3": "里程", "target": "≥5公里"}]},
        {"B10": "汛期停工。"},
        [("B10", (), "偏差大或目标未完成原因分析", "汛期停工。")],
    ),
}


@pytest.mark.parametrize("by_labels", [False, True])
@pytest.mark.parametrize("form_id", OUTSIDE)
def test_what_the_record_has_no_field_for_is_listed(form_id: str, by_labels: bool, tmp_path: Path) -> None:
    record, typed, expected = OUTSIDE[form_id]
    path = tmp_path / "表.xlsx"
    generate_file({"project": "项目", "unit": "单位", **record}, form_id, path, "测试")
    assert not [one for one in read_file(path).forms[0].findings if one.code == "outside-record"]
    book = openpyxl.load_workbook(path)
    edit = type_in(**typed)
    (without_marks(edit) if by_labels else edit)(book)
    book.save(path)
    (form,) = read_file(path).forms
    found = [one for one in form.findings if one.code == "outside-record"]
    assert [(one.place.cell, one.also_cells, one.place.label, one.found) for one in found] == expected


def test_every_code_of_one_form_is_shown_in_a_workbook() -> None:
    shown = {case.code for case in BY_NAME} | {typed.code for typed in TYPED}
    shown |= {
        "indicator-added",
        "stale-result",
        "money-unit-unknown",
        "money-unit-converted",
        "form-uncertain",
        "total-above-cap",
        "outside-record",
    }  # above
    shown |= {"text-too-long"}  # in test_collect_sheets
    shown |= {"continuation-unread", "group-guessed"}  # in test_unusual_layouts
    shown |= {"column-split", "cell-not-split"}  # in test_shared_columns
    shown |= {  # in test_foreign_doubts
        "column-unread",
        "heading-guessed",
        "label-not-found",
        "label-repeated",
        "points-in-percent",
        "table-unread",
    }
    raised = {code for code, kind in catalogue().items() if kind.raised is not Raised.COLLECT}
    assert raised - shown == set()


@pytest.mark.parametrize("form", official_forms())
def test_a_form_that_came_back_as_it_was_issued_is_not_called_changed(form: str, tmp_path: Path) -> None:
    """Also where it has no column for what its record says: 部门整体 shows no 二级指标."""
    path = tmp_path / "表.xlsx"
    generate_file(seed_records()[0], form, path, "测试记录")
    codes = {finding.code for finding in check_file(path).findings}
    assert not codes & {"indicator-added", "indicator-removed", "weight-changed", "target-changed"}
