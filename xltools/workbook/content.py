"""Contents of cells."""

from __future__ import annotations

import re

from openpyxl.cell.cell import Cell, MergedCell

from xltools.rules.layout.model import Content

_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def put(cell: Cell | MergedCell, content: Content) -> None:
    """Set a cell's content. A text stays text, also where it begins with `=`."""
    if isinstance(content, str):
        cell.value = _ESCAPE.sub("_x005F_", content)
        cell.data_type = "s"
    elif content is not None:
        cell.value = content
