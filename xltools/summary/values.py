"""What can stand in a cell of the summary, made fit for Excel."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from pathlib import Path

from xltools.refs import CellRange

MAX_TEXT = 32_767
"""Characters in one cell, counted as Excel counts: those beyond the basic plane take two."""

_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_TO_CLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_LINE_BREAKS = re.compile("\r\n?|[\u2028\u2029\x85]")


@dataclass(frozen=True, slots=True)
class Link:
    """A text that opens a file, at a cell where sheet and cell are given; without a file, the text alone."""

    text: str
    file: Path | None
    sheet: str | None = None
    cell: CellRange | None = None


Value = str | int | Decimal | Link | None
Row = Mapping[str, Value]
"""One row of a sheet: a value for each field. A blank is None, never 0."""

Placed = tuple[str, Row]
"""A row, and the id of the sheet it stands in."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What 概况 shows: the counts by key (None: not known), the rows of its small tables, and notes."""

    counts: Mapping[str, int | Decimal | None]
    boards: Mapping[str, Sequence[tuple[str, *tuple[int | Decimal, ...]]]]
    notes: Sequence[str] = ()


def clean_text(text: str, truncated: str) -> str:
    """The text as a cell can hold it: no control characters, no half characters, not too long.

    A text that is too long ends in `truncated`.
    """
    if len(text) <= MAX_TEXT // 2 and (text.isprintable() or not _TO_CLEAN.search(text)):  # nearly all
        return text
    text = _LONE_SURROGATE.sub("\ufffd", _NO_XML.sub("", _LINE_BREAKS.sub("\n", text)))
    if _length(text) <= MAX_TEXT:
        return text
    room = (MAX_TEXT - _length(truncated)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + truncated


def numbers(values: Sequence[Value]) -> list[int | Decimal]:
    """Those of the values that stand in their cells as numbers."""
    found = [value for value in values if isinstance(value, int | Decimal)]
    try:
        if all(map(isfinite, map(float, found))):
            return found
    except (OverflowError, ValueError):
        pass
    return [value for value in found if as_number(value) is not None]


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def as_number(value: int | Decimal) -> float | None:
    """The number as a cell can hold it; None where it is beyond what Excel knows."""
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if isfinite(number) else None
