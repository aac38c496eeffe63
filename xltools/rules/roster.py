"""The roster: rows of projects or indicators, by their headings, into records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xltools.grid import Grid
from xltools.refs import CellRef, column_letters
from xltools.rules.celltext import text_of
from xltools.rules.labels import plain

_HEADING_WITHIN = 20  # rows: a roster may begin with a title and a note
_LEAST_COLUMNS = 2


@dataclass(frozen=True)
class RosterColumns:
    """What the columns of a roster may be called, from `templates/roster.toml`."""

    headings: Mapping[str, Sequence[str]]
    head: Sequence[str]
    funds: Sequence[str]
    indicators: Sequence[str]
    parts: Mapping[str, str]  # how a part is named in a heading → how the form prints it
    example: str  # marks an example row of the template

    def field_of(self, heading: str) -> str | None:
        """The field that a heading names: `project`, `annual_budget`, `其中：当年财政拨款/annual_budget`."""
        text = plain(heading)
        for name, texts in self.headings.items():
            if text in map(plain, texts):
                return name
        for part, printed in self.parts.items():
            rest = text.replace(plain(part), "", 1).removeprefix("其中")
            for name in self.funds:
                if rest != text and rest in map(plain, self.headings[name]):
                    return f"{printed}/{name}"
        return None


@dataclass
class RosterEntry:
    """One project of the roster: its record, the first row, and the cell each field path came from."""

    row: int
    record: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, CellRef] = field(default_factory=dict)


@dataclass
class Roster:
    """All projects in order, rows that belong to none, and headings nobody knows."""

    entries: list[RosterEntry] = field(default_factory=list)
    stray_rows: list[int] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    headings: dict[int, str] = field(default_factory=dict)


def read_roster(grid: Grid, columns: RosterColumns) -> Roster | None:
    """The projects of a roster; None where no row of the sheet is a heading of one."""
    heading, fields = _heading(grid, columns)
    if not heading:
        return None
    texts = {
        column: text_of(grid.cell(CellRef(heading, column))) for column in range(1, grid.last_column + 1)
    }
    roster = Roster(headings={column: text for column, text in texts.items() if text})
    roster.unknown = [text for column, text in roster.headings.items() if column not in fields]
    reader = _Reader(grid, columns, fields, roster)
    for row in range(heading + 1, grid.last_row + 1):
        reader.row(row)
    return roster


def _heading(grid: Grid, columns: RosterColumns) -> tuple[int, dict[int, str]]:
    """The row that names most columns, and the field of each."""
    best: tuple[int, dict[int, str]] = (0, {})
    for row in range(1, min(grid.last_row, _HEADING_WITHIN) + 1):
        fields: dict[int, str] = {}
        for column in range(1, grid.last_column + 1):
            text = text_of(grid.cell(CellRef(row, column)))
            name = columns.field_of(text) if text else None
            if name is not None and name not in fields.values():
                fields[column] = name
        if "project" in fields.values() and len(fields) >= _LEAST_COLUMNS and len(fields) > len(best[1]):
            best = row, fields
    return best


@dataclass
class _Reader:
    grid: Grid
    columns: RosterColumns
    fields: Mapping[int, str]
    roster: Roster

    def row(self, row: int) -> None:
        texts = {name: text_of(self.grid.shown(CellRef(row, column))) for column, name in self.fields.items()}
        if not any(texts.values()) or self.is_example(texts):
            return
        entry = self.entry(row, texts)
        if entry is None:
            self.roster.stray_rows.append(row)
            return
        for column, name in self.fields.items():
            self.take(entry, name, texts[name], CellRef(row, column))
        self.indicator(entry, row, texts)

    def is_example(self, texts: Mapping[str, str | None]) -> bool:
        return (texts.get("project") or "").startswith(self.columns.example)

    def entry(self, row: int, texts: Mapping[str, str | None]) -> RosterEntry | None:
        """The project of a row: a new one, or the one above where its name is repeated or left blank."""
        last = self.roster.entries[-1] if self.roster.entries else None
        project, unit = texts.get("project"), texts.get("unit")
        if project is None:
            return last
        same = last is not None and last.record.get("project") == project
        if same and last is not None and unit in (None, last.record.get("unit")) and self.has_indicators:
            return last
        self.roster.entries.append(RosterEntry(row))
        return self.roster.entries[-1]

    @property
    def has_indicators(self) -> bool:
        return any(name in self.columns.indicators for name in self.fields.values())

    def take(self, entry: RosterEntry, name: str, text: str | None, ref: CellRef) -> None:
        """A cell of the head or the funds; what the first row says stands."""
        if text is None or name in self.columns.indicators:
            return
        if name in self.columns.head:
            if name not in entry.record:
                entry.record[name] = text
                entry.cells[name] = ref
            return
        part, _, money = name.rpartition("/")  # the part is empty for the total
        funds = entry.record.setdefault("funds", [])
        index = next((i for i, fund in enumerate(funds) if fund.get("part") == part), len(funds))
        if index == len(funds):
            funds.append({"part": part, "item": part or None})
        funds[index].setdefault(money, text.replace(",", "").replace("，", ""))
        entry.cells.setdefault(f"funds[{index}].{money}", ref)

    def indicator(self, entry: RosterEntry, row: int, texts: Mapping[str, str | None]) -> None:
        """The indicator of a row; levels left blank are those of the row above."""
        values = {name: texts[name] for name in self.columns.indicators if name in texts}
        if not any(values.get(name) for name in ("level3", "target", "weight")):
            return
        rows = entry.record.setdefault("indicators", [])
        above = rows[-1] if rows else {}
        for name in ("level1", "level2"):
            if name in values and values[name] is None:
                values[name] = above.get(name)
        for column, name in self.fields.items():
            if name in values:
                entry.cells[f"indicators[{len(rows)}].{name}"] = CellRef(row, column)
        rows.append(values)


def place_of(roster: Roster, entry: RosterEntry, path: str) -> tuple[int, str, str]:
    """Row, column letters and heading of the cell that a field came from."""
    ref = entry.cells.get(path, CellRef(entry.row, 1))
    return ref.row, column_letters(ref.column), roster.headings.get(ref.column, "")
