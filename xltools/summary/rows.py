"""The rows of one sheet as XML, kept in a file without a name until the workbook around them is known."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import repeat
from operator import itemgetter
from pathlib import Path
from typing import IO, NamedTuple

from xltools.refs import column_letters
from xltools.rules.layout.measure import MAX_ROW_POINTS
from xltools.summary.cells import Cell, ColumnCells
from xltools.summary.definition import Sheet, SummaryDefinition
from xltools.summary.digest import Digest
from xltools.summary.heights import Heights
from xltools.summary.links import SheetLinks
from xltools.summary.styles import Formats
from xltools.summary.totals import Totals
from xltools.summary.values import Link, Row, Value

_HEAD_ROW = 1
_WRAPPED = ("text", "long")  # styles of columns that are wide, and wrap their texts
_AT_ONCE = 500  # rows that go to the file together
_COPIED_BYTES = 1 << 20
_PIXEL = 0.75  # points: rows are as high as whole pixels


class _Column(NamedTuple):
    cells: ColumnCells
    letters: str
    plain: ColumnCells  # for links that cannot be followed


class SheetRows:
    """Writes the rows of a sheet below its head, one after the other, with their links and totals.

    What Python does for each cell decides how long a summary takes: some hundred rows are turned into
    columns, the texts of their cells are found by their values, and joined by the numbers of the rows.
    Close the rows after use.
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
        self._columns = [
            _Column(each, letter, each.unlinked()) for each, letter in zip(cells, letters, strict=True)
        ]
        self._openings: dict[float, str] = {}
        self._values = itemgetter(*(column.field for column in sheet.columns))
        self._waiting: list[Row] = []
        self.links, self.totals, self.digest = SheetLinks(home), Totals(sheet), Digest(sheet)
        self.count = 0
        self._written = 0
        self._stream: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`

    def put(self, row: Row) -> None:
        """One more row. Where there are more than a sheet can have, they are only counted from then on."""
        self.count += 1
        self._waiting.append(row)
        if len(self._waiting) == _AT_ONCE:
            self.settle()

    @property
    def overflows(self) -> bool:
        """Whether there are more rows than the sheet can have."""
        return self.count > self.most

    def settle(self) -> None:
        """Write and count the rows that wait: before links, totals or digest are asked."""
        if not self._waiting:
            return
        columns = list(zip(*map(self._values, self._waiting), strict=True))
        self._waiting.clear()
        self.totals.add(columns)
        self.digest.add(columns)
        room = self.most - self._written
        if room > 0:
            self._write([column[:room] for column in columns])

    def copy_to(self, part: IO[bytes]) -> None:
        """All rows, as bytes of XML."""
        self._stream.seek(0)
        shutil.copyfileobj(self._stream, part, _COPIED_BYTES)

    def close(self) -> None:
        """Let the file go; what a full disk has refused is no matter any more."""
        with suppress(OSError):
            self._stream.close()
        self.links.close()

    def _write(self, columns: Sequence[Sequence[Value]]) -> None:
        first = _HEAD_ROW + self._written + 1
        self._written += len(columns[0])
        lines = list(map(str, range(first, first + len(columns[0]))))
        linked = self._linked(columns, lines)
        texts, heights = [], []
        for index, (column, values) in enumerate(zip(self._columns, columns, strict=True)):
            cells = linked[index] if index in linked else map(column.cells.__getitem__, values)  # type: ignore[arg-type] # no link
            written, high = zip(*cells, strict=True)
            texts.append(written)
            heights.append(high)
        openings = map(self._opening, map(max, *heights))
        rows = zip(repeat('<row r="'), openings, *texts, strict=False)
        self._stream.write("".join(map(str.join, lines, rows)).encode())

    def _linked(self, columns: Sequence[Sequence[Value]], lines: Sequence[str]) -> dict[int, list[Cell]]:
        """The cells of the columns that have links, made row by row: the first ones are those that count."""
        made: dict[int, list[Cell]] = {
            index: [] for index, values in enumerate(columns) if Link in set(map(type, values))
        }
        places = [(self._columns[index], cells) for index, cells in made.items()]
        for line, *values in zip(lines, *(columns[index] for index in made), strict=True):
            for (column, cells), value in zip(places, values, strict=True):
                if not isinstance(value, Link):
                    cells.append(column.cells[value])
                elif self.links.put(column.letters, line, value):
                    cells.append(column.cells[value.text])
                else:  # Excel could not follow it, or takes no more of them
                    cells.append(column.plain[value.text])
        return made

    def _opening(self, height: float) -> str:
        opening = self._openings.get(height)
        if opening is None:
            points = int(min(max(height, self._one_line), MAX_ROW_POINTS) / _PIXEL + 0.5) * _PIXEL
            opening = self._openings[height] = f'" ht="{points:.16g}" customHeight="1"><c r="A'
        return opening


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
    target.settle()
