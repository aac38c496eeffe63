"""What a sheet shows that would have more rows than Excel knows: groups, and the top of its list."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from decimal import Decimal

from xltools.summary.definition import Column, Sheet
from xltools.summary.values import Link, Row, Value, as_number

MOST_GROUPS = 500
"""Groups that are shown; the others are counted together."""

MOST_TOP = 1_000
"""Rows that are shown."""

Group = tuple[str, int, tuple[Decimal, ...]]
"""A value, how many rows have it, and the sums of the columns that have a total."""


class Digest:
    """Looks at all rows of a sheet, one by one, and holds few of them."""

    def __init__(self, sheet: Sheet) -> None:
        self._group = sheet.columns[sheet.index(sheet.group)]
        self._top = sheet.columns[sheet.index(sheet.top)]
        self._fields = [column.field for column in sheet.columns]
        self._order = {word: -place for place, word in enumerate(self._top.words)}
        self.summed: tuple[Column, ...] = tuple(one for one in sheet.columns if one.total == "sum")
        self._groups: dict[str, tuple[int, tuple[Decimal, ...]]] = {}
        self._heap: list[tuple[Decimal, int, tuple[Value, ...]]] = []
        self._seen = 0

    def add(self, row: Row) -> None:
        """One more row."""
        self._seen += 1
        name = _text(row[self._group.field])
        count, sums = self._groups.get(name, (0, (Decimal(0),) * len(self.summed)))
        more = (_number(row[column.field]) for column in self.summed)
        self._groups[name] = count + 1, tuple(map(Decimal.__add__, sums, more))
        place = self._rank(row[self._top.field]), -self._seen
        if len(self._heap) < MOST_TOP:
            heapq.heappush(self._heap, (*place, self._values(row)))
        elif place > self._heap[0][:2]:
            heapq.heapreplace(self._heap, (*place, self._values(row)))

    def top(self) -> list[Row]:
        """The first rows by the sheet's `top` column: the largest number, the gravest word."""
        return [
            dict(zip(self._fields, values, strict=True))
            for _, _, values in sorted(self._heap, key=lambda one: one[:2], reverse=True)
        ]

    def _values(self, row: Row) -> tuple[Value, ...]:
        """The row in little space: the places differ, so rows are never compared."""
        return tuple(row[field] for field in self._fields)

    def groups(self, other: str) -> Iterator[Group]:
        """Every group by the number of its rows; those that are too many together, under this name."""
        column = self._group
        ranked = sorted(self._groups.items(), key=lambda one: (-one[1][0], one[0]))
        for name, (count, sums) in ranked[:MOST_GROUPS]:
            yield column.words.get(name, name), count, sums
        rest = [group for _, group in ranked[MOST_GROUPS:]]
        if rest:
            sums = tuple(sum(each, Decimal(0)) for each in zip(*(one for _, one in rest), strict=True))
            yield other, sum(count for count, _ in rest), sums

    def _rank(self, value: Value) -> Decimal:
        if isinstance(value, str):
            return Decimal(self._order.get(value, -len(self._order)))
        return _number(value) if value is not None else Decimal("-Infinity")


def _text(value: Value) -> str:
    return value.text if isinstance(value, Link) else "" if value is None else str(value)


def _number(value: Value) -> Decimal:
    if isinstance(value, int | Decimal) and as_number(value) is not None:
        return Decimal(value)
    return Decimal(0)
