"""From the click to the cell: the VBA in the add-in asks for a command line, and that line does the job.

xlwings' own module, as it is packed, makes the line in an interpreter of VBA; a Windows is played there. The
line then runs here, word for word but for the place of Python, on a workbook that is open in LibreOffice.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import xltools
from tests.helpers.addin_interpreted import WINDOW, Asked, click, unfit_on_the_mac
from tests.helpers.live_forms import SHEET, saved, seed_with_blanks
from tests.helpers.records import seed_records
from tests.helpers.uno_engine.joined import joined_environment
from tests.helpers.windows_line import commands
from tests.ribbon.conftest import Office
from xltools.addin import build
from xltools.addin.content import addin_content, ribbon_data

PYTHON = r"C:\Users\张 三\绩效&自评\Scripts\python.exe"
WINDOWS = {"XLTOOLS_PYTHON": PYTHON, "TEMP": r"C:\Users\张 三\Temp", "USERPROFILE": r"C:\Users\张 三"}
NAME = "自评 表&(1) 100%.xlsx"
SLOW = {"openpyxl", "xlsxwriter", "rapidfuzz", "typer", "click", "rich", "python_calamine", "msoffcrypto",
        "packaging", "sqlite3", "distributed", "pyarrow", "fsspec",
        "xltools.summary", "xltools.collect", "xltools.cli", "xltools.generate"}  # fmt: skip
"""What a recalculation has no use for; it would be most of the time between click and answer."""

AFTER_THE_FIRST_QUESTION = {"jinja2", "lxml", "xltools.library", "xltools.live", "xltools.rules"}
"""What a recalculation loads once Excel has been asked for the workbook: with it, forms are read."""


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("加载项")).path


def asked(
    addin: Path, book: Path | None, button: str = "Recalculate", ends: int = 0, files: str = PYTHON
) -> Asked:
    return click(addin, f"On{button}", book, WINDOWS, frozenset({files}), ends)


@dataclass(frozen=True)
class Done:
    """What a line did that was run here."""

    code: int
    errors: str
    alerts: list[str]
    modules: set[str]


def run_here(line: str, office: Office, folder: Path) -> Done:
    """The last command of a line, run by this Python; the ones before go to the place of the other."""
    drive, change, (python, *arguments) = commands(line)
    assert (drive, change, python) == (["C:"], ["cd", PYTHON.removesuffix(r"\python.exe")], PYTHON)
    report = folder / "report.json"
    environment = joined_environment(office.bridge.pipe, folder, report)
    ended = subprocess.run(
        [sys.executable, *arguments],
        env=environment, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    told = json.loads(report.read_text("utf-8"))
    return Done(ended.returncode, ended.stderr, told["alerts"], set(told["modules"]))


def test_the_line_is_what_xlwings_starts_on_windows(addin: Path, tmp_path: Path) -> None:
    book = saved(seed_records()[0], tmp_path / NAME)
    said = asked(addin, book)
    assert said.messages == ()
    (line,) = said.commands
    _, _, words = commands(line)
    versions = f"{xltools.__version__} {addin_content().facts['xlwings']}"
    escaped = [str(path).replace("\\", "\\\\") for path in (book, addin)]
    assert words[:3] == [PYTHON, "-B", "-c"]
    assert words[3] == (
        f'import xlwings.utils;xlwings.utils.prepare_sys_path("False;{";".join(escaped)};;;;"); '
        f"import xltools.ribbon; xltools.ribbon.addin_versions = '{versions}'; xltools.ribbon.recalculate()"
    )
    assert words[4:6] == [f"--wb={NAME}", "--from_xl=1"]
    assert words[-1] == f"--hwnd={WINDOW}"


def test_the_line_recalculates_the_workbook_it_was_clicked_in(
    office: Office, addin: Path, tmp_path: Path
) -> None:
    book = saved(seed_with_blanks(0), tmp_path / NAME)
    office.open(book)
    office.type(SHEET, "I6", 1)
    clicked = office.book
    office.open(saved(seed_with_blanks(1), tmp_path / "另一份.xlsx"))
    before = office.value(SHEET, "H13")
    done = run_here(asked(addin, book).commands[0], office, tmp_path)
    assert (done.code, done.errors) == (0, "")
    assert [alert.splitlines()[0] for alert in done.alerts] == ["重新计算完成，改动 5 处："]
    assert clicked.sheets(SHEET).range("I6").raw_value == [[8.55]]
    assert clicked.sheets(SHEET).range("H23").raw_value == [[3.8]]
    assert office.value(SHEET, "H13") == before
    assert not SLOW & done.modules


def test_until_excel_is_asked_hardly_anything_is_loaded() -> None:
    code = "import sys, xltools.ribbon.press; print(*sorted(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = set(told.split())
    assert "xltools.excel.live_excel" in loaded
    assert not (SLOW | AFTER_THE_FIRST_QUESTION) & loaded


def test_every_button_gets_its_own_line(addin: Path, tmp_path: Path) -> None:
    book = saved(seed_records()[0], tmp_path / NAME)
    for group in ribbon_data()["groups"]:
        for button in (one["function"] for one in group["buttons"] if one["ready"]):
            (line,) = asked(addin, book, button.title().replace("_", "")).commands
            assert f"; xltools.ribbon.{button}()" in line


@pytest.mark.parametrize("button", ["NewForm", "IssueRoster", "CollectFolder", "SelfTest", "About"])
def test_what_needs_no_form_makes_do_with_an_empty_workbook(addin: Path, button: str) -> None:
    said = asked(addin, None, button)
    assert said.messages == ()
    assert [commands(line)[2][4] for line in said.commands] == ["--wb=Book1"]


@pytest.mark.parametrize("button", ["Recalculate", "Check", "Suggest", "Heal", "ExportPdf"])
def test_what_needs_a_form_asks_for_one(addin: Path, button: str) -> None:
    assert asked(addin, None, button) == Asked((), (ribbon_data()["messages"]["no_workbook"],))


@pytest.mark.parametrize(
    ("name", "unfit"),
    [("自评 表&(1) 100%.xlsx", False), ("a=b.xlsx", True), *((f"a{mark}b.xlsx", True) for mark in "$`|\\")],
)
def test_on_the_mac_a_name_that_a_shell_would_read_is_unfit(tmp_path: Path, name: str, unfit: bool) -> None:
    assert unfit_on_the_mac(saved(seed_records()[0], tmp_path / name)) is unfit


def test_without_python_nothing_is_started(addin: Path, tmp_path: Path) -> None:
    book = saved(seed_records()[0], tmp_path / NAME)
    said = asked(addin, book, "About", files="")
    assert said == Asked((), (ribbon_data()["messages"]["python_missing"],))


def test_a_line_that_ends_badly_is_told(addin: Path, tmp_path: Path) -> None:
    book = saved(seed_records()[0], tmp_path / NAME)
    said = asked(addin, book, "About", ends=1)
    assert len(said.commands) == 1
    assert said.messages[-1] == ribbon_data()["messages"]["python_failed"]
