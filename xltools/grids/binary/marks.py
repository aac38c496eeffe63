"""What python-calamine doesn't tell of .xls and .xlsb: which cells hold a formula or an error, and formats.

Calamine gives `''` for an error cell, the same as for a blank one. The records of both formats are
simple to walk, so the errors and formulas are taken from there and laid over calamine's values.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xltools.grids import limits
from xltools.grids.binary.patterns import biff_patterns, biff_styles, constant, xlsb_patterns
from xltools.grids.packages.package import Package
from xltools.grids.unopenable import UnopenableBook
from xltools.grids.xlsx.styles import GENERAL
from xltools.grids.xlsx.workbook import relationships, relationships_part
from xltools.refs import CellRef

_ERRORS: Mapping[int, str] = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_UNKNOWN_ERROR = "#VALUE!"

_BOF, _EOF, _FILE_PASS, _BOUND_SHEET = (0x0009, 0x0209, 0x0409, 0x0809), 0x000A, 0x002F, 0x0085
_FORMULAS, _BOOL_OR_ERROR = (0x0006, 0x0206, 0x0406), (0x0005, 0x0205)
_BUNDLE_SHEET, _ROW_HEADER, _CELL_ERROR = 156, 0, 3
_CELL_NUMBERS = (2, _CELL_ERROR, 5)  # RK, error, double
_FIRST_FORMULA, _FORMULA_NUMBER, _FORMULA_ERROR = 8, 9, 11


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell that is an error, or a formula, or has a number format."""

    formula: str | None = None  # its text where that is but a number, else empty
    error: str | None = None
    pattern: str = GENERAL


_NO_MARK = Mark()
Marks = dict[CellRef, Mark]
_Record = tuple[int, bytes]


def is_protected(stream: bytes) -> bool:
    """True where a BIFF stream can't be read without a password."""
    for kind, _ in _biff_records(stream, 0):
        if kind == _FILE_PASS:
            return True
        if kind == _EOF:
            break
    return False


def biff_marks(stream: bytes) -> list[Marks]:
    """The marks of each sheet of an .xls, in the order of the workbook (charts and macros included)."""
    starts: list[int] = []
    for kind, body in _biff_records(stream, 0):
        if kind == _BOUND_SHEET and len(body) >= 4:
            starts.append(struct.unpack_from("<L", body)[0])
        if kind == _EOF:
            break
    if len(starts) > limits.MAX_SHEETS:
        raise UnopenableBook("amount", f"工作表超过 {limits.MAX_SHEETS} 张")
    patterns = biff_patterns(_biff_records(stream, 0))
    return [_marks(_biff_cells(stream, start, patterns)) for start in starts]


def _biff_records(stream: bytes, at: int) -> Iterator[_Record]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _biff_cells(stream: bytes, start: int, patterns: Sequence[str]) -> Iterator[tuple[int, int, Mark]]:
    depth = 0  # a chart within the sheet is a stream within the stream
    for kind, body in _biff_records(stream, start):
        if kind in _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield from _biff_mark(kind, body, patterns)


def _biff_mark(kind: int, body: bytes, patterns: Sequence[str]) -> Iterator[tuple[int, int, Mark]]:
    if kind in _FORMULAS and len(body) >= 14:
        row, column, style = struct.unpack_from("<3H", body)
        is_error = body[12:14] == b"\xff\xff" and body[6] == 2
        error = _error(body[8]) if is_error else None
        yield row, column, Mark(constant(body[22:]), error, _pattern(patterns, style))
    elif kind in _BOOL_OR_ERROR and len(body) >= 8 and body[7]:
        row, column = struct.unpack_from("<2H", body)
        yield row, column, Mark(error=_error(body[6]))
    else:
        for row, column, style in biff_styles(kind, body):
            if (pattern := _pattern(patterns, style)) != GENERAL:
                yield row, column, Mark(pattern=pattern)


def _pattern(patterns: Sequence[str], style: int) -> str:
    return patterns[style] if style < len(patterns) else GENERAL


def xlsb_marks(package: Package, workbook: str) -> list[Marks]:
    """The marks of each sheet of an .xlsb, in the order of the workbook."""
    part = relationships_part(workbook)
    links = relationships(part, package.read(part))
    sheets = [body for kind, body in _xlsb_records(package.read(workbook)) if kind == _BUNDLE_SHEET]
    if len(sheets) > limits.MAX_SHEETS:
        raise UnopenableBook("amount", f"工作表超过 {limits.MAX_SHEETS} 张")
    targets = (links.get(_wide_text(body, 8)) for body in sheets)
    styles = next((link.target for link in links.values() if link.kind == "styles"), "")
    patterns = xlsb_patterns(_xlsb_records(package.read(styles))) if styles in package else []
    return [
        _marks(_xlsb_cells(package.read(link.target), patterns)) if link and link.kind == "worksheet" else {}
        for link in targets
    ]


def _wide_text(body: bytes, at: int) -> str:
    length = int.from_bytes(body[at : at + 4], "little")
    return body[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")


def _xlsb_records(stream: bytes) -> Iterator[_Record]:
    at = 0
    while at < len(stream):
        kind, at = _variable(stream, at, 2)
        length, at = _variable(stream, at, 4)
        yield kind, stream[at : at + length]
        at += length


def _variable(stream: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in groups of seven bits, the lowest first; a record's kind keeps the eighth bit out too."""
    number = 0
    for shift in range(0, 7 * most, 7):
        if at >= len(stream):
            raise UnopenableBook("damaged-part", "xlsb")
        byte = stream[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return number, at


def _xlsb_cells(stream: bytes, patterns: Sequence[str]) -> Iterator[tuple[int, int, Mark]]:
    row = 0
    for kind, body in _xlsb_records(stream):
        if kind == _ROW_HEADER and len(body) >= 4:
            row = int.from_bytes(body[:4], "little")
        elif (kind in _CELL_NUMBERS or _FIRST_FORMULA <= kind <= _FORMULA_ERROR) and len(body) >= 9:
            column, style = struct.unpack_from("<2L", body)
            mark = _xlsb_mark(kind, body, _pattern(patterns, style & 0xFFFFFF))
            if mark != _NO_MARK:
                yield row, column, mark


def _xlsb_mark(kind: int, body: bytes, pattern: str) -> Mark:
    error = _error(body[8]) if kind in (_CELL_ERROR, _FORMULA_ERROR) else None
    if kind < _FIRST_FORMULA:
        return Mark(error=error, pattern=pattern)
    tokens = constant(body[22:]) if kind == _FORMULA_NUMBER else ""
    return Mark(tokens, error, pattern)


def _error(code: int) -> str:
    return _ERRORS.get(code, _UNKNOWN_ERROR)


def _marks(cells: Iterator[tuple[int, int, Mark]]) -> Marks:
    marks: Marks = {}
    for row, column, mark in cells:
        ref = CellRef(row + 1, column + 1)
        if ref.row > limits.MAX_ROW or ref.column > limits.MAX_COLUMN:
            raise UnopenableBook("extent", f"第 {ref.row} 行第 {ref.column} 列")
        marks[ref] = mark
        if len(marks) > limits.MAX_CELLS:
            raise UnopenableBook("amount", f"有内容的单元格超过 {limits.MAX_CELLS} 个")
    return marks
