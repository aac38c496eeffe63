"""The workbook that is open in Excel, through xlwings."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from functools import cached_property
from importlib import import_module
from pathlib import Path

import xlwings

from xltools.excel.live import (
    TEXT_FORMAT,
    BusyError,
    Content,
    Guard,
    LiveError,
    Mark,
    Notes,
    Opening,
    Run,
    Work,
    halves,
)
from xltools.excel.live_addin import Addin
from xltools.excel.live_dialogs import dialogs
from xltools.excel.live_guards import is_shown, put_guards
from xltools.excel.live_hold import held
from xltools.excel.live_locks import unlock_cell
from xltools.excel.live_notes import notes_of, put_note
from xltools.excel.live_texts import say
from xltools.grid import Book
from xltools.refs import CellRange, CellRef

_LIKE_ITS_FILE = (".xlsx", ".xlsm", ".xltx", ".xltm", "")
"""Workbooks whose copy tells all; of .xls and .xlsb our readers get no formulas. `""`: not saved yet."""
_BUSY = frozenset((-2147418111, -2147417846, -2146777998))  # RPC_E_CALL_REJECTED, _RETRYLATER, VBA_E_IGNORE
_GENERAL = "General"
_PDF = 0  # xlTypePDF
_LONGEST_STATUS = 250  # characters: Excel takes 255
_ATTEMPTS = 50
"""How often xlwings tries again where Excel is busy; as it comes, for ever."""


class ExcelBook:
    """One workbook open in Excel; a `LiveBook`, and what buttons need besides of the program around it."""

    def __init__(self, book: xlwings.Book) -> None:
        self._book = book

    @cached_property
    def _app(self) -> xlwings.App:
        return self._book.app

    @cached_property
    def _addin(self) -> Addin:
        return Addin(self._app, self.name)

    @cached_property
    def name(self) -> str:
        """What its window calls it."""
        with excel_errors():
            return str(self._book.name)

    @property
    def path(self) -> Path | None:
        """Where it is saved; None where that is no folder of this machine."""
        with excel_errors():
            try:
                full = Path(self._book.fullname)
            except xlwings.XlwingsError:  # a place in a cloud that xlwings cannot follow to a folder
                return None
        return full if full.is_absolute() and full.parent.is_dir() else None

    @property
    def place(self) -> str | None:
        """Where it says that it is, be it an address in a cloud; None where it cannot be asked."""
        with excel_errors():
            try:
                return str(self._book.api.FullName)
            except AttributeError:  # Excel for Mac
                return None if self.path is None else str(self.path)

    def copy(self) -> bytes | None:
        """The bytes of a copy that Excel saves; the workbook stays as it is, saved or not."""
        with excel_errors(), tempfile.TemporaryDirectory(prefix="xltools-", dir=_where_excel_may()) as folder:
            if Path(self.name).suffix.lower() not in _LIKE_ITS_FILE:
                return None
            path = Path(folder) / "copy.xlsx"
            try:
                self._save_copy(path)
                return path.read_bytes()
            except OSError:  # none was made, or another program locks it
                return None

    def _save_copy(self, path: Path) -> None:
        try:
            self._book.api.SaveCopyAs(str(path))
        except AttributeError:  # Excel for Mac: only its VBA has this order
            self._addin.save_copy(path)

    def cells(self) -> Book:
        """All cells, asked one sheet after the other."""
        from xltools.excel.live_cells import read_cells  # noqa: PLC0415 - slow to load, and seldom needed

        with excel_errors():
            return read_cells(self._book)

    def notes(self, sheets: Collection[str]) -> Notes:
        """Each note, asked where it is and what it says."""
        with excel_errors():
            return {name: notes_of(self._book.sheets[name]) for name in sheets}

    def renew(self, work: Work, passwords: Sequence[str]) -> int:
        """All in one call of the add-in; else each run in one, each note in one."""
        with excel_errors():
            kept = self._addin.renew(work, passwords)
            if kept is not None:
                return kept
            with self.hold(work.sheets, passwords):
                self._write(work.runs)
                return sum(not self._noted(mark, work.sign) for mark in work.marks)

    def hold(self, sheets: Collection[str], passwords: Sequence[str]) -> AbstractContextManager[None]:
        """Sheets unlocked, screen and events at rest; restored in the end."""
        return held(self._book, sheets, passwords)

    def write(self, runs: Sequence[Run]) -> None:
        """All in one call of the add-in, else each run in one."""
        with excel_errors():
            if runs and self._addin.renew(Work(tuple(runs), (), ""), ()) is None:
                self._write(runs)

    def _write(self, runs: Sequence[Run]) -> None:
        for run in runs:
            contents = [[_typed(content) for content in row] for row in run.contents]
            sheet = self._book.sheets[run.sheet]
            _no_texts(sheet, run.area)
            sheet.range(run.area.a1).formula = contents
        if runs and self._app.calculation != "automatic":
            self._app.calculate()

    def _noted(self, mark: Mark, sign: str) -> bool:
        return put_note(self._book.sheets[mark.sheet].range(mark.cell.a1), mark.text, sign)

    def has_macros(self) -> bool:
        """Whether the add-in helps to write many cells."""
        return self._addin.answers()

    def guard(self, guards: Sequence[Guard]) -> None:
        """Validations anew."""
        with excel_errors():
            put_guards(self._book, self._addin, guards)

    def open_up(self, openings: Sequence[Opening]) -> None:
        """All in one call of the add-in, else one by one."""
        with excel_errors():
            if openings and not self._addin.open_up(openings):
                for one in openings:
                    sheet = self._book.sheets[one.sheet]
                    for cell in one.area:
                        unlock_cell(sheet.range(cell.a1).api)

    def selected(self) -> tuple[str, CellRef]:
        """Where the person is."""
        with excel_errors():
            chosen = self._app.selection
            sheet = self._book.sheets.active.name
            return sheet, CellRef(chosen.row, chosen.column) if chosen is not None else CellRef(1, 1)

    def select(self, sheet: str, cell: CellRef) -> None:
        """Go to a cell."""
        with excel_errors():
            shown = self._book.sheets[sheet]
            if not is_shown(shown):
                raise LiveError(say("hidden", sheet=sheet))
            shown.activate()
            shown.range(cell.a1).select()

    def export(self, sheet: str, path: Path) -> None:
        """A sheet as it is printed, as PDF."""
        with excel_errors():
            one = self._book.sheets[sheet]
            try:
                one.api.ExportAsFixedFormat(_PDF, str(path))
            except AttributeError:  # Excel for Mac: by hiding the other sheets, which a lock forbids
                one.to_pdf(str(path))

    def open(self, path: Path) -> None:
        """Open another workbook beside this one."""
        with excel_errors():
            self._app.books.open(str(path))

    def say_status(self, text: str | None) -> None:
        """A line in the status bar; None gives the bar back."""
        with excel_errors():
            self._app.status_bar = text[:_LONGEST_STATUS] if text else False

    def tell(self, text: str, title: str, *, grave: bool = False) -> None:
        """A message box."""
        with excel_errors():
            self._app.alert(text, title, mode="critical" if grave else "info")

    def ask(self, text: str, title: str) -> bool:
        """A message box with yes and no."""
        with excel_errors():
            return self._app.alert(text, title, buttons="yes_no", mode="info") == "yes"

    def choose_text(self, prompt: str, title: str) -> str | None:
        """A line of text that a person types; this and the next three: None where cancelled."""
        with excel_errors():
            return dialogs(self._app.api).text(prompt, title)

    def choose_open(self, filters: str, title: str) -> Path | None:
        """A file that exists."""
        with excel_errors():
            return dialogs(self._app.api).open(filters, title)

    def choose_save(self, name: str, filters: str, title: str) -> Path | None:
        """A file to be written."""
        with excel_errors():
            return dialogs(self._app.api).save(name, filters, title)

    def choose_folder(self, title: str) -> Path | None:
        """A folder."""
        with excel_errors():
            return dialogs(self._app.api).folder(title)


def calling_book() -> ExcelBook:
    """The workbook whose button was clicked, else the one in front. Raises LiveError (Chinese)."""
    _try_not_for_ever()
    try:
        with excel_errors():
            return ExcelBook(xlwings.Book.caller())
    except BusyError:
        raise
    except Exception:  # xlwings has many ways of not finding it
        return active_book()


def active_book() -> ExcelBook:
    """The workbook in front in the running Excel. Raises LiveError (Chinese) where there is none."""
    _try_not_for_ever()
    with excel_errors():
        app = next(_apps(), None)
        if app is None:
            raise LiveError(say("no_excel"))
        if not len(app.books):
            raise LiveError(say("no_book"))
        return ExcelBook(app.books.active)


def _apps() -> Iterator[xlwings.App]:
    """The running Excels, the one in front first; none where there can be none."""
    engine: xlwings.main.Engine | None = xlwings.engines.active
    return iter(()) if engine is None else iter(engine.apps)


@contextmanager
def excel_errors() -> Iterator[None]:
    """What Excel says, as an error of ours where a person can do something about it."""
    try:
        yield
    except Exception as error:
        if _is_busy(error):
            raise BusyError(say("busy")) from error
        raise


def _is_busy(error: BaseException) -> bool:
    return getattr(error, "hresult", None) in _BUSY or type(error).__name__ == "ExcelBusyError"


def _where_excel_may() -> Path | None:
    """The folder in which Excel for Mac may write without asking the person; None: the usual one."""
    folder = Path.home() / "Library" / "Containers" / "com.microsoft.Excel" / "Data"
    return folder if platform.system() == "Darwin" and folder.is_dir() else None


def _try_not_for_ever() -> None:
    if platform.system() == "Windows":
        vars(import_module("xlwings._xlwindows"))["N_COM_ATTEMPTS"] = _ATTEMPTS


def _no_texts(sheet: xlwings.Sheet, area: CellRange) -> None:
    """Cells that are made for texts take numbers and formulas as such from now on."""
    cells = sheet.range(area.a1)
    found: str | None = cells.number_format  # None: not the same in all
    if found == TEXT_FORMAT:
        cells.number_format = _GENERAL
    elif found is None and not area.single:
        for half in halves(area):
            _no_texts(sheet, half)


def _typed(content: Content) -> str | float:
    if isinstance(content, Decimal):
        return float(content)  # the very number that Excel keeps
    return content or ""
