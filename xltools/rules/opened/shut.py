"""Cells of an opened form that take no entries any more: pasting over an open cell may lock it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from xltools.grid import Grid
from xltools.refs import CellRange, CellRef
from xltools.rules.definition.model import CellSpec, FormDefinition
from xltools.rules.layout.formulas import joined
from xltools.rules.layout.styles import StyleSheet
from xltools.rules.reading import ReadForm


@dataclass(frozen=True, slots=True)
class Shut:
    """Neighbouring cells of a field that people fill, and what it is called."""

    label: str
    area: CellRange


def shut(
    form: ReadForm, definition: FormDefinition, styles: StyleSheet, grid: Grid, unlocked: Collection[CellRef]
) -> Iterator[Shut]:
    """What a form of ours cannot be filled in any more; `unlocked` are the open cells of its sheet."""
    if not form.blocks:
        return  # not one of ours: nobody knows what was open
    for path, spec in _open_fields(definition, styles):
        cells = [cell for cell in _cells(form, path) if grid.first(cell) == cell and cell not in unlocked]
        for area in joined([grid.area(cell) for cell in cells]):
            yield Shut(_called(path, spec, definition), area)


def _open_fields(definition: FormDefinition, styles: StyleSheet) -> Iterator[tuple[str, CellSpec]]:
    """The fields that people fill, as `funds.executed`, where each of their cells is open."""
    idle = frozenset(definition.formulas)
    if definition.funds is not None:
        idle |= {f"funds.{name}" for name in definition.funds.dash_fields}
    for path, spec in definition.field_cells.items():
        if styles[spec.style].input and path not in idle:
            yield path, spec


def _cells(form: ReadForm, path: str) -> Iterator[CellRef]:
    kind, _, name = path.rpartition(".")
    block = form.blocks.get(kind)
    if block is not None and name in block.columns:
        yield from (CellRef(row, block.columns[name]) for row in range(block.first, block.last + 1))
    elif not kind and name in form.cells:
        yield form.cells[name].cell


def _called(path: str, spec: CellSpec, definition: FormDefinition) -> str:
    titles = (one.title for one in definition.validations if path in one.fields)
    return next(titles, None) or (definition.called(spec.label) if spec.label else path)
