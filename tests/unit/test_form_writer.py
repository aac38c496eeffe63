"""One writer for one form and for ten thousand: what it remembers of the forms before changes nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import pytest

from tests.helpers.compare import evaluation_of
from tests.helpers.records import random_record, seed_records
from tests.helpers.rosters import project_record
from tests.helpers.schema import assert_valid_package
from xltools.assets import asset
from xltools.generate import form_bytes, generate_file
from xltools.library import OfficialForm, load_form, official_form, official_forms
from xltools.rules.layout.measure import height_needed
from xltools.rules.layout.model import Layout
from xltools.rules.layout.placing import lay_out
from xltools.text import render
from xltools.workbook.cells import Grating, body_of

FORM = "shanghai-2022"
TALL = {"project": "甲", "indicators": [{"level3": "一", "reason": "原因说明。" * 900}, {"level3": "二"}] * 3}


def records() -> list[dict[str, Any]]:
    return [*seed_records(), *map(random_record, range(25)), *map(project_record, range(25)), TALL, {}]


def fresh() -> OfficialForm:
    return load_form(asset("templates", "forms", f"{FORM}.toml"))


def layout_of(record: dict[str, Any], form: OfficialForm) -> Layout:
    return lay_out(form.definition, evaluation_of(record), form.pack, form.styles, render)


def test_the_bytes_do_not_depend_on_the_forms_made_before() -> None:
    alone = [form_bytes(fresh(), evaluation_of(record)) for record in records()]
    shared = fresh()
    order = list(range(len(alone)))
    random.Random(1).shuffle(order)
    for index in [*order, *order[::-1]]:
        assert form_bytes(shared, evaluation_of(records()[index])) == alone[index], index


def test_a_filled_grating_is_the_layout_cell_by_cell() -> None:
    form = official_form(FORM)
    styles = {name: str(number) for number, name in enumerate(form.styles)}
    for record in records():
        layout = layout_of(record, form)
        slots = [replace(slot, shared=None) for slot in layout.arrangement.slots]  # each written out
        grating = Grating(slots, styles)
        filled, whole = grating.filled(layout.contents, layout.groups, {}, {}), body_of(layout.cells, styles)
        assert filled.rows == whole.rows
        assert sorted(filled.merges) == sorted(whole.merges)


def test_forms_with_equally_many_rows_share_their_arrangement() -> None:
    form = official_form(FORM)
    one, two = (
        layout_of({"indicators": [{"level1": name, "level3": "指标"}] * 5}, form)
        for name in ("产出指标", None)
    )
    assert one.arrangement is two.arrangement
    assert [group.area.a1 for group in one.groups if "indicators[0].level1" in group.roles] == ["B13:B17"]
    assert sum(bool(group.roles) for group in two.groups) == 10


def test_a_typed_result_gets_no_formula_and_an_arrangement_of_its_own() -> None:
    form = official_form(FORM)
    rows = [{"level3": "指标", "weight": "5", "score": "4"}]
    computed, typed = (layout_of({"indicators": rows, "total_score": total}, form) for total in (None, "3"))
    assert _formula(computed, "total_score") is not None
    assert _formula(typed, "total_score") is None


@pytest.mark.parametrize("form_id", sorted(official_forms()))
def test_every_form_is_a_valid_package_with_many_rows_and_none(form_id: str, tmp_path: Path) -> None:
    for number, record in enumerate(({}, project_record(3), TALL)):
        path = tmp_path / f"{number}.xlsx"
        generate_file(record | {"form": form_id}, form_id, path, "记录")
        assert_valid_package(path)


def test_the_height_of_mixed_texts_is_that_of_their_characters_one_by_one() -> None:
    style = official_form(FORM).styles["long"]
    dice = random.Random(7)
    for _ in range(2_000):
        words = ["中文", "说明。", "（全角）", "abc", "WORD", " ", "12.5%", "\n", "é", "表"]
        text = "".join(dice.choice(words) for _ in range(dice.randint(0, 60)))
        columns = dice.choice([2, 7.5, 9, 14, 19, 40])
        assert height_needed(text, columns, style) == _by_characters(text, columns, style.size), text


def _formula(layout: Layout, role: str) -> str | None:
    return next(cell.formula for cell in layout.cells if role in cell.roles)


def _by_characters(text: str, columns: float, size: float) -> float:
    """The slow way: 宋体 of 96 dpi, one width for wide characters, two for others."""
    room = max(columns * 8 - 6, size * 96 / 72) / (size * 96 / 72 * 1.02)
    total = 0
    for paragraph in text.splitlines() or [""]:
        lines, used, word = 1, 0.0, 0.0
        for character in paragraph:
            wide = east_asian_width(character) in "WFA"
            latin = 0.9 if character in "%@&mwMW=<>+" else 0.7 if character.isupper() else 0.63
            width = 1.0 if wide else latin
            if used + width > room:
                lines += 1
                used = word if word and word + width <= room and not wide else 0.0
            used += width
            word = word + width if not wide and not character.isspace() else 0.0
        total += lines
    return ceil(total * size * 1.45) + 4.0
