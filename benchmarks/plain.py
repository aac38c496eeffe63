"""The yardstick: the same form built anew with openpyxl alone, as anybody would write it."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.workbook.defined_name import DefinedName

from xltools.refs import column_letters
from xltools.rules.layout import Layout
from xltools.rules.names import name_of
from xltools.rules.styles import Style, StyleSheet

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)

Look = tuple[Font, Alignment, Border | None]


def looks_of(styles: StyleSheet) -> dict[str, Look]:
    """The styles as openpyxl's objects, made once."""
    return {name: _look(style) for name, style in styles.items()}


def plain_form(layout: Layout, looks: dict[str, Look]) -> bytes:
    """One form, its cells painted one by one; simpler than ours: no validations, other sheets and locks."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = layout.definition.sheet
    for placed in layout.cells:
        font, alignment, border = looks[placed.style]
        for ref in placed.area:
            cell = sheet.cell(ref.row, ref.column)
            cell.font, cell.alignment = font, alignment
            if border is not None:
                cell.border = border
        first = placed.area.first
        sheet.cell(first.row, first.column).value = f"={placed.formula}" if placed.formula else placed.content
        if not placed.area.single:
            sheet.merged_cells.add(placed.area.a1)
    for column, width in enumerate(layout.definition.widths, start=1):
        sheet.column_dimensions[column_letters(column)].width = width
    for row, height in layout.heights.items():
        sheet.row_dimensions[row].height = height
    for role, ref in layout.roles().items():
        name = name_of(role)
        book.defined_names[name] = DefinedName(name, attr_text=f"'{sheet.title}'!{ref.absolute}")
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _look(style: Style) -> Look:
    return (
        Font(name=style.font, sz=style.size, b=style.bold),
        Alignment(horizontal=style.horizontal, vertical=style.vertical, wrap_text=style.wrap),
        _BOX if style.border else None,
    )
