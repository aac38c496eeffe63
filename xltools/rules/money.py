"""Units of money that a form or a roster may state."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

MONEY_UNITS: Mapping[str, Decimal] = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
"""Each unit in 元."""

UNIT_PATTERN = "|".join(sorted(MONEY_UNITS, key=len, reverse=True))
"""Of a regular expression: any of them, the longest first."""


def scale_of(stated: str, wanted: str) -> Decimal:
    """What an amount in one unit of money is multiplied by to stand in another; 1 for units not known."""
    if not {stated, wanted} <= MONEY_UNITS.keys():
        return Decimal(1)
    return MONEY_UNITS[stated] / MONEY_UNITS[wanted]
