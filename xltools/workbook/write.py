"""Layout → the bytes of one workbook."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xltools.refs import column_letters
from xltools.rules.guide import GuideLine
from xltools.rules.layout import Layout, Placed
from xltools.rules.names import LISTS_SHEET, META_SHEET, name_of
from xltools.rules.protection import Protection
from xltools.rules.styles import StyleSheet
from xltools.workbook.content import put
from xltools.workbook.guide import add_guide
from xltools.workbook.look import paint, use_font
from xltools.workbook.package import Result, finish
from xltools.workbook.protect import protect
from xltools.workbook.validation import add_validations

ALWAYS = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)  # equal input gives equal bytes


def write_form(
    layout: Layout,
    styles: StyleSheet,
    meta: Mapping[str, str],
    guide: Sequence[GuideLine],
    protection: Protection,
) -> bytes:
    """One form as .xlsx: painted cells, live formulas with their results, names, lists, print setup, locks.

    `meta` goes into the hidden sheet that says which form this is, `guide` into 填报说明.
    """
    book = Workbook()
    use_font(book, styles["base"])
    sheet = book.worksheets[0]
    sheet.title = layout.definition.sheet
    for placed in layout.cells:
        _place(sheet, placed, styles)
    _measure(sheet, layout)
    _print(sheet, layout)
    _name(book, sheet, layout)
    add_validations(sheet, layout)
    add_guide(book, guide, styles)
    _lists(book, layout)
    _meta(book, meta)
    protect(book, protection)
    book.properties.creator = "xltools"
    book.properties.created = ALWAYS.replace(tzinfo=None)
    stream = BytesIO()
    book.save(stream)
    results: dict[str, Result] = {
        cell.area.first.a1: cell.content for cell in layout.cells if cell.formula is not None
    }
    return finish(stream.getvalue(), results, ALWAYS)


def _place(sheet: Worksheet, placed: Placed, styles: StyleSheet) -> None:
    first = placed.area.first
    for ref in placed.area:
        paint(sheet.cell(ref.row, ref.column), styles[placed.style])
    cell = sheet.cell(first.row, first.column)
    if placed.formula is not None:
        cell.value = f"={placed.formula}"
    else:
        put(cell, placed.content)
    if not placed.area.single:
        sheet.merged_cells.add(placed.area.a1)


def _measure(sheet: Worksheet, layout: Layout) -> None:
    for column, width in enumerate(layout.definition.widths, start=1):
        sheet.column_dimensions[column_letters(column)].width = width
    for row, height in layout.heights.items():
        sheet.row_dimensions[row].height = height


def _print(sheet: Worksheet, layout: Layout) -> None:
    setup = layout.definition.print_setup
    sheet.page_setup.paperSize = {"A3": "8", "A4": "9"}[setup.paper]
    sheet.page_setup.orientation = setup.orientation
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    for side, inches in setup.margins.items():  # footer and header among them
        setattr(sheet.page_margins, side, inches)
    footer = sheet.HeaderFooter.oddFooter
    assert footer is not None, "openpyxl makes one with every sheet"
    footer.center.text = layout.footer or None
    sheet.print_area = f"A1:{column_letters(len(layout.definition.widths))}{layout.last_row}"
    if layout.repeat_row:
        sheet.print_title_rows = f"{layout.repeat_row}:{layout.repeat_row}"
    sheet.sheet_view.showGridLines = False


def _name(book: Workbook, sheet: Worksheet, layout: Layout) -> None:
    home = quote_sheetname(sheet.title)
    for role, ref in layout.roles().items():
        name = name_of(role)
        book.defined_names[name] = DefinedName(name, attr_text=f"{home}!{ref.absolute}")


def _lists(book: Workbook, layout: Layout) -> None:
    sheet = book.create_sheet(LISTS_SHEET)
    sheet.sheet_state = "hidden"
    for column, choices in enumerate(layout.lists.values(), start=1):
        for row, choice in enumerate(choices, start=1):
            put(sheet.cell(row, column), choice)


def _meta(book: Workbook, meta: Mapping[str, str]) -> None:
    sheet = book.create_sheet(META_SHEET)
    sheet.sheet_state = "veryHidden"
    for row, (key, value) in enumerate(meta.items(), start=1):
        put(sheet.cell(row, 1), key)
        put(sheet.cell(row, 2), value)
