"""Where a form stands, as links that open the file at the cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from xltools.collect.submission import FormResult, Submission
from xltools.refs import CellRange
from xltools.rules.reading import Source
from xltools.summary import Link, Value


def file_link(submission: Submission) -> Link:
    """The file by its name."""
    return Link(submission.entry.name, _linked(submission))


def cell_link(submission: Submission, text: str, sheet: str, cell: CellRange) -> Link:
    """A link to a cell; inside an archive, which no spreadsheet opens, to the archive."""
    path = _linked(submission)
    return Link(text, path) if submission.entry.inside else Link(text, path, sheet, cell)


def _linked(submission: Submission) -> Path | None:
    """What a link opens: nothing where the file lies elsewhere."""
    return submission.entry.path if submission.entry.url is None else None


def sources(result: FormResult, prefix: str) -> Iterator[Source]:
    """The cells that the fields under a prefix came from."""
    return (source for path, source in result.form.cells.items() if path.startswith(prefix))


def where(submission: Submission, found: Sequence[Source]) -> dict[str, Value]:
    """File, sheet and the area of these cells."""
    if not found:
        return {"file": file_link(submission), "sheet": None, "cells": None}
    sheet = found[0].sheet
    area = around([source for source in found if source.sheet == sheet])
    return {
        "file": cell_link(submission, submission.entry.name, sheet, area),
        "sheet": sheet,
        "cells": cell_link(submission, area.a1, sheet, area),
    }


def around(found: Sequence[Source]) -> CellRange:
    """The smallest rectangle that holds all of these."""
    rows, columns = [one.cell.row for one in found], [one.cell.column for one in found]
    return CellRange.of(min(rows), min(columns), max(rows), max(columns))
