"""A live spreadsheet for the buttons: LibreOffice, driven through xlwings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlwings

from tests.helpers.addin_office import SWITCHED_CELL, start_with_addin
from tests.helpers.uno_engine import Bridge, Engine
from tests.helpers.uno_engine.api import BookApi
from tests.helpers.uno_engine.engine import App, Book
from xltools import ribbon
from xltools.check import Checked, check_form
from xltools.excel.live_excel import ExcelBook
from xltools.read import FileReading, read_content
from xltools.refs import CellRef


@dataclass
class Office:
    """The spreadsheet as a person sees it: workbooks, clicks, and what was said."""

    app: App
    bridge: Bridge
    addin: int

    def open(self, path: Path) -> Book:
        """Open a workbook and go to it."""
        book = self.app.books.open(str(path))
        xlwings.main.Book(impl=book).set_mock_caller()
        return book

    def click(self, button: str, *answers: str) -> str:
        """Press a button, answer its questions, and read its last message box (empty: there was none)."""
        self.app.alerts.clear()
        self.app.answers[:] = answers
        getattr(ribbon, button)()
        assert not self.app.answers, "a question was not asked"
        return self.app.alerts[-1] if self.app.alerts else ""

    @property
    def book(self) -> Book:
        """The workbook in front."""
        return self.app.books.active

    @property
    def live(self) -> ExcelBook:
        """The same as our buttons have it."""
        return ExcelBook(xlwings.main.Book(impl=self.book))

    def reading(self) -> FileReading:
        """What our reader says of the workbook as it now stands."""
        data = self.live.copy()
        assert data is not None
        return read_content(Path("现在.xlsx"), data)

    def checked(self) -> Checked:
        """The same with what `xltools check` finds."""
        reading = self.reading()
        found = (finding for form in reading.forms for finding in check_form(form, "现在.xlsx"))
        return Checked(reading, tuple(found))

    def ask(self, order: str, *arguments: Any) -> Any:
        """Something of the workbook in front, asked directly."""
        return self.bridge(order, self.book.number, *arguments)

    def type(self, sheet: str, cell: str, content: float | str) -> None:
        """Type into a cell, also into a locked one."""
        locked = self.ask("locked", sheet)
        if locked:
            self.ask("unprotect", sheet, "2022")
        area = self.book.sheets(sheet).range(cell)
        area.formula = [[content]]
        if locked:
            self.ask("protect", sheet, "2022")

    @property
    def switched(self) -> list[str]:
        """How screen, events and locks were turned, be it by the add-in or from outside."""
        return (self._note("values")[0][0] or "").split(";")[:-1] + self.app.changes

    def forget(self) -> None:
        """Nothing was turned or asked so far."""
        self._note("write", [[""]])
        self.app.changes.clear()
        self.bridge.counts.clear()

    def _note(self, order: str, *arguments: Any) -> Any:
        """What the add-in under test wrote down."""
        at = CellRef.parse(SWITCHED_CELL)
        number, area = self.addin, [at.row, at.column, at.row, at.column]
        return self.bridge(order, number, "xltools.conf", area, *arguments)

    def value(self, sheet: str, cell: str) -> Any:
        """What a cell shows."""
        return self.book.sheets(sheet).range(cell).raw_value[0][0]

    def formula(self, sheet: str, cell: str) -> str:
        """What the formula bar shows."""
        text: str = self.book.sheets(sheet).range(cell).formula[0][0]
        return text

    def notes(self, sheet: str) -> dict[str, str]:
        """The notes of a sheet, by cell."""
        return {note.cell.a1: note.text for note in self.book.sheets(sheet).notes}


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Bridge]]:
    """One LibreOffice for a test process, with the add-in loaded."""
    bridge, addin = start_with_addin(tmp_path_factory.mktemp("libreoffice"))
    made = Engine(bridge)
    made.app.load(addin)
    made.activate()
    yield made, bridge
    bridge.close()


@pytest.fixture
def office(
    engine: tuple[Engine, Bridge], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """The spreadsheet with no workbook open; its log goes into the test's folder."""
    made, bridge = engine
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(BookApi, "copies", True)
    made.app.rest()
    assert made.app.addin is not None
    office = Office(made.app, bridge, made.app.addin.number)
    office.forget()
    yield office
    made.app.fault = None
    for book in list(made.app.books):
        book.close()
    if hasattr(xlwings.main.Book, "_mock_caller"):
        del xlwings.main.Book._mock_caller


@pytest.fixture
def no_addin(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """An Excel without the add-in, asked from outside by `recalc --active`."""
    monkeypatch.setattr(office.app, "addin", None)


@pytest.fixture
def on_the_mac(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """An Excel whose own objects save no copies: only its VBA does."""
    assert office is not None
    monkeypatch.setattr(BookApi, "copies", False)


@pytest.fixture
def no_copies(on_the_mac: None, no_addin: None) -> None:
    """An Excel without either: read cell by cell."""
