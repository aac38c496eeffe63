"""What the notes at the cells of an .xlsx say: a copy tells at once what Excel tells note by note."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from xltools.grids import limits
from xltools.grids.packages.package import Package
from xltools.grids.xlsx.reader import links_of, worksheets
from xltools.grids.xlsx.workbook import Relationship, relationships_part
from xltools.grids.xml import local_names, scan
from xltools.refs import CellRef

Notes = Mapping[str, Mapping[CellRef, str]]
"""For each sheet the text of each note. A discussion (Excel 365) is one too: for older Excels."""

_ELEMENTS = local_names("comment", "t")


def noted_cells(data: bytes) -> Notes:
    """The notes of each sheet; none of what is no .xlsx. Raises UnopenableBook."""
    package, budget = Package(data), limits.Budget()
    return {name: _of_sheet(package, sheet, budget) for name, sheet in worksheets(package)}


def _of_sheet(package: Package, sheet: Relationship, budget: limits.Budget) -> dict[CellRef, str]:
    if relationships_part(sheet.target) not in package:
        return {}
    listener = _Listener()
    for link in links_of(package, sheet.target).values():
        if link.kind == "comments":
            scan(link.target, package.chunks(link.target), listener, budget)
    return listener.found


class _Listener:
    """Hears of notes, whose text may come in pieces, each of its own letters."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.found: dict[CellRef, str] = {}
        self._cell: CellRef | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.pieces.clear()
        if _ELEMENTS.get(name) == "comment":
            self._cell = None
            with suppress(ValueError):
                self._cell = CellRef.parse(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if _ELEMENTS.get(name) == "t" and self._cell is not None:
            self.found[self._cell] = self.found.get(self._cell, "") + "".join(self.pieces)
