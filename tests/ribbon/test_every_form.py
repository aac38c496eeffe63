"""The buttons on every official form: as we issue it, as others fill it, and several in one workbook."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.foreign_layouts import draw, draw_below
from tests.helpers.records import random_record
from tests.ribbon.conftest import Office
from tests.ribbon.test_same_as_the_command import by_button, by_command
from tests.season.test_foreign_layouts import RECORDS, drawn
from xltools import ribbon
from xltools.generate import generate_file
from xltools.library import official_forms
from xltools.live import Opened, read_open
from xltools.refs import CellRef
from xltools.ribbon.words import say
from xltools.rules.reading import ReadForm

WITHOUT_SCORES = {"transfer-payment"}


def with_blanks(record: dict[str, Any]) -> dict[str, Any]:
    """Every second score blank."""
    rows = enumerate(record["indicators"])
    return {**record, "indicators": [{**row, "score": row["score"] if n % 2 else None} for n, row in rows]}


def issued(form_id: str, path: Path) -> None:
    generate_file(with_blanks(random_record(7, most=8)), form_id, path, "测试")


def filled_elsewhere(case: str, path: Path) -> None:
    draw(with_blanks(drawn(RECORDS[case])), RECORDS[case]["form"], path)


def bound(path: Path, *, sheets: bool) -> None:
    """Three forms of different places in one workbook."""
    cases = [RECORDS[case] for case in ("published 0 national-2020", "published 1 hubei", "sichuan")]
    draw_below([(with_blanks(drawn(one)), one["form"]) for one in cases], path, sheets=sheets)


WORKBOOKS: dict[str, Callable[[Path], None]] = {
    **{f"issued {form_id}": partial(issued, form_id) for form_id in official_forms()},
    **{f"elsewhere {case}": partial(filled_elsewhere, case) for case in RECORDS},
    "three on one sheet": partial(bound, sheets=False),
    "three on three sheets": partial(bound, sheets=True),
}


@pytest.mark.parametrize("name", list(WORKBOOKS))
def test_every_button_of_a_form(office: Office, tmp_path: Path, name: str) -> None:
    path = tmp_path / "表.xlsx"
    WORKBOOKS[name](path)
    assert by_button(office, path) == by_command(path)
    assert office.click("recalculate").startswith(say("recalculate", "same"))
    assert office.click("check").startswith(say("check", "done"))
    opened = read_open(office.live)
    assert len(opened.forms) == (3 if name.startswith("three") else 1)
    walk_through_problems(office, opened)
    for form in opened.forms:
        ask_for_a_suggestion(office, form)
        heal_a_total(office, form)
    assert office.click("export_pdf").startswith("已导出")
    assert len(list(tmp_path.glob("*.pdf"))) == len(opened.sheets)
    marked = any(office.notes(sheet) for sheet in opened.sheets)
    assert office.click("clear_marks") == say("clear_marks", "done" if marked else "none")
    assert not any(office.notes(sheet) for sheet in opened.sheets)


def walk_through_problems(office: Office, opened: Opened) -> None:
    """Each click comes to a problem, and says which of how many."""
    count = len(opened.problems)
    if not count:
        assert office.click("next_problem") == say("problem", "none")
        return
    for button in ("next_problem", "next_problem", "previous_problem"):
        said = office.click(button)
        assert f"共 {count} 处" in said
        row, column, *_ = office.ask("selection")
        assert CellRef(row, column).a1 in said


def ask_for_a_suggestion(office: Office, form: ReadForm) -> None:
    source = form.cells["indicators[0].level3"]
    office.ask("activate", source.sheet)
    office.ask("select", source.sheet, [source.cell.row, source.cell.column] * 2)
    office.app.alerts.clear()
    office.app.answers[:] = ["no"]  # asked for only where there is a score that is not there yet
    ribbon.suggest()
    (said,) = office.app.alerts
    if form.definition_id in WITHOUT_SCORES:
        assert said == say("suggest", "no_score")
    else:
        assert said.startswith("指标：")


def heal_a_total(office: Office, form: ReadForm) -> None:
    """The formula of the total is typed over, and comes back with its result."""
    if form.definition_id in WITHOUT_SCORES:
        assert office.click("heal") == say("heal", "none")
        return
    source = form.cells["total_score"]
    office.type(source.sheet, source.cell.a1, 1)
    assert office.click("heal", "yes") == say("heal", "done", formulas="1", lists="0", open="0")
    assert Decimal(repr(office.value(source.sheet, source.cell.a1))) == form.evaluation.total_score
    assert office.click("heal") == say("heal", "none")
