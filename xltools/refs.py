"""Cell addresses as values: never sliced strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\Z")


@cache
def column_letters(column: int) -> str:
    """Letters of a 1-based column: 1 → A, 27 → AA.

    Raises ValueError outside 1..16384.
    """
    if not 1 <= column <= MAX_COLUMN:
        raise ValueError(f"column {column} is outside 1..{MAX_COLUMN}")
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """1-based number of a column: A → 1, xfd → 16384. Raises ValueError for anything else."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"{letters!r} is no column")
        number = number * 26 + ord(letter) - ord("A") + 1
    if not 1 <= number <= MAX_COLUMN:
        raise ValueError(f"{letters!r} is no column")
    return number


class CellRef(NamedTuple):
    """One cell: 1-based row and column; in order from row to row. The key of every grid, so a tuple."""

    row: int
    column: int

    @classmethod
    def parse(cls, text: str) -> CellRef:
        """Read `B7` or `$B$7`. Raises ValueError for anything else."""
        match = _A1.match(text)
        if not match:
            raise ValueError(f"{text!r} is no cell address")
        row = int(match[2])
        if not 1 <= row <= MAX_ROW:
            raise ValueError(f"{text!r} is no cell address")
        return cls(row, column_number(match[1]))

    @property
    def a1(self) -> str:
        """`B7`."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def absolute(self) -> str:
        """`$B$7`."""
        return f"${column_letters(self.column)}${self.row}"

    def __str__(self) -> str:
        return self.a1


@dataclass(frozen=True, slots=True, order=True)
class CellRange:
    """A rectangle of cells, both corners included."""

    first: CellRef
    last: CellRef

    @classmethod
    @lru_cache(maxsize=1 << 16)
    def of(
        cls, row: int, column: int, last_row: int | None = None, last_column: int | None = None
    ) -> CellRange:
        """The rectangle from (row, column) to (last_row, last_column); one cell where these are left out.

        The forms of a season are laid out over the same few thousand, so each is made once.
        """
        return cls(CellRef(row, column), CellRef(last_row or row, last_column or column))

    @classmethod
    def parse(cls, text: str) -> CellRange:
        """Read `A1:B2` or `A1`. Raises ValueError for anything else."""
        first, _, last = text.partition(":")
        one, two = CellRef.parse(first), CellRef.parse(last or first)
        return cls(
            CellRef(min(one.row, two.row), min(one.column, two.column)),
            CellRef(max(one.row, two.row), max(one.column, two.column)),
        )

    @property
    def single(self) -> bool:
        """True where the range is one cell."""
        first, last = self.first, self.last
        return first.row == last.row and first.column == last.column

    @property
    def rows(self) -> range:
        """The row numbers."""
        return range(self.first.row, self.last.row + 1)

    @property
    def columns(self) -> range:
        """The column numbers."""
        return range(self.first.column, self.last.column + 1)

    @property
    def a1(self) -> str:
        """`A1:B2`, or `A1` for one cell."""
        return self.first.a1 if self.single else f"{self.first.a1}:{self.last.a1}"

    @property
    def absolute(self) -> str:
        """`$A$1:$B$2`."""
        return self.first.absolute if self.single else f"{self.first.absolute}:{self.last.absolute}"

    def __contains__(self, ref: CellRef) -> bool:
        return (
            self.first.row <= ref.row <= self.last.row and self.first.column <= ref.column <= self.last.column
        )

    def __iter__(self) -> Iterator[CellRef]:
        return (CellRef(row, column) for row in self.rows for column in self.columns)

    def __str__(self) -> str:
        return self.a1
