"""Units of money that a form or a roster may state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from xltools.rules.labels import seen

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

_UNIT = re.compile(rf"(?:\((?:金额)?(?:单位:?)?(?:人民币)?|单位:)(?:人民币)?({UNIT_PATTERN})(?:\)|\Z|\s|,)")


def scale_of(stated: str, wanted: str) -> Decimal:
    """What an amount in one unit of money is multiplied by to stand in another; 1 for units not known."""
    if not {stated, wanted} <= MONEY_UNITS.keys():
        return Decimal(1)
    return MONEY_UNITS[stated] / MONEY_UNITS[wanted]


@lru_cache(maxsize=8192)
def money_unit_in(text: str) -> str | None:
    """元, 万元, 千元, where a text states the unit of money: `项目资金（万元）`, `单位：元`."""
    match = _UNIT.search(seen(text))
    return match[1] if match else None
