"""Layouts that few offices draw are read whole, and with no more doubt than they give."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest

from tests.helpers.strange_forms import Truth
from tests.helpers.strange_kinds import KINDS
from tests.helpers.strange_paper import Ink, as_book, save
from tests.helpers.strange_records import record
from tests.helpers.strange_score import compared
from tests.helpers.unusual_layouts import ALL
from tests.helpers.unusual_parts import STANDARD, Draw, form
from xltools.library import recognised
from xltools.read import read_file
from xltools.refs import CellRange, CellRef
from xltools.rules.scoring.computed import value_at

NATIONAL = next(kind for kind in KINDS if kind.id == "national-2020")
RECORDS = 4
DRAWINGS = {f"{layout}: {name}": draw for layout, draws in ALL.items() for name, draw in draws.items()}


@pytest.mark.parametrize("name", DRAWINGS)
def test_an_unusual_layout_is_read_whole(name: str) -> None:
    for seed in range(RECORDS):
        says = record(random.Random(f"{name} {seed}"), NATIONAL.shape)
        papers = DRAWINGS[name](says)
        seen = list(compared([Truth(NATIONAL, says, "万元")], recognised(as_book(papers))))
        assert len(seen) > 50
        assert [field for field in seen if not field.right] == []


@pytest.mark.parametrize("draw", [next(iter(draws.values())) for draws in ALL.values()], ids=list(ALL))
def test_so_is_its_file(draw: Draw, tmp_path: Path) -> None:
    says = record(random.Random("file"), NATIONAL.shape)
    forms = read_file(save(draw(says), tmp_path / "表.xlsx")).forms
    assert [field for field in compared([Truth(NATIONAL, says, "万元")], forms) if not field.right] == []


def test_points_of_which_nobody_can_tell_are_told() -> None:
    says = record(random.Random("one of two"), NATIONAL.shape)
    (paper,) = DRAWINGS["points in one cell: 10/9.5"](says)
    ref = next(ref for ref, ink in paper.cells.items() if ref.row > 15 and "/" in str(ink.value))
    paper.cells[ref] = Ink("10")
    (form,) = recognised(as_book([paper]))
    told = {finding.path for finding in form.findings if finding.code == "not-a-number"}
    assert len(told) == 2
    assert all(value_at(form.evaluation, path or "") is None for path in told)


def test_a_sum_of_money_in_the_head_is_no_total() -> None:
    says = record(random.Random("money"), NATIONAL.shape)
    (paper,) = DRAWINGS["总分 above: total beside its label"](says)
    ref = next(ref for ref, ink in paper.cells.items() if ink.value == "自评总分")
    paper.cells[ref] = Ink("合计")
    (form,) = recognised(as_book([paper]))
    assert form.evaluation.total_score is None


def test_funds_told_line_by_line_are_funds_of_their_own() -> None:
    says = record(random.Random("lines"), NATIONAL.shape)
    (paper,) = DRAWINGS["money as prose: a sentence"](says)
    ref = next(ref for ref, ink in paper.cells.items() if str(ink.value).startswith("年初预算数"))
    lines = (
        "年度资金总额：全年预算数100万元，全年执行数95.5万元，执行率95.5%",
        "其中：财政拨款：全年预算数80万元，全年执行数80万元",
    )
    paper.cells[ref] = Ink("\n".join(lines))
    (form,) = recognised(as_book([paper]))
    read = [(fund.item, fund.annual_budget, fund.executed) for fund in form.evaluation.funds]
    assert read == [
        ("年度资金总额", Decimal(100), Decimal("95.5")),
        ("其中：财政拨款", Decimal(80), Decimal(80)),
    ]
    assert form.evaluation.funds[0].execution_rate == Decimal("0.955")


def test_an_amount_in_a_goal_is_no_fund() -> None:
    says = record(random.Random("goal"), NATIONAL.shape)
    (paper,) = DRAWINGS["money as prose: a sentence"](says)
    ref = next(ref for ref, ink in paper.cells.items() if str(ink.value).startswith("年初预算数"))
    goal = next(ref for ref, ink in paper.cells.items() if ink.value == says["expected_goal"])
    paper.cells[goal] = paper.cells.pop(ref)
    (form,) = recognised(as_book([paper]))
    assert form.evaluation.funds == ()
    assert "label-not-found" in [finding.code for finding in form.findings]


@pytest.mark.parametrize(
    ("name", "path", "sheet"),
    [
        ("head and indicators apart: two sheets", "project", "基本情况"),
        ("head and indicators apart: two sheets", "indicators[1].target", "绩效指标"),
        ("turned round: turned, repeated", "indicators[1].target", "Sheet1"),
        ("turned round: turned, repeated", "total_score", "Sheet1"),
        ("head and indicators apart: two tables beside", "indicators[1].target", "Sheet1"),
        ("over two sheets: the rest under its heading", "indicators[15].weight", "续表"),
        ("over two sheets: the rest without a heading", "total_score", "续表"),
        ("cards: labels in pairs", "indicators[1].target", "Sheet1"),
        ("folded: two halves", "indicators[7].weight", "Sheet1"),
        ("another order: funds before the total", "funds[1].item", "Sheet1"),
        ("another order: funds before the total", "indicators[1].target", "Sheet1"),
    ],
)
def test_each_field_keeps_the_cell_it_stands_in(name: str, path: str, sheet: str) -> None:
    says = record(random.Random(name), NATIONAL.shape)
    papers = DRAWINGS[name](says)
    (form,) = recognised(as_book(papers))
    source = form.cells[path]
    ink = next(paper for paper in papers if paper.name == sheet).cells[source.cell]
    assert (source.sheet, ink.value) == (sheet, value_at(form.evaluation, path))


def test_a_finding_about_a_form_turned_round_names_the_cell_of_the_file() -> None:
    says = record(random.Random("turned"), NATIONAL.shape)
    (paper,) = DRAWINGS["turned round: turned, repeated"](says)
    label = next(ref for ref, ink in paper.cells.items() if ink.value == "得分" and ref.column == 1)
    place = CellRef(label.row, 4)
    paper.cells[place] = Ink("没有打分1")
    (form,) = recognised(as_book([paper]))
    (finding,) = [one for one in form.findings if one.code == "not-a-number"]
    assert (finding.path, finding.place.cell) == ("indicators[2].score", place.a1)


def test_the_head_of_another_project_is_not_joined() -> None:
    says = record(random.Random("others"), NATIONAL.shape)
    first, second = DRAWINGS["head and indicators apart: two sheets, both named"](says)
    name = next(ref for ref, ink in second.cells.items() if ink.value == says["project"])
    second.cells[name] = Ink("另一个项目")
    (form,) = recognised(as_book([first, second]))
    assert (form.evaluation.project, form.evaluation.funds) == ("另一个项目", ())
    assert "label-not-found" in [finding.code for finding in form.findings]


def test_the_rest_of_another_project_is_not_joined() -> None:
    says = record(random.Random("rest"), NATIONAL.shape)
    first, second = DRAWINGS["over two sheets: the rest under its head"](says)
    name = next(ref for ref, ink in second.cells.items() if ink.value == says["project"])
    second.cells[name] = Ink("另一个项目")
    forms = recognised(as_book([first, second]))
    assert [form.evaluation.project for form in forms] == [says["project"], "另一个项目"]
    assert "label-not-found" in [finding.code for finding in forms[0].findings]


@pytest.mark.parametrize("name", ["the rest under its head", "the rest without a heading"])
def test_the_rest_is_joined_where_the_total_is_that_of_both(name: str) -> None:
    says = record(random.Random("total"), NATIONAL.shape)
    first, second = DRAWINGS[f"over two sheets: {name}"](says)
    place = next(ref for ref, ink in second.cells.items() if ink.value == says["total_score"])
    second.cells[place] = Ink(Decimal("1.5"))
    forms = recognised(as_book([first, second]))
    half = len(says["indicators"]) // 2
    assert len(forms[0].evaluation.indicators) == half
    assert all(len(form.evaluation.indicators) == len(says["indicators"]) - half for form in forms[1:])
    codes = [(finding.code, finding.found) for finding in forms[0].findings]
    assert ("continuation-unread", "续表") in codes or (len(forms) == 2 and "label-not-found" in codes[0])


def test_a_sheet_of_other_things_is_not_the_rest_of_a_form() -> None:
    says = record(random.Random("other"), NATIONAL.shape)
    first, second = DRAWINGS["over two sheets: the rest without a heading"](says)
    last = max(ref.row for ref in second.cells)
    second.cells = {ref: ink for ref, ink in second.cells.items() if ref.row != last}
    (form,) = recognised(as_book([first, second]))
    assert len(form.evaluation.indicators) == len(says["indicators"]) // 2
    assert [finding.code for finding in form.findings] == ["label-not-found"]


def test_a_group_that_only_its_place_names_is_told() -> None:
    says = record(random.Random("groups"), NATIONAL.shape)
    (read,) = recognised(as_book(DRAWINGS["一级指标 as rows: sections in other words"](says)))
    told = [finding.found for finding in read.findings if finding.code == "group-guessed"]
    assert told == list(dict.fromkeys(row["level1"] for row in says["indicators"]))


def test_a_short_remark_between_indicators_is_no_group() -> None:
    says = record(random.Random("groups"), NATIONAL.shape)
    (paper,) = form(STANDARD)(says)
    paper.merges.append(CellRange.of(paper.row - 4, 1, paper.row - 4, 8))
    taken = {ref for ref in paper.cells if ref.row == paper.row - 4}
    (first,) = [ref for ref in taken if ref.column == 3]
    paper.cells = {ref: ink for ref, ink in paper.cells.items() if ref not in taken}
    paper.cells[first._replace(column=1)] = Ink("接下页")
    (read,) = recognised(as_book([paper]))
    assert len(read.evaluation.indicators) == len(says["indicators"]) - 1
    assert {row.level1 for row in read.evaluation.indicators} == {row["level1"] for row in says["indicators"]}


def test_forms_below_one_title_are_of_its_year() -> None:
    papers = []
    for seed in ("first", "second"):
        says = record(random.Random(seed), NATIONAL.shape)
        papers += DRAWINGS["over two sheets: the rest under its heading"](says)[:1]
    first, second = papers
    rows = max(ref.row for ref in first.cells) - 1  # the second goes on without title and year
    first.cells |= {ref._replace(row=ref.row + rows): ink for ref, ink in second.cells.items() if ref.row > 2}
    first.merges += [
        CellRange.of(area.first.row + rows, area.first.column, area.last.row + rows, area.last.column)
        for area in second.merges
        if area.first.row > 2
    ]
    forms = recognised(as_book([first]))
    assert len(forms) == 2
    assert len({(form.evaluation.title, form.evaluation.year) for form in forms}) == 1
    assert forms[1].evaluation.year is not None
    assert forms[1].cells["year"].cell == forms[0].cells["year"].cell


def test_amounts_in_boxes_below_the_funds_are_told() -> None:
    says = record(random.Random("boxes"), NATIONAL.shape)
    (read,) = recognised(as_book(DRAWINGS["as published: boxes below the total of the money"](says)))
    told = [
        (one.place.label, one.found) for one in read.findings if one.code == "outside-record" and one.place
    ]
    assert told == [("财政拨款", "80.5"), ("基本支出", "61.2")]


def test_a_label_is_no_value_of_another() -> None:
    says = record(random.Random("labels"), NATIONAL.shape)
    (paper,) = DRAWINGS["as published: a block called as the outcome in it"](says)
    outcome = max(ref for ref, ink in paper.cells.items() if ink.value == "年度绩效目标完成情况")
    del paper.cells[outcome]
    (read,) = recognised(as_book([paper]))
    assert read.evaluation.actual_outcome not in ("绩效指标", "一级指标")
