"""The projects of a roster: rows of projects or of their indicators, by their headings, as records."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from xltools.grid import Cell, Row
from xltools.rules.notation.celltext import amount_of, number_of, raw_of
from xltools.rules.roster.entry import RosterEntry, sentence
from xltools.rules.roster.heading import Column
from xltools.rules.roster.lines import Carried, Texts
from xltools.rules.roster.rows import ProjectRows
from xltools.rules.roster.sheet import Roster
from xltools.rules.roster.sources import SOURCE, FundSources

_KEY = ("form", "year", "department", "unit", "project")  # another of these is another project
_OF_ONE = (*_KEY, "expected_goal")  # the same in each row of one
_YEAR = re.compile(r"(\d{4})\s*年?度?")
_POINTS = re.compile(r"([+-]?[0-9.]+)[%分]?")


def projects_of(roster: Roster) -> Iterator[RosterEntry]:
    """Each project with all its rows; what is told of rows is complete when all were taken."""
    return _Reader(roster).projects()


def people_of(roster: Roster, rows: Iterable[Row]) -> Iterator[tuple[str | None, str | None]]:
    """Department and unit of each of all the rows of the sheet, from `Roster.of_people` alone."""
    lines, carried = ProjectRows(roster), Carried(roster.carried.fills)
    said = {name: text for name, (text, _) in roster.said.items()}
    for row in rows:
        if row.cells and row.number > roster.heading:
            texts: Texts = lines.texts(row)
            if not lines.is_passed_over(row, texts) and not lines.is_remark(texts):
                texts = carried.filled(row.number, texts) if texts["project"] else texts
                both = {**texts, **said}
                yield both.get("department"), both.get("unit")


class _Reader:
    """Gathers the rows of each project."""

    def __init__(self, roster: Roster) -> None:
        self.roster, self.columns = roster, roster.columns
        indicators = set(self.columns.indicators)
        others = {*indicators, SOURCE}
        self.of_project = tuple(column for column in roster.fields if column.field not in others)
        self.of_indicator = tuple(column for column in roster.fields if column.field in indicators)
        self.entry: RosterEntry | None = None
        self.open_columns: list[Column] = []  # of the project, in which nothing stood yet
        self.key: Texts = {}  # what the first row of the project says
        self.sources = FundSources(self.columns, roster.fields, roster.codes)
        self.said = {name: text for name, (text, _) in roster.said.items()}

    def projects(self) -> Iterator[RosterEntry]:
        for row, texts in ProjectRows(self.roster).of_projects():
            finished = self.take(row, texts)
            if finished is not None:
                yield finished
        if self.entry is not None:
            yield self.entry

    def take(self, row: Row, texts: Texts) -> RosterEntry | None:
        """Put the row to its project; gives back the project before, where another begins."""
        finished = None
        further = self.entry is not None and self.sources.goes_on(row, texts, _OF_ONE)
        if further:
            self.source(row, texts)
        elif self.begins(texts):
            texts = {**self.roster.carried.filled(row.number, texts), **self.said}
            entry = RosterEntry(row.number, of_indicator=self.of_indicator, sheet=self.roster.sheet)
            entry.record |= self.said
            finished, self.entry, self.key = self.entry, entry, texts
            self.open_columns = list(self.of_project)
            self.sources.begin(row, texts)
            self.note_repeated(row, texts)
        if self.entry is None or (texts["project"] is None and not (self.of_indicator or further)):
            self.roster.stray.append(
                self.columns.messages["no_project"].format(place=self.roster.place(row.number))
            )
            return None
        if self.open_columns:
            self.open_columns = [
                column
                for column in self.open_columns
                if not self.project_cell(self.entry, column, row, texts[column.field])
            ]
        self.indicator(self.entry, row, texts)
        return finished

    def source(self, row: Row, texts: Texts) -> None:
        """Put one more source to the money of the project."""
        assert self.entry is not None
        if not self.entry.sources:
            place = self.roster.place(self.entry.row)
            named = self.columns.messages["joined_project"].format(place=place, project=self.key["project"])
            self.roster.joined.append(named)
        self.entry.sources += 1
        self.open_columns = [column for column in self.open_columns if not column.is_money]
        funds = self.entry.record.setdefault("funds", [])
        for column, cell, unlike in self.sources.add(row, texts, funds, self.entry.columns):
            if unlike:
                message = self.columns.messages["mixed_units"].format(found=raw_of(cell))
                self.refuse(self.entry, column, row, message)
            else:
                self.no_number(self.entry, column, row, cell)

    def begins(self, texts: Texts) -> bool:
        """True where a row begins a project; above indicators its name may be left blank or repeated."""
        if texts["project"] is None:
            return False
        if self.entry is None or not self.of_indicator:
            return True
        pairs = ((texts.get(name), self.key.get(name)) for name in _KEY)
        return any(here != first for here, first in pairs if here is not None and first is not None)

    def note_repeated(self, row: Row, texts: Texts) -> None:
        key = tuple(texts.get(name) for name in _KEY)
        place = self.roster.place(row.number)
        first = self.roster.seen.setdefault(key, place)
        if first != place:
            message = self.columns.messages["repeated"]
            self.roster.repeated.append(message.format(place=place, project=texts["project"], first=first))

    def project_cell(self, entry: RosterEntry, column: Column, row: Row, text: str | None) -> bool:
        """A cell of the head or the funds; True where something stood there: what is said first stands."""
        if column.is_money:
            return self.money(entry, column, row)
        value = self.checked(entry, column, row, text)
        if value is not None:
            entry.record[column.field] = value
            entry.columns[column.field] = row.number, column
        return not _blank(row, column)

    def money(self, entry: RosterEntry, column: Column, row: Row) -> bool:
        part, _, name = column.field.rpartition("/")  # the part is empty for the total
        amount, unit = self.amount(entry, column, row)
        if amount is not None:
            column = replace(column, unit=unit or column.unit)  # a unit in the cell goes before the heading's
            if column.unit is None and column.heading not in self.roster.without_unit:
                self.roster.without_unit.append(column.heading)
            funds: list[dict[str, Any]] = entry.record.setdefault("funds", [])
            item = part or None
            index = next((place for place, fund in enumerate(funds) if fund["item"] == item), len(funds))
            if index == len(funds):
                funds.append({"item": item})
            funds[index][name] = amount
            entry.columns[f"funds[{index}].{name}"] = row.number, column
        return not _blank(row, column)

    def indicator(self, entry: RosterEntry, row: Row, texts: Texts) -> None:
        """The indicator of a row; levels left blank are those of the row above."""
        if not any(texts.get(name) for name in ("level3", "target", "weight")):
            return
        rows: list[dict[str, Any]] = entry.record.setdefault("indicators", [])
        values: dict[str, Any] = {}
        for column in self.of_indicator:
            values[column.field] = self.checked(entry, column, row, texts[column.field])
        entry.indicator_rows.append(row.number)
        above = rows[-1] if rows else {}
        if "level1" in values and values["level1"] is None:
            values["level1"] = above.get("level1")
        if values.get("level2", "") is None and values.get("level1") == above.get("level1"):
            values["level2"] = above.get("level2")
        rows.append(values)

    def checked(self, entry: RosterEntry, column: Column, row: Row, text: str | None) -> str | None:
        """The text of a cell as its field takes it; what cannot be read becomes a problem."""
        if text is None:
            cell = row.cells.get(column.number)
            if cell is not None and not cell.blank and cell.value is None:
                self.refuse(entry, column, row, self.columns.messages["no_text"].format(found=raw_of(cell)))
            return None
        if column.field == "weight":
            return self.points(entry, column, row, text)
        if column.field == "year":
            return self.year(entry, column, row, text)
        return text

    def amount(self, entry: RosterEntry, column: Column, row: Row) -> tuple[str | None, str | None]:
        """An amount of money, also typed as text with separators, and the unit it says; a dash is a blank."""
        cell = row.cells.get(column.number)
        if cell is None or cell.blank:
            return None, None
        try:
            amount, unit = amount_of(cell)
        except ValueError:
            self.no_number(entry, column, row, cell)
            return None, None
        return None if amount is None else f"{amount:f}", unit

    def no_number(self, entry: RosterEntry, column: Column, row: Row, cell: Cell) -> None:
        """Say that a cell holds none."""
        message = self.columns.messages["no_number"].format(found=raw_of(cell))
        self.refuse(entry, column, row, message)

    def points(self, entry: RosterEntry, column: Column, row: Row, text: str) -> str | None:
        """Points, also written 20% or 20分: of 100 in all, a percent is a point."""
        match = _POINTS.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
        if match:
            return match[1]
        cell = row.cells[column.number]
        try:
            points = number_of(cell)
        except ValueError:
            self.no_number(entry, column, row, cell)
            return None
        return None if points is None else f"{points:f}"

    def year(self, entry: RosterEntry, column: Column, row: Row, text: str) -> str | None:
        match = _YEAR.match(unicodedata.normalize("NFKC", text).strip())
        if match is None:
            self.refuse(entry, column, row, self.columns.messages["no_year"].format(found=text))
            return None
        return match[1]

    def refuse(self, entry: RosterEntry, column: Column, row: Row, reason: str) -> None:
        entry.problems.append(sentence(self.columns, self.roster.place(row.number), column, reason))


def _blank(row: Row, column: Column) -> bool:
    cell = row.cells.get(column.number)
    return cell is None or cell.blank
