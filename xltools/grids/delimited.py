"""Reads .csv files as plain grids, in the encodings that Chinese offices send."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from xltools.grid import Cell, Grid
from xltools.grids.guard import content
from xltools.grids.unopenable import UnopenableBook
from xltools.refs import CellRef

_ENCODINGS = ("utf-8-sig", "gb18030")  # UTF-16 is told by its mark
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def open_csv(path: Path) -> Grid:
    """The rows of a .csv file as texts. Raises UnopenableBook (Chinese) where it is no text."""
    try:
        data = content(path)
        return Grid(path.stem, _cells(csv.reader(_text(data).splitlines(keepends=True), strict=True)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnopenableBook("other-content", "不能识别的文字（不是 CSV）", path.name) from error
    except UnopenableBook as error:
        raise error.at(path.name) from None


def _text(data: bytes) -> str:
    marked = _MARKS.get(data[:2])
    if marked:
        return data.decode(marked)
    try:
        return data.decode(_ENCODINGS[0])
    except UnicodeDecodeError:
        return data.decode(_ENCODINGS[1])


def _cells(rows: Iterable[list[str]]) -> dict[CellRef, Cell]:
    return {
        CellRef(row, column): Cell(value)
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values, start=1)
        if value.strip()
    }
