"""What a sheet shows that would have more rows than Excel knows: groups, and the top of its list."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import repeat

from xltools.summary.definition import Column, Sheet
from xltools.summary.values import Link, Row, Value, as_number, numbers

MOST_GROUPS = 500
"""Groups that are shown; the others are counted together."""

MOST_TOP = 1_000
"""Rows that are shown."""

_LAST = Decimal("-Infinity")

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
        self._heap: list[tuple[int | Decimal, int, tuple[Value, ...]]] = []
        self._places = [sheet.index(field) for field in (sheet.group, sheet.top)]
        self._places += [sheet.index(column.field) for column in self.summed]
        self._seen = 0

    def add(self, columns: Sequence[Sequence[Value]]) -> None:
        """Some more rows, given column by column."""
        self._add_to_groups(columns)
        ranks = list(map(self._rank, columns[self._places[1]]))
        heap = self._heap
        for index, rank in enumerate(ranks):
            if len(heap) < MOST_TOP:
                heapq.heappush(heap, (rank, -self._seen - index, self._values(columns, index)))
            elif rank > heap[0][0]:  # of equal ones, the first stay
                heapq.heapreplace(heap, (rank, -self._seen - index, self._values(columns, index)))
        self._seen += len(ranks)

    def _add_to_groups(self, columns: Sequence[Sequence[Value]]) -> None:
        more: defaultdict[Value, list[tuple[Value, ...]]] = defaultdict(list)
        summed = [columns[index] for index in self._places[2:]]
        lines = zip(*summed, strict=True) if summed else repeat(())
        for name, line in zip(columns[self._places[0]], lines, strict=False):
            more[name].append(line)
        for value, own in more.items():
            name = _text(value)
            count, sums = self._groups.get(name, (0, (Decimal(0),) * len(self.summed)))
            added = (sum(numbers(column)) for column in zip(*own, strict=True))
            self._groups[name] = count + len(own), tuple(map(Decimal.__add__, sums, map(Decimal, added)))

    def top(self) -> list[Row]:
        """The first rows by the sheet's `top` column: the largest number, the gravest word."""
        return [
            dict(zip(self._fields, values, strict=True))
            for _, _, values in sorted(self._heap, key=lambda one: one[:2], reverse=True)
        ]

    @staticmethod
    def _values(columns: Sequence[Sequence[Value]], index: int) -> tuple[Value, ...]:
        """A row in little space: the places differ, so rows are never compared."""
        return tuple(column[index] for column in columns)

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

    def _rank(self, value: Value) -> int | Decimal:
        if isinstance(value, str):
            return self._order.get(value, -len(self._order))
        if value is None:
            return _LAST
        return value if isinstance(value, int | Decimal) and as_number(value) is not None else 0


def _text(value: Value) -> str:
    return value.text if isinstance(value, Link) else "" if value is None else str(value)
