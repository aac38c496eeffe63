"""Tables as Parquet files: equal rows give equal bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from xltools.errors import MissingExtraError

Kind = Literal["text", "integer", "decimal", "bytes"]
Columns = Mapping[str, Kind]
"""The columns of a table, in order."""

DIGITS, PLACES = 38, 10
"""Of a decimal: as many as pyarrow, DuckDB, polars and Spark all take, and how many stand after the point."""

_LARGEST = Decimal(10) ** (DIGITS - PLACES)
_LARGEST_INTEGER = 2**63
_STEP = Decimal(1).scaleb(-PLACES)
_WIDE = Context(prec=2 * DIGITS)
_ROWS_AT_ONCE = 20_000


def need_parquet() -> None:
    """Raises MissingExtraError where pyarrow is not installed: said before the work, not after."""
    _arrow()


class TableWriter:
    """Writes a table row by row, and holds only so many rows; to be closed."""

    def __init__(self, path: Path, columns: Columns) -> None:
        arrow = _arrow()
        from pyarrow import parquet  # noqa: PLC0415 - an extra

        self._columns, self._schema = columns, _schema(arrow, columns)
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[Sequence[Any]] = []

    def put(self, values: Sequence[Any]) -> None:
        """One more row: str, int or Decimal or None for each column."""
        self._waiting.append(values)
        if len(self._waiting) == _ROWS_AT_ONCE:
            self._flush()

    def close(self) -> None:
        """Write what waits, and the end of the file."""
        try:
            self._flush()
        finally:
            self._writer.close()

    def _flush(self) -> None:
        if self._waiting:
            across = [list(column) for column in zip(*self._waiting, strict=True)]
            self._writer.write_table(_table(self._columns, across))
            self._waiting.clear()


def packed_table(columns: Columns, values: Sequence[Sequence[Any]]) -> bytes:
    """A whole table, given column by column, as the bytes of a file. Raises MissingExtraError."""
    table = _table(columns, values)
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    stream = BytesIO()
    parquet.write_table(table, stream, compression="none")  # what is kept so is packed already
    return stream.getvalue()


def unpacked_table(data: bytes) -> dict[str, list[Any]]:
    """Its columns again. Raises ValueError where it is no table."""
    arrow = _arrow()
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    try:
        table = parquet.read_table(BytesIO(data), use_threads=False)
    except (arrow.ArrowException, OSError) as error:
        raise ValueError(str(error)) from error
    return {name: table.column(name).to_pylist() for name in table.column_names}


def rows_in(path: Path) -> int:
    """How many rows a file has. Raises ValueError where it is not whole."""
    arrow = _arrow()
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    try:
        rows: int = parquet.ParquetFile(path).metadata.num_rows
    except (arrow.ArrowException, OSError) as error:
        raise ValueError(str(error)) from error
    return rows


def _arrow() -> Any:  # noqa: ANN401 - a module without types
    try:
        import pyarrow  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtraError("pyarrow", "parquet") from error
    return pyarrow


def _table(columns: Columns, values: Sequence[Sequence[Any]]) -> Any:  # noqa: ANN401 - of pyarrow
    arrow = _arrow()
    schema = _schema(arrow, columns)
    made = [
        arrow.array([_fitting(kind, one) for one in column], schema.field(name).type)
        for (name, kind), column in zip(columns.items(), values, strict=True)
    ]
    return arrow.Table.from_arrays(made, schema=schema)


def _schema(arrow: Any, columns: Columns) -> Any:  # noqa: ANN401 - of pyarrow
    kinds = {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "decimal": arrow.decimal128(DIGITS, PLACES),
        "bytes": arrow.binary(),
    }
    return arrow.schema([(name, kinds[kind]) for name, kind in columns.items()])


def _fitting(kind: Kind, value: Any) -> Any:  # noqa: ANN401
    """The value as its column holds it; None for a number that no column holds."""
    if value is None or kind in ("text", "bytes"):
        return value
    if kind == "integer":
        return int(value) if abs(value) < _LARGEST_INTEGER else None
    number = Decimal(value)
    return number.quantize(_STEP, ROUND_HALF_UP, _WIDE) if abs(number) < _LARGEST else None
