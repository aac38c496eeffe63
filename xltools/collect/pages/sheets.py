"""The rows of every sheet of the summary, by the ids of `templates/summary.toml`, in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from xltools.collect.compare.arrivals import Arrivals
from xltools.collect.compare.issued import Register
from xltools.collect.kept.shelf import Shelf
from xltools.collect.pages.registers import file_row, finding_rows, gap_rows
from xltools.collect.pages.rows import form_row, fund_rows, indicator_rows, ranked
from xltools.collect.pages.sources import source_rows
from xltools.collect.submission import FormResult, Standing, Submission
from xltools.summary import Placed, Row, SummaryDefinition


def all_rows(
    shelf: Shelf, arrivals: Arrivals | None, register: Register | None, definition: SummaryDefinition
) -> Iterator[Placed]:
    """Every row with the sheet it stands in, in the order of the files."""
    rows = _Rows(definition, shelf.light)
    for submission in shelf.wholes():
        yield from rows.of(submission)
    for row in gap_rows(shelf.light, arrivals, register, definition.notes):
        yield "gaps", row


class _Rows:
    """Makes the rows of one submission after the other, numbered through."""

    def __init__(self, definition: SummaryDefinition, known: Sequence[Submission]) -> None:
        self._money, self._ranks = definition.money, ranked(known)
        self._notes = definition.notes
        self._labels = {column.field: column.label for column in definition.sheets["forms"].columns}
        self._files, self._forms, self._findings = count(1), count(1), count(1)

    def of(self, submission: Submission) -> Iterator[Placed]:
        """The rows of a file: its own, and those of its forms."""
        yield "files", file_row(next(self._files), submission, self._notes)
        for result in submission.forms:
            if result.standing is Standing.USED:
                yield from self._adopted(next(self._forms), submission, result)

    def _adopted(self, number: int, submission: Submission, result: FormResult) -> Iterator[Placed]:
        money = self._money
        yield from _all("findings", finding_rows(self._findings, submission, result))
        yield "forms", form_row(number, submission, result, money, self._ranks)
        yield from _all("indicators", indicator_rows(submission, result))
        yield from _all("funds", fund_rows(submission, result, money))
        yield from _all("sources", source_rows(number, submission, result, money, self._labels))


def _all(sheet: str, rows: Iterable[Row]) -> Iterator[Placed]:
    return ((sheet, row) for row in rows)
