"""Which cells a form's validations guard."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from xltools.refs import CellRange
from xltools.rules.definition import FormDefinition, Validation
from xltools.rules.layout import PlacedValidation, Slot
from xltools.rules.printed import SPARE
from xltools.rules.scoring import generic

_NUMBER = re.compile(r"[0-9.]+")


def place_validations(definition: FormDefinition, cells: Sequence[Slot]) -> tuple[PlacedValidation, ...]:
    """Each validation of the form with its cells; one without a cell, or without choices, is left out."""
    named = [item for item in definition.validations if item.choices is None or definition.tree]
    by_field: dict[str, list[int]] = defaultdict(list)
    for index, cell in enumerate(cells):
        if cell.roles and cell.formula is None:
            by_field[_field(cell.roles[0])].append(index)
    placed = (_place(validation, by_field, cells) for validation in named)
    return tuple(item for item in placed if item is not None)


def _place(
    validation: Validation, by_field: Mapping[str, list[int]], cells: Sequence[Slot]
) -> PlacedValidation | None:
    found = {index for name in validation.fields for index in by_field.get(name, ())}
    guarded = [cells[index] for index in sorted(found)]
    if not guarded:
        return None
    areas = tuple(cell.area for cell in guarded)
    return PlacedValidation(validation, areas, _maximum(validation.maximum, guarded[0], cells))


@lru_cache(maxsize=1 << 14)
def _field(role: str) -> str:
    """The field of a role; the roles of a merged cell all have the same."""
    return generic(role.removeprefix(SPARE))


def _maximum(maximum: str | None, first: Slot, cells: Sequence[Slot]) -> str | None:
    """A number as it is; a field of the row as the address beside the first guarded cell.

    Excel moves that relative address along with each guarded cell.
    """
    if maximum is None or _NUMBER.fullmatch(maximum):
        return maximum
    role = f"{first.roles[0].rpartition('.')[0]}.{maximum}"
    bound: CellRange | None = next((cell.area for cell in cells if role in cell.roles), None)
    return None if bound is None else bound.first.a1
