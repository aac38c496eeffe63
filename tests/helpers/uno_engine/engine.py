"""The classes that xlwings asks, over a `Bridge`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlwings

from tests.helpers.uno_engine.api import AppApi, BookApi, RangeApi, SheetApi
from tests.helpers.uno_engine.bridge import Bridge
from tests.helpers.uno_engine.parts import Apps, Names, Note
from xltools.excel.live_addin import ADDIN_FILE
from xltools.refs import CellRange, CellRef

_ERROR_MARK = "error"
_SHOWN = (True, -1)


class Engine:
    """The engine; `app` is the one LibreOffice."""

    name, type = "libreoffice", "desktop"

    def __init__(self, bridge: Bridge) -> None:
        self.app = App(self, bridge)
        self.apps = Apps([self.app])

    def activate(self) -> None:
        """Make it the engine of xlwings."""
        engine = xlwings.main.Engine(impl=self)
        xlwings.engines.add(engine)
        engine.activate()

    @staticmethod
    def prepare_xl_data_element(value: Any, _options: Any) -> Any:
        return "" if value is None else value

    @staticmethod
    def clean_value_data(data: Any, _dates: Any, empty: Any, _numbers: Any, err_to_str: bool) -> Any:
        def clean(value: Any) -> Any:
            if isinstance(value, list) and value[0] == _ERROR_MARK:
                return value[1] if err_to_str else None
            return empty if value in ("", None) else value

        return [[clean(value) for value in row] for row in data]


class App:
    """The program. `alerts` are the message boxes shown so far; `answers` what is answered to questions.

    `changes` are turns of its switches and locks, truths as VBA writes them. `fault`, where set, is raised
    by the next request of a kind: (order, exception).
    """

    version = "16.0"

    def __init__(self, engine: Engine, bridge: Bridge) -> None:
        self.engine, self._bridge = engine, bridge
        self.fault: tuple[str, Exception] | None = None
        self.books = Books(self)
        self.alerts: list[str] = []
        self.answers: list[str] = []
        self.statuses: list[str | bool] = []
        self.changes: list[str] = []
        self.api = AppApi()
        self.addin: Book | None = None
        self._state = {"screen_updating": True, "enable_events": True}

    def load(self, number: int) -> None:
        """Take an opened document for the add-in, which no list of workbooks tells of."""
        self.addin = Book(self, number, Path(ADDIN_FILE))

    def run(self, macro: str, arguments: Sequence[Any]) -> Any:
        """Of the add-in."""
        assert self.addin is not None
        file, _, path = macro.partition("!")
        assert file == f"'{self.addin.name}'"
        if path == "XltoolsCells.SaveCopy":  # LibreOffice's own `SaveCopyAs` writes .xls
            name, to = arguments
            self.ask("copy", self.books(name).number, to)
            return 0
        return self.ask("run", self.addin.number, path, list(arguments))

    def rest(self) -> None:
        """As it is just after the start."""
        self.fault = None
        for told in (self.alerts, self.answers, self.statuses, self.changes):
            told.clear()
        self.api = AppApi()
        self._state = {"screen_updating": True, "enable_events": True}

    def ask(self, order: str, *arguments: Any) -> Any:
        if self.fault is not None and self.fault[0] == order:
            raise self.fault[1]
        return self._bridge(order, *arguments)

    @property
    def pid(self) -> int:
        return 1

    @property
    def selection(self) -> Range | None:
        book = self.books.active
        sheet = Sheet(book, self.ask("active_sheet", book.number))
        return Range(sheet, self.ask("selection", book.number))

    @property
    def screen_updating(self) -> bool:
        return self._state["screen_updating"]

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self._state["screen_updating"] = value
        self.changes.append(f"screen {-value}")

    @property
    def enable_events(self) -> bool:
        return self._state["enable_events"]

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self._state["enable_events"] = value
        self.changes.append(f"events {-value}")

    @property
    def calculation(self) -> str:
        return "automatic" if self.ask("automatic", self.books.active.number) else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.ask("automatic", self.books.active.number, value == "automatic")

    def calculate(self) -> None:
        self.ask("calculate", self.books.active.number)

    @property
    def status_bar(self) -> str | bool:
        return self.statuses[-1] if self.statuses else False

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self.statuses.append(value)

    def activate(self, _steal_focus: bool) -> None:
        """There is only one."""

    def alert(self, prompt: str, _title: Any, buttons: Any, _mode: Any, _callback: Any) -> str:
        self.alerts.append(prompt)
        return self.answers.pop(0) if buttons == "yes_no" else "ok"


class Books:
    """The open ones; the last opened is in front."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._books: list[Book] = []

    @property
    def active(self) -> Book:
        return self._books[-1]

    def __iter__(self) -> Iterator[Book]:
        return iter(self._books)

    def __len__(self) -> int:
        return len(self._books)

    def __call__(self, key: int | str) -> Book:
        if isinstance(key, int):
            return self._books[key - 1]
        if (
            key == ADDIN_FILE
            and self.app.addin is not None
            and self.app.ask("is_open", self.app.addin.number)
        ):
            return self.app.addin
        found = [book for book in self._books if book.name.lower() == key.lower()]
        if not found:
            raise KeyError(key)
        return found[0]

    def open(self, fullname: str, *_settings: Any, **_more: Any) -> Book:
        self._books.append(Book(self.app, self.app.ask("open", str(fullname)), Path(fullname)))
        return self._books[-1]

    def add(self) -> Book:
        self._books.append(Book(self.app, self.app.ask("open", ""), Path("Book1")))
        return self._books[-1]

    def join(self) -> None:
        """Take up the workbooks that are open already."""
        books = [Book(self.app, number, Path(path)) for number, path in self.app.ask("open_ones")]
        self._books = [book for book in books if book.name != ADDIN_FILE]
        self.app.addin = next((book for book in books if book.name == ADDIN_FILE), None)

    def forget(self, book: Book) -> None:
        self._books.remove(book)


class Book:
    """One document."""

    def __init__(self, app: App, number: int, path: Path) -> None:
        self.app, self.number, self._path = app, number, path
        self.api = BookApi(self)

    @property
    def name(self) -> str:
        return self._path.name

    @property
    def fullname(self) -> str:
        return str(self._path)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        """The last opened is in front; no test needs another."""
        assert self.app.books.active is self

    def close(self) -> None:
        self.app.ask("close", self.number)
        self.app.books.forget(self)


class Sheets:
    """The sheets of a document."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def active(self) -> Sheet:
        return Sheet(self._book, self._book.app.ask("active_sheet", self._book.number))

    def _names(self) -> list[str]:
        names: list[str] = self._book.app.ask("sheets", self._book.number)
        return names

    def __call__(self, key: int | str) -> Sheet:
        return Sheet(self._book, key if isinstance(key, str) else self._names()[key - 1])

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self._book, name) for name in self._names())

    def __contains__(self, key: str) -> bool:
        return key in self._names()


class Sheet:
    """One sheet."""

    def __init__(self, book: Book, name: str) -> None:
        self.book, self._name = book, name
        self.api = SheetApi(self)

    @property
    def name(self) -> str:
        return self._name

    def ask(self, order: str, *arguments: Any) -> Any:
        return self.book.app.ask(order, self.book.number, self._name, *arguments)

    @property
    def visible(self) -> int:
        """As COM says it: xlSheetVisible, xlSheetHidden."""
        return -1 if self.ask("visible") else 0

    @visible.setter
    def visible(self, value: int) -> None:
        self.ask("show", value in _SHOWN)

    @property
    def used_range(self) -> Range:
        return Range(self, self.ask("used"))

    @property
    def notes(self) -> list[Note]:
        return [Note(self, CellRef(row, column), text) for row, column, text in self.ask("notes")]

    def activate(self) -> None:
        self.ask("activate")

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, str):
            area = CellRange.parse(arg1)
            return Range(self, [area.first.row, area.first.column, area.last.row, area.last.column])
        if len(arg1) == 4:
            row, column, rows, columns = arg1
            return Range(self, [row, column, row + rows - 1, column + columns - 1])
        ends = (arg1, arg2 or arg1)
        first, last = (end if isinstance(end, Range) else Range(self, [*end, *end]) for end in ends)
        return Range(self, [first.row, first.column, last.row, last.column])


class Range(RangeApi):
    """An area of a sheet."""

    max_cells_per_read = max_cells_per_write = None

    def __init__(self, sheet: Sheet, area: list[int]) -> None:
        self.sheet, self._area = sheet, area
        self.options: Any = {}
        self.api = self
        self.arg1_input = self.address

    def ask(self, order: str, *arguments: Any) -> Any:
        return self.sheet.ask(order, self._area, *arguments)

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def row(self) -> int:
        return self._area[0]

    @property
    def column(self) -> int:
        return self._area[1]

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self._area
        return bottom - top + 1, right - left + 1

    @property
    def address(self) -> str:
        return CellRange.of(*self._area).absolute

    def get_address(self, *_wanted: Any) -> str:
        return self.address

    @property
    def raw_value(self) -> Any:
        return self.sheet.ask("values", self._area)

    @property
    def formula(self) -> Any:
        return self.sheet.ask("formulas", self._area)

    @formula.setter
    def formula(self, value: Any) -> None:
        self.sheet.ask("write", self._area, value)

    @property
    def number_format(self) -> str | None:
        found: str | None = self.sheet.ask("number_format", self._area)
        return found

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.sheet.ask("set_number_format", self._area, value)

    @property
    def merge_cells(self) -> bool | None:
        found: bool | None = self.sheet.ask("merge_cells", self._area)
        return found

    @property
    def merge_area(self) -> Range:
        return Range(self.sheet, self.sheet.ask("merge_area", self._area))

    MergeArea = merge_area

    @property
    def note(self) -> Note | None:
        text = self.sheet.ask("note", self.row, self.column)
        return Note(self.sheet, CellRef(self.row, self.column), text) if text else None

    def add_note(self, text: str) -> Note:
        self.sheet.ask("add_note", self.row, self.column, text)
        return Note(self.sheet, CellRef(self.row, self.column), text)

    def select(self) -> None:
        self.sheet.ask("select", self._area)

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            row, column = divmod(row - 1, self.shape[1])
            row, column = row + 1, column + 1
        at = [self.row + row - 1, self.column + column - 1]
        return Range(self.sheet, [*at, *at])
