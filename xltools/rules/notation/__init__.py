"""Reads what people mean in 年度指标值 and 实际完成值."""

from __future__ import annotations

from xltools.rules.notation.cell import read_cell, typed_text
from xltools.rules.notation.compare import compare
from xltools.rules.notation.model import Comparator, Comparison, Due, Kind, Outcome, Quantity, Reading, Unit
from xltools.rules.notation.read import read_notation
from xltools.rules.notation.spelling import spell

__all__ = [
    "Comparator",
    "Comparison",
    "Due",
    "Kind",
    "Outcome",
    "Quantity",
    "Reading",
    "Unit",
    "compare",
    "read_cell",
    "read_notation",
    "spell",
    "typed_text",
]
