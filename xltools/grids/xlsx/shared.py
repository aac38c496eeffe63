"""Formulas that several cells share: stored once, moved to each cell that refers to them."""

from __future__ import annotations

import re
from functools import lru_cache

from xltools.refs import MAX_COLUMN, MAX_ROW, CellRef, column_letters, column_number

# Texts, quoted sheet names and bracketed table columns are passed over; then come cells (`A1`, `$A$1`),
# whole columns (`A:C`) and whole rows (`1:3`), unless they are part of a longer word or call.
_TOKEN = re.compile(
    r"""(?P<kept>"(?:[^"]|"")*"|'(?:[^']|'')*'|\[[^\[\]]*\])"""
    r"""|(?<![\w.$])(?:(?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})"""
    r"""|(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})|(?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7}))(?![\w.(!])"""
)
_CELL = re.compile(r"(\$?)([A-Za-z]+)(\$?)([0-9]+)")
_LOST = "#REF!"
_LONG = 2048  # characters: longer formulas are not kept


class SharedFormulas:
    """Those of one sheet, as they are met."""

    def __init__(self) -> None:
        self._masters: dict[str, tuple[CellRef, str]] = {}

    def text(self, index: str, text: str, ref: CellRef) -> str:
        """The formula of a cell that shares one; where it brings no text, the first one moved to it."""
        if text:
            self._masters[index] = ref, text
        elif index in self._masters:
            origin, master = self._masters[index]
            move = shift if len(master) > _LONG else _known_shift
            return move(master, ref.row - origin.row, ref.column - origin.column)
        return text


def shift(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads `rows` further down and `columns` further right."""

    def moved(match: re.Match[str]) -> str:
        if match["cell"]:
            return _moved_cell(match["cell"], rows, columns)
        if match["columns"]:
            return ":".join(_moved_column(side, columns) for side in match["columns"].split(":"))
        if match["rows"]:
            return ":".join(_moved_row(side, rows) for side in match["rows"].split(":"))
        return match[0]

    return _TOKEN.sub(moved, formula)


_known_shift = lru_cache(maxsize=1 << 11)(shift)  # forms of one kind share the same


def _moved_cell(text: str, rows: int, columns: int) -> str:
    match = _CELL.fullmatch(text)
    assert match is not None
    try:
        column_number(match[2])
    except ValueError:
        return text  # a name such as XYZ1
    return _moved_column(match[1] + match[2], columns) + _moved_row(match[3] + match[4], rows)


def _moved_column(text: str, columns: int) -> str:
    if text.startswith("$"):
        return text
    try:
        column = column_number(text) + columns
    except ValueError:
        return text
    return column_letters(column) if 1 <= column <= MAX_COLUMN else _LOST


def _moved_row(text: str, rows: int) -> str:
    if text.startswith("$"):
        return text
    row = int(text) + rows
    return str(row) if 1 <= row <= MAX_ROW else _LOST
