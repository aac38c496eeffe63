"""Reads an open workbook cell by cell through xlwings: where no copy of it can be had.

Values and formulas come in one call for a sheet. Number formats and merged areas Excel tells only of one area
at a time, so they are asked of halves, and halves of these, until the answer is one for all.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import xlwings

from xltools.excel.live import halves
from xltools.excel.live_guards import is_shown
from xltools.grid import Book, Cell, Grid, NamedCell, Value
from xltools.refs import CellRange, CellRef
from xltools.rules.layout.names import PREFIX

_EPOCH = datetime.datetime(1899, 12, 30)
_ERRORS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!")
)
_TARGET = re.compile(r"=(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)")


def read_cells(book: xlwings.Book) -> Book:
    """The workbook as a plain grid."""
    return Book(tuple(_grid(sheet) for sheet in book.sheets), dict(_names(book)))


def _grid(sheet: xlwings.Sheet) -> Grid:
    used = sheet.used_range
    top, left = used.row, used.column
    rows, columns = used.shape
    area = CellRange.of(top, left, top + rows - 1, left + columns - 1)
    values = used.options(ndim=2, err_to_str=True).value
    formulas = _two_dimensional(used.formula)
    cells = {}
    for ref in area:
        row, column = ref.row - top, ref.column - left
        cell = _cell(values[row][column], formulas[row][column])
        if not cell.blank:
            cells[ref] = cell
    numbers = {ref for ref, cell in cells.items() if isinstance(cell.value, Decimal)}
    for ref, number_format in _formats(sheet, area, numbers):
        cells[ref] = Cell(cells[ref].value, cells[ref].formula, cells[ref].error, number_format)
    return Grid(sheet.name, cells, tuple(_merges(sheet, area, set())), hidden=not is_shown(sheet))


def _two_dimensional(formulas: Any) -> Any:  # noqa: ANN401 - as the program gives it: text, row or rows
    if isinstance(formulas, str) or formulas is None:
        return ((formulas,),)
    return formulas if isinstance(formulas[0], list | tuple) else (formulas,)


def _cell(value: object, formula: object) -> Cell:
    plain = _value(value)
    if isinstance(formula, str) and formula.startswith("=") and formula != plain:  # else a text with a =
        error = plain if isinstance(plain, str) and plain in _ERRORS else None
        return Cell(None if error else plain, formula[1:], error)
    return Cell(error=plain) if isinstance(plain, str) and plain in _ERRORS else Cell(plain)


def _value(value: object) -> Value:
    if isinstance(value, datetime.datetime):
        since = value.replace(tzinfo=None) - _EPOCH
        return Decimal(since.days) + Decimal(since.seconds) / 86400
    if isinstance(value, bool | str):
        return value or (None if value == "" else value)
    if isinstance(value, int | float | Decimal):
        number = Decimal(repr(value) if isinstance(value, float) else value)
        return Decimal(int(number)) if number == number.to_integral_value() else number
    return None


def _formats(sheet: xlwings.Sheet, area: CellRange, wanted: set[CellRef]) -> Iterator[tuple[CellRef, str]]:
    """The number format of each wanted cell."""
    here = {ref for ref in wanted if ref in area}
    if not here:
        return
    found: str | None = sheet.range(area.a1).number_format
    if found is not None or area.single:
        yield from ((ref, found or "General") for ref in here)
        return
    for half in halves(area):
        yield from _formats(sheet, half, here)


def _merges(sheet: xlwings.Sheet, area: CellRange, known: set[CellRef]) -> Iterator[CellRange]:
    """The merged areas, each once; `known` collects their cells."""
    if all(ref in known for ref in area):
        return
    cells = sheet.range(area.a1)
    merged_here: bool | None = cells.merge_cells  # None: some are
    if merged_here is False:
        return
    if area.single:
        merged = CellRange.parse(cells.merge_area.address)
        known.update(merged)
        if not merged.single:
            yield merged
        return
    for half in halves(area):
        yield from _merges(sheet, half, known)


def _names(book: xlwings.Book) -> Iterator[tuple[str, NamedCell | None]]:
    """Our own defined names; others say nothing to us."""
    for name in book.names:
        text = name.name
        if text.rpartition("!")[2].startswith(PREFIX):
            yield text, _target(name.refers_to or "")


def _target(refers_to: str) -> NamedCell | None:
    match = _TARGET.fullmatch(refers_to)
    if match is None:
        return None
    sheet = match[1].replace("''", "'") if match[1] else match[2]
    return NamedCell(sheet, CellRange.parse(match[3]))
