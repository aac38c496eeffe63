"""The layout of a form: every cell's address, role, style and content.

`placing` makes it from definition and record; the writer paints it, formulas point through it,
the reader looks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from xltools.refs import CellRange, CellRef
from xltools.rules.definition import FormDefinition, Validation

Render = Callable[[str, Mapping[str, Any]], str]
"""Fills a jinja2 text with variables."""

Content = str | Decimal | None


@dataclass(frozen=True, slots=True)
class Placed:
    """One cell, or one merged area.

    `roles` name what stands there (`indicators[3].level1`; several in a merged group); `formula`
    is Excel text without `=`, and `content` then its result.
    """

    area: CellRange
    style: str
    roles: tuple[str, ...] = ()
    content: Content = None
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class PlacedValidation:
    """A validation and the cells it guards; `maximum` is a number or the address of the row's bound."""

    validation: Validation
    areas: tuple[CellRange, ...]
    maximum: str | None


@dataclass(frozen=True)
class Layout:
    """A whole form on its sheet. Heights are points, widths characters."""

    definition: FormDefinition
    cells: tuple[Placed, ...]
    heights: Mapping[int, float]
    repeat_row: int | None  # the heading that repeats on each printed page
    footer: str
    validations: tuple[PlacedValidation, ...]
    lists: Mapping[str, tuple[str, ...]]  # the choices that validations name

    @cached_property
    def last_row(self) -> int:
        """The last row of the form."""
        return max(cell.area.last.row for cell in self.cells)

    def roles(self) -> dict[str, CellRef]:
        """Where each role stands: the first cell of its area."""
        return {role: cell.area.first for cell in self.cells for role in cell.roles}
