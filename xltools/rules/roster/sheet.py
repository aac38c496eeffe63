"""A sheet of a roster whose heading was found, and what is told of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from xltools.grid import Row
from xltools.rules.roster.heading import Column, RosterColumns, find_heading
from xltools.rules.roster.lines import Carried, Said, said_above, text_in

PEOPLE = ("project", "department", "unit")
_HEADING_WITHIN = 20  # rows: a roster may begin with a title and a note
_TITLE_TEXTS = 2  # a line above the heading with more of them is no title


@dataclass
class Roster:
    """A sheet whose heading was found; `rows` are those below it."""

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

    @property
    def of_people(self) -> frozenset[int]:
        """The columns that say whose the projects are."""
        return frozenset(column.number for column in self.fields if column.field in PEOPLE)


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
