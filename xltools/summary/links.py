"""Links from the summary to the files it was made from."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from xltools.refs import CellRange
from xltools.summary.values import Link

MAX_LINKS = 65_530
"""Links that Excel takes on one sheet; it calls a workbook with more damaged."""

MAX_ADDRESS = 2_079
"""Characters in the address of a link."""

_ESCAPED = '% #"<>[]^`{}|?'


def target_of(link: Link, home: Path) -> tuple[str, str | None] | None:
    """The address of a link as seen from the folder of the summary, and the place in the file.

    A proper URI, as every system follows it. None where Excel could not follow it.
    """
    address = _address(link.file, home)
    anchor = _anchor(link.sheet, link.cell) if link.sheet and link.cell else None
    if address is None or max(len(address), len(anchor or "")) > MAX_ADDRESS:
        return None
    return address, anchor


@lru_cache(maxsize=4096)
def _address(file: Path, home: Path) -> str | None:
    """Relative, so that summary and files can move together; absolute only across Windows drives."""
    try:
        path = Path(os.path.relpath(file, home)).as_posix()
    except ValueError:
        path = file.absolute().as_posix()
    if not path.isprintable() or "\\" in path:  # not UTF-8, or control characters
        return None
    address = "".join(f"%{ord(char):02x}" if char in _ESCAPED else char for char in path)
    if file.is_absolute() and address[1:2] == ":":
        return f"file:///{address}"
    return f"./{address}" if ":" in address.split("/")[0] else address  # C:D.xlsx is a name here, no drive


@lru_cache(maxsize=4096)  # forms of one layout have their cells at the same places
def _anchor(sheet: str, cell: CellRange) -> str:
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell.a1}"
