"""Definition + record → layout: every cell placed, merged groups right for any number of indicators."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import pytest

from tests.helpers.compare import evaluation_of
from tests.helpers.records import random_record, seed_records
from xltools.library import official_form
from xltools.refs import CellRange
from xltools.rules.layout.beside.columns import NAMED
from xltools.rules.layout.model import Layout
from xltools.rules.layout.pages import page_room
from xltools.rules.layout.placing import lay_out
from xltools.text import render

FORM = official_form("shanghai-2022")
ROOM = page_room(FORM.definition.print_setup, FORM.definition.widths)


def layout_of(record: dict[str, object]) -> Layout:
    return lay_out(FORM.definition, evaluation_of(record), FORM.pack, FORM.styles, render)


def area(layout: Layout, role: str) -> CellRange:
    return next(cell.area for cell in layout.cells if role in cell.roles)


def test_the_head_of_the_official_form_is_where_it_is_published() -> None:
    layout = layout_of(seed_records()[0])
    placed = {cell.area.a1: cell.content for cell in layout.cells}
    assert placed["A1:I1"] == "财政项目支出绩效自评表"
    assert placed["A2:I2"] == "（2022 年度）"
    assert placed["A3:C3"] == "项目名称"
    assert placed["A5:A9"] == "项目\n资金\n（元）"
    assert [placed[f"{column}5"] for column in "DEFGHI"] == [
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "分值",
        "执行率",
        "得分",
    ]
    assert placed["G7"] == "—"
    assert placed["A10:A11"] == "年度\n总体\n目标"
    assert [placed[f"{column}12"] for column in "BCDEFGHI"] == [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及\n改进措施",
    ]
    assert [area for area in placed if area.startswith("A") and placed[area] == "绩效\n指标"] == [
        f"A12:A{layout.page_ends[0]}",
        f"A{layout.page_ends[0] + 1}:A33",
    ]
    assert placed["A34:F34"] == "总分"


def test_nine_columns_are_covered_once_in_every_row() -> None:
    layout = layout_of(seed_records()[0])
    covered = Counter(ref for cell in layout.cells for ref in cell.area)
    assert set(covered.values()) == {1}
    on_paper = [ref for ref in covered if ref.column <= len(FORM.definition.widths)]
    assert len(on_paper) == layout.last_row * len(FORM.definition.widths)


@pytest.mark.parametrize("count", [1, 2, 3, 17, 60, 200])
def test_levels_are_merged_over_neighbours_and_cover_each_row_once(count: int) -> None:
    record = random_record(count)
    record["indicators"] = (random_record(count, most=300)["indicators"] * 200)[:count]
    layout = layout_of(record)
    covered = Counter(ref for cell in layout.cells for ref in cell.area)
    assert set(covered.values()) == {1}
    rows = record["indicators"]
    for _, run in groupby(range(count), key=lambda i: rows[i]["level1"] or i):
        group = list(run)
        areas = {area(layout, f"indicators[{i}].level1") for i in group}
        first, last = (area(layout, f"indicators[{i}].level3") for i in (group[0], group[-1]))
        ends = [row for row in layout.page_ends if first.first.row <= row < last.last.row]
        assert areas == {  # one cell, and its label again on each page that it reaches
            CellRange.of(top, 2, bottom, 2)
            for top, bottom in zip(
                [first.first.row, *(end + 1 for end in ends)], [*ends, last.last.row], strict=True
            )
        }


@pytest.mark.parametrize("count", [3, 25, 60, 200])
def test_every_page_shows_the_labels_of_its_rows_and_none_is_too_full(count: int) -> None:
    record = random_record(count)
    record["indicators"] = (random_record(count, most=300)["indicators"] * 200)[:count]
    layout = layout_of(record)
    starts = [1, *(end + 1 for end in layout.page_ends)]
    for first, last in zip(starts, [*layout.page_ends, layout.last_row], strict=True):
        assert all(
            cell.area.first.row >= first for cell in layout.cells if first <= cell.area.last.row <= last
        )
        repeated = layout.arrangement.repeat_row or 0
        heading = layout.heights[repeated] if first > repeated else 0
        height = sum(layout.heights[row] for row in range(first, last + 1))
        lines = [rows for rows in layout.arrangement.lines if first <= rows[0] <= last]
        assert height + heading <= ROOM or len(lines) == 1
    assert bool(layout.page_ends) == (sum(layout.heights.values()) > ROOM)
    assert not set(layout.page_ends) & {5, 10, 12, layout.last_row - 1}  # headings, and the row of totals


def test_a_page_rather_ends_with_a_group() -> None:
    rows = [{"level1": "产出指标", "level2": f"第{index // 7}组", "level3": "指标"} for index in range(42)]
    layout = layout_of({"indicators": rows})
    ends = {area(layout, f"indicators[{index}].level2").last.row for index in range(42)}
    assert len(layout.page_ends) == 1
    assert set(layout.page_ends) <= ends
    pieces = {area(layout, f"indicators[{index}].level1") for index in range(42)}
    assert {piece.last.row for piece in pieces} == {layout.page_ends[0], layout.last_row - 1}


def test_a_line_higher_than_a_page_is_left_to_the_spreadsheet() -> None:
    layout = layout_of({"indicators": [{"level3": "甲", "reason": "说明" * 6000}, {"level3": "乙"}]})
    assert sum(layout.heights.values()) > 2 * ROOM
    tall = area(layout, "indicators[0].reason")
    assert not set(layout.page_ends) & set(tall.rows[:-1])


def test_a_level2_of_the_same_name_is_not_merged_across_level1() -> None:
    rows = [{"level1": "产出指标", "level2": "其他"}, {"level1": "效益指标", "level2": "其他"}]
    layout = layout_of({"indicators": rows})
    assert area(layout, "indicators[0].level2") != area(layout, "indicators[1].level2")


def test_a_group_that_comes_back_stays_where_it_was() -> None:
    rows = [{"level1": name} for name in ("产出指标", "效益指标", "产出指标")]
    layout = layout_of({"indicators": rows})
    assert [area(layout, f"indicators[{i}].level1").first.row for i in range(3)] == [13, 14, 15]


def test_a_text_taller_than_a_row_of_excel_gets_several_rows() -> None:
    layout = layout_of({"indicators": [{"level3": "甲", "reason": "说明" * 2000}, {"level3": "乙"}]})
    tall = area(layout, "indicators[0].reason")
    assert len(tall.rows) > 1
    assert area(layout, "indicators[0].level3").rows == tall.rows
    assert area(layout, "indicators[1].level3").first.row == tall.last.row + 1
    assert max(layout.heights.values()) <= 409


def test_formulas_point_at_the_cells_they_name() -> None:
    layout = layout_of(seed_records()[0])
    formulas = {role: cell.formula for cell in layout.cells for role in cell.roles if cell.formula}
    on_paper = {role for role in formulas if role.rpartition(".")[2] not in NAMED}
    assert on_paper == {"funds[0].execution_rate", "funds[0].score", "total_weight", "total_score"}
    assert "F6/E6" in str(formulas["funds[0].score"])
    assert "SUM(I6,H13:H33)" in str(formulas["total_score"])
