"""What the cells of a form accept: lists from the form and from the roster, bounds, prompts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.helpers.compare import evaluation_of
from tests.helpers.rosters import project_record, roster_book
from xltools.generate import form_bytes
from xltools.grids import open_bytes
from xltools.issue import issue, open_roster, people_in, records_source
from xltools.library import official_form, official_forms
from xltools.refs import CellRange
from xltools.rules.definition.choices import MOST_CHOICES, NO_CHOICES, RosterChoices
from xltools.rules.layout.model import Layout, PlacedValidation
from xltools.rules.layout.placing import lay_out
from xltools.rules.layout.validations import validations_of
from xltools.rules.recognise.forms import recognise
from xltools.text import render

FORM = "shanghai-2022"
CITY = (
    ("交通委", "道路中心"),
    ("交通委", "港航中心"),
    ("水务局", "河道中心"),
    (None, "档案馆"),
    ("教育局", None),
)
DEFINITIONS = {form_id: form.definition for form_id, form in official_forms().items()}


def layout_of(form_id: str, record: dict[str, Any], choices: RosterChoices | None = None) -> Layout:
    form, evaluation = official_form(form_id), evaluation_of(record)
    added = choices.of(evaluation.department) if choices else NO_CHOICES
    return lay_out(form.definition, evaluation, form.pack, form.styles, render, added)


def limits(validations: tuple[PlacedValidation, ...]) -> dict[str, str | None]:
    """By field: the formula of its limit."""
    return {one.validation.fields[0]: one.limit.formula if one.limit else None for one in validations}


def test_a_roster_gives_departments_and_the_units_of_each() -> None:
    columns = RosterChoices(CITY).of("交通委").columns
    assert columns["department"] == ("交通委", "水务局", "教育局")
    assert columns["unit"] == ("道路中心", "港航中心", "河道中心", "档案馆")  # of no department: at the end
    assert columns["unit.of"] == ("交通委", "水务局")
    assert [str(one) for one in columns["unit.from"]] == ["1", "3"]
    assert [str(one) for one in columns["unit.to"]] == ["2", "3"]


def test_without_a_roster_departments_and_units_are_free_text() -> None:
    found = limits(layout_of(FORM, {}).arrangement.validations)
    assert "department" not in found
    assert "unit" not in found
    assert found["indicators.level1"] == "xlo_level1"


def test_the_lists_of_a_long_roster_stay_short() -> None:
    people = [(f"部门{number % 40}", f"单位{number}") for number in range(MOST_CHOICES + 1)]
    roster = RosterChoices(people)
    columns = roster.of("部门7").columns
    assert len(columns["department"]) == 40
    assert set(columns["unit"]) == {unit for department, unit in people if department == "部门7"}
    assert roster.of("部门7") is roster.of("部门7")
    assert "unit" not in roster.of("没有的部门").columns
    assert (
        "department" not in RosterChoices([(f"{n}", None) for n in range(MOST_CHOICES + 1)]).of("1").columns
    )


@pytest.mark.parametrize("form_id", DEFINITIONS)
def test_no_validation_is_longer_than_excel_takes(form_id: str) -> None:
    record = {"indicators": [{"level1": "产出指标", "reason": "原因。" * 2000}] * 120}  # rows of three digits
    for validations in (
        layout_of(form_id, {}, RosterChoices(CITY)).arrangement.validations,
        layout_of(form_id, record, RosterChoices(CITY)).arrangement.validations,
    ):
        assert len({one.validation.choices for one in validations} & {"department", "unit"}) == 2
        for one in validations:
            rule = one.validation
            assert len(rule.title) <= 32
            assert max(len(rule.prompt or ""), len(rule.error or "")) <= 255
            assert rule.prompt
            if one.limit is not None:
                assert len(one.limit.formula) <= 255
                assert not {"OFFSET", "INDIRECT", "!", '"产'} & {*one.limit.formula.split("(")}
                assert rule.error or rule.choices == "completion"


@pytest.mark.parametrize("form_id", DEFINITIONS)
def test_what_people_write_as_text_stands_in_cells_for_text(form_id: str) -> None:
    form = official_form(form_id)
    fields = {"indicators.target", "indicators.actual", "indicators.reason", "indicators.level3", "unit"}
    fields |= {"project", "department", "expected_goal", "actual_outcome", "indicators.target_number"}
    checked = 0
    for cell in layout_of(form_id, project_record(1)).cells:
        role = cell.roles[0] if cell.roles else ""
        head, _, name = role.rpartition(".")
        if (f"indicators.{name}" if head.startswith("indicators") else role) in fields:
            assert form.styles[cell.style].format == "@", role
            assert form.styles[cell.style].input, role
            checked += 1
    assert checked > 15


@pytest.mark.parametrize("form_id", DEFINITIONS)
@pytest.mark.parametrize("record", [{}, project_record(2)])
def test_an_opened_form_tells_the_validations_it_was_issued_with(
    form_id: str, record: dict[str, str]
) -> None:
    roster = RosterChoices(CITY)
    form, evaluation = official_form(form_id), evaluation_of({**record, "department": "水务局"})
    data = form_bytes(form, evaluation, 1, roster.of("水务局"))
    (read,) = recognise(open_bytes(data), DEFINITIONS)
    expected = layout_of(form_id, {**record, "department": "水务局"}, roster).arrangement.validations
    told = validations_of(read, form.definition)
    assert [(one.validation, one.limit) for one in told] == [(one.validation, one.limit) for one in expected]
    for one, other in zip(told, expected, strict=True):
        assert one.areas == tuple(CellRange(area.first, area.first) for area in other.areas)


def test_every_form_of_a_roster_offers_its_departments_and_units(tmp_path: Path) -> None:
    rows = [("项目名称", "主管部门", "实施单位"), *((f"项目{at}", *people) for at, people in enumerate(CITY))]
    source = open_roster(roster_book(tmp_path / "名册.xlsx", [[cell or "" for cell in row] for row in rows]))
    made = issue(source, tmp_path / "下发", FORM)
    assert len(made.written) == len(CITY)
    for path in made.written:
        book = load_workbook(path)
        column = [cell.value for cell in book["选项"]["G"] if cell.value]
        assert column == ["department", "交通委", "水务局", "教育局"]
        assert book["选项"].protection.sheet
        assert book["选项"].sheet_state == "hidden"


def test_a_form_of_a_roster_is_the_one_made_singly_with_the_same_lists(tmp_path: Path) -> None:
    records = [{**project_record(seed), "department": f"部门{seed % 3}"} for seed in range(6)]
    people = list(people_in(records))
    made = issue(records_source([dict(one) for one in records], "名单", people), tmp_path, FORM)
    forms = {path.read_bytes() for path in made.written}
    for record in records:
        evaluation = evaluation_of({**record, "form": FORM})
        alone = form_bytes(
            official_form(FORM), evaluation, 1, RosterChoices(people).of(evaluation.department)
        )
        assert alone in forms
