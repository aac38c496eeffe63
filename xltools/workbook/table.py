"""Small plain tables as workbooks: the register of issued forms, the template of a roster."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName

from xltools.refs import CellRange, column_letters
from xltools.workbook.cells import text_row
from xltools.workbook.frame import ALWAYS, FORM_PART
from xltools.workbook.package import parts_of
from xltools.workbook.pieces import style_numbers
from xltools.workbook.zipped import pack, package

_HEADING = PatternFill("solid", fgColor="FFDDEBF7")
_GREY = "FF808080"
_WIDEST = 60
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]"
)
_DIMENSION = re.compile(rb"<dimension [^>]*/>")


def write_table(
    name: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    examples: bool = False,
    mark: str | None = None,
) -> bytes:
    """One sheet of texts under a frozen heading, the same bytes each time.

    With `examples` the rows are grey, and what people type below them stays text. `mark` is a defined name
    by which the workbook is known.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    for row, font in ((1, Font(b=True)), (2, Font(color=_GREY, i=True) if examples else Font())):
        cell = sheet.cell(row, 1, " ")
        cell.font, cell.number_format = font, "@"
    heading = sheet.cell(1, 1)
    heading.fill, heading.alignment = _HEADING, Alignment(horizontal="center")
    for column in range(1, len(headings) + 1):
        longest = max(_width(values[column - 1]) for values in (headings, *rows))
        dimension = sheet.column_dimensions[column_letters(column)]
        dimension.width = min(longest, _WIDEST) + 3
        if examples:
            dimension.number_format = "@"
    sheet.freeze_panes = "A2"
    if mark is not None:
        book.defined_names[mark] = DefinedName(mark, attr_text=f"'{name}'!$A$1")
    book.properties.creator = "xltools"
    book.properties.created = ALWAYS.replace(tzinfo=None)
    stream = BytesIO()
    book.save(stream)
    parts = parts_of(stream.getvalue(), ALWAYS)
    parts[FORM_PART] = _with_rows(parts[FORM_PART], (headings, *rows))
    return package(pack(part, data) for part, data in parts.items())


def _with_rows(sheet: bytes, rows: Sequence[Sequence[str]]) -> bytes:
    """The sheet with these rows: openpyxl shows only how a heading and a row look."""
    heading, other = style_numbers(sheet, 1)[0], style_numbers(sheet, 2)[0]
    written = (
        text_row(number, texts, heading if number == 1 else other).encode()
        for number, texts in enumerate(rows, start=1)
    )
    whole = CellRange.of(1, 1, len(rows), len(rows[0])).a1
    sheet = _DIMENSION.sub(f'<dimension ref="{whole}"/>'.encode(), sheet)
    before, opening, rest = sheet.partition(b"<sheetData>")
    _, closing, after = rest.partition(b"</sheetData>")
    return b"".join((before, opening, *written, closing, after))


def _width(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))
