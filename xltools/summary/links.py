"""Links from the summary to the files it was made from."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import IO
from xml.sax.saxutils import quoteattr

from xltools.refs import CellRange
from xltools.summary.values import Link

MAX_LINKS = 65_530
"""Links that Excel takes on one sheet; it calls a workbook with more damaged."""

MAX_ADDRESS = 2_079
"""Characters in the address of a link."""

_ESCAPED = '% #"<>[]^`{}|?'
_CHUNK = 500  # links that go to the file together
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


class SheetLinks:
    """The links of one sheet, as the XML of the sheet and of its relationships.

    XlsxWriter makes an object of each link, and a search for each file.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._targets: dict[str, int] = {}  # each file is named once in the package
        self._links: list[str] = []
        self._stream: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._left = MAX_LINKS
        self.refused = False  # there was one more than Excel takes
        self._last: Link | None = None
        self._rest: str | None = None  # of its element

    def put(self, letters: str, line: str, link: Link) -> bool:
        """Make the cell (`A`, `1`) lead to a file. False where Excel can't follow, or takes no more links."""
        if not self._left:
            self.refused = True
            return False
        last = self._last
        if (
            last is None
            or link.cell is not last.cell
            or link.file is not last.file
            or link.sheet != last.sheet
        ):
            self._last, self._rest = link, self._made(link)  # the links of a row mostly lead to one place
        if self._rest is None:
            return False
        self._left -= 1
        self._links.append(f'<hyperlink ref="{letters}{line}"{self._rest}')
        if len(self._links) == _CHUNK:
            self._join()
        return True

    def _made(self, link: Link) -> str | None:
        target = target_of(link, self._home)
        if target is None:
            return None
        address, anchor = target
        number = self._targets.setdefault(address, len(self._targets) + 1)
        return f' r:id="rId{number}"{_location(anchor)}/>'

    def copy_to(self, part: IO[bytes]) -> None:
        """Write the element of the sheet; nothing where there are no links."""
        self._join()
        if self._stream.tell():
            self._stream.seek(0)
            part.write(b"<hyperlinks>")
            shutil.copyfileobj(self._stream, part)
            part.write(b"</hyperlinks>")

    def close(self) -> None:
        """Let the file go; what a full disk has refused is no matter any more."""
        with suppress(OSError):
            self._stream.close()

    def relationships(self) -> str:
        """The elements for the sheet's relationships."""
        return "".join(
            f'<Relationship Id="rId{number}" Type="{_KIND}" Target={target} TargetMode="External"/>'
            for target, number in zip(map(quoteattr, self._targets), self._targets.values(), strict=True)
        )

    def _join(self) -> None:
        if self._links:
            self._stream.write("".join(self._links).encode())
            self._links.clear()


@lru_cache(maxsize=4096)
def _location(place: str | None) -> str:
    return f" location={quoteattr(place)}" if place else ""


def target_of(link: Link, home: Path) -> tuple[str, str | None] | None:
    """The address of a link as seen from the folder of the summary, and the place in the file.

    A proper URI, as every system follows it. None where Excel could not follow it.
    """
    if link.file is None:
        return None
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
