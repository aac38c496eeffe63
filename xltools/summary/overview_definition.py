"""What 概况 looks like, from `[overview]` of `templates/summary.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltools.rules.tables import Table

_HOWS = ("count", "sum", "word")
_CHARTS = ("bar", "column", "scatter")


@dataclass(frozen=True, slots=True)
class Count:
    """One number of the overview, and the formula that counts it again in a sheet, if one can.

    `optional`: not shown where it is not known.
    `how`: count (of the numbers in the column), sum, word (how often the Chinese of `word` stands there).
    """

    key: str
    label: str
    style: str
    sheet: str | None
    field: str
    how: str
    word: str | None
    optional: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A small table under the counts; `other` says how many rows were left out."""

    heads: tuple[str, ...]
    most: int
    other: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over a column of a board, or over two columns of a sheet."""

    kind: str
    title: str
    x: str
    y: str | None
    format: str
    board: str | None
    value: int  # the board's column that is drawn
    sheet: str | None
    across: str | None
    up: str | None
    ends: tuple[float, ...]  # of its axes, where they do not follow the numbers


@dataclass(frozen=True, slots=True)
class OverviewDefinition:
    """All of 概况 that is not data."""

    name: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    agree: str
    differ: str
    unknown: str
    notes: tuple[str, ...]
    counts: tuple[Count, ...]
    boards: Mapping[str, Board]
    charts: tuple[Chart, ...]


def parse_overview(table: Table, columns: Mapping[str, tuple[str, ...]]) -> OverviewDefinition:
    """Check the overview; `columns` are the fields of each sheet. Raises DefinitionError (Chinese)."""
    boards, charts = table.table("boards"), table.table("charts")
    known = {name: _board(boards.table(name)) for name in boards}
    definition = OverviewDefinition(
        name=table.text("name"),
        heads=table.texts("heads"),
        widths=table.sizes("widths"),
        agree=table.text("agree"),
        differ=table.text("differ"),
        unknown=table.text("unknown"),
        notes=table.texts("notes"),
        counts=tuple(_count(each, columns) for each in table.tables("counts")),
        boards=known,
        charts=tuple(_chart(charts.table(name), known, columns) for name in charts),
    )
    table.close()
    return definition


def _count(table: Table, columns: Mapping[str, tuple[str, ...]]) -> Count:
    sheet = table.choice("sheet", tuple(columns)) if table.has("sheet") else None
    how = table.choice("how", _HOWS) if sheet else "count"
    count = Count(
        key=table.text("key"),
        label=table.text("label"),
        style=table.text("style", "count"),
        sheet=sheet,
        field=table.choice("field", columns[sheet]) if sheet else "",
        how=how,
        word=table.text("word") if how == "word" else None,
        optional=table.has("optional") and table.flag("optional"),
    )
    table.close()
    return count


def _board(table: Table) -> Board:
    board = Board(table.texts("heads"), table.integer("most"), table.text("other", ""))
    table.close()
    return board


def _chart(table: Table, boards: Mapping[str, Board], columns: Mapping[str, tuple[str, ...]]) -> Chart:
    board = table.choice("board", tuple(boards)) if table.has("board") else None
    sheet = None if board else table.choice("sheet", tuple(columns))
    chart = Chart(
        kind=table.choice("kind", _CHARTS),
        title=table.text("title"),
        x=table.text("x"),
        y=table.text("y", None),
        format=table.text("format"),
        board=board,
        value=table.integer("value") if board else 1,
        sheet=sheet,
        across=table.choice("across", columns[sheet]) if sheet else None,
        up=table.choice("up", columns[sheet]) if sheet else None,
        ends=table.sizes("ends") if sheet else (),
    )
    table.close()
    return chart
