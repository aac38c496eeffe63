"""How much room a text needs, in the units of Excel: a measured guess on the safe side.

Column widths count digits of the workbook's font (8 pixels at 96 dpi, see `default` in the styles); a Chinese
character is as wide as its size, a Latin one half of it or a little more.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, inf

from xltools.rules.layout.styles import Style

PIXELS_PER_POINT = 96 / 72
DIGIT_PIXELS = 8
EDGE_PIXELS = 6  # inner margins and the border
LINE_SPACING = 1.45  # line height over font size: 宋体 has 1.2, Noto CJK that may stand in for it 1.45
MAX_ROW_POINTS = 409.0  # Excel's limit
SAFETY = 1.02  # fonts that stand in are a little wider

_WIDEST, _BROAD, _CAPITAL, _SLIM = 1.0, 0.9, 0.7, 0.63  # 宋体: 0.5; fonts that stand in for it are wider


class _Widths(dict[str, float]):
    """Widths of characters in parts of the font size; each is looked up once."""

    def __missing__(self, character: str) -> float:
        if unicodedata.combining(character):
            width = 0.0
        elif unicodedata.east_asian_width(character) in "WFA":
            width = _WIDEST
        else:
            width = _BROAD if character in "%@&mwMW=<>+" else _CAPITAL if character.isupper() else _SLIM
        self[character] = width
        return width


class _Shapes(dict[int, str]):
    """A character that stands for all that take the same room and break lines in the same way."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        width = _WIDTHS[character]
        shape = character if len(f"{character}|".splitlines()) > 1 else _OF_WIDTH[width]
        self[code] = " " if shape == "a" and character.isspace() else shape
        return self[code]


_WIDTHS = _Widths()
_SHAPES = _Shapes()
_OF_WIDTH = {0.0: "\u0301", _SLIM: "a", _CAPITAL: "A", _BROAD: "M", _WIDEST: "一"}
_PIECES = re.compile(
    "[\u3000-\u303e\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uff01-\uff60]+|.", re.DOTALL
)  # wide ones
_ANY_LENGTH = 1 << 30


@dataclass(frozen=True, slots=True)
class Room:
    """The room that a column gives to the texts of one style."""

    line: float  # font sizes that fit on a line
    step: float  # points of height that a line takes
    short: int  # a text of so many characters, and without line breaks, fits on a line
    single: float  # points of height of one line
    least: float  # points of height that it has also for a blank cell

    def height(self, text: str) -> float:
        """Points of height that show the whole text."""
        if len(text) <= self.short and text.isprintable():
            return self.single
        if self.line == inf:
            return self.single
        return _height(text.translate(_SHAPES), self.line, self.step)


@lru_cache(maxsize=1024)
def room(columns: float, style: Style) -> Room:
    """The room in a cell `columns` digits wide."""
    pixels = max(columns * DIGIT_PIXELS - EDGE_PIXELS, style.size * PIXELS_PER_POINT)
    em = style.size * PIXELS_PER_POINT * SAFETY * (1.05 if style.bold else 1.0)
    line, step = pixels / em if style.wrap else inf, style.size * LINE_SPACING
    short = floor(line / _WIDEST) if style.wrap else _ANY_LENGTH
    return Room(line, step, short, ceil(step) + 4.0, ceil(style.lines * step) + 4.0)


@lru_cache(maxsize=8192)  # texts differ more than their shapes
def _height(shape: str, line: float, step: float) -> float:
    lines = sum(_wrapped(paragraph, line) for paragraph in shape.splitlines() or [""])
    return ceil(lines * step) + 4.0


def _wrapped(paragraph: str, line: float) -> int:
    """Lines of one paragraph where so many font sizes fit on each; a Latin word is not broken."""
    lines, used, word = 1, 0.0, 0.0
    widths = _WIDTHS
    for piece in _PIECES.findall(paragraph):
        if len(piece) > 1:  # wide characters fill the lines one like the other
            more, used = _filled(len(piece), used, line)
            lines, word = lines + more, 0.0
            continue
        width = widths[piece]
        if used + width > line:
            lines += 1
            # a line may break before a whole Latin word, which then starts the next line
            used = word if word and word + width <= line and width < _WIDEST else 0.0
        used += width
        word = word + width if width < _WIDEST and not piece.isspace() else 0.0
    return lines


def _filled(count: int, used: float, line: float) -> tuple[int, float]:
    """How many lines so many wide characters add, and how far they reach into the last."""
    here = floor((line - used) / _WIDEST)
    if count <= here:
        return 0, used + count * _WIDEST
    on_each = max(1, floor(line / _WIDEST))
    more = ceil((count - max(here, 0)) / on_each)
    return more, (count - max(here, 0) - (more - 1) * on_each) * _WIDEST


def height_needed(text: str, columns: float, style: Style) -> float:
    """Points of height that show the whole text in a cell `columns` digits wide."""
    return room(columns, style).height(text)
