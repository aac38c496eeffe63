"""What stands around the rows of a sheet: head, totals, filter, frozen panes, print setup."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook

from xltools.refs import column_letters
from xltools.summary.definition import Sheet, SummaryDefinition
from xltools.summary.digest import Digest
from xltools.summary.heights import Heights
from xltools.summary.styles import Formats
from xltools.summary.totals import Totals
from xltools.summary.values import clean_text

_PAPERS = {"A3": 8, "A4": 9}
_HEAD_ROW = 0  # XlsxWriter counts from 0
_FIRST_ROW = 1
_RATE = "percent"  # the style of shares of 1


class _Sparse(dict[int, dict[int, Any]]):
    """Rows of cells as XlsxWriter asks for them: its own keeps an empty one for each that was asked for."""

    def __missing__(self, row: int) -> dict[int, Any]:
        return {}


class SheetFrame:
    """One sheet without its rows, which are put between head and totals later."""

    def __init__(self, book: Workbook, sheet: Sheet, definition: SummaryDefinition, formats: Formats) -> None:
        self._sheet, self._definition, self._formats = sheet, definition, formats
        self._page = book.add_worksheet(sheet.name)

    def write(self, rows: int, totals: Totals) -> None:
        """Everything around so many rows."""
        self._set_up()
        if rows:
            self._write_totals(rows, totals, live=True)
        else:
            self._page.write_string(_FIRST_ROW, 0, self._sheet.empty)
        self._finish(rows)

    def write_digest(self, rows: int, totals: Totals, digest: Digest) -> int:
        """Everything around so many rows of far more: the totals of all, and groups. Gives the lines."""
        self._set_up()
        self._write_totals(rows, totals, live=False)
        line = rows + 3
        words = self._definition.condensed
        group = self._sheet.columns[self._sheet.index(self._sheet.group)]
        heads = [group.label, words["rows"], *(column.label for column in digest.summed)]
        for index, text in enumerate(heads):
            self._page.write_string(line, index, text, self._formats("head"))
        for name, count, sums in digest.groups(words["other"]):
            line += 1
            self._page.write_string(line, 0, clean_text(name, "") or " ", self._formats("text"))
            self._page.write_number(line, 1, count, self._formats("count"))
            for index, (column, number) in enumerate(zip(digest.summed, sums, strict=True), start=2):
                self._page.write_number(line, index, float(number), self._formats(column.style))
        self._finish(rows)
        return line

    def _set_up(self) -> None:
        page, columns, heights = self._page, self._sheet.columns, Heights(self._definition.styles)
        page.set_default_row(heights.one_line)
        page.set_row(_HEAD_ROW, max(heights.room(column, "head").height(column.label) for column in columns))
        for index, column in enumerate(columns):
            page.set_column(index, index, column.width)
            page.write_string(_HEAD_ROW, index, column.label, self._formats("head"))
        page.freeze_panes(_FIRST_ROW, self._sheet.freeze)
        self._set_up_print()

    def _set_up_print(self) -> None:
        page, setup = self._page, self._definition.page
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

    def _write_totals(self, last: int, totals: Totals, *, live: bool) -> None:
        for index, column in enumerate(self._sheet.columns):
            look = self._formats("count" if column.total == "count" else column.style, "total")
            formula = totals.formula(index, _FIRST_ROW + 1, last + 1)
            if column.total == "label":
                self._page.write_string(last + 1, index, self._definition.total, look)
            elif formula is None:
                self._page.write_blank(last + 1, index, None, look)
            elif not live:
                result = totals.result(index)
                self._page.write(last + 1, index, result, look)
            else:
                result = totals.result(index)
                self._page.write_formula(last + 1, index, formula, look, "" if result is None else result)

    def _show_rates(self, last: int) -> None:
        """Among numbers of many columns those of rates look as in their own."""
        rates = {
            column.label
            for sheet in self._definition.sheets.values()
            for column in sheet.columns
            if column.style == _RATE
        }
        for index, column in enumerate(self._sheet.columns):
            if column.named:
                name = f"${column_letters(self._sheet.index(column.named) + 1)}{_FIRST_ROW + 1}"
                for label in sorted(rates):
                    criteria = f'={name}="{label}"'
                    rule = {"type": "formula", "criteria": criteria, "format": self._formats.number(_RATE)}
                    self._page.conditional_format(_FIRST_ROW, index, last, index, rule)

    def _finish(self, last: int) -> None:
        self._show_rates(last)
        width = len(self._sheet.columns)
        self._page.autofilter(_HEAD_ROW, 0, last, width - 1)
        # numbers kept as text (=100%, 2022年) are meant so: no green corners
        self._page.ignore_errors({"number_stored_as_text": f"A1:{column_letters(width)}{last + 1}"})
        self._page.table = _Sparse(self._page.table)
        self._page.print_area(_HEAD_ROW, 0, last + 1, self._sheet.print_to)
