"""Each official form is data only: what `new` writes on it, `read` gives back, and LibreOffice agrees."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.helpers.compare import differences, evaluation_of
from tests.helpers.office import convert, recalculate
from tests.helpers.own_forms import own_folder
from tests.helpers.records import REAL_FORMS, as_printed, random_record, real_records, seed_records
from tests.helpers.schema import assert_valid_package
from xltools.assets import asset
from xltools.errors import DefinitionError, UsageError
from xltools.generate import form_bytes, generate_file
from xltools.grids import open_book
from xltools.library import official_form, official_forms
from xltools.model import Evaluation
from xltools.read import read_file
from xltools.rules.reading import FoundBy, Outcome, ReadForm
from xltools.rules.recognise.forms import recognise

FORMS = tuple(official_forms())
RANDOM = range(200, 204)


def write(record: dict[str, Any], form_id: str, path: Path) -> Path:
    generate_file(record, form_id, path, "测试记录")
    assert_valid_package(path)
    return path


def one_form(path: Path) -> ReadForm:
    reading = read_file(path)
    assert reading.outcome is Outcome.FORM, reading.reason
    assert len(reading.forms) == 1
    return reading.forms[0]


def assert_read(record: dict[str, Any], form_id: str, form: ReadForm) -> None:
    given = as_printed(evaluation_of(record), official_form(form_id).definition)
    assert (form.definition_id, form.evaluation.form) == (form_id, form_id)
    assert differences(given, form.evaluation) == []


def test_the_nine_forms_are_known() -> None:
    assert set(FORMS) == {
        "shanghai-2022", "national-2020", "national-cost", "sichuan",
        "hubei", "yunnan-public", "rural-revitalisation", "department-whole", "transfer-payment",
    }  # fmt: skip


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("index", range(3))
def test_a_seed_record_comes_back_from_every_form(form_id: str, index: int, tmp_path: Path) -> None:
    record = seed_records()[index]
    form = one_form(write(record, form_id, tmp_path / "表.xlsx"))
    assert form.found_by is FoundBy.NAMES
    assert form.findings == ()
    assert_read(record, form_id, form)
    rate = Decimal(record["funds"][0]["rate_shown"].rstrip("%")) / 100
    assert form.evaluation.funds[0].execution_rate == rate


@pytest.mark.parametrize("index", range(len(REAL_FORMS)))
def test_a_published_form_comes_back_from_its_own_layout(index: int, tmp_path: Path) -> None:
    record = real_records()[index]
    form = one_form(write(record, record["form"], tmp_path / "表.xlsx"))
    assert (form.found_by, form.findings) == (FoundBy.NAMES, ())
    assert_read(record, record["form"], form)


@pytest.mark.parametrize("form_id", FORMS)
def test_random_records_come_back_before_and_after_libreoffice(form_id: str, tmp_path: Path) -> None:
    records = [random_record(seed) for seed in RANDOM]
    files = [write(record, form_id, tmp_path / f"{n}.xlsx") for n, record in enumerate(records)]
    saved = recalculate(files, tmp_path / "libreoffice")
    for record, file, again in zip(records, files, saved, strict=True):
        before, after = one_form(file), one_form(again)
        for form in (before, after):
            assert (form.found_by, form.findings) == (FoundBy.NAMES, ())
            assert_read(record, form_id, form)
        assert figures(before.evaluation) == figures(after.evaluation)


def figures(evaluation: Evaluation) -> list[Decimal | None]:
    """What the form computes."""
    fund = evaluation.funds[0]
    return [fund.execution_rate, fund.score, evaluation.total_weight, evaluation.total_score]


@pytest.mark.parametrize("form_id", FORMS)
def test_without_names_it_is_found_by_its_labels(form_id: str, tmp_path: Path) -> None:
    record = seed_records()[1]
    moved = convert(write(record, form_id, tmp_path / "表.xlsx"), "xls", tmp_path / "xls")
    form = one_form(moved)
    assert form.found_by is FoundBy.LABELS
    assert [finding.code for finding in form.findings] == ["names-damaged"]
    filled = [fund for fund in form.evaluation.funds if fund.annual_budget is not None]
    kept = [row for row in record["funds"] if row.get("annual_budget") is not None]
    form = replace(form, evaluation=replace(form.evaluation, funds=tuple(filled)))
    assert_read(record | {"funds": kept}, form_id, form)  # a row that only the form prints is read as blank


@pytest.mark.parametrize("form_id", FORMS)
def test_a_blank_form_reads_as_blank(form_id: str, tmp_path: Path) -> None:
    evaluation = one_form(write({"year": 2022}, form_id, tmp_path / "空.xlsx")).evaluation
    assert (evaluation.year, evaluation.indicators, evaluation.funds) == (2022, (), ())
    assert (evaluation.project, evaluation.unit, evaluation.total_score) == (None, None, None)


def test_points_of_a_group_are_printed_into_its_name(tmp_path: Path) -> None:
    path = write({}, "rural-revitalisation", tmp_path / "空.xlsx")
    texts = {cell.value for row in openpyxl.load_workbook(path)["绩效自评表"].iter_rows() for cell in row}
    assert {"产出指标（50分）", "效益指标（30分）", "满意度指标（10分）"} <= texts


def test_execution_points_without_a_cell_stand_in_the_formula(tmp_path: Path) -> None:
    record = {
        "funds": [{"item": "年度财政资金总额", "annual_budget": "8", "executed": "6", "weight": "10"}],
        "indicators": [{"level1": "产出指标", "level3": "甲", "target": "1", "actual": "1", "score": "70"}],
    }
    path = write(record, "hubei", tmp_path / "表.xlsx")
    form = one_form(path)
    assert (form.evaluation.funds[0].weight, form.evaluation.funds[0].score) == (None, Decimal(15))
    assert form.evaluation.total_score == Decimal(85)
    source = form.cells["funds[0].score"]
    assert "20" in (source.raw or "")
    again = one_form(recalculate([path], tmp_path / "libreoffice")[0])
    assert figures(again.evaluation) == figures(form.evaluation)


def test_amounts_in_ten_thousands_show_every_yuan() -> None:
    formats = {form.definition.money_unit: form.styles["money"].format for form in official_forms().values()}
    assert formats == {"元": "#,##0.00", "万元": "#,##0.00####"}


# -- a form of one's own: a file in a folder, and no Python


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one form more."""
    return own_folder(tmp_path / "表样")


def test_a_form_from_a_folder_is_made_and_read_by_names_and_by_labels(folder: Path, tmp_path: Path) -> None:
    forms = official_forms(folder)
    assert set(forms) == {*FORMS, "lakeside"}
    own, record = forms["lakeside"], seed_records()[2]
    path = tmp_path / "湖区.xlsx"
    path.write_bytes(form_bytes(own, evaluation_of(record)))
    assert_valid_package(path)
    definitions = {form_id: form.definition for form_id, form in forms.items()}
    given = as_printed(evaluation_of(record), own.definition)
    (form,) = recognise(open_book(path), definitions)
    assert (form.found_by, form.definition_id) == (FoundBy.NAMES, "lakeside")
    assert differences(given, form.evaluation) == []
    book = openpyxl.load_workbook(path, data_only=True)
    for name in list(book.defined_names):
        del book.defined_names[name]
    del book["_xltools"]
    for row in book["绩效自评表"].iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # text that begins with = stays text
    book.save(path)
    (form,) = recognise(open_book(path), definitions)
    assert (form.found_by, form.definition_id) == (FoundBy.LABELS, "lakeside")
    assert [(row.level3, row.actual) for row in form.evaluation.indicators] == [
        (row.level3, row.actual) for row in given.indicators
    ]


def test_a_form_of_the_folder_stands_in_for_the_shipped_one(folder: Path) -> None:
    text = asset("templates", "forms", "hubei.toml").read_text("utf-8")
    (folder / "hubei.toml").write_text(text.replace('version = "1"', 'version = "2"'), "utf-8")
    assert official_forms(folder)["hubei"].definition.version == "2"
    assert official_form("hubei").definition.version == "1"


def test_two_definitions_of_one_id_and_version_are_refused(folder: Path) -> None:
    shipped = asset("templates", "forms", "hubei.toml")
    (folder / shipped.name).write_bytes(shipped.read_bytes())
    with pytest.raises(DefinitionError, match=r"hubei\.toml：id：与随附的表样编号、版本都相同"):
        official_forms(folder)


def test_an_unknown_form_is_told_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="hubei、national-2020"):
        official_form("hubei-2030")
