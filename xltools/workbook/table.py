"""Small plain tables as workbooks: the register of issued forms, the template of a roster."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from xltools.refs import column_letters
from xltools.workbook.content import put
from xltools.workbook.frame import ALWAYS
from xltools.workbook.package import repack

_HEADING = PatternFill("solid", fgColor="FFDDEBF7")
_GREY = "FF808080"
_WIDEST = 60


def write_table(
    name: str, headings: Sequence[str], rows: Sequence[Sequence[str]], *, examples: bool = False
) -> bytes:
    """One sheet of texts under a frozen heading, the same bytes each time.

    With `examples` the rows are grey, and what people type below them stays text.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    for row, values in enumerate((headings, *rows), start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column)
            put(cell, value or None)
            cell.number_format = "@"
            if row == 1:
                cell.font, cell.fill = Font(b=True), _HEADING
                cell.alignment = Alignment(horizontal="center")
            elif examples:
                cell.font = Font(color=_GREY, i=True)
    for column in range(1, len(headings) + 1):
        longest = max(_width(values[column - 1]) for values in (headings, *rows))
        dimension = sheet.column_dimensions[column_letters(column)]
        dimension.width = min(longest, _WIDEST) + 3
        if examples:
            dimension.number_format = "@"
    sheet.freeze_panes = "A2"
    book.properties.creator = "xltools"
    book.properties.created = ALWAYS.replace(tzinfo=None)
    stream = BytesIO()
    book.save(stream)
    return repack(stream.getvalue(), ALWAYS)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
