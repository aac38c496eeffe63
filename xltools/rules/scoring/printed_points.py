"""Points that a form prints into the name of a level: 40 of `产出指标(40分)`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from xltools.model import Indicator

_POINTS = re.compile(r"(\d+(?:\.\d+)?) ?分\W*$")


@lru_cache(maxsize=1 << 10)  # a season repeats a few names
def points_in(name: str) -> Decimal | None:
    """The points in a level's name."""
    match = _POINTS.search(unicodedata.normalize("NFKC", name))
    return Decimal(match[1]) if match else None


def without_points(name: str) -> str:
    """The name alone. `name` is without width (NFKC)."""
    return _POINTS.sub("", name)


def printed_total(rows: Iterable[Indicator]) -> Decimal | None:
    """The points of all 一级指标 together where each prints its own; None otherwise."""
    names = dict.fromkeys(row.level1 for row in rows)
    points = [points_in(name or "") for name in names]
    return sum((each for each in points if each), Decimal(0)) if points and None not in points else None
