"""LibreOffice works out the sheet 校验: what it shows is what we store, and what `xltools check` finds."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.helpers.live_lines import SHEET, Shown, expected, random_filled, read_form, shown
from tests.helpers.office import recalculate, stored_results
from tests.helpers.workbooks import address
from xltools.check import check_form
from xltools.generate import generate_file
from xltools.library import official_form, official_forms
from xltools.rules.layout.names import explanation_name

FORMS = sorted(official_forms())
HOME = "绩效自评表"
PENDING = "待定"
VOLATILE = re.compile(r"INDIRECT|OFFSET|TODAY|NOW|RAND|CELL\(|INFO|_xlfn|\{")
NUMBERS = [-2, 0, 3, 5, 5, 10, 40, 99.5, 12000.123, None, None]
TEXTS = ["≥95%", "完成", "无", " ", None, None, "受疫情影响"]
STRAY = ["八分", "4分", "'5", "12,5万", "-5"]


@dataclass(frozen=True)
class Case:
    """A file before and after LibreOffice recalculated it, and what was typed into it."""

    before: Path
    after: Path
    kind: str


def issued(folder: Path, form_id: str, seed: int) -> Path:
    path = folder / f"下发-{form_id}-{seed}.xlsx"
    generate_file(random_filled(seed, form_id) if seed else {}, form_id, path, "随机")
    return path


def typed(folder: Path, form_id: str, seed: int, kind: str) -> Path:
    """A form that was issued with indicators, filled in by hand: cells by their names."""
    dice = random.Random(f"{form_id}{seed}{kind}")
    rows = [
        {"level1": "产出指标", "level3": f"指标{row}", "target": "≥1", "weight": "10"} for row in range(6)
    ]
    path = folder / f"{kind}-{form_id}-{seed}.xlsx"
    generate_file({"form": form_id, "year": 2022, "indicators": rows}, form_id, path, "随机")
    book = openpyxl.load_workbook(path)
    sheet = book[official_form(form_id).definition.sheet]
    open_cells = [
        cell
        for name, target in book.defined_names.items()
        if name.startswith("xlt_") and "level" not in name and "item" not in name
        for cell in (sheet[str(target.attr_text).rpartition("!")[2]],)
        if not cell.protection.locked
    ]
    for cell in dice.sample(open_cells, len(open_cells) * 2 // 3):
        cell.value = dice.choice(TEXTS if cell.number_format == "@" else NUMBERS)
    # the reader takes the first row that is filled for the total where the row of the total is blank
    sheet[address(path, "funds[0].annual_budget")].value = dice.choice([0, 100, 5000.5])
    numbers = [cell for cell in open_cells if cell.number_format != "@"]
    if kind == "文字":
        for cell in dice.sample(numbers, 3):
            cell.value = dice.choice(STRAY)
    if kind == "错误值":
        for cell in dice.sample(open_cells, 2):
            cell.value, cell.number_format = "=1/0", "General"
    book.save(path)
    return path


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    folder = tmp_path_factory.mktemp("校验")
    makers: list[tuple[str, Callable[[str], Path]]] = [
        *(("下发", lambda form_id, seed=seed: issued(folder, form_id, seed)) for seed in range(3)),
        *(("数字", lambda form_id, seed=seed: typed(folder, form_id, seed, "数字")) for seed in range(2)),
        ("文字", lambda form_id: typed(folder, form_id, 0, "文字")),
        ("错误值", lambda form_id: typed(folder, form_id, 0, "错误值")),
    ]
    made = [(kind, make(form_id)) for form_id in FORMS for kind, make in makers]
    after = recalculate([path for _, path in made], folder / "重算")
    return [Case(path, done, kind) for (kind, path), done in zip(made, after, strict=True)]


def test_what_is_stored_is_what_libreoffice_works_out(cases: list[Case]) -> None:
    compared = [case for case in cases if case.kind == "下发"]
    for case in compared:
        before, after = stored_results(case.before), stored_results(case.after)
        for sheet in (SHEET, HOME):  # points and grade beside the form too
            assert before[sheet] == after[sheet], (case.before.name, sheet)
    assert len(compared) == 3 * len(FORMS)


def test_what_is_typed_is_shown_as_check_finds_it(cases: list[Case]) -> None:
    met = set()
    for case in cases:
        if case.kind == "数字":
            lines, form = shown(case.after), read_form(case.after)
            assert lines == expected(form, lines), case.after.name
            met |= {code for code, line in lines.items() if line.count}
    assert len(met) > 15


UNITS = [
    ("shanghai-2022", "5088000", "508.8", ["money-unit-suspect"]),
    ("shanghai-2022", "508.8", "4900000", ["money-unit-suspect"]),
    ("shanghai-2022", "508800", "12720000", ["executed-exceeds-budget"]),
    ("national-2020", "508.8", "4900000", ["money-unit-suspect"]),
    ("national-2020", "508.8", "0.0509", ["money-unit-suspect"]),
    ("national-2020", "5088000", "4900000", ["money-unit-suspect"]),
    ("national-2020", "508.8", "509", ["executed-exceeds-budget"]),
    ("national-2020", "99999", "500", []),
]


def test_amounts_in_another_unit_are_told_while_typing(tmp_path: Path) -> None:
    paths = []
    for number, (form_id, budget, executed, _) in enumerate(UNITS):
        paths.append(tmp_path / f"{number}.xlsx")
        fund = {"initial_budget": budget, "annual_budget": budget, "executed": executed}
        generate_file({"funds": [{"item": "年度资金总额", **fund}]}, form_id, paths[-1], "金额")
    for path, (form_id, _, _, codes) in zip(recalculate(paths, tmp_path / "重算"), UNITS, strict=True):
        lines, form = shown(path), read_form(path)
        asked = ("money-unit-suspect", "executed-exceeds-budget")
        assert [code for code in asked if lines[code].count] == codes, (path.name, form_id)
        assert [one.code for one in check_form(form, "表") if one.code in asked] == codes
        assert shown(tmp_path / path.name) == lines


def test_a_text_for_a_number_is_named_and_breaks_no_other_line(cases: list[Case]) -> None:
    met = 0
    for case in cases:
        if case.kind == "文字":
            lines, form = shown(case.after), read_form(case.after)
            assert lines["not-a-number"] == expected(form, lines)["not-a-number"], case.after.name
            assert PENDING not in {line.result for line in lines.values()}
            met += bool(lines["not-a-number"].count)
    assert met == len(FORMS)


def test_an_error_value_is_named_and_what_reckons_with_it_waits(cases: list[Case]) -> None:
    for case in cases:
        if case.kind == "错误值":
            lines, form = shown(case.after), read_form(case.after)
            told = [finding for finding in check_form(form, "表") if finding.code == "error-value"]
            cells = {cell for one in told for cell in (one.place.cell, *one.also_cells)}
            assert lines["error-value"].count == len(cells), case.after.name
            assert lines["error-value"].first in cells
            wanted = expected(form, lines)
            judged = {
                code: line for code, line in lines.items() if code != "error-value" and not _waits(line)
            }
            assert judged == {code: wanted[code] for code in judged}, case.after.name
            assert len(judged) < len(lines) - 1


def _waits(line: Shown) -> bool:
    return line.result == PENDING and line.count == "—" and line.first is None


def test_its_formulas_are_plain_and_nothing_in_them_is_volatile(cases: list[Case]) -> None:
    for form_id in FORMS:
        book = openpyxl.load_workbook(next(case.before for case in cases if form_id in case.before.name))
        formulas = [
            str(cell.value) for row in book[SHEET].iter_rows() for cell in row if cell.data_type == "f"
        ]
        sheet = book[official_form(form_id).definition.sheet]
        marks = [str(rule.formula[0]) for area in sheet.conditional_formatting for rule in area.rules]
        assert len(formulas) > 80
        assert len(marks) > 30
        assert not [text for text in (*formulas, *marks) if VOLATILE.search(text) or len(text) > 8_000]


def test_only_explanations_of_what_may_stand_are_open(cases: list[Case]) -> None:
    book = openpyxl.load_workbook(cases[0].before)
    sheet = book[SHEET]
    open_cells = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    named = {_cell(book, name) for name in book.defined_names if name.startswith("xltv_")}
    assert open_cells == named
    assert _cell(book, explanation_name("budget-zero")) in open_cells
    assert sheet.protection.sheet


def _cell(book: Workbook, name: str) -> str:
    return str(book.defined_names[name].attr_text).rpartition("!")[2].replace("$", "")


def test_links_lead_to_the_cells_that_the_lines_name(cases: list[Case]) -> None:
    path = cases[0].before
    sheet = openpyxl.load_workbook(path)[SHEET]
    first = next(line for line in shown(path).values() if line.count)
    link = str(sheet["E3"].value)
    assert link.startswith("=IF($G$3=10000,")
    assert "HYPERLINK(\"#'绩效自评表'!\"&ADDRESS(" in link
    assert f"下一处问题：{first.first}" in str(stored_results(path)[SHEET]["E3"])
    assert first.first == address(path, "year")
