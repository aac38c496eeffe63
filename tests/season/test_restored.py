"""`recalc` brings back what a form computes beside itself and on its sheet 校验, from the file alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tests.helpers.program import xltools
from tests.helpers.records import pictured_record, random_record
from tests.helpers.schema import assert_valid_package
from tests.helpers.typed_over import all_typed_over, formulas_in, typed_over, values_in
from xltools.check import check_file
from xltools.generate import generate_file
from xltools.grids import shift
from xltools.library import official_forms
from xltools.recalculate import recalculate_file
from xltools.refs import CellRef

FORM, CHECKS = "绩效自评表", "校验"
Record = dict[str, Any]


def issued(form_id: str, record: Record, path: Path) -> Path:
    generate_file(record, form_id, path, "记录")
    return path


def records(form_id: str) -> list[Record]:
    """Blank, as published, and with every field at random."""
    return [
        {},
        pictured_record(form_id),
        random_record(4, most=8) | dict.fromkeys(("total_weight", "total_score")),
    ]


@pytest.mark.parametrize("number", range(2))
@pytest.mark.parametrize("form_id", official_forms())
def test_every_formula_typed_over_comes_back_with_its_result(
    form_id: str, number: int, tmp_path: Path
) -> None:
    path = issued(form_id, records(form_id)[number], tmp_path / "表.xlsx")
    broken = all_typed_over(path, tmp_path / "改过.xlsx")
    done, formulas = recalculate_file(broken, tmp_path / "重算.xlsx"), formulas_in(path)
    assert formulas_in(done.output) == formulas
    assert values_in(done.output) == values_in(path)
    assert len(done.changes) + len(done.restored) == len(formulas)
    assert_valid_package(done.output)
    again = recalculate_file(done.output, tmp_path / "再算.xlsx")
    assert (again.changes, again.restored) == ((), ())


@pytest.mark.parametrize("form_id", official_forms())
def test_of_an_untouched_form_nothing_is_restored(form_id: str, tmp_path: Path) -> None:
    for number, record in enumerate(records(form_id)):
        path = issued(form_id, record, tmp_path / f"{number}.xlsx")
        assert recalculate_file(path, tmp_path / "重算.xlsx").restored == ()
        assert (tmp_path / "重算.xlsx").read_bytes() == path.read_bytes()


def test_a_formula_that_looks_at_no_cell_is_typed_over_as_well(tmp_path: Path) -> None:
    path = issued("shanghai-2022", pictured_record("shanghai-2022"), tmp_path / "表.xlsx")
    contents: dict[tuple[str, str], object] = {(FORM, "K13"): "=90+5", (CHECKS, "A6"): "=#REF!"}
    broken = typed_over(path, contents, tmp_path / "改过.xlsx")
    done = recalculate_file(broken, tmp_path / "重算.xlsx")
    assert {(one.sheet, one.cell.a1): one.before for one in done.restored} == contents
    assert formulas_in(done.output) == formulas_in(path)


def test_what_a_target_was_issued_with_comes_back_where_the_target_is_still_that(tmp_path: Path) -> None:
    path = issued("shanghai-2022", pictured_record("shanghai-2022"), tmp_path / "表.xlsx")
    before = values_in(path)
    sign, goal, gone = (FORM, "N14"), (FORM, "O14"), (FORM, "O13")
    assert before[sign] == "="
    broken = typed_over(path, {sign: "≥", goal: 3, gone: None}, tmp_path / "改过.xlsx")
    done = recalculate_file(broken, tmp_path / "重算.xlsx")
    assert {(one.sheet, one.cell.a1) for one in done.restored} == {sign, goal, gone}
    after = values_in(done.output)
    assert [after[place] for place in (sign, goal, gone)] == [before[place] for place in (sign, goal, gone)]
    assert formulas_in(done.output) == formulas_in(path)
    another = typed_over(broken, {(FORM, "E14"): "≥99人"}, tmp_path / "另一目标.xlsx")
    restored = recalculate_file(another, tmp_path / "重算.xlsx").restored
    assert {(one.sheet, one.cell.a1) for one in restored} == {gone}


def test_the_explanations_stay_and_count(tmp_path: Path) -> None:
    record = pictured_record("shanghai-2022") | {"actual_outcome": "已完成。"}
    path = issued("shanghai-2022", record, tmp_path / "表.xlsx")
    told = {(CHECKS, f"F{row}"): "情况属实，已与主管部门核对。" for row in range(5, 20)}
    explained = typed_over(path, told, tmp_path / "说明.xlsx")
    broken = all_typed_over(explained, tmp_path / "改过.xlsx", lambda _: "通过")
    done = recalculate_file(broken, tmp_path / "重算.xlsx")
    after = values_in(done.output)
    assert {place: after[place] for place in told} == told
    assert formulas_in(done.output) == formulas_in(path)


def test_the_results_are_those_after_the_recalculation(tmp_path: Path) -> None:
    record = pictured_record("shanghai-2022") | dict.fromkeys(("total_weight", "total_score"))
    path = issued("shanghai-2022", record, tmp_path / "表.xlsx")
    contents: dict[tuple[str, str], object] = {(FORM, "I6"): 1, (FORM, "H36"): 30, (FORM, "L8"): "优"}
    broken = typed_over(path, contents, tmp_path / "改过.xlsx")
    done = recalculate_file(broken, tmp_path / "重算.xlsx")
    assert values_in(done.output)[FORM, "L8"] == values_in(path)[FORM, "L8"] != "优"


def test_it_is_told_by_name_and_place(tmp_path: Path) -> None:
    path = issued("shanghai-2022", pictured_record("shanghai-2022"), tmp_path / "表.xlsx")
    contents: dict[tuple[str, str], object] = {(FORM, f"K{row}"): 1 for row in (13, 14, 15, 18)}
    broken = typed_over(path, {**contents, (CHECKS, "A5"): "通过"}, tmp_path / "改过.xlsx")
    said = xltools("recalc", str(broken), "-o", str(tmp_path / "重算.xlsx")).out
    assert f"{FORM}!K13:K15、K18：恢复公式或内容（测算得分）" in said
    assert f"{CHECKS}!A5：恢复公式或内容（" in said


def guards(path: Path) -> dict[str, tuple[object, ...]]:
    """What each cell of the form accepts and says."""
    sheet = load_workbook(path)[FORM]
    assert isinstance(sheet, Worksheet)
    return {
        CellRef(*place).a1: (
            one.type, one.operator, one.errorStyle, one.showErrorMessage, one.error, one.prompt,
            *(_seen_from(one, formula, place) for formula in (one.formula1, one.formula2)),
        )
        for one in sheet.data_validations.dataValidation
        for area in one.sqref.ranges
        for place in area.cells
    }  # fmt: skip


def _seen_from(one: DataValidation, formula: str | None, place: tuple[int, int]) -> str | None:
    """A formula as it reads at one of its cells."""
    first = min(cell for area in one.sqref.ranges for cell in area.cells)
    return None if formula is None else shift(formula, place[0] - first[0], place[1] - first[1])


def without_lists(path: Path, target: Path, keep: int = 0) -> Path:
    """Without validations, as some programs save a form; `keep` so many of them."""
    book = load_workbook(path)
    block = book[FORM].data_validations
    block.dataValidation = block.dataValidation[:keep]
    book.save(target)
    return target


@pytest.mark.parametrize("keep", [0, 2])
@pytest.mark.parametrize("form_id", official_forms())
def test_lost_lists_and_bounds_are_told_and_come_back(form_id: str, keep: int, tmp_path: Path) -> None:
    path = issued(form_id, pictured_record(form_id), tmp_path / "表.xlsx")
    bare = without_lists(path, tmp_path / "没有列表.xlsx", keep)
    before, left = guards(path), guards(bare)
    (told,) = [finding for finding in check_file(bare).findings if finding.code == "guards-lost"]
    assert told.place.cell in before
    assert "guards-lost" not in {finding.code for finding in check_file(path).findings}
    done = recalculate_file(bare, tmp_path / "重算.xlsx")
    assert guards(done.output) == before
    put = {CellRef(*cell).a1 for _, one in done.guards for cell in one.area}
    assert put >= set(before) - set(left)
    assert_valid_package(done.output)
    assert recalculate_file(done.output, tmp_path / "再算.xlsx").guards == ()
    assert "guards-lost" not in {finding.code for finding in check_file(done.output).findings}


def test_a_list_in_the_place_of_bounds_is_replaced(tmp_path: Path) -> None:
    path = issued("shanghai-2022", pictured_record("shanghai-2022"), tmp_path / "表.xlsx")
    before, book = guards(path), load_workbook(path)
    sheet = book[FORM]
    assert isinstance(sheet, Worksheet)
    for one in sheet.data_validations.dataValidation:
        every = {CellRef(*cell).a1 for area in one.sqref.ranges for cell in area.cells}
        one.sqref = MultiCellRange(" ".join(sorted(every - {"H15", "B14"})))
    other = DataValidation(type="list", formula1='"是,否"', sqref="H15:J15")
    sheet.add_data_validation(other)
    book.save(tmp_path / "粘贴.xlsx")
    done = recalculate_file(tmp_path / "粘贴.xlsx", tmp_path / "重算.xlsx")
    after = guards(done.output)
    assert {cell: after[cell] for cell in before} == before | {"I15": after["I15"]}
    said = xltools("recalc", str(tmp_path / "粘贴.xlsx"), "-o", str(tmp_path / "再.xlsx")).out
    assert f"{FORM}!B14：恢复下拉列表、填写限制或提示（" in said
