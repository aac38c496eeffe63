"""The validations that cells of an opened form have lost: pasting over a cell takes its list away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xltools.refs import CellRange, CellRef
from xltools.rules.definition import FormDefinition, Validation
from xltools.rules.formulas import joined
from xltools.rules.layout import Limit
from xltools.rules.reading import ReadForm
from xltools.rules.validations import validations_of

PROMPT = "none"
"""The type of a validation that only tells."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Neighbouring cells without the validation they should have.

    The addresses in `limit` are relative to the cell `base`, not to the first of these.
    """

    rule: Validation
    limit: Limit | None
    area: CellRange
    base: CellRef


def unguarded(
    form: ReadForm, definition: FormDefinition, guarded: Sequence[tuple[CellRange, str]]
) -> Iterator[Lost]:
    """What a form of ours lacks; `guarded` are the areas of its sheet with a validation, and its type."""
    if not form.blocks:
        return  # not one of ours: nobody knows what its cells were to accept
    kinds = {cell: kind for area, kind in guarded for cell in area}
    for placed in validations_of(form, definition):
        wanted = PROMPT if placed.limit is None else placed.limit.type
        lost = [area for area in placed.areas if kinds.get(area.first) != wanted]
        for area in joined(sorted(lost, key=lambda one: (one.first.column, one.first.row))):
            yield Lost(placed.validation, placed.limit, area, placed.areas[0].first)
