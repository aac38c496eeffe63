"""The rows of the summary as Parquet files, for those who count with DuckDB, polars, pandas or Spark."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, closing
from pathlib import Path

from xltools.errors import OutputError
from xltools.parquet import Columns, TableWriter, rows_in
from xltools.summary.definition import Sheet, SummaryDefinition
from xltools.summary.values import Link, Placed, Row, Value, clean_text

_COLUMNS = "columns"  # the table that explains the others
_DESCRIPTION: Columns = dict.fromkeys(("sheet", "name", "field", "label", "type"), "text")


def write_tables(folder: Path, definition: SummaryDefinition, rows: Iterable[Placed]) -> None:
    """Write a file for each sheet, `forms.parquet` and so on, with the fields as columns.

    Columns and words are those of the SQLite database; numbers are decimals and integers, not floating
    point. `columns.parquet` has their Chinese labels. Raises MissingExtraError, OSError, and
    OutputError (Chinese).
    """
    with ExitStack() as open_files:
        tables = {}
        for name, sheet in definition.sheets.items():
            tables[name] = open_files.enter_context(closing(_Table(folder / f"{name}.parquet", sheet)))
        for name, row in rows:
            tables[name].put(row)
    _describe(folder / f"{_COLUMNS}.parquet", definition)
    for name, table in tables.items():
        _prove(folder / f"{name}.parquet", table.rows)


class _Table:
    """The file of one sheet."""

    def __init__(self, path: Path, sheet: Sheet) -> None:
        self._writer = TableWriter(path, {column.field: column.kind for column in sheet.columns})
        self._fields = [column.field for column in sheet.columns]
        self.rows = 0

    def put(self, row: Row) -> None:
        """One more row."""
        self._writer.put([_stored(row[field]) for field in self._fields])
        self.rows += 1

    def close(self) -> None:
        """Write the end."""
        self._writer.close()


def _stored(value: Value) -> Value:
    if isinstance(value, str | Link):
        return clean_text(value if isinstance(value, str) else value.text, "")
    return value


def _describe(path: Path, definition: SummaryDefinition) -> None:
    with closing(TableWriter(path, _DESCRIPTION)) as table:
        for name, sheet in definition.sheets.items():
            for column in sheet.columns:
                table.put([name, sheet.name, column.field, column.label, column.kind])


def _prove(path: Path, rows: int) -> None:
    """Open it once more."""
    try:
        found = rows_in(path)
    except ValueError as error:
        raise OutputError(f"{path.name}：写好后再打开时不完整（{error}），没有采用。请重试。") from error
    if found != rows:
        raise OutputError(f"{path.name}：写好后再打开时行数不对，没有采用。请重试。")
