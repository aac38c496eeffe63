"""What a person's hands do in LibreOffice. Started like `driver.py`, whose orders it knows too.

Typing, pasting and inserting go through LibreOffice's own commands, so that locks, cell formats and row
heights do what they do for a person.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
driver: Any = import_module("driver")  # the Python that has `uno` knows none of our packages
FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8", "pdf": "calc_pdf_Export"}


class Person:
    """The orders, each a method; the others are the driver's."""

    def __init__(self, desktop: Any) -> None:
        self.driver = driver.Driver(desktop)
        manager = driver.uno.getComponentContext().ServiceManager
        self.hands = manager.createInstance("com.sun.star.frame.DispatchHelper")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.driver, name)

    def look(self, path: str) -> int:
        """Open a file in a window with its first sheet in front."""
        book: int = self.driver.open(path)
        document = self.driver.documents[book]
        document.CurrentController.setActiveSheet(document.Sheets.getByIndex(0))
        return book

    def press(self, book: int, cells: str, command: str, **arguments: Any) -> None:
        """Select cells of the sheet in front, then a command of the menu."""
        controller = self.driver.documents[book].CurrentController
        controller.select(controller.ActiveSheet.getCellRangeByName(cells))
        self.hands.executeDispatch(controller.Frame, f".uno:{command}", "", 0, driver.properties(**arguments))

    def type(self, book: int, cell: str, text: str) -> None:
        """Type into a cell and press Enter."""
        self.press(book, cell, "EnterString", StringName=text)

    def clear(self, book: int, cells: str) -> None:
        """Press Delete."""
        self.press(book, cells, "ClearContents")

    def insert_row(self, book: int, cell: str) -> None:
        """Insert a row above."""
        self.press(book, cell, "InsertRowsBefore")

    def delete_row(self, book: int, cell: str) -> None:
        """Delete the row."""
        self.press(book, cell, "DeleteRows")

    def rename(self, book: int, sheet: str, name: str) -> None:
        """Call a sheet something else."""
        self.driver.sheet(book, sheet).Name = name

    def paste(self, source: int, cells: str, book: int, cell: str) -> None:
        """Copy cells with all their formats, and paste them."""
        controllers = [self.driver.documents[number].CurrentController for number in (source, book)]
        for controller, area in zip(controllers, (cells, cell), strict=True):
            controller.select(controller.ActiveSheet.getCellRangeByName(area))
        controllers[1].insertTransferable(controllers[0].getTransferable())

    def cell(self, book: int, cell: str) -> Any:
        return self.driver.documents[book].CurrentController.ActiveSheet.getCellRangeByName(cell)

    def seen(self, book: int, cell: str) -> str:
        """What the cell shows."""
        return str(self.cell(book, cell).String)

    def kind(self, book: int, cell: str) -> str:
        """EMPTY, VALUE, TEXT or FORMULA."""
        return str(self.cell(book, cell).Type.value)

    def open_to_typing(self, book: int, cell: str) -> bool:
        return not self.cell(book, cell).CellProtection.IsLocked

    def height(self, book: int, row: int) -> float:
        """Points."""
        return float(self.cell(book, f"A{row}").Rows.getByIndex(0).Height) / 100 / 25.4 * 72

    def invalid(self, book: int, cells: list[str]) -> list[str]:
        """Which of these cells LibreOffice circles as invalid (Tools, Detective)."""
        sheet = self.driver.documents[book].CurrentController.ActiveSheet
        sheet.showInvalid()
        page = sheet.DrawPage
        circles = [page.getByIndex(number).BoundRect for number in range(page.Count)]
        middles = [(one.X + one.Width / 2, one.Y + one.Height / 2) for one in circles]
        sheet.clearArrows()
        return [name for name in cells if self._circled(sheet.getCellRangeByName(name), middles)]

    @staticmethod
    def _circled(cell: Any, middles: list[tuple[float, float]]) -> bool:
        at, size = cell.Position, cell.Size
        return any(at.X < x < at.X + size.Width and at.Y < y < at.Y + size.Height for x, y in middles)

    def cut_off(self, book: int, sheet: str) -> list[list[Any]]:
        """Texts that need more height than their cell has: address, points that are missing.

        Each is copied to a cell of its own, as wide as the merged area, and the row is fitted to it.
        """
        document = self.driver.documents[book]
        source = document.Sheets.getByName(sheet)
        source.unprotect("2022")
        document.unprotect("2022")
        document.Sheets.insertNewByName("测", document.Sheets.Count)
        trial, found = document.Sheets.getByName("测"), []
        columns, rows = source.Columns, source.Rows
        width_of = cache(lambda column: columns.getByIndex(column).Width)
        height_of = cache(lambda row: rows.getByIndex(row).Height)
        for top, left, bottom, right in self._texts(source):
            room = sum(map(height_of, range(top, bottom + 1)))
            trial.Columns.getByIndex(0).Width = sum(map(width_of, range(left, right + 1)))
            target = trial.getCellByPosition(0, 0)
            first = source.getCellByPosition(left, top)
            trial.copyRange(target.CellAddress, first.RangeAddress)
            trial.getCellRangeByPosition(0, 0, right - left, bottom - top).merge(False)
            trial.Rows.getByIndex(0).OptimalHeight = True
            missing = trial.Rows.getByIndex(0).Height - room
            if missing > 0:
                area = source.getCellRangeByPosition(left, top, right, bottom)
                found.append([area.AbsoluteName.rpartition(".")[2], missing / 100 / 25.4 * 72])
        document.Sheets.removeByName("测")
        return found

    def _texts(self, sheet: Any) -> list[list[int]]:
        """The areas that hold texts, but in hidden columns: row, column, last row, last column, from 0."""
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        last = cursor.RangeAddress
        used = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
        shown = [column for column in range(last.EndColumn + 1) if sheet.Columns.getByIndex(column).IsVisible]
        areas = []
        for row, values in enumerate(used.DataArray):  # asked for all at once: each question takes time
            for column in (column for column in shown if values[column] != ""):
                merged = sheet.createCursorByRange(sheet.getCellByPosition(column, row))
                merged.collapseToMergedArea()
                at = merged.RangeAddress
                areas.append([at.StartRow, at.StartColumn, at.EndRow, at.EndColumn])
        return areas

    def store(self, book: int, path: str) -> None:
        """Save under another name, in the format of its ending."""
        kind = FILTERS[Path(path).suffix[1:]]
        self.driver.documents[book].storeToURL(driver.url(path), driver.properties(FilterName=kind))


if __name__ == "__main__":
    driver.serve(Person(driver.connect(sys.argv[1])))
