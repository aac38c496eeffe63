"""What Excel does to our own forms when people copy sheets and rows: done to the file as Excel does it."""

from __future__ import annotations

import re

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.helpers.workbooks import SHEET

_ROW = re.compile(r"(\$[A-Z]+\$)(\d+)")


def copy_with_names(book: Workbook, project: str) -> Worksheet:
    """A copy of the form's sheet beside it, with names of its own, as Excel copies one."""
    copied = book.copy_worksheet(book[SHEET])
    for defined in book.defined_names.values():
        if SHEET in defined.attr_text:
            local = type(defined)(defined.name, attr_text=defined.attr_text.replace(SHEET, copied.title))
            copied.defined_names[defined.name] = local
    label = next(cell for row in copied.iter_rows() for cell in row if cell.value == "项目名称")
    label.offset(0, 3).value = project
    return copied


def point_elsewhere(book: Workbook, target: str) -> None:
    """Names that point into another workbook, or nowhere, as after copying a form cell by cell."""
    for defined in book.defined_names.values():
        if SHEET in defined.attr_text:
            defined.attr_text = target


def move_to_a_new_book(book: Workbook, project: str) -> None:
    """Only a copied sheet with its names, as “move or copy” into a new workbook leaves it."""
    copied = copy_with_names(book, project)
    book.defined_names.clear()
    for sheet in book.worksheets:
        if sheet is not copied:
            book.remove(sheet)


def copy_row(book: Workbook, row: int) -> None:
    """A row copied and inserted below itself: merges and names below it move, its own names do not double."""
    sheet, below = book[SHEET], row + 1
    areas = [area.bounds for area in sheet.merged_cells.ranges]
    sheet.merged_cells.ranges.clear()
    sheet.insert_rows(below)
    for column in range(1, sheet.max_column + 1):
        source = sheet.cell(row, column)
        copied = sheet.cell(below, column, source.value)
        copied.data_type, copied.number_format = source.data_type, source.number_format
    for left, top, right, bottom in areas:
        reaches = bottom >= below or (bottom == row and top < row)
        sheet.merge_cells(
            start_row=top + (top >= below), end_row=bottom + reaches, start_column=left, end_column=right
        )
    for defined in book.defined_names.values():
        if SHEET in defined.attr_text:
            defined.attr_text = _ROW.sub(
                lambda cell: f"{cell[1]}{int(cell[2]) + (int(cell[2]) >= below)}", defined.attr_text
            )
