"""A value made ready for its column: words, cleaned text or a number, and the styles it shows in."""

from __future__ import annotations

from dataclasses import dataclass

from xltools.summary.definition import Column
from xltools.summary.values import Link, Value, as_number, clean_text


@dataclass(frozen=True, slots=True)
class Fitted:
    """One cell to write: a number, a text (with a link or without), or a blank."""

    styles: tuple[str, ...]
    text: str | None = None
    number: float | None = None
    link: Link | None = None


def fitted(value: Value, column: Column, truncated: str) -> Fitted:
    """The cell of a value; `truncated` ends a text that is too long."""
    if value is None:
        return Fitted((column.style,))
    if isinstance(value, Link):
        return Fitted((column.style,), clean_text(value.text, truncated) or None, link=value)
    if isinstance(value, str):
        mark = column.marks.get(value)
        styles = (column.style, mark) if mark else (column.style,)
        return Fitted(styles, clean_text(column.words.get(value, value), truncated) or None)
    number = as_number(value)
    if number is None:
        return Fitted((column.style,), str(value))
    striking = column.nonzero if number else None
    return Fitted((column.style, striking) if striking else (column.style,), number=number)
