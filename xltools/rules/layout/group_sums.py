"""What stands beside the head of a form: the points of each 一级指标, and the grade of the total.

Outside the print area, as live formulas. A row belongs to the last 一级指标 written at or above it, as
merged cells show it, so rows that people insert count wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from xltools.assets import shipped_toml
from xltools.model import Indicator
from xltools.refs import CellRange
from xltools.rules.definition.model import FormDefinition
from xltools.rules.layout.model import Content, Slot
from xltools.rules.pack.model import RulePack
from xltools.rules.tables import Table

_FIRST_ROW = 2
_GAP = 2  # columns to the right of the form's last
_LABEL, _VALUE = "beside-label", "beside-value"


class _Entry(NamedTuple):
    label: str
    level: str = ""
    field: str = ""  # none: the grade


@lru_cache(maxsize=1)
def _texts() -> tuple[tuple[tuple[str, str], ...], str]:
    """What the points of a 一级指标 are called, by their field; what the grade is called."""
    table = Table(shipped_toml("templates", "sums.toml"), "sums.toml")
    fields = table.table("fields")
    texts = tuple((name, fields.text(name)) for name in fields), table.text("grade")
    fields.close()
    table.close()
    return texts


def _entries(definition: FormDefinition) -> Iterator[_Entry]:
    columns = {spec.field for spec in definition.indicators.columns}
    fields, grade = _texts()
    for level in definition.tree if "level1" in columns else ():
        for field, name in fields:
            if field in columns:
                yield _Entry(f"{level.name}{name}", level.name, field)
    if "total_score" in definition.formulas:
        yield _Entry(grade)


def has_sums(definition: FormDefinition, indicators: Sequence[range]) -> bool:
    """True where there is room for them above the indicators."""
    needed = sum(1 for _ in _entries(definition))
    return bool(indicators) and needed > 0 and _FIRST_ROW + needed < indicators[0][0]


def sum_slots(
    definition: FormDefinition, pack: RulePack, indicators: Sequence[range], slots: Sequence[Slot]
) -> Iterator[Slot]:
    """A label and a formula for each."""
    columns = {spec.field: spec.columns[0] for spec in definition.indicators.columns}
    total = next((slot.area.first.a1 for slot in slots if "total_score" in slot.roles), None)
    first, last = indicators[0][0], indicators[-1][-1]
    for row, entry in enumerate(_entries(definition), start=_FIRST_ROW):
        column = len(definition.widths) + _GAP
        if entry.field:
            areas = (CellRange.of(first, columns[name], last).a1 for name in ("level1", entry.field))
            formula = _sum(entry.level, *areas)
        else:
            formula = _grade(pack, total or "")
        yield Slot(CellRange.of(row, column), _LABEL)
        yield Slot(CellRange.of(row, column + 1), _VALUE, (), formula)


def _sum(level: str, levels: str, numbers: str) -> str:
    above = f'LOOKUP(ROW({levels}),ROW({levels})/({levels}<>""),{levels})'
    summed = f'SUMPRODUCT((LEFT({above},{len(level)})="{level}")*1,{numbers})'
    return f'IFERROR(ROUND({summed},10),"")'


def _grade(pack: RulePack, total: str) -> str:
    *upper, lowest = pack.grades.bands
    formula = f'"{lowest.name}"'
    for band in reversed(upper):
        formula = f'IF({total}>={band.total_from:f},"{band.name}",{formula})'
    return f'IF(ISNUMBER({total}),{formula},"")'


def sum_contents(
    definition: FormDefinition, pack: RulePack, rows: Sequence[Indicator], total: Decimal | None
) -> Iterator[Content]:
    """What the slots show."""
    levels = list(_levels(rows))
    for entry in _entries(definition):
        yield entry.label
        if entry.field:
            numbers = (getattr(row, entry.field) for row in rows)
            pairs = zip(levels, numbers, strict=True)
            own = [number or Decimal(0) for level, number in pairs if level.startswith(entry.level)]
            yield sum(own, Decimal(0)) if levels and levels[0] else ""
        else:
            yield "" if total is None else pack.grades.of(total).name


def _levels(rows: Sequence[Indicator]) -> Iterator[str]:
    """The 一级指标 of each row: its own, or that above."""
    above = ""
    for row in rows:
        above = row.level1 or above
        yield above
