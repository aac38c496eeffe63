"""The layout of a form: every cell's address, role, style and content.

`placing` makes it from definition and record; the writer paints it, formulas point through it,
the reader looks for it. Forms with equally many rows share their `Arrangement`; only what stands in it,
the heights, and the cells merged over groups are a form's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, NamedTuple

from xltools.refs import CellRange, CellRef
from xltools.rules.definition.choices import Choices
from xltools.rules.definition.model import FormDefinition, Validation

Render = Callable[[str, Mapping[str, Any]], str]
"""Fills a jinja2 text with variables."""

Content = str | Decimal | None


@dataclass(frozen=True, slots=True)
class Slot:
    """Where something stands: one cell, or one merged area.

    `roles` name what stands there (`indicators[3].level1`; several in a merged group); `formula`
    is Excel text without `=`, and the content then its result. Slots of one `shared` number have the same
    formula, each for its own row: it is written out once.
    """

    area: CellRange
    style: str
    roles: tuple[str, ...] = ()
    formula: str | None = None
    shared: int | None = None


@dataclass(frozen=True, slots=True)
class Placed(Slot):
    """A slot and what stands in it."""

    content: Content = None


@dataclass(frozen=True, slots=True)
class Limit:
    """What Excel holds an entry against: a list, a number between bounds, or a formula for the first cell.

    Addresses are relative to the first guarded cell: Excel moves them along with each.
    """

    type: Literal["list", "decimal", "custom"]
    formula: str
    upper: str | None = None  # of a number


@dataclass(frozen=True, slots=True)
class PlacedValidation:
    """A validation and the cells it guards; without limit it is only a prompt."""

    validation: Validation
    areas: tuple[CellRange, ...]
    limit: Limit | None


class Echo(NamedTuple):
    """A copy beside the form: which slot it shows, in which row, and for how many lines there is room."""

    slot: int
    row: int
    lines: int


@dataclass(frozen=True, eq=False)
class Arrangement:
    """What forms with the same lines have in common. Each is one object, so that others can remember it."""

    slots: tuple[Slot, ...]
    blocks: tuple[range, ...]  # the rows of each block
    lines: tuple[range, ...]  # the rows of each line
    indicators: tuple[range, ...]  # the rows of each indicator
    endings: tuple[int, ...]  # how well a printed page ends after each line, as `pages` counts it
    repeat_row: int | None  # the heading that repeats on each printed page
    validations: tuple[PlacedValidation, ...]
    echoes: tuple[Echo, ...]  # the last slots
    results: tuple[tuple[int, str], ...]  # slots with a formula: index, and path of the computed field
    scored_fund: int | None  # the row of 项目资金 that carries the points
    constants: Mapping[str, Decimal]  # numbers that the form prints into a label, by path

    @property
    def last_row(self) -> int:
        """The last row of the form."""
        return self.lines[-1][-1]


@dataclass(frozen=True)
class Layout:
    """A whole form on its sheet. Heights are points, widths characters.

    `contents` are those of the arrangement's slots, in their order; `groups` the labels merged
    downwards: the names of blocks, 一级, 二级指标. `page_ends` are the last rows of the printed pages but
    the last.
    """

    definition: FormDefinition
    arrangement: Arrangement
    contents: Sequence[Content]
    groups: tuple[Placed, ...]
    heights: Mapping[int, float]
    elastic: Sequence[int]  # rows that may grow with what is typed into them
    page_ends: tuple[int, ...]
    footer: str
    choices: Choices  # those that validations name

    @cached_property
    def cells(self) -> tuple[Placed, ...]:
        """Every cell."""
        filled = zip(self.arrangement.slots, self.contents, strict=True)
        own = (
            Placed(slot.area, slot.style, slot.roles, slot.formula, slot.shared, content)
            for slot, content in filled
        )
        return (*own, *self.groups)

    @property
    def last_row(self) -> int:
        """The last row of the form."""
        return self.arrangement.last_row

    def roles(self) -> dict[str, CellRef]:
        """Where each role stands: the first cell of its area."""
        return {role: cell.area.first for cell in self.cells for role in cell.roles}
