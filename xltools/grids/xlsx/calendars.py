"""The two calendars of Excel: day 0 is 31 December 1899, or 1 January 1904 in workbooks of old Macs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from xltools.grid import Cell
from xltools.refs import CellRef

_DAYS_BETWEEN = 1_462
_WORDS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DATE = re.compile(r"[yYdD]")  # a clock alone is the same in both


def in_calendar_of_1900(cells: Mapping[CellRef, Cell]) -> dict[CellRef, Cell]:
    """The cells of a workbook that counts from 1904, their dates counted as all others are."""
    return {ref: _moved(cell) for ref, cell in cells.items()}


def _moved(cell: Cell) -> Cell:
    value = cell.value
    if not isinstance(value, Decimal) or not _DATE.search(_WORDS.sub("", cell.number_format)):
        return cell
    return replace(cell, value=value + _DAYS_BETWEEN)
