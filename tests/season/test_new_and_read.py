"""What `new` writes, `read` gives back: equal texts to the letter, equal numbers by value."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.compare import differences, evaluation_of
from tests.helpers.office import convert
from tests.helpers.records import random_record, seed_records
from tests.helpers.schema import assert_valid_package
from xltools.generate import generate_file, generate_folder
from xltools.read import read_file
from xltools.rules.reading import FoundBy, Outcome, ReadForm


def one_form(path: Path) -> ReadForm:
    reading = read_file(path)
    assert reading.outcome is Outcome.FORM, reading.reason
    assert len(reading.forms) == 1
    return reading.forms[0]


def write(record: dict[str, Any], path: Path) -> Path:
    generate_file(record, "shanghai-2022", path, "测试记录")
    return path


@pytest.mark.parametrize("index", range(3))
def test_a_seed_form_comes_back_with_the_published_figures(index: int, tmp_path: Path) -> None:
    record = seed_records()[index]
    form = one_form(write(record, tmp_path / "表.xlsx"))
    assert differences(evaluation_of(record), form.evaluation) == []
    assert form.evaluation.total_score == Decimal(record["total_score_shown"])
    assert form.evaluation.funds[0].score == Decimal(record["funds"][0]["score_shown"])
    assert (
        form.evaluation.funds[0].execution_rate == Decimal(record["funds"][0]["rate_shown"].rstrip("%")) / 100
    )
    assert form.findings == ()


def test_every_field_names_its_cell_and_raw_content(tmp_path: Path) -> None:
    form = one_form(write(seed_records()[0], tmp_path / "表.xlsx"))
    source = form.cells["indicators[1].target"]
    assert (source.sheet, source.cell.a1, source.raw) == ("绩效自评表", "E14", "=26.41万元")
    fields = {
        f"indicators[{index}].{name}"
        for index in range(21)
        for name in ("level1", "level2", "level3", "reason")
    }
    assert fields <= set(form.cells)
    assert form.cells["indicators[6].level1"].cell == form.cells["indicators[0].level1"].cell
    assert {"title", "year", "project", "unit", "funds[3].item", "total_score"} <= set(form.cells)


@pytest.mark.parametrize("count", [1, 2, 5, 30, 200])
def test_any_number_of_indicators_comes_back(count: int, tmp_path: Path) -> None:
    record = random_record(count)
    record["indicators"] = (random_record(count, most=400)["indicators"] * 200)[:count]
    path = write(record, tmp_path / "表.xlsx")
    assert_valid_package(path)
    form = one_form(path)
    assert form.found_by is FoundBy.NAMES
    assert differences(evaluation_of(record), form.evaluation) == []


def test_random_records_come_back(tmp_path: Path) -> None:
    """What LibreOffice saved comes back in spreadsheet/test_recalculation."""
    for seed in range(100, 125):
        record = random_record(seed)
        path = write(record, tmp_path / f"{seed}.xlsx")
        assert_valid_package(path)
        form = one_form(path)
        assert form.found_by is FoundBy.NAMES
        assert differences(evaluation_of(record), form.evaluation) == [], path
        assert form.findings == ()


def test_a_partial_record_keeps_its_gaps(tmp_path: Path) -> None:
    record = {
        "project": "只有名称",
        "indicators": [{"level3": "指标", "weight": "5"}],
        "funds": [{"executed": "3"}],
    }
    form = one_form(write(record, tmp_path / "表.xlsx"))
    assert differences(evaluation_of(record), form.evaluation) == []
    assert form.evaluation.total_score is None
    assert form.evaluation.indicators[0].score is None


def test_a_blank_form_reads_as_blank(tmp_path: Path) -> None:
    evaluation = one_form(write({"year": 2022}, tmp_path / "空.xlsx")).evaluation
    assert evaluation.indicators == ()
    assert evaluation.funds == ()
    assert (evaluation.project, evaluation.total_score) == (None, None)


def test_level_names_outside_the_tree_and_returning_groups_stay_to_the_letter(tmp_path: Path) -> None:
    names = [
        ("产出指标(50分)", "数量 指标"),
        ("效益指标", "社会效益"),
        ("产出指标(50分)", "数量 指标"),
        ("满意度指标(10分)", None),
    ]
    record = {"project": "甲", "indicators": [{"level1": one, "level2": two} for one, two in names]}
    form = one_form(write(record, tmp_path / "表.xlsx"))
    assert [(row.level1, row.level2) for row in form.evaluation.indicators] == names


def test_typed_figures_that_break_the_rule_are_kept_as_typed(tmp_path: Path) -> None:
    record = seed_records()[0] | {"total_score": "95"}
    record["funds"] = [record["funds"][0] | {"execution_rate": "0.90"}, *record["funds"][1:]]
    form = one_form(write(record, tmp_path / "表.xlsx"))
    assert form.evaluation.total_score == Decimal(95)
    assert form.evaluation.funds[0].execution_rate == Decimal("0.90")
    assert form.evaluation.funds[0].score == Decimal("8.55")


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    one, two = (write(seed_records()[1], tmp_path / name).read_bytes() for name in ("甲.xlsx", "乙.xlsx"))
    assert one == two


def test_names_that_are_lost_fall_back_to_labels_and_say_so(tmp_path: Path) -> None:
    record = seed_records()[2]
    path = write(record, tmp_path / "表.xlsx")
    moved = convert(path, "xls", tmp_path / "xls")
    form = one_form(moved)
    assert form.found_by is FoundBy.LABELS
    assert [finding.code for finding in form.findings] == ["names-damaged"]
    assert differences(evaluation_of(record), form.evaluation) == []


def test_a_list_of_records_gets_files_of_their_own(tmp_path: Path) -> None:
    record = seed_records()[0]
    records = [
        record,
        record,
        record | {"project": "a/b:c*?"},
        {"project": "CON"},
        {"unit": "", "project": None},
    ]
    made = generate_folder(records, "shanghai-2022", tmp_path, "名单")
    names = [path.stem for path in made.files]
    assert len({name.casefold() for name in names}) == 5
    assert names[1] == f"{names[0]}（2）"
    assert names[2].endswith("_a_b_c")
    assert names[3:] == ["_CON", "未命名项目"]
    assert all(path.is_file() for path in made.files)
