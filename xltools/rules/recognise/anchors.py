"""Where the parts of one form stand on a grid: found by names or by labels, read the same way."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal

from xltools.grid import Grid
from xltools.refs import CellRef
from xltools.rules.definition.model import FormDefinition
from xltools.rules.reading import FoundBy
from xltools.rules.recognise.label_search import LabelSearch
from xltools.rules.recognise.shared_cells import Shared
from xltools.rules.recognise.shared_texts import Parted
from xltools.rules.recognise.sheet_texts import Text


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of funds or indicators: which column holds which field, and the row numbers.

    `issued` rows belong to the record even when they hold nothing but labels; `spare` rows belong
    to it only when somebody filled them; others are taken as they are found.
    """

    columns: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    issued: frozenset[int] = frozenset()
    spare: frozenset[int] = frozenset()
    levels: Mapping[str, Set[int]] = field(default_factory=dict)
    """By field: the rows that were issued with a cell for this level; others were merged with one above."""
    further: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # more lines of a row's texts
    heading: int = 0  # the row that names the columns, where labels found it
    guessed: Mapping[str, Text] = field(default_factory=dict)  # headings that were not known, by field
    groups: Mapping[int, Mapping[str, CellRef]] = field(default_factory=dict)
    """By row: the cells of levels above it, in rows of their own, that name its group."""
    shared: Shared = ()
    parted: Parted | None = None  # a column of two texts
    units: Mapping[str | int, str] = field(default_factory=dict)
    """Units of money that single columns (by field) or rows state."""
    items_before: int = 0  # a fund's name may stand further right, up to this column: 其中： | 财政拨款

    @property
    def fields(self) -> frozenset[str]:
        """What the rows say: in their columns, or in the rows above that name their group."""
        return frozenset(self.columns).union(*self.groups.values())


@dataclass(frozen=True)
class Anchors:
    """One form on one sheet."""

    grid: Grid
    definition: FormDefinition
    found_by: FoundBy
    head: Mapping[str, CellRef]
    funds: Rows
    indicators: Rows
    version: str | None = None  # of the definition the form was issued with, where the file says it
    inside: Mapping[str, str] = field(default_factory=dict)  # head values that share a cell with their label
    suggested: Mapping[int, CellRef] = field(default_factory=dict)  # 测算得分 of our own forms, by row
    money_unit: str | None = None  # as a form that is not ours states it
    told_funds: tuple[Mapping[str, CellRef], ...] = ()  # of a form that has no table of funds
    execution_points: tuple[CellRef, Decimal] | None = None  # as a label says them: 预算执行情况（10分）
    search: LabelSearch | None = field(default=None, compare=False)  # what found it by its labels
