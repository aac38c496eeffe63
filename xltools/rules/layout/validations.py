"""Which cells a form's validations guard, and what they accept there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from xltools.refs import CellRange
from xltools.rules.definition.choices import FROM, OF, TO
from xltools.rules.definition.model import LEVEL_FIELDS, FormDefinition, Validation
from xltools.rules.layout.model import Limit, PlacedValidation, Slot
from xltools.rules.layout.names import list_name
from xltools.rules.layout.printed import SPARE
from xltools.rules.reading import ReadForm
from xltools.rules.scoring.computed import generic

Fields = Mapping[str, Sequence[CellRange]]
"""Where each field stands (`indicators.score`: in every row), from the top."""

_NUMBER = re.compile(r"[0-9.]+")
_LONGEST = 255  # characters: Excel's limit


def place_validations(
    definition: FormDefinition, cells: Sequence[Slot], lists: Collection[str]
) -> tuple[PlacedValidation, ...]:
    """Each validation of the form with its cells. `lists` are the columns of 选项."""
    fields: dict[str, list[CellRange]] = defaultdict(list)
    for cell in cells:
        if cell.roles and cell.formula is None:
            fields[_field(cell.roles[0])].append(cell.area)
    return _placed(definition, fields, lists)


def validations_of(form: ReadForm, definition: FormDefinition) -> tuple[PlacedValidation, ...]:
    """The validations that the cells of an opened form should have: those it was issued with.

    Rows that people inserted are guarded like the others. Only lists that the file still holds are named.
    """
    fields: dict[str, list[CellRange]] = defaultdict(list)
    for name, source in form.cells.items():
        if "[" not in name:
            fields[name].append(CellRange(source.cell, source.cell))
    for kind, block in form.blocks.items():
        for name, column in block.columns.items():
            rows = range(block.first, block.last + 1)
            fields[f"{kind}.{name}"] = [CellRange.of(row, column) for row in rows]
    return _placed(definition, fields, form.lists)


def _placed(
    definition: FormDefinition, fields: Fields, lists: Collection[str]
) -> tuple[PlacedValidation, ...]:
    """One without a cell, or without choices, is left out."""
    placed = (_place(validation, fields, lists) for validation in definition.validations)
    return tuple(item for item in placed if item is not None)


def _place(validation: Validation, fields: Fields, lists: Collection[str]) -> PlacedValidation | None:
    areas = sorted(area for name in validation.fields for area in fields.get(name, ()))
    if not areas or validation.choices not in (None, *lists):
        return None
    return PlacedValidation(validation, tuple(areas), _limit(validation, areas[0], fields, lists))


def _limit(rule: Validation, first: CellRange, fields: Fields, lists: Collection[str]) -> Limit | None:
    if rule.choices is not None:
        return Limit("list", _list(rule, first, fields, lists))
    if rule.minimum is None:
        return None
    maximum = _maximum(rule, first, fields)
    if rule.above or rule.decimals:
        return Limit("custom", _custom(rule, first.first.a1, maximum))
    return Limit("decimal", f"{rule.minimum:f}", maximum)


def _list(rule: Validation, first: CellRange, fields: Fields, lists: Collection[str]) -> str:
    """The whole list, or the part of it that belongs to what another cell says.

    `INDEX(…):INDEX(…)` is looked up only when the cell is opened; a text that nobody knows gives them all.
    """
    name = str(rule.choices)
    whole, of, begin, end = (list_name(name + part) for part in ("", OF, FROM, TO))
    said = _said(rule, first, fields)
    if said is None or f"{name}{OF}" not in lists:
        return whole
    found = f"MATCH({said},{of},0)"
    formula = (
        f"INDEX({whole},IFERROR(INDEX({begin},{found}),1)):"
        f"INDEX({whole},IFERROR(INDEX({end},{found}),ROWS({whole})))"
    )
    return formula if len(formula) <= _LONGEST else whole


def _said(rule: Validation, first: CellRange, fields: Fields) -> str | None:
    """What the field says on which the choices depend.

    The cells of a merged group are blank but for the first: the last text above a row is that of its group.
    """
    name = rule.depends_on
    if name is None:
        return None
    if name not in LEVEL_FIELDS:
        cells = fields.get(name, ())
        return cells[0].first.absolute if cells else None
    beside = _beside(name, rule, first, fields)
    if beside is None:
        return None
    top = beside.first.absolute
    column = f"{top}:{top.rpartition('$')[0]}{beside.first.row}"
    return f'LOOKUP(2,1/({column}<>""),{column})'


def _beside(name: str, rule: Validation, first: CellRange, fields: Fields) -> CellRange | None:
    """The cell of another field in the same row."""
    row = f"{rule.fields[0].rpartition('.')[0]}.{name}"
    return next((area for area in fields.get(row, ()) if area.first.row == first.first.row), None)


def _maximum(rule: Validation, first: CellRange, fields: Fields) -> str | None:
    """A number as it is; a field of the row as the address beside the first guarded cell."""
    if rule.maximum is None or _NUMBER.fullmatch(rule.maximum):
        return rule.maximum
    bound = _beside(rule.maximum, rule, first, fields)
    return None if bound is None else bound.first.a1


def _custom(rule: Validation, cell: str, maximum: str | None) -> str:
    """Bounds that Excel's plain ones cannot say."""
    parts = [f"ISNUMBER({cell})", f"{cell}{'>' if rule.above else '>='}{rule.minimum:f}"]
    if maximum is not None:
        parts.append(f"{cell}<={maximum}")
    if rule.decimals:
        parts.append(f"ROUND({cell},{rule.decimals})={cell}")
    return f"AND({','.join(parts)})"


@lru_cache(maxsize=1 << 14)
def _field(role: str) -> str:
    """The field of a role; the roles of a merged cell all have the same."""
    return generic(role.removeprefix(SPARE))
