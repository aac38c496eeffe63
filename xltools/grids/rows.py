"""Long tables row by row, so that memory does not grow with them: .xlsx and .csv; others are read whole.

A roster may have hundreds of thousands of rows, more than `limits` grants a form. It is the office's
own file, so its limits are wider; what makes a package harmful is refused all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from lxml import etree

from xltools.grid import Cell, Row, Value, filled_down
from xltools.grids import limits
from xltools.grids.delimited import csv_rows, looks_like_csv
from xltools.grids.open import open_bytes
from xltools.grids.packages.guard import Container, content, sniff
from xltools.grids.packages.package import Package
from xltools.grids.unopenable import UnopenableBook
from xltools.grids.values import NUMBER_ERROR, iso_serial, number, unescape
from xltools.grids.xlsx.cells import Texts
from xltools.grids.xlsx.plain_rows import Parse, PlainRows, Survey, survey
from xltools.grids.xlsx.reader import links_of, main_part, texts_of
from xltools.grids.xlsx.workbook import skeleton
from xltools.grids.xml import SPREADSHEET
from xltools.refs import column_number

_ROWS = tuple(f"{{{namespace}}}row" for namespace in SPREADSHEET)
_PARTS = {f"{{{namespace}}}{name}": name for namespace in SPREADSHEET for name in ("v", "f", "is")}
_VALUES = tuple(f"{{{namespace}}}v" for namespace in SPREADSHEET)
_TEXTS = tuple(f"{{{namespace}}}t" for namespace in SPREADSHEET)
_PHONETIC = tuple(f"{{{namespace}}}rPh" for namespace in SPREADSHEET)
_DIGITS = "0123456789"
_MOST_KNOWN = 20_000  # cells that are kept to be used again
_TRUE = frozenset({"1", "true"})
_BUDGET = {"tags": 100_000_000, "characters": 500_000_000, "cells": 50_000_000}


class Rows(Protocol):
    """Reads rows from the top, each time anew."""

    def __call__(self, only: Collection[int] | None = None) -> Iterator[Row]:
        """The rows; columns that are not among `only` may be left out."""


@dataclass(frozen=True)
class RowSheet:
    """One sheet. `merges` is False where its file cannot have merged cells."""

    name: str
    hidden: bool
    rows: Rows
    merges: bool = True


def open_rows(path: Path) -> list[RowSheet]:
    """The sheets of a workbook of any kind, or of a .csv file.

    Raises UnopenableBook (Chinese), also while rows are read.
    """
    try:
        data = content(path)
        if looks_like_csv(path, data):
            return [RowSheet(path.stem, False, lambda only=None: csv_rows(data, path.name), merges=False)]
        return _sheets(data)
    except UnopenableBook as error:
        raise error.at(path.name) from None


def _sheets(data: bytes) -> list[RowSheet]:
    if sniff(data) is Container.ZIP:
        package = Package(data)
        workbook = main_part(package)
        if workbook is not None and workbook.lower().endswith(".xml"):
            return _streamed(package, workbook)
    return [
        RowSheet(grid.name, grid.hidden, lambda only=None, grid=grid: grid.rows())
        for grid in open_bytes(data).sheets
    ]


def _streamed(package: Package, workbook: str) -> list[RowSheet]:
    bones, links = skeleton(workbook, package.read(workbook)), links_of(package, workbook)
    budget = limits.Budget()
    for name, most in _BUDGET.items():
        setattr(budget, name, most)
    texts = texts_of(package, links, budget)

    def sheet(name: str, hidden: bool, part: str) -> RowSheet:
        return RowSheet(name, hidden, _Part(package, part, texts).rows)

    return [
        sheet(entry.name, entry.hidden, links[entry.relationship].target)
        for entry in bones.sheets
        if entry.relationship in links and links[entry.relationship].kind == "worksheet"
    ]


class _Part:
    """One worksheet part. Merged areas stand behind the rows, so that it is looked through first."""

    def __init__(self, package: Package, part: str, texts: Texts) -> None:
        self._package, self._part, self._texts = package, part, texts

    def rows(self, only: Collection[int] | None = None) -> Iterator[Row]:
        """The rows; `only` names the columns that are wanted."""
        seen = self._seen
        if seen.has_doctype:
            raise UnopenableBook("dtd", self._part)
        read: Parse = self._parsed
        if seen.usual:
            read = PlainRows(self._cell, self._parsed, only).read
        try:
            yield from filled_down(read(self._package.again().chunks(self._part)), seen.merges)
        except (etree.XMLSyntaxError, ValueError, LookupError):
            raise UnopenableBook("damaged-part", self._part) from None

    @cached_property
    def _seen(self) -> Survey:
        return survey(self._package.chunks(self._part))

    def _parsed(self, chunks: Iterable[bytes]) -> Iterator[Row]:
        return _parsed_rows(chunks, self._texts)

    def _cell(self, kind: str, style: str, value: str | None, inline: str | None) -> Cell:
        return _made(kind, style, value, None, inline, self._texts)


def _parsed_rows(chunks: Iterable[bytes], texts: Texts) -> Iterator[Row]:
    parser: Any = etree.XMLPullParser(events=("end",), tag=_ROWS, resolve_entities=False, no_network=True,
                                      remove_comments=True, remove_pis=True)  # fmt: skip
    cells, last = _Cells(texts), 0
    for chunk in chunks:
        parser.feed(chunk)
        for _, element in parser.read_events():
            last = int(element.get("r") or last + 1)
            yield Row(last, cells.of(element), element.get("hidden") in _TRUE)
            _forget(element)
    parser.close()


def _forget(element: Any) -> None:  # noqa: ANN401 - lxml's element as a pull parser gives it
    """Take what was read out of the tree, so that it does not grow."""
    element.clear()
    before = element.getprevious()
    if before is not None:
        element.getparent().remove(before)


class _Cells:
    """The cells of rows. Equal ones, of which long tables have many, are one object."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._known: dict[tuple[str | None, ...], Cell] = {}

    def of(self, row: Any) -> Mapping[int, Cell]:  # noqa: ANN401
        """The cells of a row that hold something."""
        cells: dict[int, Cell] = {}
        column = 0
        for element in row:
            address = element.get("r")
            column = column_number(address.rstrip(_DIGITS)) if address else column + 1
            if len(element):
                cell = self._cell(element)
                if not cell.blank:
                    cells[column] = cell
        return cells

    def _cell(self, element: Any) -> Cell:  # noqa: ANN401
        if len(element) > 1 or element[0].tag not in _VALUES:
            return _cell(element, self._texts)
        kind, text = element.get("t"), element[0].text
        key = (kind, text) if kind == "s" else (kind, text, element.get("s"))
        cell = self._known.get(key)
        if cell is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            cell = self._known[key] = _cell(element, self._texts)
        return cell


def _cell(element: Any, texts: Texts) -> Cell:  # noqa: ANN401
    kind, value, formula, inline = element.get("t", "n"), None, None, None
    for child in element:
        name = _PARTS.get(child.tag)
        if name == "v":
            value = child.text
        elif name == "f":
            formula = child.text or ""
        elif name == "is":
            inline = "".join(text.text or "" for text in child.iter(*_TEXTS) if not _is_phonetic(text))
    return _made(kind, element.get("s", "0"), value, formula, inline, texts)


def _made(
    kind: str, style: str, value: str | None, formula: str | None, inline: str | None, texts: Texts
) -> Cell:
    number_format = texts.formats.get(style, "General")
    if kind == "e":
        return Cell(None, formula, value or "#VALUE!", number_format)
    return Cell(unescape(inline) if inline is not None else _value(kind, value, texts), formula,
                NUMBER_ERROR if kind == "n" and value and number(value) is None else None,
                number_format)  # fmt: skip


def _is_phonetic(text: Any) -> bool:  # noqa: ANN401
    return text.getparent().tag in _PHONETIC


def _value(kind: str, text: str | None, texts: Texts) -> Value:
    if text is None:
        return None
    if kind == "s":
        return texts.strings[int(text)]
    if kind == "n":
        return number(text)
    if kind == "b":
        return text.strip() in _TRUE
    moment = iso_serial(text) if kind == "d" else None
    return unescape(text) if moment is None else moment
