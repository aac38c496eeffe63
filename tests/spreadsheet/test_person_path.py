"""A clerk's way through an issued form in LibreOffice, as it is sent out: locked, with its lists and bounds.

What a form says afterwards is what was typed, and what is lost on the way is told.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.compare import evaluation_of
from tests.helpers.desk import INSERTED, ISSUED, LAST, REASON, SHEET, TYPED, Desk
from tests.helpers.sheet import form_table
from tests.helpers.uno_engine import Bridge
from xltools.check import check_file
from xltools.generate import generate_file
from xltools.library import official_form, official_forms, protection
from xltools.model import Evaluation, Indicator
from xltools.read import read_file
from xltools.recalculate import recalculate_file
from xltools.refs import CellRef
from xltools.rules.definition.model import LinesBlock
from xltools.rules.layout.placing import lay_out
from xltools.rules.layout.styles import ECHO
from xltools.rules.reading import ReadForm
from xltools.text import render


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """The form filled in, with a row inserted in the first group, and one above the last row."""
    desk.type(TYPED)
    desk("insert_row", "D14")
    desk.type(INSERTED)
    desk("insert_row", "D18")
    desk.type(LAST)
    return desk


def form_of(path: Path) -> ReadForm:
    (form,) = read_file(path).forms
    return form


def codes(path: Path) -> set[tuple[str, str | None]]:
    findings = check_file(path).findings
    return {(one.code, one.place.cell) for one in findings}


def rows(path: Path) -> list[Indicator]:
    return list(form_of(path).evaluation.indicators)


def without_blank_funds(form: ReadForm) -> Evaluation:
    """Found by labels, a row of 项目资金 that the form prints is one, also where it is blank."""
    funds = tuple(fund for fund in form.evaluation.funds if fund.annual_budget is not None)
    return replace(form.evaluation, funds=funds)


def test_what_is_typed_stands_as_it_was_typed(desk: Desk, tmp_path: Path) -> None:
    desk.type(TYPED)
    assert [desk("kind", cell) for cell in ("F14", "F15", "F17", "I13")] == ["TEXT"] * 4
    assert desk.seen("F14", "F15", "F17", "I13") == ["=12次", "=100%", "95%", REASON]
    assert desk.seen("H6", "I6", "G18", "H18") == ["90.00%", "9", "100", "98.00"]
    path = desk.saved(tmp_path / "填好.xlsx")
    assert [row.actual for row in rows(path)] == ["98公里", "=12次", "=100%", "明显改善，居民称便", "95%"]
    assert [row.score for row in rows(path)] == list(map(Decimal, (19, 10, 20, 30, 10)))
    assert rows(path)[0].reason == REASON
    assert codes(path) == set()


def test_labels_and_formulas_are_locked_and_rows_cannot_be_deleted(desk: Desk) -> None:
    """Refused typing opens a message box, on which LibreOffice without a screen ends: so locks are asked."""
    assert desk("locked", SHEET)
    locked = ["A1", "A3", "D5", "G6", "H6", "I6", "A10", "A12", "D12", "A18", "G18", "H18"]
    assert [cell for cell in locked if desk("open_to_typing", cell)] == []
    assert [cell for cell in TYPED if not desk("open_to_typing", cell)] == []
    desk("delete_row", "D14")
    assert desk.seen("D14", "A3") == ["检查次数", "项目名称"]


def test_a_row_grows_with_the_reason_that_is_typed_into_it(desk: Desk) -> None:
    blank = desk("height", 14)
    desk.type({"I13": REASON, "F14": "12次"})
    assert desk("height", 13) > 10 * blank
    assert desk("height", 14) >= 20  # a short text makes no row lower than a blank one
    desk("insert_row", "D14")
    assert desk("height", 14) >= 20
    assert desk("cut_off", SHEET) == []
    desk.type({"I13": ""})


def test_merged_cells_have_room_and_their_rows_grow(desk: Desk) -> None:
    blank = desk("height", 11)
    assert blank > 4 * 14  # four lines
    desk.type({"F11": "完成"})
    assert desk("height", 11) >= blank - 1
    desk.type({"F11": REASON * 2, "D3": REASON})
    assert desk("height", 11) > 3 * blank
    assert desk("cut_off", SHEET) == []


def test_entries_out_of_bounds_are_found(desk: Desk) -> None:
    desk.type(TYPED)
    guarded = ["D4", "F6", "F7", "B13", "C13", "C15", "G14", "H13", "H14", "H15"]
    assert desk("invalid", guarded) == []
    desk.type({"F6": "-1", "F7": "90.123", "G14": "0", "H13": "20.5", "C15": "社会效益指标"})
    assert desk("invalid", guarded) == ["F6", "F7", "C15", "G14", "H13", "H14"]  # 10 of 0 points
    desk.type({"F6": "90", "F7": "90.12", "G14": "10", "H13": "20", "C15": "时效指标", "H15": "20.01"})
    assert desk("invalid", guarded) == ["H15"]


def test_inserted_rows_are_open_guarded_and_counted(filled: Desk, tmp_path: Path) -> None:
    assert all(filled("open_to_typing", f"{column}{row}") for row in (14, 18) for column in "BCDEFGHI")
    assert filled.seen("G20", "H20") == ["110", "108.00"]
    assert filled.seen("L2", "L3", "L4", "L5", "L6", "L7", "L8") == ["55", "54", "30", "30", "15", "15", "优"]
    filled.type({"H14": "6", "G18": "-1"})
    assert filled("invalid", ["H14", "G18", "H18"]) == ["H14", "G18", "H18"]
    filled.type({"H14": "5", "G18": "5"})
    path = filled.saved(tmp_path / "填好.xlsx")
    assert [row.level3 for row in rows(path)] == [
        "养护里程", "巡查次数", "检查次数", "合格率", "通行改善", "投诉处理满意度", "居民满意度",
    ]  # fmt: skip
    assert [row.level2 for row in rows(path)][:3] == ["数量指标"] * 3
    assert form_of(path).evaluation.total_score == Decimal(108)
    told = {("indicator-added", "D14"), ("indicator-added", "D18"), ("weights-not-100", "G20")}
    assert codes(path) == told
    filled("activate", "校验")
    results = {filled("seen", f"B{row}"): filled.seen(f"A{row}", f"C{row}") for row in range(5, 60)}
    assert results["分值合计不是 100"] == ["错误", "G20"]


@pytest.mark.parametrize("form_id", official_forms())
def test_a_row_above_the_last_one_counts_in_every_form(form_id: str, bridge: Bridge, tmp_path: Path) -> None:
    """The last group has one row: what is inserted above it stands in that group or in a new one."""
    record = form_table(ISSUED) | {"form": form_id}
    path, cells = tmp_path / "下发.xlsx", roles(form_id, record)
    generate_file(record, form_id, path, "名册")
    desk, last = Desk(bridge, path), cells["indicators[4].level3"].row
    added = {"level1": "满意度指标", "level2": "服务对象满意度指标", "level3": "投诉处理满意度"}
    added |= {"target": "≥90%", "target_number": "90", "actual": "92%", "weight": "5", "score": "5"}
    places = {name: cells.get(f"indicators[4].{name}") for name in added}
    desk("insert_row", CellRef(last, cells["indicators[4].level3"].column).a1)
    typed = {CellRef(last, ref.column).a1: added[name] for name, ref in places.items() if ref is not None}
    assert all(desk("open_to_typing", cell) for cell in typed)
    desk.type(typed)
    for name, total in (("weight", "total_weight"), ("score", "total_score")):
        if places[name] is not None and total in cells:
            below = CellRef(cells[total].row + 1, cells[total].column).a1
            assert Decimal(desk.seen(below)[0]) == (105 if name == "weight" else 5)
    path = desk.saved(tmp_path / "插行.xlsx")
    desk("close")
    level1 = None if places["level1"] is None else "满意度指标"  # 部门整体 has no such column
    assert [(row.level1, row.level3) for row in rows(path)[-2:]] == [
        (level1, "投诉处理满意度"), (level1, "居民满意度"),
    ]  # fmt: skip


def test_a_row_behind_the_last_one_is_read_and_the_total_without_it_is_told(
    filled: Desk, tmp_path: Path
) -> None:
    filled("unprotect", SHEET, protection().password)
    filled("insert_row", "H20")
    filled.type({"D20": "末行之后", "E20": "≥90%", "F20": "92%", "G20": "3", "H20": "3"})
    assert filled.seen("G21") == ["110"]  # 填报说明 says where to insert
    path = filled.saved(tmp_path / "末行.xlsx")
    assert rows(path)[-1].level3 == "末行之后"
    assert ("stale-result", "G21") in codes(path)
    again = tmp_path / "重算.xlsx"
    recalculate_file(path, again)
    assert form_of(again).evaluation.total_weight == Decimal(113)


def test_without_protection_a_row_may_be_deleted(filled: Desk, tmp_path: Path) -> None:
    filled("unprotect", SHEET, protection().password)
    filled("delete_row", "D15")
    assert filled.seen("D15", "G19", "H19") == ["合格率", "100", "98.00"]
    path = filled.saved(tmp_path / "删行.xlsx")
    assert len(rows(path)) == 6
    assert "indicator-removed" in {code for code, _ in codes(path)}


def test_a_block_pasted_over_and_deleted_contents_are_what_the_file_says(
    desk: Desk, bridge: Bridge, tmp_path: Path
) -> None:
    desk.type(TYPED)
    other = bridge("open", "")
    for cell, text in {"A1": "99公里", "B1": "20", "C1": "19.5", "A2": "=12", "B2": "10", "C2": "9"}.items():
        bridge("type", other, cell, text)  # cells of no format: =12 is a formula
    bridge("paste", other, "A1:C2", desk.book, "F13")
    bridge("close", other)
    desk("clear", "I13:I13")
    desk("clear", "F16:F16")
    path = desk.saved(tmp_path / "粘贴.xlsx")
    assert [(row.actual, row.score) for row in rows(path)[:2]] == [
        ("99公里", Decimal("19.5")), ("=12", Decimal(9)),
    ]  # fmt: skip
    assert (rows(path)[0].reason, rows(path)[3].actual) == (None, None)
    told = codes(path)
    assert {("text-became-formula", "F14"), ("actual-blank", "F16")} <= told
    assert ("score-below-weight-without-reason", "I13") in told
    assert form_of(path).evaluation.total_score == Decimal("97.5")


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_saved_in_another_format_and_back_it_is_the_same_form(
    ending: str, filled: Desk, bridge: Bridge, tmp_path: Path
) -> None:
    straight = form_of(filled.saved(tmp_path / "填好.xlsx"))
    other = filled.saved(tmp_path / f"另存.{ending}")
    back = Desk(bridge, other)
    returned = back.saved(tmp_path / "回来.xlsx")
    assert back("open_to_typing", "F14")
    assert not back("open_to_typing", "G6")
    back("close")
    for path in (other, returned):
        assert without_blank_funds(form_of(path)) == without_blank_funds(straight), path.name
    lost = [finding.code for finding in form_of(other).findings]
    assert lost == (["names-damaged"] if ending == "xls" else [])
    assert form_of(returned).findings == ()


@pytest.mark.parametrize("form_id", official_forms())
def test_no_form_cuts_a_text_off(form_id: str, bridge: Bridge, tmp_path: Path) -> None:
    record = form_table(ISSUED) | {"form": form_id}
    for row in record["indicators"]:
        row |= {"level3": "居民对道路养护和通行改善工作的综合满意度", "actual": REASON[:40], "reason": REASON}
        row |= {"target": "≥95%（以市级主管部门年度考核通报口径为准，含线上线下两种方式）"}
    record |= {"actual_outcome": REASON * 3, "project": REASON, "unit": REASON[:60]}
    path = tmp_path / "长.xlsx"
    generate_file(record, form_id, path, "记录")
    opened = Desk(bridge, path)
    assert opened("cut_off", SHEET) == []
    assert opened("cut_off", "填报说明") == []
    merged = merged_boxes(form_id, record)
    assert merged
    opened.type(dict.fromkeys(merged, REASON * 3))
    assert opened("cut_off", SHEET) == []
    opened("close")


def roles(form_id: str, record: dict[str, Any]) -> dict[str, CellRef]:
    form = official_form(form_id)
    return lay_out(form.definition, evaluation_of(record), form.pack, form.styles, render).roles()


def merged_boxes(form_id: str, record: dict[str, Any]) -> list[str]:
    """The cells merged across that people write into, but 项目资金 and the indicators."""
    form = official_form(form_id)
    layout = lay_out(form.definition, evaluation_of(record), form.pack, form.styles, render)
    lines = (block for block in form.definition.blocks if isinstance(block, LinesBlock))
    styles = {spec.style for block in lines for line in block.lines for spec in line if not spec.text}
    typed = {name for name in styles if form.styles[name].input and form.styles[name].wrap}
    areas = (slot.area for slot in layout.arrangement.slots if slot.style in typed)
    return [area.first.a1 for area in areas if area.first.column < area.last.column]


@pytest.mark.parametrize("form_id", official_forms())
def test_copies_beside_the_form_have_the_letters_of_what_they_show(form_id: str) -> None:
    styles = official_form(form_id).styles
    copy = styles[ECHO]
    for name in ("text", "goal"):
        one = styles[name]
        assert (one.font, one.size, one.bold, one.wrap) == (copy.font, copy.size, copy.bold, copy.wrap)
