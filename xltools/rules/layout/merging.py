"""Labels merged downwards over the rows they stand for: the names of blocks, 一级, 二级指标.

How they merge is a form's own. A label that goes over the end of a printed page is cut there and stands
on both pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from xltools.model import Indicator
from xltools.refs import CellRange
from xltools.rules.definition.model import LEVEL_FIELDS, CellSpec
from xltools.rules.layout.measure import MAX_ROW_POINTS, Room
from xltools.rules.layout.model import Arrangement, Placed
from xltools.rules.layout.pages import ANYWHERE, BLOCK, GROUP, page_ends
from xltools.rules.layout.printed import Printed

_RANKS = dict(zip(LEVEL_FIELDS, (BLOCK, GROUP), strict=True))
_MOST_TRIES = 3


class Label(NamedTuple):  # made for every form: quicker than a frozen dataclass
    """One label. `run` are the indicators it stands for, `roles` theirs; the name of a block has none."""

    columns: tuple[int, int]
    style: str
    text: str | None
    rows: range
    room: Room
    run: range = range(0)
    roles: tuple[str, ...] = ()
    rank: int = ANYWHERE  # how well a page may end after it

    def placed(self) -> Placed:
        """The merged cell."""
        area = CellRange.of(self.rows[0], self.columns[0], self.rows[-1], self.columns[1])
        return Placed(area, self.style, self.roles, content=self.text)


def level_labels(spec: CellSpec, room: Room, record: Printed, indicators: Sequence[range]) -> Iterator[Label]:
    """一级 or 二级指标: neighbours with the same text share a cell, blanks stand alone.

    `indicators` are the rows of each.
    """
    name = spec.field or ""
    for run in _runs(record.evaluation.indicators, name):
        rows = range(indicators[run[0]][0], indicators[run[-1]].stop)
        roles = tuple([f"{record.row_roles[f'indicators[{index}]']}.{name}" for index in run])
        text: str | None = getattr(record.evaluation.indicators[run[0]], name)
        yield Label(spec.columns, spec.style, text, rows, room, run, roles, _RANKS[name])


def _runs(rows: Sequence[Indicator], level: str) -> Iterator[range]:
    """Indicators that share one merged level cell; those of another 一级指标 never do."""
    first = 0
    for index in range(1, len(rows) + 1):
        if index < len(rows) and _alike(rows[index - 1], rows[index], level):
            continue
        yield range(first, index)
        first = index


def _alike(one: Indicator, other: Indicator, level: str) -> bool:
    name = getattr(one, level)
    return name is not None and name == getattr(other, level) and one.level1 == other.level1


def grow(heights: dict[int, float], labels: Iterable[Label]) -> bool:
    """Make rows higher where a label beside them needs more; true where one did."""
    grown = False
    for label in labels:
        text, rows = label.text, label.rows
        if text is None or (len(text) <= label.room.short and text.isprintable()):
            continue  # any row is high enough for a line
        missing = label.room.height(text) - sum([heights[row] for row in rows])
        if missing > 0:
            grown = True
            for row in rows:
                heights[row] = min(round(heights[row] + missing / len(rows), 2), MAX_ROW_POINTS)
    return grown


def over_pages(
    labels: list[Label], heights: dict[int, float], arrangement: Arrangement, room: float
) -> tuple[tuple[int, ...], list[Label]]:
    """The last row of each printed page but the last, and the labels as they fall on the pages.

    `room` is that of a page. A piece of a label may need more height than its rows have; then the pages are
    made up again.
    """
    if sum(heights.values()) <= room:
        return (), labels
    endings = _endings(labels, arrangement)
    for _ in range(_MOST_TRIES):
        ends = page_ends(arrangement.lines, endings, heights, arrangement.repeat_row, room)
        whole = [label for label in labels if not _cut(label.rows, ends)]
        cut = [label for label in labels if _cut(label.rows, ends)]
        pieces = [piece for label in cut for piece in _pieces(label, ends, arrangement.indicators)]
        if not grow(heights, pieces):
            break
    return ends, whole + pieces


def _endings(labels: Iterable[Label], arrangement: Arrangement) -> list[int]:
    """How well a page may end after each line: best where a group ends, never between one and the totals."""
    endings, last = list(arrangement.endings), len(arrangement.indicators) - 1
    first = arrangement.lines.index(arrangement.indicators[0]) if arrangement.indicators else 0
    for label in labels:
        if label.run and label.run[-1] != last:
            at = first + label.run[-1]
            endings[at] = max(endings[at], label.rank)
    return endings


def _cut(rows: range, ends: Sequence[int]) -> bool:
    """True where a page ends inside."""
    return any(end in rows[:-1] for end in ends)


def _pieces(label: Label, ends: Sequence[int], indicators: Sequence[range]) -> Iterator[Label]:
    """The label on each page that it reaches."""
    starts = [label.rows.start, *(end + 1 for end in ends if end in label.rows[:-1])]
    for start, stop in zip(starts, [*starts[1:], label.rows.stop], strict=True):
        own = [at for at, index in enumerate(label.run) if start <= indicators[index][0] < stop]
        roles = tuple([label.roles[at] for at in own])
        run = range(label.run[own[0]], label.run[own[-1]] + 1) if own else range(0)
        yield label._replace(rows=range(start, stop), run=run, roles=roles)
