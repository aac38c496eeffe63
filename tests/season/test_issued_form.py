"""The form that a clerk gets: what is locked, what it says, what survives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.helpers.compare import evaluation_of
from tests.helpers.office import recalculate
from tests.helpers.records import seed_records
from xltools.generate import form_bytes, generate_file
from xltools.library import OfficialForm, official_form, protection, under, with_rules
from xltools.rules.pack.model import ScoreMode

SHEET = "绩效自评表"
INPUTS = {"D3", "D4", "H4", "D6", "E6", "F6", "B11", "F11", "B13", "D13", "E13", "F13", "G13", "H13", "I13"}
COMPUTED_OR_PRINTED = {"A1", "A3", "G6", "H6", "I6", "A12", "D12", "A34", "G34", "H34"}


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("下发") / "表.xlsx"
    generate_file(seed_records()[0], "shanghai-2022", path, "测试")
    return path


def open_cells(book: Workbook) -> set[str]:
    return {cell.coordinate for row in book[SHEET].iter_rows() for cell in row if not cell.protection.locked}


def test_only_what_people_fill_is_open(issued: Path) -> None:
    book = load_workbook(issued)
    unlocked = open_cells(book)
    assert unlocked >= INPUTS
    assert not unlocked & COMPUTED_OR_PRINTED
    assert all(sheet.protection.sheet for sheet in book.worksheets)


def test_people_may_still_insert_rows_and_change_heights(issued: Path) -> None:
    sheet = load_workbook(issued)[SHEET]
    assert sheet.protection.insertRows is False  # false means allowed
    assert sheet.protection.formatRows is False
    assert sheet.protection.deleteRows is True


def test_the_guide_publishes_the_password_the_rules_and_a_worked_example(issued: Path) -> None:
    text = "\n".join(str(row[0].value) for row in load_workbook(issued)["填报说明"].iter_rows())
    pack = official_form("shanghai-2022").pack
    assert f"密码是 {protection().password}" in text
    for rule in (pack.computed["execution_score"], pack.quantitative["reverse"], pack.qualitative.basis):
        assert f"{rule.text}。依据：{rule.source}" in text
    assert "4,896,155.12 ÷ 全年预算数 5,725,327（元）= 85.52%，预算执行得分 8.55 分" in text
    assert "95% ÷ 100% × 4 = 3.80" in text
    assert "{" not in text


def test_the_figures_of_the_guide_follow_the_rules_and_the_unit_of_the_form() -> None:
    def text(form: OfficialForm) -> str:
        return "\n".join(line.text for line in form.guide)

    banded = with_rules(official_form("shanghai-2022"), "banded-execution")
    assert "= 85.52%，预算执行得分 8 分（分值 10 分" in text(banded)
    hubei = text(official_form("hubei"))
    assert "489.615512 ÷ 全年预算数 572.5327（万元）= 85.52%，预算执行得分 17.1 分（分值 20 分" in hubei
    assert "得分由您评定；没有得满分的，在表下写明" in hubei  # it has neither 分值 nor a column of reasons
    pack = replace(official_form("hubei").pack, score_mode=ScoreMode.AUTOMATIC)
    automatic = text(under(official_form("hubei"), pack))
    assert "指标得分按计分规则自动算出" in automatic
    assert "评定" not in automatic.partition("计分规则")[0]


def test_the_legend_shows_the_colours_of_the_form(issued: Path) -> None:
    book = load_workbook(issued)
    form, guide = book[SHEET], book["填报说明"]
    shown = {row[1].value: row[0] for row in guide.iter_rows() if row[1].value}
    looks = [(cell.fill.fgColor.rgb, cell.border.left.style) for cell in shown.values()]
    marks = [official_form("shanghai-2022").styles[f"mark-{mark}"].fill for mark in ("error", "verify")]
    colours = [*(form[cell].fill.fgColor.rgb for cell in ("D3", "H34")), *(f"FF{fill}" for fill in marks)]
    assert looks == [(colour, "thin") for colour in colours]
    assert looks[0] != looks[1]
    assert form.page_setup.blackAndWhite  # in print there are none


def test_lists_locks_and_texts_survive_libreoffice(issued: Path, tmp_path: Path) -> None:
    before, after = load_workbook(issued), load_workbook(recalculate([issued], tmp_path)[0])
    assert before.sheetnames == after.sheetnames
    assert open_cells(before) == open_cells(after)
    assert after[SHEET].protection.sheet
    guarded = [
        {(str(rule.formula1), rule.type) for rule in book[SHEET].data_validations.dataValidation}
        for book in (before, after)
    ]
    assert len(guarded[0]) == len(guarded[1])
    rules = after[SHEET].data_validations.dataValidation
    helping = [rule for rule in rules if rule.formula1 == "xlo_completion"]  # forbids nothing
    assert all(rule.showErrorMessage for rule in rules if rule.type and rule not in helping)
    assert all(rule.showInputMessage and rule.prompt for rule in rules)
    assert [rule.showErrorMessage for rule in helping] == [False]
    assert sum(bool(rule.type) for rule in rules) == 6
    assert set(before.defined_names) == set(after.defined_names)


def test_text_cells_are_formatted_as_text(issued: Path) -> None:
    sheet = load_workbook(issued)[SHEET]
    assert {sheet[address].number_format for address in ("E13", "F13", "D13", "I13", "D3", "B11")} == {"@"}
    assert sheet["E13"].value == "=100%"
    assert sheet["E13"].data_type == "s"


def test_a_pack_that_computes_every_score_locks_them(tmp_path: Path) -> None:
    form = official_form("shanghai-2022")
    automatic = under(form, replace(form.pack, score_mode=ScoreMode.AUTOMATIC))
    path = tmp_path / "自动.xlsx"
    path.write_bytes(form_bytes(automatic, evaluation_of(seed_records()[0])))
    sheet = load_workbook(path)[SHEET]
    assert sheet["H13"].protection.locked
    assert not sheet["F13"].protection.locked
