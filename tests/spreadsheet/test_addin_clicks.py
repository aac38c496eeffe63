"""LibreOffice loads the add-in and runs its VBA: every button, and every way of having no Python."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from tests.helpers.addin_office import (
    COMMAND_CELL,
    RECALCULATED,
    RECALCULATED_CELL,
    REPLACED,
    Click,
    Seen,
    click,
)
from xltools import __version__
from xltools.addin.content import addin_content, build, ribbon_data

FUNCTIONS = [
    "recalculate", "check", "previous_problem", "next_problem", "clear_marks", "suggest", "heal",
    "new_form", "issue_roster", "collect_folder", "export_pdf", "self_test", "about",
]  # fmt: skip
NOTHING_DONE = {COMMAND_CELL: "", RECALCULATED_CELL: ""}


def workbook(path: Path, sheet: str = "自评表") -> Path:
    book = openpyxl.Workbook()
    book.worksheets[0].title = sheet
    book.save(path)
    return path


@pytest.fixture(scope="module")
def macros(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the buttons of the ribbon call, read from the built add-in."""
    with zipfile.ZipFile(build(tmp_path_factory.mktemp("built")).path) as archive:
        ribbon = etree.fromstring(archive.read("customUI/customUI14.xml"))
    return [str(button.get("onAction")) for button in ribbon.iter("{*}button")]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, macros: list[str]) -> dict[str, Seen]:
    """Every click of this module, in one LibreOffice: name → what it left behind."""
    folder = tmp_path_factory.mktemp("clicks")
    form = workbook(folder / "自评 表.xlsx")
    recalculate, about = "XltoolsRibbon.OnRecalculate", "XltoolsRibbon.OnAbout"
    clicks = {macro: Click(macro, form) for macro in macros}
    clicks |= {
        "recalculate without": Click(recalculate, form, "missing"),
        "about without": Click(about, form, "missing"),
        "recalculate ends badly": Click(recalculate, form, "ends badly"),
        "about ends badly": Click(about, form, "ends badly"),
        "raises": Click(about, form, "raises"),
        "wps": Click(recalculate, form, "in WPS"),
        "chart": Click(recalculate, form, "chart"),
        "settings": Click(recalculate, workbook(folder / "b.xlsx", "xlTools.conf")),
        "python": Click(recalculate, workbook(folder / "c.xlsx", "evil.PY")),
        "equals": Click(recalculate, workbook(folder / "a=b.xlsx")),
    }
    return dict(zip(clicks, click(list(clicks.values()), folder), strict=True))


def message(key: str) -> str:
    text: str = ribbon_data()["messages"][key]
    return text


def test_each_button_runs_its_python_function(seen: dict[str, Seen], macros: list[str]) -> None:
    commands = [seen[macro].cells[COMMAND_CELL] for macro in macros]
    called = [command.rpartition("; ")[2] for command in commands]
    assert called == [f"xltools.ribbon.{name}()" for name in FUNCTIONS]
    assert all(command.startswith("import xltools.ribbon; ") for command in commands)


def test_a_button_that_worked_says_and_recalculates_nothing(seen: dict[str, Seen], macros: list[str]) -> None:
    left = [(seen[macro].message, seen[macro].cells[RECALCULATED_CELL]) for macro in macros]
    assert left == [("", "")] * len(FUNCTIONS)


def test_each_call_carries_the_versions_of_the_add_in(seen: dict[str, Seen], macros: list[str]) -> None:
    versions = f"'{__version__} {addin_content().facts['xlwings']}'"
    for macro in macros:
        assert f"; xltools.ribbon.addin_versions = {versions}; " in seen[macro].cells[COMMAND_CELL]


def test_without_python_excel_recalculates_and_says_what_is_missing(seen: dict[str, Seen]) -> None:
    done = {COMMAND_CELL: "", RECALCULATED_CELL: RECALCULATED}
    assert seen["recalculate without"] == Seen(message("python_missing_recalculated"), done)


def test_without_python_the_other_buttons_only_say_so(seen: dict[str, Seen]) -> None:
    assert seen["about without"] == Seen(message("python_missing"), NOTHING_DONE)


def test_when_python_ends_badly_it_is_said(seen: dict[str, Seen]) -> None:
    recalculated, about = seen["recalculate ends badly"], seen["about ends badly"]
    assert recalculated.message == message("python_failed_recalculated")
    assert recalculated.cells[RECALCULATED_CELL] == RECALCULATED
    assert (about.message, about.cells[RECALCULATED_CELL]) == (message("python_failed"), "")


def test_an_error_in_vba_becomes_a_message(seen: dict[str, Seen]) -> None:
    said = rf"{message('vba_failed')}\s+\d+: .*stubbed trouble.*"
    assert re.fullmatch(said, seen["raises"].message, re.DOTALL)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("wps", "not_excel"),
        ("chart", "chart_in_front"),
        ("settings", "foreign_settings"),
        ("python", "foreign_settings"),
        ("equals", "name_unfit"),
    ],
)
def test_what_must_not_start_python_does_not(seen: dict[str, Seen], name: str, key: str) -> None:
    assert seen[name] == Seen(message(key), NOTHING_DONE)


def test_what_the_copy_replaces_is_what_the_add_in_does() -> None:
    text = "".join(module.text for module in addin_content().modules if module.name.startswith("Xltools"))
    assert [text.count(line) for line in REPLACED] == [1] * len(REPLACED)
