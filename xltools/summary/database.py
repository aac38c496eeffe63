"""The rows of the summary as a SQLite database, for those who count with other programs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from xltools.errors import OutputError
from xltools.summary.definition import Column, Sheet, SummaryDefinition
from xltools.summary.values import Link, Placed, Row, Value, as_number, clean_text

_AT_ONCE = 500  # rows
_COLUMNS = "columns"  # the table that explains the others


def write_database(path: Path, definition: SummaryDefinition, rows: Iterable[Placed]) -> None:
    """Write a table for each sheet, with the fields as columns, and `columns` with their Chinese labels.

    Values are those of the sheets without their words (`error`, not 错误); a link is its text, money is in
    元. Equal rows give equal bytes. Raises OutputError (Chinese).
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as base:
            base.execute("PRAGMA journal_mode = OFF")  # it is written beside and then put in place
            base.execute("PRAGMA synchronous = OFF")
            base.execute("BEGIN")
            _describe(base, definition)
            tables = {name: _Table(base, name, sheet) for name, sheet in definition.sheets.items()}
            for name, row in rows:
                tables[name].put(row)
            for table in tables.values():
                table.close()
            base.execute("COMMIT")
            _prove(base)
    except sqlite3.Error as error:
        raise OutputError(
            f"分析用数据库没有写成（{error}）。原有文件没有改动；请检查磁盘空间后重试。"
        ) from error


def _describe(base: sqlite3.Connection, definition: SummaryDefinition) -> None:
    base.execute(f"CREATE TABLE {_COLUMNS} (sheet TEXT, name TEXT, field TEXT, label TEXT, type TEXT)")
    lines = [
        (name, sheet.name, column.field, column.label, _type(column))
        for name, sheet in definition.sheets.items()
        for column in sheet.columns
    ]
    base.executemany(f"INSERT INTO {_COLUMNS} VALUES (?, ?, ?, ?, ?)", lines)  # noqa: S608 - a name of ours


class _Table:
    """Takes the rows of one sheet, and hands them on many at a time."""

    def __init__(self, base: sqlite3.Connection, name: str, sheet: Sheet) -> None:
        columns = ", ".join(f'"{column.field}" {_type(column)}' for column in sheet.columns)
        places = ", ".join("?" * len(sheet.columns))
        base.execute(f'CREATE TABLE "{name}" ({columns})')
        self._base = base
        self._insert = f'INSERT INTO "{name}" VALUES ({places})'  # noqa: S608 - names of our definition
        self._fields = [column.field for column in sheet.columns]
        self._waiting: list[list[str | int | float | None]] = []

    def put(self, row: Row) -> None:
        """One more row."""
        self._waiting.append([_stored(row[field]) for field in self._fields])
        if len(self._waiting) == _AT_ONCE:
            self.close()

    def close(self) -> None:
        """Hand on what waits."""
        self._base.executemany(self._insert, self._waiting)
        self._waiting.clear()


def _type(column: Column) -> str:
    return "TEXT" if column.kind == "text" else "NUMERIC"


def _stored(value: Value) -> str | int | float | None:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, str | Link):
        text = value if isinstance(value, str) else value.text
        return clean_text(text, "")
    number = as_number(value)
    return str(value) if number is None else number


def _prove(base: sqlite3.Connection) -> None:
    """Read it once more."""
    said = base.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        raise sqlite3.DatabaseError(said)
