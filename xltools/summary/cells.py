"""Values made into the cells of their column: XML, and the height that shows them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from xml.sax.saxutils import escape

from xltools.summary.definition import Column
from xltools.summary.heights import Heights
from xltools.summary.styles import Formats
from xltools.summary.values import as_number, clean_text

_PLAIN = "text"  # the style of a link that Excel cannot follow
_REMEMBERED = 2_000  # cells of a column: most repeat those of the rows above
_ESCAPE_OF_EXCEL = re.compile("_(?=x[0-9a-fA-F]{4}_)")  # a text that looks like one is kept as it is

Cell = tuple[str, float]
"""The XML from the row's number in the address of the cell to that of the next cell; points of height."""


class ColumnCells(dict[str | int | Decimal | None, Cell]):
    """The cells of one column by their value, made when they are asked for and remembered.

    `after` is the XML between a cell and the number of the next one.
    """

    def __init__(
        self, column: Column, formats: Formats, heights: Heights, truncated: str, after: str
    ) -> None:
        super().__init__()
        self._column, self._formats, self._heights, self._truncated = column, formats, heights, truncated
        self._after, self._room = after, heights.room(column)
        self._look_of_column = self._look()
        self._striking = self._look(column.nonzero) if column.nonzero else self._look_of_column

    def __missing__(self, value: str | int | Decimal | None) -> Cell:
        if len(self) >= _REMEMBERED:
            self.clear()
        made = self[value] = self._text(value) if isinstance(value, str) else self._number(value)
        return made

    def unlinked(self) -> ColumnCells:
        """The same column for links that cannot be followed: plain text."""
        plain = replace(self._column, style=_PLAIN, words={}, marks={}, nonzero=None)
        return ColumnCells(plain, self._formats, self._heights, self._truncated, self._after)

    def _number(self, value: int | Decimal | None) -> Cell:
        if value is None:
            return f"{self._look_of_column}/>{self._after}", 0.0
        number = as_number(value)
        if number is None:
            return self._written(str(value), self._look_of_column)
        look = self._striking if number else self._look_of_column
        return f"{look}><v>{number or 0.0:.16G}</v></c>{self._after}", 0.0

    def _text(self, value: str) -> Cell:
        text = clean_text(self._column.words.get(value, value), self._truncated)
        mark = self._column.marks.get(value)
        look = self._look(mark) if mark else self._look_of_column
        return self._written(text, look) if text else self._number(None)

    def _written(self, text: str, look: str) -> Cell:
        height = self._room.height(text)
        kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
        if "_x" in text:
            text = _ESCAPE_OF_EXCEL.sub("_x005F_", text)
        if "&" in text or "<" in text or ">" in text:
            text = escape(text)
        return f'{look} t="inlineStr"><is><t{kept}>{text}</t></is></c>{self._after}', height

    def _look(self, *further: str) -> str:
        return f'" s="{self._formats.index(self._column.style, *further)}"'
