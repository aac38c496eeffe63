"""Writes the summary: one pass, row by row, in constant memory; equal rows give equal bytes.

XlsxWriter makes the workbook without its rows, which would take it most of the time; they are written as
text beside it and put into it at the end.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import xlsxwriter

from xltools.refs import MAX_ROW
from xltools.rules.names import SUMMARY_MARK
from xltools.summary.definition import SummaryDefinition
from xltools.summary.overview import OverviewWriter
from xltools.summary.package import assemble
from xltools.summary.proof import prove
from xltools.summary.rows import SheetRows, put_digest
from xltools.summary.sheet import SheetFrame
from xltools.summary.styles import Formats
from xltools.summary.values import Overview, Placed

ALWAYS = datetime.datetime(2000, 1, 1)  # without a zone: XlsxWriter writes it as UTC
"""The time in every file: equal input gives equal bytes."""

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
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": definition.title, "author": definition.author, "created": ALWAYS})
    formats = Formats(book, definition.styles)
    first = None
    if overview is not None and definition.overview is not None:
        first = OverviewWriter(book, definition, definition.overview, formats)
    frames = {key: SheetFrame(book, sheet, definition, formats) for key, sheet in definition.sheets.items()}
    with ExitStack() as open_files:
        bodies = {
            key: open_files.enter_context(closing(SheetRows(sheet, definition, formats, home, most)))
            for key, sheet in definition.sheets.items()
        }
        for key, row in rows:
            bodies[key].put(row)
        for body in bodies.values():
            body.settle()
        counts = {key: body.count for key, body in bodies.items() if not body.overflows}
        written, notes = [], []
        for key, frame in frames.items():
            body = bodies[key]
            if body.overflows:
                sheet = definition.sheets[key]
                bodies[key] = open_files.enter_context(
                    closing(SheetRows(sheet, definition, formats, home, MAX_ROWS))
                )
                put_digest(bodies[key], body, sheet, definition.condensed, elsewhere)
                written.append(frame.write_digest(bodies[key].count, body.totals, body.digest))
                told = {"sheet": sheet.name, "count": body.count, "shown": bodies[key].count - 1}
                notes.append(definition.condensed["overview"].format_map(told))
            else:
                frame.write(body.count, body.totals)
                written.append(body.count + _AROUND)
        if first is not None and overview is not None:
            written.insert(0, first.write(overview, counts, notes))
        book.define_name(SUMMARY_MARK, f"='{book.worksheets()[0].get_name()}'!$A$1")
        book.close()
        numbers = range(len(written) - len(bodies) + 1, len(written) + 1)
        assemble(path, stream.getvalue(), dict(zip(numbers, bodies.values(), strict=True)))
    prove(path, written)
