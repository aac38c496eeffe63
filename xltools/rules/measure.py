"""How much room a text needs, in the units of Excel: a measured guess on the safe side.

Column widths count digits of the workbook's font (宋体 11: 8 pixels at 96 dpi); a Chinese
character is as wide as its size, a Latin one about half of it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from math import ceil

from xltools.rules.styles import Style

PIXELS_PER_POINT = 96 / 72
DIGIT_PIXELS = 8
EDGE_PIXELS = 6  # inner margins and the border
LINE_SPACING = 1.45  # line height over font size: 宋体 has 1.2, Noto CJK that may stand in for it 1.45
MAX_ROW_POINTS = 409.0  # Excel's limit
SAFETY = 1.02  # fonts that stand in are a little wider


@lru_cache(maxsize=8192)
def _width(character: str) -> float:
    """Width of a character in parts of the font size."""
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    return 0.62 if character.isupper() or character in "%@&mwMW" else 0.53


def line_count(text: str, columns: float, style: Style) -> int:
    """Lines that a text takes in a column `columns` digits wide, wrapped."""
    room = max(columns * DIGIT_PIXELS - EDGE_PIXELS, style.size * PIXELS_PER_POINT)
    em = style.size * PIXELS_PER_POINT * SAFETY * (1.05 if style.bold else 1.0)
    return sum(_wrapped(paragraph, room / em) for paragraph in text.splitlines() or [""])


def _wrapped(paragraph: str, room: float) -> int:
    """Lines of one paragraph in a room of so many font sizes; a Latin word is not broken."""
    lines, used, word = 1, 0.0, 0.0
    for character in paragraph:
        width = _width(character)
        if used + width > room:
            lines += 1
            # a line may break before a whole Latin word, which then starts the next line
            used = word if word and word + width <= room and width < 1.0 else 0.0
        used += width
        word = word + width if width < 1.0 and not character.isspace() else 0.0
    return lines


def height_needed(text: str, columns: float, style: Style) -> float:
    """Points of height that show the whole text in a cell `columns` digits wide."""
    lines = line_count(text, columns, style) if style.wrap else 1
    return ceil(lines * style.size * LINE_SPACING) + 4.0
