"""Writes the summary: one pass, row by row, in constant memory; equal rows give equal bytes."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from xltools.errors import OutputError
from xltools.summary.definition import SummaryDefinition
from xltools.summary.overview import OverviewWriter
from xltools.summary.proof import prove
from xltools.summary.sheet import SheetWriter
from xltools.summary.styles import Formats
from xltools.summary.values import Overview, Placed

ALWAYS = datetime.datetime(2000, 1, 1)  # without a zone: XlsxWriter writes it as UTC
"""The time in every file: equal input gives equal bytes."""


def write_summary(
    path: Path,
    definition: SummaryDefinition,
    rows: Iterable[Placed],
    home: Path,
    overview: Overview | None = None,
) -> None:
    """Write a workbook with the overview, if there is one, and a sheet for each of the definition's.

    `rows` gives each row with the id of its sheet, in any order of the sheets, and may be a generator; `home`
    is the folder in which the summary will stand, from which its links are seen. What was written is opened
    and counted again.
    Raises OSError where the disk refuses, and OutputError (Chinese) where a sheet would have more rows than
    Excel knows, or where the file does not hold what was written.
    """
    with tempfile.TemporaryDirectory(prefix="xltools-") as parts, _Sink(path) as sink:
        book = xlsxwriter.Workbook(sink, _options(parts))
        book.set_properties({"title": definition.title, "author": definition.author, "created": ALWAYS})
        try:
            written = _write_sheets(book, definition, rows, home, overview)
            book.close()
        except BaseException as error:
            _abandon(book)
            if isinstance(error, XlsxWriterException):
                raise _cause(error) from error
            raise

    prove(path, written)


def _write_sheets(
    book: xlsxwriter.Workbook,
    definition: SummaryDefinition,
    rows: Iterable[Placed],
    home: Path,
    overview: Overview | None,
) -> list[int]:
    """Write every sheet; gives the rows of each in the order of the workbook."""
    formats = Formats(book, definition.styles)
    first = None
    if overview is not None and definition.overview is not None:
        first = OverviewWriter(book, definition, definition.overview, formats)
    writers = {
        sheet_id: SheetWriter(book, sheet, definition, formats, home)
        for sheet_id, sheet in definition.sheets.items()
    }
    for sheet_id, row in rows:
        writers[sheet_id].put(row)
    counts = {sheet_id: writer.close() for sheet_id, writer in writers.items()}
    lines = [count + 2 for count in counts.values()]  # with the head, and the totals or a word about nothing
    if first is None or overview is None:
        return lines
    return [first.write(overview, counts), *lines]


def _options(parts: str) -> dict[str, Any]:
    return {
        "constant_memory": True,
        "tmpdir": parts,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "use_zip64": True,
    }


def _abandon(book: xlsxwriter.Workbook) -> None:
    """Close the files of a workbook that will not be finished: XlsxWriter itself leaves them open."""
    for sheet in book.worksheets():
        for stream in (sheet.row_data_fh, sheet.fh):
            with suppress(OSError):  # what could not be written cannot be flushed either
                stream.close()


def _cause(error: XlsxWriterException) -> Exception:
    """What lies under XlsxWriter's own error: mostly the system's word."""
    inner = error.args[0] if error.args else None
    return inner if isinstance(inner, OSError) else OutputError(f"汇总表没有写成（{error}）。请重试。")


class _Sink:
    """The file being written; keeps the first refusal of the disk for the end.

    XlsxWriter and zipfile cannot be stopped in the middle: they write on while they are cleared away.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._refusal: OSError | None = None

    def __enter__(self) -> _Sink:
        self._stream: IO[bytes] = self._path.open("wb")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._noting():
            self._stream.close()
        if self._refusal is not None and error is None:
            raise self._refusal

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._refusal = self._refusal or error

    def write(self, data: bytes) -> int:
        """Write, unless the disk has refused before."""
        if self._refusal is None:
            with self._noting():
                self._stream.write(data)
        return len(data)

    def tell(self) -> int:
        """The position; meaningless after a refusal."""
        return 0 if self._refusal else self._stream.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a position."""
        if self._refusal is None:
            with self._noting():
                return self._stream.seek(offset, whence)
        return 0

    def flush(self) -> None:
        """Hand everything to the system."""
        if self._refusal is None:
            with self._noting():
                self._stream.flush()

    def close(self) -> None:
        """Nothing: whoever opened the sink closes it."""
