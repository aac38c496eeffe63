"""概况: counts with the formulas that count them again, small tables, and charts over both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook

from xltools.refs import column_letters
from xltools.summary.definition import SummaryDefinition
from xltools.summary.overview_definition import Chart, Count, OverviewDefinition
from xltools.summary.styles import Formats
from xltools.summary.values import Overview, as_number, clean_text

_CHART_COLUMN = 5  # from 0: beside the tables, with one column between
_CHART_WIDTH, _CHART_HEIGHT = 520, 330  # pixels
_BAR = 22  # pixels for a bar: a name beside it takes as much
_AROUND_BARS = 110  # title and axis
_ROW_POINTS = 18
_GRID = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.75}}
_GAP = 12  # pixels between charts
_PAPER_A4 = 9
_WHOLE = "#,##0"  # along the axis: what stands beside each bar is exact


class OverviewWriter:
    """Writes the first sheet, after all others: only then are their rows known."""

    def __init__(
        self, book: Workbook, definition: SummaryDefinition, overview: OverviewDefinition, formats: Formats
    ) -> None:
        self._book, self._summary, self._own, self._formats = book, definition, overview, formats
        self._page = book.add_worksheet(overview.name)
        self._row = 0
        self._places: dict[str, tuple[int, int]] = {}  # first and last row of each board, from 0
        self._rows: Mapping[str, int] = {}

    def write(self, overview: Overview, rows: Mapping[str, int], notes: Sequence[str]) -> int:
        """Everything from top to bottom; gives the number of lines.

        `rows` are those of each sheet that has them all; `notes` stand below those of the definition.
        """
        self._rows = rows
        self._set_up()
        self._write_counts(overview)
        for key in self._own.boards:
            self._write_board(key, overview)
        self._write_notes([*overview.notes, *notes])
        drawn = [chart for chart in self._own.charts if self._has_data(chart)]
        below = 0
        for chart in drawn:
            below += self._insert(below, chart) + _GAP
        blank_lines = len(self._places) + 1
        return self._row - blank_lines

    def _set_up(self) -> None:
        page, setup = self._page, self._summary.page
        for index, width in enumerate(self._own.widths):
            page.set_column(index, index, width)
        page.hide_gridlines(2)
        page.set_default_row(_ROW_POINTS)
        page.set_paper(_PAPER_A4)
        page.set_portrait()  # tables and charts stand side by side, each from top to bottom
        page.fit_to_pages(1, 1)
        margins = dict(setup.margins)
        page.set_footer(setup.foot.replace("{sheet}", self._own.name), {"margin": margins.pop("footer")})
        margins.pop("header")
        page.set_margins(**margins)
        page.set_row(0, 30)
        page.write_string(0, 0, self._summary.title, self._formats("title"))
        self._row = 1

    def _heads(self, heads: tuple[str, ...]) -> None:
        for index, text in enumerate(heads):
            self._page.write_string(self._row, index, text, self._formats("head"))
        self._row += 1

    def _write_counts(self, overview: Overview) -> None:
        self._heads(self._own.heads)
        for count in self._own.counts:
            value = overview.counts.get(count.key)
            if value is not None or not count.optional:
                self._write_count(count, value)
                self._row += 1

    def _write_count(self, count: Count, value: int | Decimal | None) -> None:
        page, look = self._page, self._formats(count.style)
        page.write_string(self._row, 0, count.label, self._formats("text"))
        number = None if value is None else as_number(value)
        if number is None:
            page.write_string(self._row, 1, self._own.unknown, self._formats("short"))
        else:
            page.write_number(self._row, 1, number, look)
        formula = self._formula(count)
        if formula is None or number is None:
            page.write_blank(self._row, 2, None, look)
            page.write_blank(self._row, 3, None, self._formats("short"))
            return
        page.write_formula(self._row, 2, formula, look, number)
        line = self._row + 1
        check = f'=IF(ROUND(B{line}-C{line},2)=0,"{self._own.agree}","{self._own.differ}")'
        page.write_formula(self._row, 3, check, self._formats("short"), self._own.agree)

    def _formula(self, count: Count) -> str | None:
        """What counts it again in a sheet."""
        if count.sheet is None or count.sheet not in self._rows:  # not all of it stands in the sheet
            return None
        area = self._area(count.sheet, count.field)
        if count.how == "count":
            return f"=COUNT({area})"
        if count.how == "sum":
            return f"=SUM({area})"
        words = self._column_words(count)
        return f'=COUNTIF({area},"{words[str(count.word)]}")'

    def _column_words(self, count: Count) -> Mapping[str, str]:
        sheet = self._summary.sheets[str(count.sheet)]
        return sheet.columns[sheet.index(count.field)].words

    def _area(self, sheet_id: str, field: str) -> str:
        """The cells of a column, without its head and total."""
        sheet = self._summary.sheets[sheet_id]
        letters, last = column_letters(sheet.index(field) + 1), max(self._rows[sheet_id], 1) + 1
        return f"'{sheet.name}'!${letters}$2:${letters}${last}"

    def _write_board(self, key: str, overview: Overview) -> None:
        board, rows = self._own.boards[key], overview.boards[key]
        if not rows:
            return
        self._row += 1
        self._heads(board.heads)
        first = self._row
        for row in rows[: board.most]:
            self._write_line(row)
        self._places[key] = first, self._row - 1
        if len(rows) > board.most and board.other:
            text = board.other.format(count=len(rows) - board.most)
            self._page.write_string(self._row, 0, text, self._formats("note"))
            self._row += 1

    def _write_line(self, row: tuple[str, *tuple[int | Decimal, ...]]) -> None:
        name, *numbers = row
        shown = clean_text(name, self._summary.truncated) or " "
        self._page.write_string(self._row, 0, shown, self._formats("text"))
        for index, number in enumerate(numbers, start=1):
            style = "points" if isinstance(number, Decimal) else "count"
            self._page.write_number(self._row, index, float(number), self._formats(style))
        self._row += 1

    def _write_notes(self, further: Sequence[str]) -> None:
        width = len(self._own.widths) - 1
        for text in (*self._own.notes, *further):
            self._row += 1
            self._page.set_row(self._row, _ROW_POINTS * (len(text) // 44 + 1))
            self._page.merge_range(self._row, 0, self._row, width, text, self._formats("note"))
        self._row += 1

    def _has_data(self, chart: Chart) -> bool:
        if chart.board is None:
            return self._rows.get(str(chart.sheet), 0) > 0
        return chart.board in self._places

    def _insert(self, below: int, chart: Chart) -> int:
        """Draw a chart so many pixels down; gives its height."""
        drawn, height = self._chart(chart), self._height(chart)
        drawn.set_size({"width": _CHART_WIDTH, "height": height})
        offset = {
            "y_offset": below,
            "object_position": 3,  # neither moved nor sized with cells
            "description": chart.title,
        }
        self._page.insert_chart(1, _CHART_COLUMN, drawn, offset)
        return height

    def _height(self, chart: Chart) -> int:
        """Enough for each bar to have its name and its number."""
        if chart.kind != "bar" or chart.board is None:
            return _CHART_HEIGHT
        first, last = self._places[chart.board]
        return max(_CHART_HEIGHT, _AROUND_BARS + _BAR * (last - first + 1))

    def _chart(self, chart: Chart) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        drawn = self._book.add_chart({"type": chart.kind})
        drawn.add_series(self._series(chart))
        drawn.set_title({"name": chart.title, "name_font": {"size": 12}, "overlay": False})
        drawn.set_legend({"none": True})
        named, numbered = {"name": chart.x}, {"num_format": chart.format}
        if chart.kind == "scatter":
            across, up = ({"min": 0, "max": end} for end in chart.ends)
            drawn.set_x_axis({**named, **numbered, **across, "major_gridlines": {"visible": False}})
            drawn.set_y_axis({"name": chart.y, **up, "major_gridlines": _GRID})
        elif chart.kind == "bar":  # the first row on top; its axis then stands above, unless it crosses last
            drawn.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": {"size": 8}})
            numbers = {
                **named,
                "num_format": _WHOLE,
                "min": 0,
                "label_position": "high",
                "major_gridlines": _GRID,
            }
            drawn.set_x_axis(numbers)
        else:
            drawn.set_x_axis(named)
            drawn.set_y_axis({"name": chart.y, **numbered, "major_gridlines": _GRID})
        return drawn

    def _series(self, chart: Chart) -> dict[str, Any]:
        if chart.board is None:
            across, up = (self._area(str(chart.sheet), str(field)) for field in (chart.across, chart.up))
            marker = {"type": "circle", "size": 6, "fill": {"color": "#2F75B5"}, "border": {"none": True}}
            read_by_excel: dict[str, list[float]] = {"categories_data": [], "values_data": []}
            return {"categories": f"={across}", "values": f"={up}", "marker": marker, **read_by_excel}
        first, last = self._places[chart.board]
        labels = {"value": True, "num_format": chart.format}
        return {
            "categories": [self._own.name, first, 0, last, 0],
            "values": [self._own.name, first, chart.value, last, chart.value],
            "data_labels": labels,
            "fill": {"color": "#2F75B5"},
            "gap": 60,
        }
