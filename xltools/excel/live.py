"""An open workbook as our buttons need it: read whole in one call, changed in few, left as it was found.

Each method of a `LiveBook` is one round trip of a button, whatever it costs the program behind it. The real
one is `live_excel`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from xltools.errors import XltoolsError
from xltools.grid import Book, Cell
from xltools.refs import CellRange, CellRef

if TYPE_CHECKING:  # slow to load, and not needed before Excel is asked for the first time
    from xltools.rules.definition.model import Validation
    from xltools.rules.layout.model import Limit

Content = str | Decimal | None
"""What is written into a cell: a formula with its `=`, a number, or nothing."""


Notes = Mapping[str, Mapping[CellRef, str]]
"""For each sheet the text of each note."""

TEXT_FORMAT = "@"
"""In a cell of this format whatever is written becomes a text, also a formula."""


class LiveError(XltoolsError):
    """The program could not do what was asked; the text (Chinese) says what to do."""


class BusyError(LiveError):
    """The program takes no orders now: somebody is typing in a cell, or a dialogue is open."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A note for a cell, in place of one of ours; without a text ours only goes."""

    sheet: str
    cell: CellRef
    text: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring cells in one row or one column of a sheet, written in one call.

    `again` are those among them that get what stands in them: only there so that it is one call.
    """

    sheet: str
    area: CellRange
    contents: tuple[tuple[Content, ...], ...]  # row by row
    again: frozenset[CellRef] = frozenset()

    @property
    def news(self) -> dict[CellRef, Content]:
        """What is to be written, without that."""
        contents = (content for row in self.contents for content in row)
        pairs = zip(self.area, contents, strict=True)
        return {cell: content for cell, content in pairs if cell not in self.again}


@dataclass(frozen=True, slots=True)
class Guard:
    """What the cells of an area accept. Addresses in `limit` are relative to its first cell."""

    sheet: str
    area: CellRange
    rule: Validation
    limit: Limit | None


@dataclass(frozen=True, slots=True)
class Opening:
    """Cells that shall take entries again while their sheet is locked, and what they are called."""

    sheet: str
    area: CellRange
    label: str


@dataclass(frozen=True, slots=True)
class Work:
    """All that one click writes; `sign` is how notes of ours begin."""

    runs: tuple[Run, ...]
    marks: tuple[Mark, ...]
    sign: str

    @property
    def sheets(self) -> tuple[str, ...]:
        """Those that it touches."""
        names = (*(run.sheet for run in self.runs), *(mark.sheet for mark in self.marks))
        return tuple(dict.fromkeys(names))


class LiveBook(Protocol):
    """One open workbook."""

    @property
    def name(self) -> str:
        """What its window calls it."""

    @property
    def path(self) -> Path | None:
        """Where it is saved on a disk; None for one that was never saved or lives in a cloud."""

    def copy(self) -> bytes | None:
        """All of it as it stands now, as the file it would be saved as; None where that can't be had."""

    def cells(self) -> Book:
        """The same, asked cell by cell: slower, but possible everywhere."""

    def notes(self, sheets: Collection[str]) -> Notes:
        """The notes at the cells of these sheets, asked for one by one."""

    def renew(self, work: Work, passwords: Sequence[str]) -> int:
        """Do all of it, on sheets unlocked for it; how many cells kept somebody else's note.

        Screen, events, locks and selection are as before, also after an error. Raises LiveError where none
        of the passwords opens a sheet; nothing has changed then.
        """

    def hold(self, sheets: Collection[str], passwords: Sequence[str]) -> AbstractContextManager[None]:
        """Sheets unlocked and the screen at rest inside; all as it was afterwards, also after an error.

        Raises LiveError where none of the passwords opens a sheet; nothing has changed then.
        """

    def write(self, runs: Sequence[Run]) -> None:
        """Fill cells, and let formulas come to their results; inside of `hold`."""

    def guard(self, guards: Sequence[Guard]) -> None:
        """Give cells their validations anew. The selection is as before."""

    def open_up(self, openings: Sequence[Opening]) -> None:
        """Let cells take entries; inside of `hold`."""

    def selected(self) -> tuple[str, CellRef]:
        """The active sheet, and the first cell selected on it."""

    def select(self, sheet: str, cell: CellRef) -> None:
        """Show a cell and select it."""


def as_runs(sheet: str, contents: dict[CellRef, Content], typed: CellsOf, most: int) -> list[Run]:
    """The cells of one sheet in few runs.

    Only where that makes more than `most` runs are the cells between those of a column written as well, with
    the very number that stands there. Texts and formulas never are.
    """
    runs = list(_rows(sheet, contents))
    if len(runs) > most:
        between = dict(_between(contents, typed))
        again = frozenset(between)
        runs = [replace(run, again=again & set(run.area)) for run in _rows(sheet, {**contents, **between})]
    return runs


def halves(area: CellRange) -> tuple[CellRange, CellRange]:
    """An area cut across its longer side."""
    first, last = area.first, area.last
    if len(area.rows) >= len(area.columns):
        middle = (first.row + last.row) // 2
        return (
            CellRange(first, CellRef(middle, last.column)),
            CellRange(CellRef(middle + 1, first.column), last),
        )
    middle = (first.column + last.column) // 2
    return CellRange(first, CellRef(last.row, middle)), CellRange(CellRef(first.row, middle + 1), last)


class CellsOf(Protocol):
    """Looks up what stands in a cell."""

    def __call__(self, ref: CellRef, /) -> Cell:
        """The cell."""


def _rows(sheet: str, contents: dict[CellRef, Content]) -> Iterator[Run]:
    """Runs down the columns; what is left alone, along the rows."""
    alone: dict[CellRef, Content] = {}
    by_column = sorted(contents, key=lambda ref: (ref.column, ref.row))
    for refs in _neighbours(by_column, lambda ref: (ref.column, ref.row)):
        if len(refs) == 1:
            alone[refs[0]] = contents[refs[0]]
        else:
            yield Run(sheet, CellRange(refs[0], refs[-1]), tuple((contents[ref],) for ref in refs))
    for refs in _neighbours(sorted(alone), lambda ref: (ref.row, ref.column)):
        yield Run(sheet, CellRange(refs[0], refs[-1]), (tuple(alone[ref] for ref in refs),))


class _Place(Protocol):
    def __call__(self, ref: CellRef, /) -> tuple[int, int]: ...


def _neighbours(refs: Iterable[CellRef], place: _Place) -> Iterator[list[CellRef]]:
    """Cells of one line without a gap; `place` gives line and position of a cell."""
    numbered = enumerate(refs)
    for _, group in groupby(numbered, lambda item: (place(item[1])[0], place(item[1])[1] - item[0])):
        yield [ref for _, ref in group]


def _between(contents: dict[CellRef, Content], typed: CellsOf) -> Iterator[tuple[CellRef, Content]]:
    """The blank cells and plain numbers between two cells of a column, where nothing else lies between."""
    refs = sorted(contents, key=lambda ref: (ref.column, ref.row))
    for above, below in pairwise(refs):
        gap = [CellRef(row, above.column) for row in range(above.row + 1, below.row)]
        cells = [typed(ref) for ref in gap]
        if above.column == below.column and all(_is_plain(cell) for cell in cells):
            yield from ((ref, _number(cell)) for ref, cell in zip(gap, cells, strict=True))


def _is_plain(cell: Cell) -> bool:
    """True where writing the same again changes nothing; a number in a text cell would become a text."""
    if cell.formula is not None or cell.error is not None or cell.number_format == TEXT_FORMAT:
        return False
    return isinstance(cell.value, Decimal | None)


def _number(cell: Cell) -> Decimal | None:
    return cell.value if isinstance(cell.value, Decimal) else None
