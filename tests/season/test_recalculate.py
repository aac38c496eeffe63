"""Recalculation into a copy: computed cells are put right, judgements stay, blanks are filled visibly."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tests.helpers.compare import differences, evaluation_of
from tests.helpers.foreign import Habits, foreign_form
from tests.helpers.office import convert, recalculate
from tests.helpers.records import random_record, seed_records
from tests.helpers.schema import assert_valid_package
from xltools.errors import UsageError, XltoolsError
from xltools.generate import generate_file
from xltools.library import official_forms
from xltools.model import Evaluation
from xltools.read import read_file
from xltools.recalculate import recalculate_file
from xltools.rules.opened.automatic import MARK
from xltools.rules.record import evaluation_to_json

SHEET = "绩效自评表"


def write(record: dict[str, Any], path: Path) -> Path:
    generate_file(record, "shanghai-2022", path, "测试")
    return path


def overwritten(path: Path, cells: dict[str, object]) -> Path:
    """The file after somebody typed over cells of it."""
    book = load_workbook(path)
    for address, value in cells.items():
        book[SHEET][address].value = value
    book.save(path)
    return path


def evaluation(path: Path) -> Evaluation:
    return read_file(path).forms[0].evaluation


@pytest.mark.parametrize(("index", "total"), [(0, "89.55"), (1, "89.00"), (2, "88.96")])
def test_the_published_totals_are_reproduced(index: int, total: str, tmp_path: Path) -> None:
    path = overwritten(write(seed_records()[index], tmp_path / "表.xlsx"), {"H6": 0.5, "I6": 1})
    before = path.read_bytes()
    copy = recalculate_file(path, tmp_path / "重算.xlsx").output
    assert evaluation(copy).total_score == Decimal(total)
    assert differences(evaluation_of(seed_records()[index]), evaluation(copy)) == []
    assert path.read_bytes() == before
    assert_valid_package(copy)


@pytest.mark.parametrize("form_id", official_forms())
def test_every_computed_cell_typed_over_comes_back(form_id: str, tmp_path: Path) -> None:
    """From the file and the shipped definition that it names."""
    issued, broken = tmp_path / "表.xlsx", tmp_path / "改过.xlsx"
    record = random_record(4, most=8) | {"total_weight": None, "total_score": None}
    generate_file(record, form_id, issued, "记录")
    cells = {source.cell.a1 for source in read_file(issued).forms[0].cells.values()}
    book = load_workbook(issued)
    sheet = book.worksheets[0]
    formulas = {address: sheet[address].value for address in cells if sheet[address].data_type == "f"}
    assert formulas
    for address in formulas:
        sheet[address].value = 1
    book.save(broken)
    done = recalculate_file(broken, tmp_path / "重算.xlsx")
    healed = load_workbook(done.output).worksheets[0]
    assert {address: healed[address].value for address in formulas} == formulas


def test_a_second_recalculation_changes_nothing(tmp_path: Path) -> None:
    path = overwritten(write(seed_records()[0], tmp_path / "表.xlsx"), {"I6": 1})
    first = recalculate_file(path, tmp_path / "一.xlsx")
    assert {change.path for change in first.changes} >= {"funds[0].score", "total_score"}
    assert recalculate_file(first.output, tmp_path / "二.xlsx").changes == ()
    assert first.output.read_bytes() == (tmp_path / "二.xlsx").read_bytes()


def test_blank_quantitative_scores_are_filled_by_a_marked_formula_and_typed_ones_stay(tmp_path: Path) -> None:
    record = seed_records()[0]
    for index in (0, 10, 12):  # reached; 95 % of 100 %; a judgement (及时 → 未及时保障)
        record["indicators"][index]["score"] = None
    record["indicators"][1]["score"] = "0.5"  # a person's word against the rule
    copy = recalculate_file(write(record, tmp_path / "表.xlsx"), tmp_path / "重算.xlsx")
    scores = [row.score for row in evaluation(copy.output).indicators]
    assert (scores[0], scores[10], scores[12], scores[1]) == (
        Decimal(2),
        Decimal("3.80"),
        None,
        Decimal("0.5"),
    )
    derivations = {change.path: change.derivation for change in copy.changes}
    assert derivations["indicators[10].score"] == "95% ÷ 100% × 4 = 3.80"
    formula = load_workbook(copy.output)[SHEET]["H23"].value
    assert MARK in formula
    assert "K23" in formula  # 测算得分 beside the row


def test_a_filled_score_follows_its_actual_and_gives_way_to_typing(tmp_path: Path) -> None:
    record = seed_records()[0]
    record["indicators"][10]["score"] = None
    path = recalculate_file(write(record, tmp_path / "表.xlsx"), tmp_path / "重算.xlsx").output
    for actual, score in (("=50%", Decimal(2)), ("完成", None)):
        changed = overwritten(path, {"F23": "x"})
        book = load_workbook(changed)
        book[SHEET]["F23"].value = actual
        book[SHEET]["F23"].data_type = "s"
        book.save(changed)
        again = recalculate_file(changed, tmp_path / f"{actual.strip('=%')}.xlsx").output
        assert evaluation(again).indicators[10].score == score
    typed = recalculate_file(overwritten(path, {"H23": 1}), tmp_path / "手填.xlsx").output
    assert evaluation(typed).indicators[10].score == Decimal(1)


def test_libreoffice_agrees_with_the_copy(tmp_path: Path) -> None:
    copies = []
    for seed in range(8):  # whole copies; test_three_voices proves their formulas over 1,000 forms
        record = random_record(seed + 500)
        for row in record["indicators"][::2]:
            row["score"] = None
        path = write(record, tmp_path / f"{seed}.xlsx")
        overwritten(path, {"I6": 1})
        copies.append(recalculate_file(path, tmp_path / "重算" / f"{seed}.xlsx").output)
    for copy, judged in zip(copies, recalculate(copies, tmp_path / "libreoffice"), strict=True):
        assert_valid_package(copy)
        assert evaluation(judged) == evaluation(copy)


def test_a_foreign_form_gets_the_same_figures(tmp_path: Path) -> None:
    ours = evaluation(write(seed_records()[1], tmp_path / "表.xlsx"))
    record = evaluation_to_json(ours) | {"total_score": "12"}
    foreign_form(record, tmp_path / "手工.xlsx", Habits(top=3, left=2))
    copy = recalculate_file(tmp_path / "手工.xlsx", tmp_path / "重算.xlsx").output
    assert evaluation(copy).total_score == ours.total_score
    assert_valid_package(copy)


def test_the_chain_of_calculation_is_dropped(tmp_path: Path) -> None:
    path = write(seed_records()[0], tmp_path / "表.xlsx")
    with ZipFile(path, "a") as package:
        package.writestr("xl/calcChain.xml", "<calcChain/>")
    copy = recalculate_file(overwritten_part(path), tmp_path / "重算.xlsx").output
    with ZipFile(copy) as package:
        assert "xl/calcChain.xml" not in package.namelist()


def overwritten_part(path: Path) -> Path:
    """The file with a wrong stored result, as an editor leaves it that does not recalculate."""
    target = path.with_name("旧结果.xlsx")
    with ZipFile(path) as source, ZipFile(target, "w") as changed:
        for name in source.namelist():
            changed.writestr(name, source.read(name).replace(b"<v>89.55</v>", b"<v>11</v>"))
    return target


def test_the_file_itself_is_never_overwritten(tmp_path: Path) -> None:
    path = write(seed_records()[0], tmp_path / "表.xlsx")
    with pytest.raises(UsageError, match="不能覆盖原文件"):
        recalculate_file(path, path)


def test_other_formats_and_files_without_a_form_say_what_to_do(tmp_path: Path) -> None:
    path = write(seed_records()[0], tmp_path / "表.xlsx")
    with pytest.raises(XltoolsError, match=r"另存为 \.xlsx"):
        recalculate_file(convert(path, "xls", tmp_path / "旧格式"), tmp_path / "重算.xlsx")
    (tmp_path / "说明.txt").write_text("不是工作簿", "utf-8")
    with pytest.raises(XltoolsError, match="不是工作簿"):
        recalculate_file(tmp_path / "说明.txt", tmp_path / "重算.xlsx")
