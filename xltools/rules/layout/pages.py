"""Where a form breaks into printed pages, so that a group that goes on shows its label again.

Excel and WPS scale a form to the width of its paper; what then fits on a page follows from the widths of
its columns and the heights of its rows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import floor

from xltools.rules.definition.model import PrintSetup
from xltools.rules.layout.measure import DIGIT_PIXELS, PIXELS_PER_POINT

KEEP, ANYWHERE, GROUP, BLOCK = range(4)
"""How well a page may end after a line: not at all, as it must, with 二级指标, with 一级指标 or a block."""

_POINTS_PER_INCH = 72
_INCHES = {"A3": (11.69, 16.54), "A4": (8.27, 11.69)}  # width and height of a portrait page
_SAFETY = 0.98  # heights are rounded to pixels of the printer
_WASTE = 0.15  # so much of a page may stay empty for a better ending


def page_room(setup: PrintSetup, widths: Sequence[float]) -> float:
    """Points of row height that fit on a page, at the scale (whole percents) that fits the width."""
    width, height = _INCHES[setup.paper] if setup.orientation == "portrait" else _INCHES[setup.paper][::-1]
    margins = setup.margins
    across = (width - margins["left"] - margins["right"]) * _POINTS_PER_INCH
    down = (height - margins["top"] - margins["bottom"]) * _POINTS_PER_INCH
    needed = sum(widths) * DIGIT_PIXELS / PIXELS_PER_POINT
    scale = min(1.0, floor(100 * across / needed) / 100)
    return down / scale * _SAFETY


def page_ends(
    lines: Sequence[range],
    endings: Sequence[int],
    heights: Mapping[int, float],
    repeat: int | None,
    room: float,
) -> tuple[int, ...]:
    """The last row of each page but the last. `endings` tells how well a page ends after each line.

    `heights` are those of the rows from the first, in their order.

    The heading in row `repeat` takes its height from every page that follows it. Where nothing fits (a line
    higher than a page) the spreadsheet breaks by itself.
    """
    bottoms = list(accumulate(heights.values()))
    reached = [bottoms[rows.stop - 2] for rows in lines]
    ends: list[int] = []
    first, above, limit = 0, 0.0, room
    while reached[-1] - above > limit:
        beyond = bisect_right(reached, above + limit)
        better = max(first, bisect_left(reached, above + limit * (1 - _WASTE)))
        near = [at for at in range(better, beyond) if endings[at]] or [
            at for at in range(first, better) if endings[at]
        ][-1:]
        if not near:
            first, above = first + 1, reached[first]
            continue
        best = max(near, key=lambda at: (endings[at], at))
        ends.append(lines[best][-1])
        first, above = best + 1, reached[best]
        limit = room - heights[repeat] if repeat is not None and ends[-1] >= repeat else room
    return tuple(ends)
