"""The rows of a worksheet part as the common programs write them, by pattern: many times as fast as parsed.

A part that is written in another way is left to the parser, and so is a single row with anything unusual
in it. The result is the same.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from xltools.grid import Cell, Row
from xltools.grids.xlsx.references import ESCAPED, unescaped
from xltools.grids.xml import SPREADSHEET
from xltools.refs import CellRange, column_number

_HEAD = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml\ version=["']1\.0["'](?:\ encoding=["'](?i:utf-8)["'])?[^<>]*\?>)?\s*"""
    rb"""<worksheet(?:\ [^<>]*)?\ xmlns=["'](?:%s)["']"""
    % b"|".join(re.escape(name.encode()) for name in SPREADSHEET),
    re.VERBOSE,
)
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=[\"']([A-Z]+[0-9]+:[A-Z]+[0-9]+)[\"']")
_UNUSUAL = (b"<row>", b"<row\t", b"<row\n", b"<row\r", b"<c>", b"<c/>", b"<c\t", b"<c\n", b"<c\r")
_ADDRESSED = ((b"<row ", b'<row r="'), (b"<c ", b'<c r="'))  # all of the first are to be of the second
_START, _ROW, _CELL, _ROW_END, _END = "<sheetData>", '<row r="', '<c r="', "</row>", "</sheetData>"
_CONTENT = re.compile(  # what follows the address of a cell
    r'(?: s="(?P<style>[0-9]+)")?(?: t="(?P<kind>[A-Za-z]+)")?(?: ?/>|>'
    rf"(?:(?P<has_value><v>)(?P<value>{ESCAPED})</v>"
    rf'|<is><t(?: xml:space="preserve")?>(?P<inline>{ESCAPED})</t></is>)?</c>)'
)
_HIDDEN = re.compile(r' hidden="(?:1|true)"')
_DIGITS = "0123456789"
_MOST_KNOWN = 20_000  # cells that are kept to be used again: long tables repeat them
_LONG = 160  # characters that hardly come twice

_column = lru_cache(maxsize=1 << 14)(column_number)

Make = Callable[[str, str, str | None, str | None], Cell]
"""A cell of its kind (`t`), style (`s`), value and inline text."""

Parse = Callable[[Iterable[bytes]], Iterator[Row]]
"""The rows of a part as the parser reads them."""


@dataclass
class Survey:
    """What a first look at a part tells: its merged areas, and whether it is written as usual."""

    merges: list[CellRange] = field(default_factory=list)
    usual: bool = True
    has_doctype: bool = False


def survey(chunks: Iterable[bytes]) -> Survey:
    """Look at a part from end to end."""
    seen, rest, head = Survey(), b"", None
    for chunk in chunks:
        data, _, rest = (rest + chunk).rpartition(b">")  # whole tags
        head = head if head is not None else _HEAD.match(data + b">") is not None
        seen.usual = seen.usual and head and not _is_unusual(data)
        seen.has_doctype = seen.has_doctype or b"<!DOCTYPE" in data
        seen.merges += [CellRange.parse(match[1].decode()) for match in _MERGE.finditer(data)]
    return seen


def _is_unusual(data: bytes) -> bool:
    return (
        b"<!" in data
        or any(tag in data for tag in _UNUSUAL)
        or any(data.count(tag) != data.count(addressed) for tag, addressed in _ADDRESSED)
    )


class _Unusual(Exception):  # noqa: N818 - a message within this module
    """A row that is left to the parser."""


class PlainRows:
    """Reads the rows of a part that is written as usual; `only` are the columns that are wanted."""

    def __init__(self, make: Make, parse: Parse, only: Collection[int] | None = None) -> None:
        self._make, self._parse, self._only = make, parse, only
        self._known: dict[str, Cell | None] = {}

    def read(self, chunks: Iterable[bytes]) -> Iterator[Row]:
        """The rows. Raises ValueError where the part ends before they do."""
        decoder, head, text = codecs.getincrementaldecoder("utf-8")(), "", ""
        for chunk in chunks:
            text += decoder.decode(chunk)
            if not head:
                before, start, after = text.partition(_START)
                head, text = (before + start, after) if start else ("", text)
            if head:
                *rows, text = text.split(_ROW)
                yield from (self._row(row, head) for row in rows if row)
        last, end, tail = text.partition(_END)
        if not (head and end):
            raise ValueError("cut off")
        if last:
            yield self._row(last, head)
        yield from self._parse([f"{head}{_END}{tail}".encode()])  # no row, but it may be broken

    def _row(self, text: str, head: str) -> Row:
        """One row from what follows `<row r="`."""
        number, _, rest = text.partition('"')
        attributes, _, inside = rest.partition(">")
        hidden = _HIDDEN.search(attributes) is not None
        if attributes.endswith("/") and not inside:
            return Row(int(number), {}, hidden)
        try:
            return Row(int(number), self._cells(inside), hidden)
        except _Unusual:
            (row,) = self._parse([f"{head}{_ROW}{text}{_END}</worksheet>".encode()])
            return row

    def _cells(self, inside: str) -> dict[int, Cell]:
        before, *texts = inside.removesuffix(_ROW_END).split(_CELL)
        if before.strip() or not inside.endswith(_ROW_END):
            raise _Unusual
        cells: dict[int, Cell] = {}
        for text in texts:
            ref, _, content = text.partition('"')
            column = _column(ref.rstrip(_DIGITS))
            if self._only is None or column in self._only:
                cell = self._known[content] if content in self._known else self._cell(content)
                if cell is not None:
                    cells[column] = cell
        return cells

    def _cell(self, content: str) -> Cell | None:
        """The cell; None for a blank one."""
        match = _CONTENT.fullmatch(content.rstrip())
        if match is None:
            raise _Unusual
        texts = (match["value"] if match["has_value"] else None, match["inline"])
        value, inline = (None if text is None else unescaped(text) for text in texts)
        made = self._make(match["kind"] or "n", match["style"] or "0", value, inline)
        cell = None if made.blank else made
        if len(content) < _LONG:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[content] = cell
        return cell
