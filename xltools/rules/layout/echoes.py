"""Copies of what is typed into cells merged across, far beside the form, white on white: rows grow with them.

No spreadsheet reckons with merged cells when it makes a row higher. It does with a cell beside them that is
as wide as they are and shows the same text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xltools.refs import CellRange
from xltools.rules.definition.model import CellSpec, FormDefinition, LinesBlock
from xltools.rules.layout.model import Echo, Slot
from xltools.rules.layout.styles import ECHO, StyleSheet

_FAR = 26  # columns to the right of the form, beyond anything that is seen there
_NARROWER = 1.0  # characters: rather one line too many than one too few

Columns = Mapping[tuple[int, int], int]
"""By the columns of merged cells the one that is as wide."""


class Echoed(NamedTuple):
    """A cell of a line that has a copy: its place in the line, the column of the copy, lines of room."""

    at: int
    column: int
    lines: int


def echo_columns(definition: FormDefinition, styles: StyleSheet) -> Columns:
    """Where the copies of a form stand."""
    lines = (line for block in definition.blocks if isinstance(block, LinesBlock) for line in block.lines)
    merged = {spec.columns: None for line in lines for spec in line if _grows(spec, styles)}
    first = len(definition.widths) + _FAR
    return {columns: number for number, columns in enumerate(merged, start=first)}


def echo_widths(definition: FormDefinition, styles: StyleSheet) -> Iterator[tuple[int, float]]:
    """The number and the width of each of these columns."""
    for (first, last), column in echo_columns(definition, styles).items():
        yield column, sum(definition.widths[first - 1 : last]) - _NARROWER


def echoed(specs: Sequence[CellSpec], columns: Columns, styles: StyleSheet) -> Iterator[Echoed]:
    """Those of a line's cells that have a copy."""
    for at, spec in enumerate(specs):
        if _grows(spec, styles):
            yield Echoed(at, columns[spec.columns], styles[spec.style].lines)


def echo(one: Echoed, index: int, slots: Sequence[Slot]) -> tuple[Slot, Echo]:
    """The copy of a cell of the line whose slots begin at `index`."""
    first = slots[index + one.at].area.first
    slot = Slot(CellRange.of(first.row, one.column), ECHO, (), f'{first.a1}&""')
    return slot, Echo(index + one.at, first.row, one.lines)


def _grows(spec: CellSpec, styles: StyleSheet) -> bool:
    """True for a cell merged across that people write into."""
    style = styles.get(spec.style)
    typed = style is not None and style.input and style.wrap and spec.text is None and spec.label is None
    return typed and spec.columns[0] < spec.columns[1]
