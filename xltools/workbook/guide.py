"""The sheet 填报说明."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.properties import PageSetupProperties

from xltools.rules.guide import SHEET, WIDTH, GuideLine
from xltools.rules.measure import height_needed
from xltools.rules.styles import StyleSheet
from xltools.workbook.content import put
from xltools.workbook.look import paint

_A4 = "9"


def add_guide(book: Workbook, lines: Sequence[GuideLine], styles: StyleSheet) -> None:
    """Write the lines, each as high as its text needs, ready to print on A4."""
    sheet = book.create_sheet(SHEET)
    sheet.column_dimensions["A"].width = WIDTH
    for row, line in enumerate(lines, start=1):
        cell = sheet.cell(row, 1)
        paint(cell, styles[line.style])
        put(cell, line.text or None)
        sheet.row_dimensions[row].height = height_needed(line.text, WIDTH, styles[line.style])
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
