"""One sheet of the summary: head, rows, totals, filter, frozen panes, print setup."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook

from xltools.errors import OutputError
from xltools.refs import MAX_ROW, column_letters
from xltools.summary.cells import Cell, ColumnCells
from xltools.summary.definition import Sheet, SummaryDefinition
from xltools.summary.heights import Heights
from xltools.summary.links import MAX_LINKS, target_of
from xltools.summary.stream import StreamSheet
from xltools.summary.styles import Formats
from xltools.summary.totals import Totals
from xltools.summary.values import Link, Row

_PAPERS = {"A3": 8, "A4": 9}
_HEAD_ROW = 0  # XlsxWriter counts from 0
_FIRST_ROW = 1


class SheetWriter:
    """Writes one sheet from top to bottom, once, as constant memory asks for: head, rows, totals."""

    def __init__(
        self, book: Workbook, sheet: Sheet, definition: SummaryDefinition, formats: Formats, home: Path
    ) -> None:
        self._sheet, self._definition, self._formats, self._home = sheet, definition, formats, home
        self._page: StreamSheet = book.add_worksheet(sheet.name, StreamSheet)
        self._heights = Heights(definition.styles)
        self._links = 0
        self._columns = [
            (
                column.field,
                column_letters(index),
                ColumnCells(column, formats, self._heights, definition.truncated),
            )
            for index, column in enumerate(sheet.columns, start=1)
        ]
        self._totals = Totals(sheet)
        self._row = _HEAD_ROW
        self._set_up()

    def put(self, values: Row) -> None:
        """One more row."""
        self._row += 1
        if self._row >= MAX_ROW - 1:
            raise OutputError(f"“{self._sheet.name}”超过了 Excel 一张工作表的行数。请分几个文件夹汇总。")
        self._write_row(self._row, values)
        self._totals.add(values)

    def close(self) -> int:
        """What stands below the rows; gives their number."""
        if self._row == _HEAD_ROW:
            self._page.write_string(_FIRST_ROW, 0, self._sheet.empty)
        else:
            self._write_totals(self._row, self._totals)
        self._finish(self._row)
        return self._row

    def _set_up(self) -> None:
        page, setup = self._page, self._definition.page
        columns = self._sheet.columns
        page.set_default_row(self._heights.one_line)
        page.set_row(_HEAD_ROW, self._heights.needed([(column, column.label) for column in columns], "head"))
        for index, column in enumerate(columns):
            page.set_column(index, index, column.width)
            page.write_string(_HEAD_ROW, index, column.label, self._formats("head"))
        page.freeze_panes(_FIRST_ROW, self._sheet.freeze)
        page.set_paper(_PAPERS[setup.paper])
        if setup.orientation == "landscape":
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(_HEAD_ROW)
        page.center_horizontally()
        margins = dict(setup.margins)
        head, foot = (self._line(text) for text in (setup.head, setup.foot))
        page.set_header(head, {"margin": margins.pop("header")})
        page.set_footer(foot, {"margin": margins.pop("footer")})
        page.set_margins(**margins)

    def _line(self, text: str) -> str:
        """A line above or below the page; `&` begins a code of Excel's, so ours are doubled."""
        title, sheet = (word.replace("&", "&&") for word in (self._definition.title, self._sheet.name))
        return text.replace("{title}", f"{title}（{sheet}）").replace("{sheet}", sheet)

    def _write_row(self, row: int, values: Row) -> None:
        parts, height, line = [], self._heights.one_line, row + 1
        for field, letters, cells in self._columns:
            value = values[field]
            if isinstance(value, Link):
                rest, needed = self._linked(f"{letters}{line}", value, cells)
            else:
                rest, needed = cells.known.get(value) or cells.cell(value)
            parts.append(f'<c r="{letters}{line}"{rest}')
            height = needed if needed > height else height
        self._page.put_row(row, height, "".join(parts), len(parts) - 1)

    def _linked(self, cell: str, link: Link, cells: ColumnCells) -> Cell:
        """The cell of a link; plain text where Excel could not follow it or takes no more of them."""
        target = target_of(link, self._home) if self._links < MAX_LINKS else None
        if target is None:
            return cells.unlinked(link.text)
        self._links += 1
        self._page.put_link(cell, *target)
        return cells.known.get(link.text) or cells.cell(link.text)

    def _write_totals(self, last: int, totals: Totals) -> None:
        for index, column in enumerate(self._sheet.columns):
            look = self._formats("count" if column.total == "count" else column.style, "total")
            formula = totals.formula(index, _FIRST_ROW + 1, last + 1)
            if column.total == "label":
                self._page.write_string(last + 1, index, self._definition.total, look)
            elif formula is None:
                self._page.write_blank(last + 1, index, None, look)
            else:
                result = totals.result(index)
                self._page.write_formula(last + 1, index, formula, look, "" if result is None else result)

    def _finish(self, last: int) -> None:
        width = len(self._sheet.columns)
        self._page.autofilter(_HEAD_ROW, 0, last, width - 1)
        # numbers kept as text (=100%, 2022年) are meant so: no green corners
        self._page.ignore_errors({"number_stored_as_text": f"A1:{column_letters(width)}{last + 1}"})
        self._page.print_area(_HEAD_ROW, 0, last + 1, self._sheet.print_to)
