"""Row heights that show every wrapped text: neither XlsxWriter nor LibreOffice works them out."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.rules.measure import DIGIT_PIXELS, EDGE_PIXELS, MAX_ROW_POINTS, PIXELS_PER_POINT, height_needed
from xltools.rules.styles import Style as Measured
from xltools.summary.definition import BASE, Column, Style

_OWN_DIGIT_PIXELS, _OWN_PADDING = 7, 5  # of XlsxWriter's default font, which the widths here count


class Heights:
    """Measures the texts of rows in the columns and styles of one sheet."""

    def __init__(self, styles: Mapping[str, Style]) -> None:
        self._looks = {name: _measured(style) for name, style in styles.items()}
        self.one_line = height_needed("", 1, self._looks[BASE])

    def needed(self, texts: list[tuple[Column, str]], style: str | None = None) -> float:
        """Points of height that show these texts, in the style of their columns or in one style for all."""
        return max((self._text(column, text, style or column.style) for column, text in texts), default=0.0)

    def _text(self, column: Column, text: str, style: str) -> float:
        look = self._looks[style]
        pixels = column.width * _OWN_DIGIT_PIXELS + _OWN_PADDING
        widest = len(text) * look.size * PIXELS_PER_POINT * 1.1 + EDGE_PIXELS
        if not look.wrap or (widest < pixels and "\n" not in text):  # most texts: nothing to count
            return self.one_line
        return min(height_needed(text, pixels / DIGIT_PIXELS, look), MAX_ROW_POINTS)


def _measured(style: Style) -> Measured:
    return Measured(
        font=str(style["font_name"]),
        charset=134,
        size=float(style["font_size"]),
        bold=bool(style.get("bold")),
        horizontal="left",
        vertical="center",
        wrap=bool(style.get("text_wrap")),
        shrink=False,
        border=True,
        format="General",
        input=False,
    )
