"""The rows of every sheet of the summary, by the ids of `templates/summary.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltools.collect.arrivals import Arrivals
from xltools.collect.registers import file_rows, finding_rows, gap_rows
from xltools.collect.rows import form_rows, fund_rows, indicator_rows
from xltools.collect.sources import source_rows
from xltools.collect.submission import Submission
from xltools.summary import Row, SummaryDefinition


def all_rows(
    submissions: Sequence[Submission], arrivals: Arrivals | None, definition: SummaryDefinition
) -> dict[str, Iterator[Row]]:
    """The rows of each sheet, made as they are asked for."""
    money = definition.money
    labels = {column.field: column.label for column in definition.sheets["forms"].columns}
    return {
        "forms": form_rows(submissions, money),
        "indicators": indicator_rows(submissions),
        "funds": fund_rows(submissions, money),
        "findings": finding_rows(submissions),
        "gaps": gap_rows(submissions, arrivals, definition.notes),
        "files": file_rows(submissions),
        "sources": source_rows(submissions, money, labels),
    }
