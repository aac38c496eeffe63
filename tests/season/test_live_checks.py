"""The sheet 校验 of an issued form beside `xltools check` of the same file, form by form and line by line."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.helpers.inbox import table
from tests.helpers.live_lines import expected, left_out, random_filled, read_form, shown
from tests.helpers.office import recalculate, stored_results
from tests.helpers.workbooks import written
from xltools.check import check_file
from xltools.collect import collect
from xltools.findings import Raised, Severity, catalogue
from xltools.generate import generate_file
from xltools.library import official_forms
from xltools.recalculate import recalculate_file
from xltools.rules.checks.follow import FOLLOWS
from xltools.rules.layout.names import explanation_name
from xltools.rules.verification.lines import shipped_lines

SEEDS = range(30)


def test_every_line_shows_what_check_finds(tmp_path: Path) -> None:
    """The sheet shows whatever holds by itself; `check` leaves out what only follows from another finding."""
    met, known = set[str](), set[str]()
    for form_id in official_forms():
        for seed in SEEDS:
            path = tmp_path / f"{form_id}-{seed}.xlsx"
            generate_file(random_filled(seed, form_id), form_id, path, "随机")
            lines, form = shown(path), read_form(path)
            assert lines == expected(form, lines), path.name
            assert left_out(form) <= {code for rule in FOLLOWS for code in rule.effects}
            known |= lines.keys()
            met |= {code for code, line in lines.items() if line.count}
    # a record has neither error values nor texts for numbers, and its results are computed
    assert known - met == {"error-value", "not-a-number", "result-blank"}


EXPLAINED = {"funds[0].executed": "600000", "funds[1].executed": "591200"}  # more than the budget: 核实
REASON = "年底追加的资金在次年一月批复。"


def explained(path: Path, texts: dict[str, object]) -> Path:
    """A form with a 核实, and what a clerk typed beside findings in 校验."""
    book = openpyxl.load_workbook(written(EXPLAINED, path))
    for code, text in texts.items():
        address = str(book.defined_names[explanation_name(code)].attr_text).rpartition("!")[2]
        book["校验"][address].value = text
    book.save(path)
    return recalculate([path], path.parent / "保存")[0]


def explanations(path: Path) -> dict[str, str | None]:
    return {one.code: one.explained for one in check_file(path).findings if one.severity is Severity.VERIFY}


def test_an_explanation_in_the_sheet_travels_with_its_finding(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    path = explained(inbox / "表.xlsx", {"executed-exceeds-budget": f" {REASON} ", "budget-zero": "没有预算"})
    assert explanations(path) == {"executed-exceeds-budget": REASON}
    collect([path.parent], tmp_path / "汇总.xlsx")
    rows = [row for row in table(tmp_path / "汇总.xlsx", "问题清单") if REASON in row.values()]
    assert [row["问题"] for row in rows] == ["全年执行数 600,000 元，超过全年预算数 508,800 元。"]


@pytest.mark.parametrize("garbage", ["无", " 　", "=1/0", "—", True, None])
def test_what_explains_nothing_is_passed_over(garbage: object, tmp_path: Path) -> None:
    path = explained(tmp_path / "表.xlsx", {"executed-exceeds-budget": garbage})
    assert explanations(path) == {"executed-exceeds-budget": None}


def test_every_check_has_its_line_in_the_sheet() -> None:
    listed = [(code, line.unit) for line in shipped_lines().lines for code in line.codes]
    checks = [code for code, kind in catalogue().items() if kind.raised is Raised.CHECK]
    assert len(listed) == len(set(listed))  # a code may have a line for each unit of money
    assert set(checks) <= {code for code, _ in listed}


def test_what_is_explained_looks_so_and_no_more_as_what_is_open(tmp_path: Path) -> None:
    """Two conditional formats fit an explained line: the one that Excel asks first has to be its own."""
    page = openpyxl.load_workbook(written({}, tmp_path / "表.xlsx"))["校验"]
    asked = {
        rule.priority: rule.formula[0]
        for formats in page.conditional_formatting
        for rule in formats.rules
        if shipped_lines().sheet.verify in rule.formula[0]
    }
    first, second = (asked[priority] for priority in sorted(asked))
    assert "ISTEXT($F" in first
    assert "ISTEXT" not in second


@pytest.mark.parametrize(
    ("texts", "next_one", "advice"),
    [
        ({}, "下一处问题：", "请核对，或写明说明"),
        ({"executed-exceeds-budget": REASON}, "没有待处理的问题", "可以报送"),
        ({"budget-zero": REASON}, "下一处问题：", "请核对，或写明说明"),  # beside a line that passes
    ],
)
def test_what_is_explained_is_done_with(
    texts: dict[str, object], next_one: str, advice: str, tmp_path: Path
) -> None:
    said = stored_results(explained(tmp_path / "表.xlsx", texts))["校验"]
    assert str(said["E3"]).startswith(next_one)
    assert said["F3"] == advice


def test_an_error_is_not_done_with_by_a_text_beside_it(tmp_path: Path) -> None:
    """The cell is locked; who opens it all the same is told nothing else than before."""
    book = openpyxl.load_workbook(written({"project": None}, tmp_path / "表.xlsx"))
    page = book["校验"]
    title = catalogue()["head-field-blank"].title
    line = next(row for row in range(5, 60) if page.cell(row, 2).value == title)
    page.cell(line, 6).value = REASON
    page["C5"].value = "改掉的公式"
    book.save(tmp_path / "表.xlsx")
    path = recalculate([tmp_path / "表.xlsx"], tmp_path / "保存")[0]
    assert stored_results(path)["校验"]["F3"] == "请先改正错误"
    done = recalculate_file(path, tmp_path / "重算.xlsx")
    assert [one.cell.a1 for one in (*done.restored, *done.renewed)] == ["C5"]
