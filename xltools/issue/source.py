"""Where the projects come from: a table, or records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from xltools.assets import shipped_toml
from xltools.errors import RecordError
from xltools.grids import RowSheet, open_rows
from xltools.rules.choices import RosterChoices
from xltools.rules.labels import plain
from xltools.rules.roster import (
    Roster,
    RosterEntry,
    find_roster,
    problem_of,
    to_money_unit,
)
from xltools.rules.roster_heading import RosterColumns


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
    """Projects one by one; `notes` and `stray` are complete when all were taken.

    `choices` are the departments and units of all of them, for the lists in each form.
    """

    name: str
    projects: Iterator[Project]
    says_form: bool
    choices: RosterChoices
    notes: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)  # rows that belong to no project


@cache
def roster_columns() -> RosterColumns:
    """What rosters may call their columns, as shipped."""
    data = shipped_toml("templates", "roster.toml")
    kinds, parts, sheet = data["kinds"], data["parts"], data["sheet"]
    return RosterColumns(
        headings=data["columns"],
        head=kinds["head"],
        funds=kinds["funds"],
        indicators=kinds["indicators"],
        parts=dict(zip(parts["items"], parts["printed"], strict=True)),
        example=sheet["example"],
        totals=tuple(plain(word) for word in sheet["totals"]),
        messages=data["messages"],
    )


def open_roster(path: Path) -> Source:
    """The projects of a roster: .xlsx, .xls, .ods or .csv; the first sheet shown that has a heading counts.

    Raises UnopenableBook or RecordError (Chinese), also while projects are taken.
    """
    columns = roster_columns()
    sheets = sorted(open_rows(path), key=lambda sheet: sheet.hidden)
    found = [(sheet, roster) for sheet in sheets if (roster := find_roster(sheet.rows(), columns))]
    if not found:
        heading = columns.headings["project"][0]
        raise RecordError(columns.messages["no_heading"].format(file=path.name, project=heading))
    (sheet, roster), *others = found
    choices = RosterChoices(roster.people(sheet.rows(only=roster.of_people)))
    notes = _notes(sheet, roster, [one for one, _ in others])
    source = Source(path.name, iter(()), roster.says_form, choices, notes)
    source.projects = _projects(roster, source)
    return source


def _notes(sheet: RowSheet, roster: Roster, others: list[RowSheet]) -> list[str]:
    messages, notes = roster.columns.messages, []
    if roster.unknown:
        notes.append(messages["unknown_columns"].format(columns="、".join(roster.unknown)))
    if others:
        names = "、".join(other.name for other in others)
        notes.append(messages["other_sheets"].format(sheet=sheet.name, sheets=names))
    return notes


def _projects(roster: Roster, source: Source) -> Iterator[Project]:
    for entry in roster.projects():
        yield _project(roster.columns, entry)
    source.stray += roster.stray
    source.notes += roster.notes
    if roster.without_unit:
        headings = "、".join(roster.without_unit)
        source.notes.append(roster.columns.messages["no_unit"].format(columns=headings))
    if roster.hidden_rows:
        source.notes.append(roster.columns.messages["hidden_rows"].format(count=roster.hidden_rows))


def _project(columns: RosterColumns, entry: RosterEntry) -> Project:
    return Project(
        place=columns.messages["row"].format(row=entry.row),
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
