"""Row heights that show every wrapped text: neither XlsxWriter nor LibreOffice works them out."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.rules.layout.measure import DIGIT_PIXELS, Room, room
from xltools.rules.layout.styles import Style as Measured
from xltools.summary.definition import BASE, Column, Style

_OWN_DIGIT_PIXELS, _OWN_PADDING = 7, 5  # of XlsxWriter's default font, which the widths here count


class Heights:
    """The room for texts in the columns and styles of one sheet."""

    def __init__(self, styles: Mapping[str, Style]) -> None:
        self._looks = {name: _measured(style) for name, style in styles.items()}
        self.one_line = room(1, self._looks[BASE]).single

    def room(self, column: Column, style: str | None = None) -> Room:
        """How much of a text a column shows, in its own style or in another."""
        pixels = column.width * _OWN_DIGIT_PIXELS + _OWN_PADDING
        return room(pixels / DIGIT_PIXELS, self._looks[style or column.style])


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
