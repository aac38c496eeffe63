"""Cells and rows that carry a style and nothing else, taken out of the XML before it is parsed.

Formatting whole columns leaves millions of them. The pattern knows only what the common programs write;
whatever looks different goes on to the parser, which is slower and comes to the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_CELL = rb'<c r="[A-Z0-9]+"(?: s="[0-9]+")?(?: t="n")?(?: ?/>|></c>)'
_BLANK = re.compile(rb'<row r="[0-9]+"[^<>]*(?:/>|(?<!/)>(?:' + _CELL + rb")*</row>)|" + _CELL)
_VERBATIM = b"<!"  # a comment or CDATA, in which a cell may be just text
_LONGEST_REST = 200_000  # bytes without any ">"; to carry more along would take its time


def without_blanks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same part without its styled blank cells and rows; each of them must have its address."""
    rest = b""  # a tag that goes on in the next chunk
    verbatim = False
    for chunk in chunks:
        data = rest + chunk
        end = data.rfind(b">") + 1
        verbatim = verbatim or _VERBATIM in data or len(data) - end > _LONGEST_REST
        if verbatim:
            end = len(data)
        rest = data[end:]
        yield data if verbatim else _BLANK.sub(b"", data[:end])
    yield rest
