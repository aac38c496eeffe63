"""Links from the summary to the files it was made from."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from xlsxwriter.url import Url

from xltools.refs import CellRange
from xltools.summary.values import Link

MAX_LINKS = 65_530
"""Links that Excel takes on one sheet; it calls a workbook with more damaged."""

MAX_ADDRESS = 2_079
"""Characters in the address of a link."""

_ESCAPED = '% #"<>[]^`{}|?'


class FileUrl(Url):  # type: ignore[misc]  # XlsxWriter has no types
    """A link to a file by a proper URI: XlsxWriter writes backslashes, which only Windows follows."""

    def _target(self) -> str:
        return str(super()._target()).replace("\\", "/")


def file_url(link: Link, home: Path) -> FileUrl | None:
    """The address of a link as seen from the folder of the summary; None where Excel could not follow it."""
    address = _address(link.file, home)
    anchor = _anchor(link.sheet, link.cell) if link.sheet and link.cell else ""
    if address is None or max(len(address), len(anchor)) > MAX_ADDRESS:
        return None
    return FileUrl(f"external:{address}#{anchor}" if anchor else f"external:{address}")


@lru_cache(maxsize=4096)
def _address(file: Path, home: Path) -> str | None:
    """Relative, so that summary and files can move together; absolute only across Windows drives."""
    try:
        path = Path(os.path.relpath(file, home)).as_posix()
    except ValueError:
        path = file.absolute().as_posix()
    if not path.isprintable() or "\\" in path:  # not UTF-8, or control characters
        return None
    # percent signs first; XlsxWriter leaves an address alone that is already escaped
    address = "".join(f"%{ord(char):02x}" if char in _ESCAPED else char for char in path)
    return address if file.is_absolute() and address[1:2] == ":" else f"./{address}"


def _anchor(sheet: str, cell: CellRange) -> str:
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell.a1}"
