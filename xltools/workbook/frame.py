"""What all forms of a definition share: a package that openpyxl makes once, without the cells of any form."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xltools.refs import column_letters
from xltools.rules.definition.model import FormDefinition
from xltools.rules.layout.beside.columns import beside
from xltools.rules.layout.echoes import echo_widths
from xltools.rules.layout.guide import GuideLine
from xltools.rules.layout.names import LISTS_SHEET, META_SHEET
from xltools.rules.layout.protection import Protection
from xltools.rules.layout.styles import DEFAULT, StyleSheet
from xltools.rules.verification.sheet import SheetLook
from xltools.workbook.content import put
from xltools.workbook.guide import add_guide
from xltools.workbook.look import paint, use_font
from xltools.workbook.package import parts_of
from xltools.workbook.pieces import (
    FOOTER,
    SheetPieces,
    WorkbookPieces,
    sheet_pieces,
    style_numbers,
    workbook_pieces,
)
from xltools.workbook.protect import protect
from xltools.workbook.verification import FrameNumbers, add_verification, format_numbers

ALWAYS = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)  # equal input gives equal bytes
FORM_PART = "xl/worksheets/sheet1.xml"
WORKBOOK_PART = "xl/workbook.xml"
_PAPERS = {"A3": "8", "A4": "9"}


@dataclass(frozen=True)
class Frame:
    """The parts of the package in their order, those of each form left out, and the pieces of these.

    `numbers` are those that cells and conditional formats write for the names of our styles.
    """

    parts: Mapping[str, bytes | None]  # None: the form's own
    form: SheetPieces
    lists_part: str
    lists: SheetPieces
    meta_part: str
    meta: SheetPieces
    verification_part: str
    verification: SheetPieces
    workbook: WorkbookPieces
    numbers: FrameNumbers


def make_frame(
    definition: FormDefinition,
    styles: StyleSheet,
    guide: Sequence[GuideLine],
    protection: Protection,
    look: SheetLook,
) -> Frame:
    """Paint each style once, set up the print, add the other sheets, lock all of them."""
    book = Workbook()
    use_font(book, styles[DEFAULT])
    sheet = book.worksheets[0]
    sheet.title = definition.sheet
    for column, style in enumerate(styles.values(), start=1):
        paint(sheet.cell(1, column), style)
        put(sheet.cell(1, column), " ")  # a cell without content is not written where it looks like any other
    _set_up(sheet, definition)
    put_columns(sheet, echo_widths(definition, styles))
    add_verification(book, look, styles)
    add_guide(book, guide, styles)
    book.create_sheet(LISTS_SHEET).sheet_state = "hidden"
    book.create_sheet(META_SHEET).sheet_state = "veryHidden"
    protect(book, protection)
    book.properties.creator = "xltools"
    book.properties.created = ALWAYS.replace(tzinfo=None)
    return _cut(book, styles, look)


def _cut(book: Workbook, styles: StyleSheet, look: SheetLook) -> Frame:
    stream = BytesIO()
    book.save(stream)
    parts: dict[str, bytes] = parts_of(stream.getvalue(), ALWAYS)
    lists_part, meta_part, verification_part = (
        f"xl/worksheets/sheet{book.sheetnames.index(name) + 1}.xml"
        for name in (LISTS_SHEET, META_SHEET, look.texts.name)
    )
    own = {FORM_PART, WORKBOOK_PART, lists_part, meta_part, verification_part}
    return Frame(
        parts={name: None if name in own else data for name, data in parts.items()},
        form=sheet_pieces(parts[FORM_PART]),
        lists_part=lists_part,
        lists=sheet_pieces(parts[lists_part]),
        meta_part=meta_part,
        meta=sheet_pieces(parts[meta_part]),
        verification_part=verification_part,
        verification=sheet_pieces(parts[verification_part]),
        workbook=workbook_pieces(parts[WORKBOOK_PART]),
        numbers=FrameNumbers(
            styles=dict(zip(styles, style_numbers(parts[FORM_PART], 1), strict=True)),
            looks=format_numbers(parts[verification_part], look),
        ),
    )


def put_columns(sheet: Worksheet, columns: Iterable[tuple[int, float | None]]) -> None:
    """Give columns their widths; those without one are hidden."""
    for column, width in columns:
        dimension = sheet.column_dimensions[column_letters(column)]
        if width is None:
            dimension.hidden = True
        else:
            dimension.width = width


def _set_up(sheet: Worksheet, definition: FormDefinition) -> None:
    for column, width in enumerate(definition.widths, start=1):
        sheet.column_dimensions[column_letters(column)].width = width
    put_columns(sheet, beside().widths(definition))
    setup = definition.print_setup
    sheet.page_setup.paperSize = _PAPERS[setup.paper]
    sheet.page_setup.orientation = setup.orientation
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_setup.blackAndWhite = True  # what is handed in has no fills
    sheet.print_options.horizontalCentered = True
    for side, inches in setup.margins.items():  # footer and header among them
        setattr(sheet.page_margins, side, inches)
    footer = sheet.HeaderFooter.oddFooter
    assert footer is not None, "openpyxl makes one with every sheet"
    footer.center.text = FOOTER
    sheet.sheet_view.showGridLines = False
