"""A worksheet that takes finished rows: XlsxWriter packs the workbook, long sheets pass through as XML."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import quoteattr

from xlsxwriter.worksheet import Worksheet

_COPIED_BYTES = 1 << 20
_PIXEL = 0.75  # points: rows are as high as whole pixels
_CHUNK = 500  # links joined into one text: many small ones cost memory


class StreamSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """Rows of XML between rows that are written as usual, from top to bottom.

    Needs a workbook in constant memory. XlsxWriter itself makes an object for each cell and each link:
    most of the time and memory of a long sheet.
    """

    def __init__(self) -> None:
        super().__init__()
        self._targets: dict[str, int] = {}  # each file is named once in the package
        self._links: list[str] = []
        self._joined: list[str] = []
        self._points: dict[float, str] = {}

    def put_row(self, row: int, height: float, cells: str, last_column: int) -> None:
        """Write the row (from 0) with these `<c>` elements."""
        if row > self.previous_row:
            self._write_single_row(row)
        self._check_dimensions(row, last_column)  # what it notes is the used area
        points = self._points.get(height) or self._rounded(height)
        self.row_data_fh.write(f'<row r="{row + 1}" ht="{points}" customHeight="1">{cells}</row>')

    def _rounded(self, height: float) -> str:
        points = self._points[height] = f"{int(height / _PIXEL + 0.5) * _PIXEL:.16g}"
        return points

    def put_link(self, cell: str, target: str, location: str | None) -> None:
        """Make the cell (`A1`) lead to a file, and to a place in it."""
        number = self._targets.setdefault(target, len(self._targets) + 1)
        self._links.append(f'<hyperlink ref="{cell}" r:id="rId{number}"{_location(location)}/>')
        if len(self._links) == _CHUNK:
            self._join()

    def _join(self) -> None:
        self._joined.append("".join(self._links))
        self._links.clear()

    def _write_optimized_sheet_data(self) -> None:
        """Bring the rows into the part as bytes: XlsxWriter decodes and encodes them again."""
        if self.dim_rowmin is None:
            self._xml_empty_tag("sheetData")
            return
        self._xml_start_tag("sheetData")
        self.fh.flush()
        self.row_data_fh.flush()
        self.row_data_fh.buffer.seek(0)
        shutil.copyfileobj(self.row_data_fh.buffer, self.fh.buffer, _COPIED_BYTES)
        self.row_data_fh.close()
        Path(self.row_data_filename).unlink()
        self._xml_end_tag("sheetData")

    def _write_hyperlinks(self) -> None:
        """What XlsxWriter calls when it assembles the sheet."""
        self._join()
        if not self._targets:
            return
        self._xml_start_tag("hyperlinks")
        for links in self._joined:
            self.fh.write(links)
        self._xml_end_tag("hyperlinks")
        self.rel_count += len(self._targets)
        self.external_hyper_links.extend(["/hyperlink", target, "External"] for target in self._targets)


@lru_cache(maxsize=4096)
def _location(place: str | None) -> str:
    return f" location={quoteattr(place)}" if place else ""
