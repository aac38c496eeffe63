"""Texts in columns: Chinese characters take two, and a line may break between any two of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

_NEVER_FIRST = frozenset("，。；：、！？）》”’…—,.;:!?)]}")
_TOKEN = re.compile(r"[\x21-\u2e7f]+|\s+|.")  # a Latin word, blanks, or one wide character


def width(text: str) -> int:
    """How many columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def wrap(text: str, columns: int) -> list[str]:
    """The lines of a text, none wider than `columns` where it can be broken; its own line breaks are kept."""
    return [line for paragraph in text.split("\n") for line in _lines(paragraph, columns)]


def _lines(paragraph: str, columns: int) -> Iterator[str]:
    line = ""
    for piece in _TOKEN.findall(paragraph):
        if line and not _NEVER_FIRST.issuperset(piece) and width((line + piece).rstrip()) > columns:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    yield line.rstrip()


def listing(rows: Sequence[tuple[str, str]], columns: int, indent: str) -> list[str]:
    """Names to the left, texts beside them; a long name has its text on the next line."""
    left = max((width(name) for name, _ in rows if width(name) <= 28), default=0) + 2
    lines = []
    for name, text in rows:
        pieces = wrap(text, max(20, columns - len(indent) - left))
        if width(name) + 2 > left:
            lines.append(indent + name)
        else:
            lines.append(f"{indent}{name}{' ' * (left - width(name))}{pieces.pop(0)}".rstrip())
        lines += [f"{indent}{' ' * left}{piece}" for piece in pieces]
    return lines
