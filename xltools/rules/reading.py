"""What was read: the record of one form, and where each field of it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from xltools.findings import Finding
from xltools.model import Evaluation
from xltools.refs import CellRef


class Outcome(StrEnum):
    """How an input file ended; every file has exactly one."""

    FORM = "form"
    NOT_A_FORM = "not-a-form"
    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    SKIPPED = "skipped"


class FoundBy(StrEnum):
    """How the cells of a form were found."""

    NAMES = "names"  # our own workbook: defined names
    LABELS = "labels"  # any workbook in an official layout


class Source(NamedTuple):
    """The cell a field came from. `raw`: what stands there, be it `=` and a formula, an error or a value."""

    sheet: str
    cell: CellRef
    raw: str | None


class SuggestedCell(NamedTuple):
    """The cell 测算得分 beside an indicator, and the number that is stored there; None where none is."""

    cell: CellRef
    shown: Decimal | None


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of funds or indicators on the sheet, and which column holds which field."""

    columns: Mapping[str, int]
    first: int
    last: int


@dataclass(frozen=True)
class ReadForm:
    """One form found in a workbook. `cells` maps field paths (`indicators[3].score`) to their source.

    `findings` are those of the reading itself (a number that is none, damaged names), placed.
    `issued` is the record that our own form was issued with, `issue` the id under which it was, `rules` the
    rule pack it names;
    `judged` is one that judges it instead. `own_forms` is the folder of own definitions that were known to
    the reader besides the shipped ones: there `definition_id` is looked up.
    Of our own forms, `blocks` are where funds and indicators stand, and `lists` the columns of choices
    that the workbook holds.
    `explanations` are those of our sheet 校验, by finding code; `suggested` are the cells 测算得分 by the
    path of the score they stand beside.
    """

    evaluation: Evaluation
    definition_id: str
    found_by: FoundBy
    cells: Mapping[str, Source] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    issued: Evaluation | None = None
    issue: str | None = None
    rules: str | None = None
    judged: str | None = None
    own_forms: str | None = None
    blocks: Mapping[str, Block] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    explanations: Mapping[str, str] = field(default_factory=dict)
    suggested: Mapping[str, SuggestedCell] = field(default_factory=dict)

    @property
    def sheet(self) -> str | None:
        """The sheet it stands on; None where nothing of it was found."""
        return next((source.sheet for source in self.cells.values()), None)

    @property
    def addresses(self) -> Mapping[str, tuple[str, str]]:
        """Sheet and address of every field path."""
        return _Addresses(self.cells)


@dataclass(frozen=True, slots=True)
class _Addresses(Mapping[str, tuple[str, str]]):
    """Spells an address only when it is asked for: most of a form's cells never are."""

    cells: Mapping[str, Source]

    def __getitem__(self, path: str) -> tuple[str, str]:
        source = self.cells[path]
        return source.sheet, source.cell.a1

    def __contains__(self, path: object) -> bool:
        return path in self.cells

    def __iter__(self) -> Iterator[str]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)
