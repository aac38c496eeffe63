"""The roster: rows of projects or of their indicators, by their headings, into records."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from xltools.grid import Cell, Row
from xltools.rules.celltext import amount_of, number_of, raw_of
from xltools.rules.labels import plain
from xltools.rules.roster_entry import RosterEntry, sentence
from xltools.rules.roster_heading import Column, RosterColumns, find_heading
from xltools.rules.roster_lines import Carried, Said, Texts, is_remark, is_word, said_above, text_in
from xltools.rules.roster_sources import SOURCE, FundSources

_HEADING_WITHIN = 20  # rows: a roster may begin with a title and a note
_PEOPLE = ("project", "department", "unit")
_KEY = ("form", "year", "department", "unit", "project")  # another of these is another project
_OF_ONE = (*_KEY, "expected_goal")  # the same in each row of one
_YEAR = re.compile(r"(\d{4})\s*年?度?")
_POINTS = re.compile(r"([+-]?[0-9.]+)[%分]?")
_NUMERAL = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]?")
_OPENS = ("(", "（")
_TITLE_TEXTS = 2  # a line above the heading with more of them is no title


@dataclass
class Roster:
    """A sheet whose heading was found. `projects` reads on from there, one project at a time."""

    columns: RosterColumns
    fields: tuple[Column, ...]
    unknown: tuple[str, ...]  # headings that nobody knows
    rows: Iterator[Row]
    heading: int  # the row of it
    parts: Mapping[str, Sequence[str]]  # headings that are read as parts of the total left of them, by that
    said: Said = field(default_factory=dict)  # what no column says, but a line above the table
    stray: list[str] = field(default_factory=list)  # sentences on rows that belong to no project
    hidden_rows: int = 0
    titles: list[str] = field(default_factory=list)  # sentences on rows that only name those below
    remarks: list[str] = field(default_factory=list)  # sentences on rows that are notes and signatures
    carried: Carried = field(default_factory=Carried)
    repeated: list[str] = field(default_factory=list)  # sentences on projects that came before
    without_unit: list[str] = field(default_factory=list)  # headings of amounts whose unit nothing says
    last_row: int = 0  # read so far
    sheet: str | None = None  # where there are several
    seen: dict[tuple[str | None, ...], str] = field(default_factory=dict)  # each project and its first row
    codes: tuple[int, ...] = ()  # columns of the codes of projects
    joined: list[str] = field(default_factory=list)  # projects of which each source of money has a row

    def place(self, row: int) -> str:
        """A row, as people are told of it."""
        return self.columns.place(row, self.sheet)

    @property
    def says(self) -> frozenset[str]:
        """The fields that its columns hold."""
        return frozenset(column.field for column in self.fields)

    @property
    def says_form(self) -> bool:
        """True where a column names the form."""
        return any(column.field == "form" for column in self.fields)

    def projects(self) -> Iterator[RosterEntry]:
        """Each project with all its rows."""
        return _Reader(self).projects()

    @property
    def of_people(self) -> frozenset[int]:
        """The columns that `people` asks for."""
        return frozenset(column.number for column in self.fields if column.field in _PEOPLE)

    def people(self, rows: Iterable[Row]) -> Iterator[tuple[str | None, str | None]]:
        """Department and unit of each of all the rows of the sheet, from `of_people` alone."""
        reader, carried = _Reader(self), Carried(self.carried.fills)
        for row in rows:
            if row.cells and row.number > self.heading:
                texts: Texts = reader.texts(row)
                if not reader.is_passed_over(row, texts) and not reader.is_remark(texts):
                    texts = carried.filled(row.number, texts) if texts["project"] else texts
                    both = {**texts, **reader.said}
                    yield both.get("department"), both.get("unit")


def find_roster(rows: Iterable[Row], columns: RosterColumns, *, merges: bool = True) -> Roster | None:
    """The roster that begins in these rows; None where none of them is a heading of one.

    `merges` where the file can have merged cells: a blank is one then.
    """
    rest = iter(rows)
    first: list[Row] = []
    for row in rest:
        first.append(row)
        if row.number >= _HEADING_WITHIN:
            break
    heading = find_heading(first, columns)
    if heading is None:
        return None
    rows = chain(first[heading.index + 1 :], rest)
    roster = Roster(
        columns,
        heading.columns,
        heading.unknown,
        rows,
        first[heading.index].number,
        heading.parts,
        codes=heading.codes,
    )
    above = [[text for cell in row.cells.values() if (text := text_in(cell))] for row in first]
    del above[heading.index :]
    titles = [text for texts in above if len(texts) <= _TITLE_TEXTS for text in texts]
    said = said_above(titles, [" ".join(texts) for texts in above], columns.headings)
    roster.said = {name: text for name, text in said.items() if name not in roster.says}
    roster.carried.fills = not merges
    return roster


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
        self.names = {column.number: column.field for column in roster.fields}
        self.blank: Texts = dict.fromkeys(self.names.values())
        self.sources = FundSources(self.columns, roster.fields, roster.codes)
        self.said = {name: text for name, (text, _) in roster.said.items()}

    def texts(self, row: Row) -> dict[str, str | None]:
        """What a row says, by field."""
        texts = {**self.blank}
        for number, cell in row.cells.items():
            if number in self.names:
                texts[self.names[number]] = text_in(cell)
        return texts

    def projects(self) -> Iterator[RosterEntry]:
        for row, texts in self.project_rows():
            finished = self.take(row, texts)
            if finished is not None:
                yield finished
        if self.entry is not None:
            yield self.entry

    def project_rows(self) -> Iterator[tuple[Row, Texts]]:
        """The rows of projects; titles are told, unless there is nothing that they could be over."""
        titles: list[tuple[Row, Texts]] | None = []  # None: a project was there
        for row in self.roster.rows:
            self.roster.last_row = row.number
            texts = self.texts(row)
            if self.is_passed_over(row, texts):
                continue
            self.roster.hidden_rows += row.hidden
            if self.is_remark(texts):
                self.roster.remarks.append(self.say("remark", row, texts))
                continue
            if not self.is_title(row, texts):
                self.tell_titles(titles or ())
                titles = None
                yield row, texts
            elif titles is None:
                self.tell_titles([(row, texts)])
            else:
                titles.append((row, texts))
        yield from self.only_numbered(titles or ())

    def tell_titles(self, titles: Sequence[tuple[Row, Texts]]) -> None:
        self.roster.titles += [self.say("title", row, texts) for row, texts in titles]
        if titles:
            self.roster.carried.forget()

    def only_numbered(self, titles: Sequence[tuple[Row, Texts]]) -> Sequence[tuple[Row, Texts]]:
        """Of a roster of names with numbers 一、二、三 and nothing else, those that are projects.

        Of 一、 and （一） the latter. They are told, as are the titles.
        """
        numbers = ["" if self.is_across(row) else self.numeral(row) for row, _ in titles]
        inner = any(number[:1] in _OPENS for number in numbers if number)
        chosen = [bool(number) and (number[:1] in _OPENS or not inner) for number in numbers]
        projects = [one for one, is_project in zip(titles, chosen, strict=True) if is_project]
        self.tell_titles([one for one, is_project in zip(titles, chosen, strict=True) if not is_project])
        if projects:
            message = self.columns.messages["numbered"]
            first = self.roster.place(projects[0][0].number)
            self.roster.titles.append(message.format(place=first, count=len(projects)))
        return projects

    def is_passed_over(self, row: Row, texts: Texts) -> bool:
        """True for a blank row, an example of the template, a heading that is repeated, and a row of sums."""
        if not any(texts.values()) and not any(cell.error or cell.formula for cell in row.cells.values()):
            return True
        project = texts["project"]
        if project is not None:
            heading = next(column.heading for column in self.roster.fields if column.field == "project")
            return (
                project.startswith(self.columns.example)
                or plain(project) in self.columns.totals
                or plain(project) == plain(heading)
            )
        return any(is_word(cell, self.columns.totals) for cell in row.cells.values())

    def is_remark(self, texts: Texts) -> bool:
        """True for a note or a signature below the table."""
        people = (texts[column.field] for column in self.roster.fields if column.field in _PEOPLE)
        return is_remark(people, self.columns.remarks)

    def say(self, message: str, row: Row, texts: Texts) -> str:
        """A sentence on a row that is no project."""
        text = next(text for text in texts.values() if text)
        return self.columns.messages[message].format(place=self.roster.place(row.number), text=text)

    def is_title(self, row: Row, texts: Texts) -> bool:
        """True for a row that only names the projects below it: merged across, or numbered 一、二、三."""
        said = [name for name, text in texts.items() if text is not None]
        if said != ["project"] or self.of_indicator:
            return False
        return self.is_across(row) or bool(self.numeral(row))

    def is_across(self, row: Row) -> bool:
        """True where the name of a project reaches over other columns."""
        return any(self.names.get(number) == "project" for number in row.across)

    def numeral(self, row: Row) -> str:
        """The number 一、 beside the name of a project; empty where there is none."""
        beside = (cell.value for number, cell in row.cells.items() if number not in self.names)
        texts = (value.strip() for value in beside if isinstance(value, str))
        return next((text for text in texts if _NUMERAL.fullmatch(text)), "")

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
