"""Which cells of an .xlsx have a data validation, and of which type: what pasting over a cell takes away."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from xltools.grids import limits
from xltools.grids.ooxml import worksheets
from xltools.grids.package import Package
from xltools.grids.xml import scan
from xltools.refs import CellRange

Guarded = Mapping[str, tuple[tuple[CellRange, str], ...]]
"""For each sheet the areas with a validation, and its type: `list`, `decimal`, `custom`, … or `none`."""

_EXTENDED = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main dataValidation"
_EXTENDED_CELLS = "http://schemas.microsoft.com/office/excel/2006/main sqref"


def guarded_cells(data: bytes) -> Guarded:
    """The validations of each sheet; none of what is no .xlsx. Raises UnopenableBook."""
    package, budget = Package(data), limits.Budget()
    found = {}
    for name, sheet in worksheets(package):
        listener = _Listener()
        scan(sheet.target, package.chunks(sheet.target), listener, budget)
        found[name] = tuple(listener.found)
    return found


class _Listener:
    """Hears of validations: the plain ones, and those that Excel keeps in an extension."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.found: list[tuple[CellRange, str]] = []
        self._type = "none"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.pieces.clear()  # of other elements no text is needed; all of a sheet's would be too many
        if name.endswith(" dataValidation"):
            self._type = attributes.get("type", "none")
            if self._type == "none" and not attributes.get("prompt"):
                return  # neither holds nor tells anything
            self._keep(attributes.get("sqref", ""))

    def end(self, name: str) -> None:
        if name == _EXTENDED_CELLS:
            self._keep("".join(self.pieces))

    def _keep(self, cells: str) -> None:
        for area in cells.split():
            with suppress(ValueError):  # whole columns: no program writes them
                self.found.append((CellRange.parse(area), self._type))
