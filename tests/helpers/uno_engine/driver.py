"""Does in LibreOffice what the engine asks. Started by the Python that has its `uno`, which is not pytest's.

`python3 driver.py PIPE`: one JSON request `[order, …]` per line of standard input, one JSON answer per line:
`{"ok": …}` or `{"error": text}`. A document is known by its number; an area is `[row, column, row, column]`,
counted from 1, both corners included.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.helpers.uno_engine.driver_validations import ERRORS, RefusedError, Validations, separated
else:  # the Python that has `uno` knows none of our packages
    sys.path.insert(0, str(Path(__file__).parent))
    from driver_validations import ERRORS, RefusedError, Validations, separated

uno: Any = import_module("uno")  # not installed where this is checked
SECONDS = 90
EXCEL_A1 = 1  # com.sun.star.sheet.AddressConvention
FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "pdf": "calc_pdf_Export"}
MACRO_FILTER = "Calc MS Excel 2007 VBA XML"  # no other filter takes an .xlam
ALWAYS_EXECUTE = 4


def properties(**settings: object) -> tuple[Any, ...]:
    """Settings as LibreOffice takes them."""
    result = []
    for name, value in settings.items():
        one = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        one.Name, one.Value = name, value
        result.append(one)
    return tuple(result)


def connect(pipe: str) -> Any:
    """The desktop of the LibreOffice that listens at a pipe; it may still be starting."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + SECONDS
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def url(path: str) -> str:
    """A path as LibreOffice names files."""
    return str(uno.systemPathToFileUrl(path))


class Driver(Validations):
    """The orders, each a method."""

    def __init__(self, desktop: Any) -> None:
        self.desktop = desktop
        self.documents: dict[int, Any] = {}
        self.numbers = count(1)
        self.found: dict[tuple[int, str], Any] = {}
        self.merges: dict[tuple[int, str], set[tuple[int, int]]] = {}

    # -- documents

    def open(self, path: str) -> int:
        """Open a file, or a new workbook where the path is empty."""
        home = url(path) if path else "private:factory/scalc"
        return self.known(self.desktop.loadComponentFromURL(home, "_blank", 0, properties(Hidden=True)))

    def known(self, document: Any) -> int:
        number = next(self.numbers)
        self.documents[number] = document
        return number

    def open_ones(self) -> list[list[Any]]:
        """Number and path of each workbook that is open, whoever opened it."""
        every = self.desktop.Components.createEnumeration()
        found = []
        while every.hasMoreElements():
            document = every.nextElement()
            found.append([self.known(document), uno.fileUrlToSystemPath(document.URL)])
        return found

    def is_open(self, book: int) -> bool:
        return book in self.documents

    def close(self, book: int) -> None:
        self.documents.pop(book).close(True)

    def copy(self, book: int, path: str) -> None:
        """What `SaveCopyAs` does: the document itself stays as it is."""
        kind = FILTERS[Path(path).suffix[1:]]
        self.documents[book].storeToURL(url(path), properties(FilterName=kind))

    def convert(self, source: str, target: str, kind: str, password: str = "") -> None:
        """Open a file and save it as another, by LibreOffice's name of the writer, perhaps encrypted."""
        document = self.desktop.loadComponentFromURL(url(source), "_blank", 0, properties(Hidden=True))
        if document is None:
            raise RefusedError("it cannot be opened")
        try:
            locked = {"Password": password} if password else {}
            document.storeToURL(url(target), properties(FilterName=kind, **locked))
        finally:
            document.close(True)

    def pdf(self, book: int, sheet: str, path: str, whole: bool = False) -> None:
        """A sheet as it is printed; `whole` with what stands beside the print."""
        area = self.area(book, sheet, self.used(book, sheet)) if whole else self.sheet(book, sheet)
        data = uno.Any("[]com.sun.star.beans.PropertyValue", properties(Selection=area))
        filters = properties(FilterName=FILTERS["pdf"], FilterData=data)
        self.documents[book].storeToURL(url(path), filters)

    # -- macros

    def open_addin(self, path: str) -> int:
        """Load an add-in whose macros may run."""
        settings = properties(FilterName=MACRO_FILTER, MacroExecutionMode=uno.Any("short", ALWAYS_EXECUTE))
        return self.known(self.desktop.loadComponentFromURL(url(path), "_blank", 0, settings))

    def script(self, addin: int, macro: str) -> Any:
        document = self.documents[addin]
        library = next(name for name in document.BasicLibraries.ElementNames if name != "Standard")
        path = f"vnd.sun.star.script:{library}.{macro}?language=Basic&location=document"
        return document.getScriptProvider().getScript(path)

    def run(self, addin: int, macro: str, arguments: list[Any]) -> Any:
        """What `Application.Run` does: what the macro gives."""
        return self.script(addin, macro).invoke(tuple(arguments), (), ())[0]

    def run_macro(self, addin: int, path: str, macro: str, mode: str, wanted: list[str]) -> dict[str, Any]:
        """Run a macro as a click does, with a workbook opened for it in front.

        `mode` is put where the stub of xlwings looks for it. Tells which message was given, and what is then
        in the wanted cells of the workbook's first sheet.
        """
        document = self.documents[addin]
        book = self.desktop.loadComponentFromURL(url(path), "_blank", 0, ())
        book.CurrentController.Frame.activate()
        modes, message = (document.Sheets.getByIndex(index).getCellRangeByName("D1") for index in (0, 1))
        modes.String, message.String = mode, ""
        self.script(addin, macro).invoke((book,), (), ())  # Excel gives the button
        cells = {one: book.Sheets.getByIndex(0).getCellRangeByName(one).String for one in wanted}
        book.close(True)
        return {"message": message.String, "cells": cells}

    # -- sheets

    def sheet(self, book: int, name: str) -> Any:
        if (book, name) not in self.found:
            self.found[book, name] = self.documents[book].Sheets.getByName(name)
        return self.found[book, name]

    def sheets(self, book: int) -> list[str]:
        return list(self.documents[book].Sheets.ElementNames)

    def visible(self, book: int, sheet: str) -> bool:
        return bool(self.sheet(book, sheet).IsVisible)

    def used(self, book: int, sheet: str) -> list[int]:
        cursor = self.sheet(book, sheet).createCursor()
        cursor.gotoEndOfUsedArea(False)
        cursor.gotoStartOfUsedArea(True)
        return self.corners(cursor)

    def active_sheet(self, book: int) -> str:
        return str(self.documents[book].CurrentController.ActiveSheet.Name)

    def show(self, book: int, sheet: str, shown: bool) -> None:
        if self.documents[book].isProtected():
            raise RefusedError("1004: the structure of the workbook is protected")
        self.sheet(book, sheet).IsVisible = shown

    def lock_structure(self, book: int) -> None:
        """As our forms ask for in their file: LibreOffice overlooks it there."""
        self.documents[book].protect("2022")

    def activate(self, book: int, sheet: str) -> None:
        if not self.visible(book, sheet):
            raise RefusedError("1004: the sheet is hidden")
        self.documents[book].CurrentController.setActiveSheet(self.sheet(book, sheet))

    def selection(self, book: int) -> list[int]:
        return self.corners(self.documents[book].CurrentSelection)

    def select(self, book: int, sheet: str, area: list[int]) -> None:
        self.documents[book].CurrentController.select(self.area(book, sheet, area))

    def scroll(self, book: int, row: int | None = None) -> int:
        """The first row in the window; set where one is given."""
        controller = self.documents[book].CurrentController
        if row is not None:
            controller.setFirstVisibleRow(row)
        return int(controller.getFirstVisibleRow())

    # -- cells

    def area(self, book: int, sheet: str, area: list[int]) -> Any:
        top, left, bottom, right = (number - 1 for number in area)
        return self.sheet(book, sheet).getCellRangeByPosition(left, top, right, bottom)

    def corners(self, cells: Any) -> list[int]:
        at = cells.RangeAddress
        return [at.StartRow + 1, at.StartColumn + 1, at.EndRow + 1, at.EndColumn + 1]

    def each(self, cells: Any) -> list[list[Any]]:
        at = cells.RangeAddress
        rows, columns = at.EndRow - at.StartRow + 1, at.EndColumn - at.StartColumn + 1
        return [[cells.getCellByPosition(column, row) for column in range(columns)] for row in range(rows)]

    def values(self, book: int, sheet: str, area: list[int]) -> list[list[Any]]:
        """Numbers and texts; an error as `["error", code]`, a truth as such."""
        cells = self.area(book, sheet, area)
        data = [list(row) for row in cells.getDataArray()]
        for row, line in zip(data, self.each(cells), strict=True):
            for column, cell in enumerate(line):
                code = cell.getError()
                if code:
                    row[column] = ["error", ERRORS.get(code, "#VALUE!")]
                elif row[column] == "" and cell.Type.value == "EMPTY":
                    row[column] = None
                elif isinstance(row[column], float) and self.format_of(book, cell) == "BOOLEAN":
                    row[column] = bool(row[column])
        return data

    def formulas(self, book: int, sheet: str, area: list[int]) -> list[list[str]]:
        """As Excel gives them: of a formula its text, of a constant what was typed, without an apostrophe."""
        return [[self.formula(book, cell) for cell in row] for row in self.each(self.area(book, sheet, area))]

    def formula(self, book: int, cell: Any) -> str:
        if cell.Type.value == "FORMULA":
            text = str(self.parser(book).printFormula(cell.getTokens(), cell.CellAddress))
            return "=" + separated(text, ";", ",")
        if cell.Type.value == "VALUE":
            return repr(cell.Value).removesuffix(".0")
        return str(cell.String)

    def parser(self, book: int) -> Any:
        parser = self.documents[book].createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish = True
        parser.FormulaConvention = EXCEL_A1
        return parser

    def write(self, book: int, sheet: str, area: list[int], contents: list[list[Any]]) -> None:
        """Formulas, numbers, texts; an empty text clears."""
        cells = self.each(self.area(book, sheet, area))
        if self.locked(book, sheet) and any(cell.CellProtection.IsLocked for row in cells for cell in row):
            raise RefusedError("1004: the cell is protected")
        for row, line in zip(cells, contents, strict=True):
            for cell, content in zip(row, line, strict=True):
                self.put(book, cell, content)

    def put(self, book: int, cell: Any, content: Any) -> None:
        if content != "" and self.format_of(book, cell) == "@":
            cell.setString(str(content))  # as Excel does, also with a formula
        elif isinstance(content, int | float):
            cell.setValue(content)
        elif content.startswith("="):
            cell.setTokens(self.parser(book).parseFormula(separated(content[1:], ",", ";"), cell.CellAddress))
        elif content:
            cell.setString(content)
        else:
            cell.setFormula("")

    def format_of(self, book: int, cell: Any) -> str:
        return str(self.documents[book].NumberFormats.getByKey(cell.NumberFormat).FormatString)

    def number_format(self, book: int, sheet: str, area: list[int]) -> str | None:
        groups = self.area(book, sheet, area).getUniqueCellFormatRanges()
        formats = {self.format_of(book, groups.getByIndex(index)) for index in range(groups.Count)}
        return formats.pop() if len(formats) == 1 else None

    def set_number_format(self, book: int, sheet: str, area: list[int], text: str) -> None:
        formats, local = self.documents[book].NumberFormats, uno.createUnoStruct("com.sun.star.lang.Locale")
        key = formats.queryKey(text, local, False)
        self.area(book, sheet, area).NumberFormat = formats.addNew(text, local) if key < 0 else key

    def merge_cells(self, book: int, sheet: str, area: list[int]) -> bool | None:
        """None where some are merged and some are not."""
        merged = self.merged(book, sheet)
        rows, columns = range(area[0], area[2] + 1), range(area[1], area[3] + 1)
        found = {(row, column) in merged for row in rows for column in columns}
        return found.pop() if len(found) == 1 else None

    def merged(self, book: int, sheet: str) -> set[tuple[int, int]]:
        """The merged cells of a sheet; asked once, since no button merges any."""
        if (book, sheet) not in self.merges:
            cursor = self.sheet(book, sheet).createCursor()
            cursor.gotoEndOfUsedArea(False)
            cursor.gotoStartOfUsedArea(True)
            areas = [self.merge_area(book, sheet, 2 * [row, column]) for row, column in self.places(cursor)]
            self.merges[book, sheet] = {
                (row, column)
                for top, left, bottom, right in areas
                for row in range(top, bottom + 1)
                for column in range(left, right + 1)
                if (top, left) != (bottom, right)
            }
        return self.merges[book, sheet]

    def places(self, cells: Any) -> list[tuple[int, int]]:
        top, left, bottom, right = self.corners(cells)
        return [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]

    def merge_area(self, book: int, sheet: str, area: list[int]) -> list[int]:
        cursor = self.sheet(book, sheet).createCursorByRange(self.area(book, sheet, area))
        cursor.collapseToMergedArea()
        return self.corners(cursor)

    # -- names and notes

    def names(self, book: int) -> list[list[str]]:
        ranges = self.documents[book].NamedRanges
        found = []
        for name in ranges.ElementNames:
            cells = ranges.getByName(name).getReferredCells()
            found.append([name, "=#REF!" if cells is None else self.reference(cells)])
        return found

    def reference(self, cells: Any) -> str:
        sheet = cells.Spreadsheet.Name.replace("'", "''")
        address = cells.AbsoluteName.rpartition(".")[2]
        return f"='{sheet}'!{address}"

    def notes(self, book: int, sheet: str) -> list[list[Any]]:
        annotations = self.sheet(book, sheet).Annotations
        every = (annotations.getByIndex(index) for index in range(annotations.Count))
        return [[one.Position.Row + 1, one.Position.Column + 1, one.String] for one in every]

    def note(self, book: int, sheet: str, row: int, column: int) -> str:
        cell = self.sheet(book, sheet).getCellByPosition(column - 1, row - 1)
        return str(cell.getAnnotation().getString())

    def add_note(self, book: int, sheet: str, row: int, column: int, text: str) -> None:
        if self.locked(book, sheet):
            raise RefusedError("1004: the sheet is protected")
        if self.note(book, sheet, row, column):
            raise RefusedError("1004: there is a note already")
        cell = self.sheet(book, sheet).getCellByPosition(column - 1, row - 1)
        self.sheet(book, sheet).Annotations.insertNew(cell.CellAddress, text)

    def delete_note(self, book: int, sheet: str, row: int, column: int) -> None:
        if self.locked(book, sheet):
            raise RefusedError("1004: the sheet is protected")
        places = [note[:2] for note in self.notes(book, sheet)]
        self.sheet(book, sheet).Annotations.removeByIndex(places.index([row, column]))

    # -- state

    def locked(self, book: int, sheet: str) -> bool:
        return bool(self.sheet(book, sheet).isProtected())

    def unprotect(self, book: int, sheet: str, password: str) -> None:
        self.sheet(book, sheet).unprotect(password)
        if self.locked(book, sheet):
            raise RefusedError("1004: the password is wrong")

    def protect(self, book: int, sheet: str, password: str) -> None:
        self.sheet(book, sheet).protect(password)

    def automatic(self, book: int, wanted: bool | None = None) -> bool:
        if wanted is not None:
            self.documents[book].enableAutomaticCalculation(wanted)
        return bool(self.documents[book].isAutomaticCalculationEnabled())

    def calculate(self, book: int) -> None:
        self.documents[book].calculateAll()


def serve(driver: Any) -> None:
    """Answer until standard input ends."""
    for line in sys.stdin:
        order, *arguments = json.loads(line)
        method: Callable[..., Any] = getattr(driver, order)
        try:
            answer = {"ok": method(*arguments)}
        except Exception as error:
            answer = {"error": str(error) or type(error).__name__}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve(Driver(connect(sys.argv[1])))
