"""OpenDocument spreadsheets (.ods) in one pass: values, formulas, errors, merges, hidden sheets, names.

Formulas are given in OpenFormula's writing (`SUM([.B1:.B2])`). Of the number formats only the kind is
known: percent, date or time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta

from xltools.grid import Book, Cell, Format, Grid, NamedCell, Value
from xltools.grids import limits
from xltools.grids.packages.package import Package
from xltools.grids.unopenable import UnopenableBook
from xltools.grids.values import days, iso_serial, number
from xltools.grids.xml import DamagedPart, collect, scan
from xltools.refs import CellRange, CellRef

_MIMETYPE = "mimetype"
MEDIA_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (f"{_OASIS}{name}:1.0 " for name in ("office", "table", "text", "style"))
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_SPACES = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_PREFIX = re.compile(r"(?:[a-z]+:)?=?")
_ADDRESS = re.compile(
    r"\$?(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'.]+))\.(?P<first>[$A-Z0-9]+)"
    r"(?::(?:\$?(?:'(?:[^']|'')+'|[^'.]+))?\.(?P<last>[$A-Z0-9]+))?\Z"
)
_ERROR = re.compile(r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A)\Z|Err:[0-9]{3}\Z")
_DURATION = re.compile(r"(-?)P(?:(\d{1,7})D)?T(\d{1,9})H(\d{1,9})M(\d{1,9}(?:[.,]\d{1,9})?)S\Z")
_FORMATS = {"percentage": "0.00%", "date": "yyyy-mm-dd", "time": "hh:mm:ss"}
_MOST_SPACES = 10_000


class _Spreadsheet:
    """Listens to content.xml."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.names: dict[str, str] = {}
        self.budget = limits.Budget()
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth = 0
        self._table: dict[str, str] | None = None
        self._cells: dict[CellRef, Cell] = {}
        self._merges: list[CellRange] = []
        self._row = self._row_repeat = self._column = 0
        self._row_cells: list[tuple[int, Cell]] = []
        self._cell: dict[str, str] | None = None
        self._cell_depth = 0
        self._paragraphs: list[str] = []
        self.pieces: list[str] = []
        self._starts, self._ends = self._when_started(), self._when_ended()

    def _when_started(self) -> dict[str, Callable[[dict[str, str]], None]]:
        return {
            f"{_STYLE}style": self._start_style,
            f"{_STYLE}table-properties": self._properties,
            f"{_TABLE}table": self._start_table,
            f"{_TABLE}table-row": self._start_row,
            f"{_TABLE}named-range": self._named_range,
            f"{_TEXT}p": self._start_paragraph,
            f"{_TEXT}s": self._spaces,
            **dict.fromkeys(_CELLS, self._start_cell),
        }

    def _when_ended(self) -> dict[str, Callable[[], None]]:
        return {
            f"{_TABLE}table": self._end_table,
            f"{_TABLE}table-row": self._end_row,
            f"{_TEXT}p": self._end_paragraph,
            **dict.fromkeys(_CELLS, self._end_cell),
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > limits.MAX_DEPTH:
            raise DamagedPart("nested too deep")
        handler = self._starts.get(name)
        if handler is not None:
            handler(attributes)
        elif name in _SPACES:
            self.pieces.append(_SPACES[name])

    def end(self, name: str) -> None:
        handler = self._ends.get(name)
        if handler is not None:
            handler()
        self._depth -= 1

    def _start_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get(f"{_STYLE}name", "")

    def _properties(self, attributes: dict[str, str]) -> None:
        if attributes.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, attributes: dict[str, str]) -> None:
        if self._table is not None:
            raise DamagedPart("table within table")
        if len(self.grids) >= limits.MAX_SHEETS:
            raise UnopenableBook("amount", f"工作表超过 {limits.MAX_SHEETS} 张")
        self._table = attributes
        self._cells, self._merges, self._row = {}, [], 0

    def _end_table(self) -> None:
        table, self._table = self._table or {}, None
        name = table.get(f"{_TABLE}name", "")
        hidden = table.get(f"{_TABLE}style-name") in self._hidden_styles
        self.grids.append(limits.bounded(Grid(name, self._cells, tuple(self._merges), hidden)))
        self.budget.cells -= len(self._cells)

    def _named_range(self, attributes: dict[str, str]) -> None:
        name = attributes.get(f"{_TABLE}name", "")
        if self._table is not None:
            name = f"{self._table.get(f'{_TABLE}name', '')}!{name}"
        self.names[name] = attributes.get(f"{_TABLE}cell-range-address", "")

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row_repeat = int(attributes.get(f"{_TABLE}number-rows-repeated", "1"))
        self._row_cells, self._column = [], 0

    def _end_row(self) -> None:
        if self._row_cells:
            last = self._row + self._row_repeat
            if last > limits.MAX_ROW:
                raise UnopenableBook("extent", f"第 {last} 行")
            if len(self._cells) + self._row_repeat * len(self._row_cells) > self.budget.cells:
                raise UnopenableBook("amount", f"有内容的单元格超过 {limits.MAX_CELLS} 个")
            for row in range(self._row + 1, last + 1):
                self._cells.update((CellRef(row, column), cell) for column, cell in self._row_cells)
        self._row += self._row_repeat

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            raise DamagedPart("cell within cell")
        self._cell, self._cell_depth, self._paragraphs = attributes, self._depth, []
        rows = int(attributes.get(f"{_TABLE}number-rows-spanned", "1"))
        columns = int(attributes.get(f"{_TABLE}number-columns-spanned", "1"))
        if rows > 1 or columns > 1:
            row, column = self._row + 1, self._column + 1
            self._merges.append(CellRange.of(row, column, row + rows - 1, column + columns - 1))
            self.budget.merges -= 1
            if self.budget.merges < 0:
                raise UnopenableBook("amount", f"合并单元格超过 {limits.MAX_MERGES} 处")

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell or {}, None
        repeat = int(attributes.get(f"{_TABLE}number-columns-repeated", "1"))
        cell = _cell(attributes, "\n".join(self._paragraphs))
        if cell is not None:
            last = self._column + repeat
            if last <= limits.MAX_COLUMN:
                self._row_cells += [(column, cell) for column in range(self._column + 1, last + 1)]
            elif not cell.blank:
                raise UnopenableBook("extent", f"第 {self._row + 1} 行第 {last} 列")
        self._column += repeat

    def _start_paragraph(self, _attributes: dict[str, str]) -> None:
        # Notes, shapes and charts in a cell have paragraphs too, but deeper.
        if self._cell is not None and self._depth == self._cell_depth + 1:
            self.pieces.clear()

    def _end_paragraph(self) -> None:
        if self._cell is not None and self._depth == self._cell_depth + 1:
            self._paragraphs.append(self.budget.text("".join(self.pieces)))

    def _spaces(self, attributes: dict[str, str]) -> None:
        self.pieces.append(" " * min(int(attributes.get(f"{_TEXT}c", "1")), _MOST_SPACES))


def _cell(attributes: dict[str, str], text: str) -> Cell | None:
    kind = attributes.get(f"{_OFFICE}value-type", "string" if text else "")
    formula = attributes.get(f"{_TABLE}formula")
    if formula is not None:
        formula = _PREFIX.sub("", formula, count=1)
    elif not kind:
        return None
    error = attributes.get(f"{_CALC}value-type") == "error" or (formula is not None and _ERROR.match(text))
    if error:
        return Cell(None, formula, text or "#VALUE!")
    return Cell(_value(kind, attributes, text), formula, None, _FORMATS.get(kind, "General"))


def _value(kind: str, attributes: dict[str, str], text: str) -> Value:
    value: Value = None
    if kind in ("float", "percentage", "currency"):
        value = number(attributes.get(f"{_OFFICE}value", ""))
    elif kind == "boolean":
        return attributes.get(f"{_OFFICE}boolean-value") == "true"
    elif kind == "date":
        value = iso_serial(attributes.get(f"{_OFFICE}date-value", ""))
    elif kind == "time":
        value = _duration(attributes.get(f"{_OFFICE}time-value", ""))
    elif kind:
        return attributes.get(f"{_OFFICE}string-value", text)
    return (text or None) if value is None else value


def _duration(text: str) -> Value:
    match = _DURATION.match(text)
    if not match:
        return None
    sign, day, hour, minute, second = match.groups()
    seconds = float(second.replace(",", "."))
    length = timedelta(days=int(day or 0), hours=int(hour), minutes=int(minute), seconds=seconds)
    return days(-length if sign else length)


def is_open_document(package: Package) -> bool:
    """True for a package with the part that says its kind, or, where that was lost, with a manifest."""
    return _MIMETYPE in package or (_MANIFEST in package and _CONTENT in package)


def is_spreadsheet(package: Package) -> bool:
    """True where an OpenDocument says that it is one."""
    if _MIMETYPE in package:
        return package.read(_MIMETYPE).startswith(MEDIA_TYPE)
    return b'"%s"' % MEDIA_TYPE in package.read(_MANIFEST)


def read_ods(package: Package) -> Book:
    """Read a package that is a spreadsheet. Raises UnopenableBook."""
    if _is_encrypted(package):
        raise UnopenableBook("encrypted")
    spreadsheet = _Spreadsheet()
    scan(_CONTENT, package.chunks(_CONTENT), spreadsheet, spreadsheet.budget)
    if not spreadsheet.grids:
        raise UnopenableBook("no-sheet")
    sheets = {grid.name for grid in spreadsheet.grids}
    return Book(tuple(spreadsheet.grids), _pointers(spreadsheet.names.items(), sheets), Format.ODS)


def _is_encrypted(package: Package) -> bool:
    if _MANIFEST not in package:
        return False
    return bool(collect(_MANIFEST, package.read(_MANIFEST), frozenset({"encryption-data"})))


def mentions_encryption(package: Package) -> bool:
    """The same of any package with a manifest, which in old ones has a DTD and is not parsed."""
    return _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST)


def _pointers(names: Iterable[tuple[str, str]], sheets: set[str]) -> dict[str, NamedCell | None]:
    found: dict[str, NamedCell | None] = {}
    for name, address in names:
        pointer = _pointer(address)
        if "#REF!" in address or (pointer is not None and pointer.sheet not in sheets):
            found[name] = None
        elif pointer is not None:
            found[name] = pointer
    return found


def _pointer(address: str) -> NamedCell | None:
    match = _ADDRESS.match(address)
    if not match:
        return None
    try:
        area = CellRange.parse(f"{match['first']}:{match['last'] or match['first']}")
    except ValueError:
        return None
    quoted = match["quoted"]
    return NamedCell(match["plain"] if quoted is None else quoted.replace("''", "'"), area)
