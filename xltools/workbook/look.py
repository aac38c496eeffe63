"""Our style names as openpyxl's objects."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.protection import Protection
from openpyxl.utils.indexed_list import IndexedList

from xltools.rules.layout.styles import Style

_THIN = Side(style="thin", color="FF000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_MODERN = 3  # font family of 宋体 in files that Excel writes
_CHINESE = 134  # GB2312_CHARSET


@dataclass(frozen=True)
class _Look:
    font: Font
    alignment: Alignment
    border: Border
    fill: PatternFill
    protection: Protection
    number_format: str


@lru_cache(maxsize=256)
def _look(style: Style) -> _Look:
    return _Look(
        font=Font(
            name=style.font,
            charset=style.charset or None,
            family=_MODERN if style.charset == _CHINESE else None,
            sz=style.size,
            b=style.bold,
            u="single" if style.underline else None,
            color=f"FF{style.color}" if style.color else None,
        ),
        alignment=Alignment(
            horizontal=style.horizontal,
            vertical=style.vertical,
            wrap_text=style.wrap,
            shrink_to_fit=style.shrink or None,
        ),
        border=_BOX if style.border else Border(),
        fill=PatternFill("solid", fgColor=f"FF{style.fill}") if style.fill else PatternFill(),
        protection=Protection(locked=not style.input),
        number_format=style.format,
    )


def use_font(book: Workbook, style: Style) -> None:
    """Make a font the workbook's own: column widths count its digits.

    openpyxl has no public way to change the font that Excel measures with.
    """
    font = _look(style).font
    book._fonts = IndexedList([font])  # type: ignore[attr-defined]
    book._named_styles["Normal"].font = font  # type: ignore[attr-defined]


def paint(cell: Cell | MergedCell, style: Style) -> None:
    """Give a cell its look."""
    look = _look(style)
    cell.font = look.font
    cell.alignment = look.alignment
    cell.border = look.border
    cell.fill = look.fill
    cell.protection = look.protection
    cell.number_format = look.number_format
