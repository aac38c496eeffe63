"""Writes the summary: one pass, row by row, in constant memory; equal rows give equal bytes.

XlsxWriter makes the workbook without its rows, which would take it most of the time; they are written as
text beside it and put into it at the end.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import IO

import xlsxwriter

from xltools.refs import MAX_ROW
from xltools.rules.layout.names import SUMMARY_MARK
from xltools.summary.definition import Sheet, SummaryDefinition
from xltools.summary.links import MAX_LINKS
from xltools.summary.overview import OverviewWriter
from xltools.summary.package import assemble
from xltools.summary.proof import prove
from xltools.summary.rows import SheetRows, put_digest
from xltools.summary.sheet import SheetFrame
from xltools.summary.styles import Formats
from xltools.summary.values import Overview, Placed

ALWAYS = datetime.datetime(2000, 1, 1)  # without a zone: XlsxWriter writes it as UTC
"""The time in every file: equal input gives equal bytes."""

WRITTEN_AT = f"{ALWAYS.isoformat()}Z"
"""When a summary was saved, by what it says itself."""

MAX_ROWS = MAX_ROW - 2
"""Of a sheet between its head and its totals."""

_AROUND = 2  # rows of a sheet besides its own: the head, and the totals or a word about nothing


def write_summary(
    path: Path,
    definition: SummaryDefinition,
    rows: Iterable[Placed],
    home: Path,
    overview: Overview | None = None,
    *,
    elsewhere: Sequence[str] = (),
    most: int = MAX_ROWS,
) -> None:
    """Write a workbook with the overview, if there is one, and a sheet for each of the definition's.

    `rows` gives each row with the id of its sheet, in any order of the sheets, and may be a generator; `home`
    is the folder in which the summary will stand, from which its links are seen. A sheet that would have more
    than `most` rows shows groups, totals of all and the top of its list, and says that the rest stands
    `elsewhere`. What was written is opened and counted again.
    Raises OSError where the disk refuses, and OutputError (Chinese) where the file does not hold what was
    written.
    """
    stream = io.BytesIO()
    book = _book(stream, definition)
    formats = Formats(book, definition.styles)
    first = None
    if overview is not None and definition.overview is not None:
        first = OverviewWriter(book, definition, definition.overview, formats)
    frames = {key: SheetFrame(book, sheet, definition, formats) for key, sheet in definition.sheets.items()}
    with ExitStack() as open_files:

        def opened(sheet: Sheet, most: int) -> SheetRows:
            return open_files.enter_context(closing(SheetRows(sheet, definition, formats, home, most)))

        bodies = {key: opened(sheet, most) for key, sheet in definition.sheets.items()}
        counts = _fill(bodies, rows)
        written, notes = [], []
        for key, sheet in definition.sheets.items():
            words = definition.condensed
            bodies[key], lines, told = _framed(frames[key], bodies[key], sheet, words, elsewhere, opened)
            written.append(lines)
            notes += told
        if first is not None and overview is not None:
            written.insert(0, first.write(overview, counts, notes))
        book.define_name(SUMMARY_MARK, f"='{book.worksheets()[0].get_name()}'!$A$1")
        book.close()
        numbers = range(len(written) - len(bodies) + 1, len(written) + 1)
        assemble(path, stream.getvalue(), dict(zip(numbers, bodies.values(), strict=True)))
    prove(path, written)


def _book(stream: IO[bytes], definition: SummaryDefinition) -> xlsxwriter.Workbook:
    """A workbook in which text stays text."""
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": definition.title, "author": definition.author, "created": ALWAYS})
    return book


def _fill(bodies: Mapping[str, SheetRows], rows: Iterable[Placed]) -> dict[str, int]:
    """Put each row into its sheet. Gives how many those sheets have that show them all."""
    for key, row in rows:
        bodies[key].put(row)
    for body in bodies.values():
        body.settle()
    return {key: body.count for key, body in bodies.items() if not body.overflows}


def _framed(
    frame: SheetFrame,
    body: SheetRows,
    sheet: Sheet,
    words: Mapping[str, str],
    elsewhere: Sequence[str],
    opened: Callable[[Sheet, int], SheetRows],
) -> tuple[SheetRows, int, list[str]]:
    """Write what stands around the rows, or around what is shown instead of too many.

    Gives the rows that are shown, the lines of the sheet, and what the overview has to say about it.
    """
    if body.overflows:
        shown = opened(sheet, MAX_ROWS)
        put_digest(shown, body, sheet, words, elsewhere)
        lines = frame.write_digest(shown.count, body.totals, body.digest)
        told = {"sheet": sheet.name, "count": body.count, "shown": shown.count - 1}
        return shown, lines, [words["overview"].format_map(told)]
    frame.write(body.count, body.totals)
    links = words["links"].format(sheet=sheet.name, most=f"{MAX_LINKS:,}")
    return body, body.count + _AROUND, [links] if body.links.refused else []
