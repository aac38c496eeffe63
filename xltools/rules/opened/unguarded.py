"""The validations that cells of a form of ours have lost: pasting over a cell takes its list away."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from xltools.findings import Finding, Place
from xltools.grid import Grid, Guarded
from xltools.refs import CellRange, CellRef
from xltools.rules.definition.model import FormDefinition, Validation
from xltools.rules.layout.formulas import joined
from xltools.rules.layout.model import Limit, PlacedValidation
from xltools.rules.layout.validations import validations_of
from xltools.rules.reading import ReadForm

PROMPT = "none"
"""The type of a validation that only tells."""
_MOST_KEPT = 256  # answers: forms of a season are alike

_Told = tuple[CellRef, str, str] | None
"""The first cell that lost a guard, all such cells, and what they lost."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Neighbouring cells without the validation they should have.

    The addresses in `limit` are relative to the cell `base`, not to the first of these.
    """

    rule: Validation
    limit: Limit | None
    area: CellRange
    base: CellRef


def unguarded(form: ReadForm, definition: FormDefinition, guards: Sequence[Guarded]) -> Iterator[Lost]:
    """What a form of ours lacks; `guards` are the validations of its sheet."""
    if form.blocks:  # of one that is not ours nobody knows what its cells were to accept
        for placed, areas in _bare(validations_of(form, definition), guards):
            for area in joined(sorted(areas, key=lambda one: (one.first.column, one.first.row))):
                yield Lost(placed.validation, placed.limit, area, placed.areas[0].first)


def _bare(
    wanted: Sequence[PlacedValidation], guards: Sequence[Guarded]
) -> Iterator[tuple[PlacedValidation, list[CellRange]]]:
    """Each validation with those of its cells that lack it."""
    kinds = {cell: kind for kind, cells in guards for cell in _cells(cells)}
    for placed in wanted:
        kind = PROMPT if placed.limit is None else placed.limit.type
        yield placed, [area for area in placed.areas if kinds.get(area.first) != kind]


@lru_cache(maxsize=1 << 10)
def _cells(text: str) -> tuple[CellRef, ...]:
    cells: list[CellRef] = []
    for area in text.split():
        with suppress(ValueError):  # whole columns: no program writes them
            cells += CellRange.parse(area)
    return tuple(cells)


def guards_lost(
    form: ReadForm, definition: FormDefinition, grid: Grid, rows: Collection[int]
) -> tuple[Finding, ...]:
    """A finding where lists or bounds were lost, in issued `rows`: inserted ones may have none."""
    if grid.guards is None:
        return ()
    told = _told(form, definition, grid.guards, frozenset(rows))
    if told is None:
        return ()
    first, cells, titles = told
    return (
        Finding("guards-lost", found=cells, expected=titles, place=Place(sheet=grid.name, cell=first.a1)),
    )


_answers: OrderedDict[object, tuple[FormDefinition, _Told]] = OrderedDict()


def _told(
    form: ReadForm, definition: FormDefinition, guards: tuple[Guarded, ...], rows: frozenset[int]
) -> _Told:
    """The same for a form that lies so on its sheet; what was found of one like it is remembered."""
    heads = tuple((name, source.cell) for name, source in form.cells.items() if "[" not in name)
    blocks = tuple((kind, *one.columns.items(), one.first, one.last) for kind, one in form.blocks.items())
    key = id(definition), guards, heads, blocks, rows, form.lists
    if key not in _answers:
        if len(_answers) >= _MOST_KEPT:
            _answers.popitem(last=False)
        _answers[key] = definition, _answer(form, definition, guards, rows)  # keeps the definition alive
    return _answers[key][1]


def _answer(
    form: ReadForm, definition: FormDefinition, guards: Sequence[Guarded], rows: Collection[int]
) -> _Told:
    found: list[CellRange] = []
    titles: list[str] = []
    for placed, areas in _bare(validations_of(form, definition), guards):
        in_row = any(field.startswith(("funds.", "indicators.")) for field in placed.validation.fields)
        lost = [area for area in areas if not in_row or area.first.row in rows]
        if placed.limit is not None and lost:  # a prompt that is gone does no harm
            found += joined(sorted(lost, key=lambda one: (one.first.column, one.first.row)))
            titles.append(placed.validation.title)
    if not found:
        return None
    cells = "、".join(area.a1 for area in sorted(found))
    return min(area.first for area in found), cells, "、".join(dict.fromkeys(titles))
