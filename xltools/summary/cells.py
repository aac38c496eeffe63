"""Values made into the cells of their column: XML, and the height that shows them."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.sax.saxutils import escape

from xltools.summary.definition import Column
from xltools.summary.heights import Heights
from xltools.summary.styles import Formats
from xltools.summary.values import as_number, clean_text

_PLAIN = "text"  # the style of a link that Excel cannot follow
_REMEMBERED = 2_000  # texts of a column: most repeat those of the rows above
_ESCAPE_OF_EXCEL = re.compile("_(?=x[0-9a-fA-F]{4}_)")  # a text that looks like one is kept as it is

Cell = tuple[str, float]
"""What follows `<c r="A1"`, and points of height."""


class ColumnCells:
    """Makes the cells of one column, and remembers them: most values repeat those of the rows above.

    `known` is to be looked into before `cell` is asked.
    """

    def __init__(self, column: Column, formats: Formats, heights: Heights, truncated: str) -> None:
        self._column, self._formats, self._heights, self._truncated = column, formats, heights, truncated
        self._look_of_column = self._look()
        self._striking = self._look(column.nonzero) if column.nonzero else self._look_of_column
        self._blank = (f"{self._look_of_column}/>", 0.0)
        self.known: dict[str | int | Decimal | None, Cell] = {None: self._blank}

    def cell(self, value: str | int | Decimal | None) -> Cell:
        """The cell of a value that is no link; a link's own text stands as if typed."""
        if len(self.known) >= _REMEMBERED:
            self.known = {None: self._blank}
        made = self._text(value) if isinstance(value, str) else self._number(value)
        self.known[value] = made
        return made

    def unlinked(self, text: str) -> Cell:
        """The cell of a link that cannot be followed: plain text."""
        shown = clean_text(text, self._truncated)
        return self._written(shown, f' s="{self._formats.index(_PLAIN)}"') if shown else self._blank

    def _number(self, value: int | Decimal | None) -> Cell:
        if value is None:
            return self._blank
        number = as_number(value)
        if number is None:
            return self._written(str(value), self._look_of_column)
        return f"{self._striking if number else self._look_of_column}><v>{number:.16G}</v></c>", 0.0

    def _text(self, value: str) -> Cell:
        text = clean_text(self._column.words.get(value, value), self._truncated)
        mark = self._column.marks.get(value)
        look = self._look(mark) if mark else self._look_of_column
        return self._written(text, look) if text else self._blank

    def _written(self, text: str, look: str) -> Cell:
        height = self._heights.needed([(self._column, text)])
        kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
        if "_x" in text:
            text = _ESCAPE_OF_EXCEL.sub("_x005F_", text)
        return f'{look} t="inlineStr"><is><t{kept}>{escape(text)}</t></is></c>', height

    def _look(self, *further: str) -> str:
        return f' s="{self._formats.index(self._column.style, *further)}"'
