"""The rows of one sheet as XML, kept in a file without a name until the workbook around them is known."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from xltools.refs import column_letters
from xltools.rules.measure import MAX_ROW_POINTS
from xltools.summary.cells import Cell, ColumnCells
from xltools.summary.definition import Sheet, SummaryDefinition
from xltools.summary.digest import Digest
from xltools.summary.heights import Heights
from xltools.summary.links import SheetLinks
from xltools.summary.styles import Formats
from xltools.summary.totals import Totals
from xltools.summary.values import Link, Row

_HEAD_ROW = 1
_WRAPPED = ("text", "long", "whole-link")  # styles of columns that are wide, and wrap their texts
_AT_ONCE = 500  # rows that go to the file together
_COPIED_BYTES = 1 << 20
_PIXEL = 0.75  # points: rows are as high as whole pixels


class SheetRows:
    """Writes the rows of a sheet below its head, one after the other, with their links and totals.

    What Python does for each cell decides how long a summary takes: a row is the texts of its cells, found
    by their values, joined by its number. Close the rows after use.
    """

    def __init__(
        self, sheet: Sheet, definition: SummaryDefinition, formats: Formats, home: Path, most: int
    ) -> None:
        self.most = most
        heights = Heights(definition.styles)
        self._one_line = heights.one_line
        letters = [column_letters(index) for index in range(1, len(sheet.columns) + 1)]
        ends = [*(f'<c r="{following}' for following in letters[1:]), "</row>"]
        cells = [
            ColumnCells(column, formats, heights, definition.truncated, end)
            for column, end in zip(sheet.columns, ends, strict=True)
        ]
        self._columns = list(zip(cells, letters, (each.unlinked() for each in cells), strict=True))
        self._openings: dict[float, str] = {}
        self._fields = [column.field for column in sheet.columns]
        self._waiting: list[str] = []
        self.links, self.totals, self.digest = SheetLinks(home), Totals(sheet), Digest(sheet)
        self.count = 0
        self._stream: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`

    def put(self, row: Row) -> None:
        """One more row. Where there are more than a sheet can have, they are only counted from then on."""
        self.count += 1
        self.totals.add(row)
        self.digest.add(row)
        if self.count <= self.most:
            self._waiting.append(
                self._text(str(_HEAD_ROW + self.count), [row[field] for field in self._fields])
            )
        if len(self._waiting) == _AT_ONCE:
            self._flush()

    @property
    def overflows(self) -> bool:
        """Whether there are more rows than the sheet can have."""
        return self.count > self.most

    def copy_to(self, part: IO[bytes]) -> None:
        """All rows, as bytes of XML."""
        self._flush()
        self._stream.seek(0)
        shutil.copyfileobj(self._stream, part, _COPIED_BYTES)

    def close(self) -> None:
        """Let the file go."""
        self._stream.close()
        self.links.close()

    def _text(self, line: str, values: Sequence[object]) -> str:
        cells = [
            known[value] if value.__class__ is not Link else self._linked(value, line, known, letters, plain)  # type: ignore[index] # no link
            for (known, letters, plain), value in zip(self._columns, values, strict=True)
        ]
        texts, heights = zip(*cells, strict=True)
        return line.join(('<row r="', self._opening(max(heights)), *texts))

    def _linked(self, link: Link, line: str, known: ColumnCells, letters: str, plain: ColumnCells) -> Cell:
        """The cell of a link; plain text where Excel could not follow it or takes no more of them."""
        return (known if self.links.put(f"{letters}{line}", link) else plain)[link.text]

    def _opening(self, height: float) -> str:
        opening = self._openings.get(height)
        if opening is None:
            points = int(min(max(height, self._one_line), MAX_ROW_POINTS) / _PIXEL + 0.5) * _PIXEL
            opening = self._openings[height] = f'" ht="{points:.16g}" customHeight="1"><c r="A'
        return opening

    def _flush(self) -> None:
        self._stream.write("".join(self._waiting).encode())
        self._waiting.clear()


def put_digest(
    target: SheetRows, source: SheetRows, sheet: Sheet, words: Mapping[str, str], elsewhere: Sequence[str]
) -> None:
    """Put a word about what is missing, and the rows at the top of the list, instead of all."""
    labels = {column.field: column.label for column in sheet.columns}
    where = words["elsewhere"].format(files="、".join(elsewhere)) if elsewhere else words["nowhere"]
    top = source.digest.top()[: source.most - 1]
    notice = words["notice"].format(
        count=source.count, top=labels[sheet.top], shown=len(top), group=labels[sheet.group], elsewhere=where
    )
    place = next(column.field for column in sheet.columns if column.style in _WRAPPED)
    target.put({**dict.fromkeys(labels), place: notice})
    for row in top:
        target.put(row)
