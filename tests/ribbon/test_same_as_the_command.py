"""The button and `xltools recalc` cannot disagree: the same form, in a live spreadsheet and as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.helpers.foreign import Habits, foreign_form
from tests.helpers.live_forms import SHEET, random_form, saved, seed_with_blanks
from tests.helpers.live_sheet import OpenSheet
from tests.helpers.records import seed_records
from tests.helpers.uno_engine.api import BookApi
from tests.ribbon.conftest import Office
from xltools.check import check_file, check_form
from xltools.findings import Finding
from xltools.live import Opened, marks
from xltools.model import Evaluation
from xltools.read import read_file
from xltools.recalculate import recalculate_file
from xltools.rules.record import evaluation_to_json

FORMS = 200
SHARES = 8
WHOLE = 4
"""Of so many forms one is read from a copy of the whole workbook as well."""

Said = tuple[list[Evaluation], list[tuple[str, str | None]]]
"""The records that were read, and what `xltools check` says of them."""


def by_command(path: Path) -> Said:
    """After `xltools recalc`."""
    copy = recalculate_file(path, path.with_name(f"{path.stem}-重算.xlsx")).output
    found = [(finding.code, finding.place.cell) for finding in check_file(copy).findings]
    return [form.evaluation for form in read_file(copy).forms], found


def by_button(office: Office, path: Path) -> Said:
    """After a click on 重新计算, by a copy of the whole workbook."""
    office.open(path)
    click(office)
    return by_copy(office)


def by_copy(office: Office) -> Said:
    checked = office.checked()
    return said([form.evaluation for form in checked.reading.forms], checked.findings)


def click(office: Office) -> None:
    told = office.click("recalculate")
    assert told.startswith("重新计算完成"), told


def said(evaluations: list[Evaluation], findings: Iterable[Finding]) -> Said:
    return evaluations, [(finding.code, finding.place.cell) for finding in findings]


@pytest.mark.parametrize("index", [0, 1, 2])
@pytest.mark.parametrize("blank", [False, True])
def test_the_published_forms(office: Office, tmp_path: Path, index: int, blank: bool) -> None:
    record = seed_with_blanks(index) if blank else seed_records()[index]
    path = saved(record, tmp_path / "表.xlsx")
    assert by_button(office, path) == by_command(path)


def checks(now: Opened) -> Iterator[Finding]:
    return (finding for form in now.forms for finding in check_form(form, now.name))


@pytest.mark.parametrize("share", range(SHARES))
def test_random_forms(office: Office, tmp_path: Path, share: int) -> None:
    for seed in range(share, FORMS, SHARES):
        path = random_form(seed, tmp_path / f"{seed}.xlsx")
        office.open(path)
        sheet = OpenSheet.just_opened(office, path, SHEET)
        click(office)
        now = sheet.now()
        seen = said([form.evaluation for form in now.forms], checks(now))
        assert seen == by_command(path), seed
        assert office.notes(SHEET) == {mark.cell.a1: mark.text for mark in marks(now)}, seed
        if seed // SHARES % WHOLE == 0:
            assert seen == by_copy(office), seed
        office.book.close()


def test_a_form_that_is_not_ours(office: Office, tmp_path: Path) -> None:
    record = evaluation_to_json(read_file(saved(seed_records()[1], tmp_path / "表.xlsx")).forms[0].evaluation)
    path = tmp_path / "手工.xlsx"
    foreign_form(record | {"total_score": "12"}, path, Habits(top=3, left=2))
    assert by_button(office, path) == by_command(path)


@pytest.mark.usefixtures("no_copies")
def test_read_cell_by_cell_a_form_says_the_same(office: Office, tmp_path: Path) -> None:
    path = saved(seed_with_blanks(1), tmp_path / "表.xlsx")
    office.open(path)
    assert office.click("recalculate").startswith("重新计算完成")
    assert "copy" not in office.bridge.counts
    BookApi.copies = True  # to look at the result
    evaluations, _ = by_command(path)
    assert [form.evaluation for form in office.reading().forms] == evaluations
