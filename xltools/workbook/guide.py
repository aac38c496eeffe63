"""The sheet 填报说明."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xltools.refs import column_letters
from xltools.rules.layout.guide import HEADING, SHEET, WIDTHS, GuideLine
from xltools.rules.layout.measure import height_needed
from xltools.rules.layout.styles import StyleSheet
from xltools.workbook.content import put
from xltools.workbook.look import paint

_A4 = "9"
_GAP = 12  # points above a heading


def add_guide(book: Workbook, lines: Sequence[GuideLine], styles: StyleSheet) -> None:
    """Write the lines, each as high as its text needs, ready to print on A4."""
    sheet = book.create_sheet(SHEET)
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[column_letters(column)].width = width
    for row, line in enumerate(lines, start=1):
        _write(sheet, row, line, styles)
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write(sheet: Worksheet, row: int, line: GuideLine, styles: StyleSheet) -> None:
    """A line over both columns, or a painted cell with its meaning beside it."""
    width, column = sum(WIDTHS), 1
    if line.swatch is None:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WIDTHS))
    else:
        width, column = WIDTHS[1], 2
        paint(sheet.cell(row, 1), styles[line.swatch.style])
        put(sheet.cell(row, 1), line.swatch.text or None)
    paint(sheet.cell(row, column), styles[line.style])
    put(sheet.cell(row, column), line.text or None)
    height = height_needed(line.text, width, styles[line.style])
    sheet.row_dimensions[row].height = height + (_GAP if line.style == HEADING else 0)
