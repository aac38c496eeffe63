"""Where the projects come from: a table, or records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from xltools.assets import shipped_toml
from xltools.errors import RecordError
from xltools.grids import RowSheet, open_rows
from xltools.library import common_labels
from xltools.rules.definition.choices import RosterChoices
from xltools.rules.labels import plain
from xltools.rules.roster.entry import RosterEntry, problem_of, to_money_unit
from xltools.rules.roster.heading import RosterColumns
from xltools.rules.roster.projects import people_of, projects_of
from xltools.rules.roster.sheet import Roster, find_roster
from xltools.rules.roster.sources import SOURCE

_MOST_NAMED = 5  # projects in one sentence

_PLACES = 5  # rows that a sentence names


@dataclass(frozen=True, slots=True)
class Project:
    """One project: its record, and how to speak of it."""

    place: str  # 第 5 行
    record: Any
    problem: Callable[[str, str], str]  # field path and reason → a sentence that names the cell
    problems: tuple[str, ...] = ()  # what was found while reading it
    in_unit: Callable[[str], None] = lambda _unit: None  # gives its amounts in this unit


@dataclass
class Source:
    """Projects one by one; what is said of them is complete when all were taken.

    `taken` tells which sheets and rows were read, `notes` how columns and rows were understood.
    `choices` are the departments and units of all of them, for the lists in each form.
    """

    name: str
    projects: Iterator[Project]
    says_form: bool
    choices: RosterChoices
    notes: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)  # rows that belong to no project


@cache
def roster_columns() -> RosterColumns:
    """What rosters may call their columns, as shipped."""
    data = shipped_toml("templates", "roster.toml")
    kinds, parts, sheet = data["kinds"], data["parts"], data["sheet"]
    return RosterColumns(
        headings=_headings(data["columns"]),
        head=kinds["head"],
        funds=kinds["funds"],
        indicators=kinds["indicators"],
        parts=dict(zip(parts["items"], parts["printed"], strict=True)),
        example=sheet["example"],
        totals=tuple(plain(word) for word in sheet["totals"]),
        codes=tuple(plain(word) for word in sheet["codes"]),
        remarks=sheet["remarks"],
        messages=data["messages"],
    )


def _headings(own: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """How columns may be called: as only rosters do, and as the labels of forms, where rosters agree."""
    taken = {plain(text) for texts in own.values() for text in texts}
    labels = common_labels()
    shared = {field: [text for text in labels.get(field, ()) if plain(text) not in taken] for field in own}
    return {field: (*texts, *shared[field]) for field, texts in own.items()}


def open_roster(path: Path) -> Source:
    """The projects of a roster: .xlsx, .xls, .ods or .csv.

    The first sheet shown that has a heading counts, and those shown that have the same columns.
    Raises UnopenableBook or RecordError (Chinese), also while projects are taken.
    """
    columns = roster_columns()
    sheets = sorted(open_rows(path), key=lambda sheet: sheet.hidden)
    found = [
        (sheet, roster)
        for sheet in sheets
        if (roster := find_roster(sheet.rows(), columns, merges=sheet.merges))
    ]
    if not found:
        heading = columns.headings["project"][0]
        raise RecordError(columns.messages["no_heading"].format(file=path.name, project=heading))
    used = _used(found)
    choices = RosterChoices(
        people for sheet, roster in used for people in people_of(roster, sheet.rows(only=roster.of_people))
    )
    source = Source(path.name, iter(()), used[0][1].says_form, choices)
    source.notes, source.taken = _unknown(used), _sheets(used, found)
    source.projects = _projects([roster for _, roster in used], source)
    return source


Found = Sequence[tuple[RowSheet, Roster]]
"""Sheets, each with the roster that stands there."""


def _used(found: Found) -> Found:
    """The first, and those shown that have the same columns."""
    main = found[0][1]
    used = [found[0], *(one for one in found[1:] if not one[0].hidden and one[1].says == main.says)]
    for sheet, roster in used if len(used) > 1 else ():
        roster.sheet, roster.seen = sheet.name, main.seen
    return used


def _unknown(used: Found) -> list[str]:
    unknown = dict.fromkeys(text for _, roster in used for text in roster.unknown)
    messages = used[0][1].columns.messages
    parts = {total: "、".join(parts) for _, roster in used for total, parts in roster.parts.items()}
    notes = [messages["parts"].format(columns=columns, total=total) for total, columns in parts.items()]
    if unknown:
        notes.append(messages["unknown_columns"].format(columns="、".join(unknown)))
    return notes


def _sheets(used: Found, found: Found) -> list[str]:
    messages, notes = used[0][1].columns.messages, []
    names = [sheet.name for sheet, _ in used]
    if len(used) > 1:
        notes.append(messages["several_sheets"].format(count=len(used), sheets="、".join(names)))
    others = [sheet.name for sheet, _ in found if sheet.name not in names]
    if others:
        shown = "、".join(messages["sheet"].format(sheet=name) for name in names)
        notes.append(messages["other_sheets"].format(used=shown, sheets="、".join(others)))
    return notes


def _projects(rosters: Sequence[Roster], source: Source) -> Iterator[Project]:
    messages = rosters[0].columns.messages
    for roster in rosters:
        yield from (_project(roster.columns, entry) for entry in projects_of(roster))
        source.stray += roster.stray
        source.taken += [*_understood(roster), *roster.titles, *roster.remarks]
        source.notes += [*roster.repeated, *(() if roster.carried.fills else _blanks(roster, "blank"))]
    source.taken += _joined(rosters, messages)
    source.notes += _sources_unused(rosters, messages)
    if headings := dict.fromkeys(heading for roster in rosters for heading in roster.without_unit):
        source.notes.append(messages["no_unit"].format(columns="、".join(headings)))
    if hidden := sum(roster.hidden_rows for roster in rosters):
        source.taken.append(messages["hidden_rows"].format(count=hidden))


def _joined(rosters: Sequence[Roster], messages: Mapping[str, str]) -> list[str]:
    """That projects with a row for each source of their money were taken as one."""
    every = [project for roster in rosters for project in roster.joined]
    shown = "、".join(every[:_MOST_NAMED]) + (messages["others"] if len(every) > _MOST_NAMED else "")
    return [messages["joined"].format(count=len(every), projects=shown)] if every else []


def _sources_unused(rosters: Sequence[Roster], messages: Mapping[str, str]) -> list[str]:
    """A column of sources that parted no funds is one that was not used."""
    columns = (column for roster in rosters for column in roster.fields if column.field == SOURCE)
    headings = dict.fromkeys(column.heading for column in columns)
    if not headings or any(roster.joined for roster in rosters):
        return []
    return [messages["unknown_columns"].format(columns="、".join(headings))]


def _understood(roster: Roster) -> Iterator[str]:
    """What was taken from elsewhere than the cell of a project, and from where."""
    columns, where = roster.columns, ""
    if roster.sheet is not None:
        where = f"{columns.messages['sheet'].format(sheet=roster.sheet)}："
    for name, (text, line) in roster.said.items():
        told = columns.messages["said_above"].format(column=columns.headings[name][0], text=text, line=line)
        yield f"{where}{told}"
    if roster.carried.fills:
        yield from _blanks(roster, "carried")


def _blanks(roster: Roster, message: str) -> Iterator[str]:
    """The rows that leave an office blank, column by column."""
    for column in roster.fields:
        if rows := roster.carried.rows.get(column.field):
            places = "、".join(roster.place(row) for row in rows[:_PLACES])
            more = "等" if len(rows) > _PLACES else ""
            said = {"count": len(rows), "column": column.heading, "places": places, "more": more}
            yield roster.columns.messages[message].format(**said)


def _project(columns: RosterColumns, entry: RosterEntry) -> Project:
    return Project(
        place=columns.place(entry.row, entry.sheet),
        record=entry.record,
        problem=lambda path, reason: problem_of(columns, entry, path, reason),
        problems=tuple(entry.problems),
        in_unit=lambda unit: to_money_unit(entry, unit),
    )


def records_source(
    records: Iterable[Any], name: str, people: Iterable[tuple[str | None, str | None]] = ()
) -> Source:
    """Projects that are records already, as `new --data` takes them; `people` as `people_in` gives them."""
    message = roster_columns().messages["bad_entry"]

    def project(number: int, record: Any) -> Project:  # noqa: ANN401 - whatever JSON holds
        def problem(path: str, reason: str) -> str:
            return message.format(row=number, path=f"{path}：" if path else "", reason=reason)

        return Project(f"{name} 第 {number} 份", record, problem)

    projects = (project(number, record) for number, record in enumerate(records, start=1))
    return Source(name, projects, says_form=True, choices=RosterChoices(people))


def people_in(records: Iterable[Any]) -> Iterator[tuple[str | None, str | None]]:
    """Department and unit of each record that says them; `intake` refuses what is none."""
    for record in records:
        if isinstance(record, dict):
            department, unit = (
                value.strip() or None if isinstance(value, str) else None
                for value in (record.get("department"), record.get("unit"))
            )
            yield department, unit
