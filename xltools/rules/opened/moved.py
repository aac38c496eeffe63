"""Formulas as they read in a file whose rows and columns people have moved since it was laid out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xltools.refs import CellRef

# Texts are passed over; then come cells and areas, with the sheet they are on, unless part of a longer word.
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")"""
    r"""|(?P<sheet>(?:'(?:[^']|'')*'|[\w.]+)!)?(?<![\w.$])"""
    r"""(?P<first>\$?[A-Z]{1,3}\$?[0-9]+)(?::(?P<last>\$?[A-Z]{1,3}\$?[0-9]+))?(?![\w.(!])"""
)
_LOST = "#REF!"


@dataclass(frozen=True, slots=True)
class Line:
    """Where the rows, or the columns, of a layout stand in a file: what is known, from the first."""

    known: tuple[tuple[int, int], ...]

    def to(self, number: int) -> int:
        """Where one stands; what is not known follows the one before it."""
        at = max(bisect_right(self.known, number, key=lambda pair: pair[0]) - 1, 0)
        here, there = self.known[at]
        moved = there + number - here
        if number > here and at + 1 < len(self.known):
            return min(moved, self.known[at + 1][1] - 1)
        return max(moved, 1)


def line(pairs: Iterable[tuple[int, int]]) -> Line | None:
    """The line of pairs of here and there, by most of them; None where the order is another one."""
    found: dict[int, list[int]] = defaultdict(list)
    for here, there in pairs:
        found[here].append(there)
    known = tuple((here, Counter(found[here]).most_common(1)[0][0]) for here in sorted(found))
    return Line(known) if known and _rising(known) else None


def _rising(known: Sequence[tuple[int, int]]) -> bool:
    return all(above < below for (_, above), (_, below) in pairwise(known))


@dataclass(frozen=True, slots=True)
class Moves:
    """Where the cells of a sheet as it was laid out stand in a file."""

    rows: Line
    columns: Line

    def cell(self, ref: CellRef) -> CellRef:
        """Where a cell stands."""
        return CellRef(self.rows.to(ref.row), self.columns.to(ref.column))


def moved(formula: str, own: Moves, other: Moves | None = None) -> str:
    """A formula of ours; cells of its own sheet stand as `own` says, those of a sheet it names as `other`."""

    def again(match: re.Match[str]) -> str:
        moves = own if match["sheet"] is None else other
        if match["text"] is not None or moves is None:
            return match[0]
        sides = [_moved(side, moves) for side in (match["first"], match["last"]) if side]
        return (match["sheet"] or "") + ":".join(sides)

    return _TOKEN.sub(again, formula)


def _moved(side: str, moves: Moves) -> str:
    """One address; what is absolute in it stays so."""
    ref = moves.cell(CellRef.parse(side))
    column, row = ref.absolute[1:].split("$")
    return f"{'$' if side[0] == '$' else ''}{column}{'$' if '$' in side[1:] else ''}{row}"


def looks_at_cells(formula: str) -> bool:
    """True for a formula that still takes something from cells: `=95` does not, nor one that lost them."""
    cells = any(match["text"] is None for match in _TOKEN.finditer(formula))
    return cells and _LOST not in formula
