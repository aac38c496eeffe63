"""Which cells of an .xlsx take entries while their sheet is locked: pasting over a cell may shut it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from xltools.grids import limits
from xltools.grids.packages.package import Package
from xltools.grids.xlsx.reader import links_of, main_part, worksheets
from xltools.grids.xml import collect, local_names, scan
from xltools.refs import CellRef

Unlocked = Mapping[str, frozenset[CellRef]]
"""For each sheet its open cells, as far as something is told of them: all others are shut."""

_WANTED = frozenset({"xf", "protection"})
_ELEMENTS = local_names("c")


def unlocked_cells(data: bytes) -> Unlocked:
    """The open cells of each sheet; none of what is no .xlsx. Raises UnopenableBook."""
    package, budget = Package(data), limits.Budget()
    styles, found = frozenset(_open_styles(package)), {}
    for name, sheet in worksheets(package):
        listener = _Listener(styles)
        scan(sheet.target, package.chunks(sheet.target), listener, budget)
        found[name] = frozenset(listener.found)
    return found


def _open_styles(package: Package) -> Iterator[str]:
    """The styles of open cells, as a cell names them."""
    workbook = main_part(package)
    links = {} if workbook is None else links_of(package, workbook)
    for link in links.values():
        if link.kind == "styles":
            shut = _shut(link.target, package.read(link.target))
            yield from (str(index) for index, is_shut in enumerate(shut) if not is_shut)


def _shut(part: str, data: bytes) -> Iterator[bool]:
    """Of each cell style whether it shuts its cells."""
    is_shut = True
    for element in collect(part, data, _WANTED):
        if element.name == "protection":
            is_shut = element.attributes.get("locked", "1") not in ("0", "false")
        elif element.parent == "cellXfs":
            yield is_shut
        if element.name == "xf":
            is_shut = True  # of the next one, where it does not say


class _Listener:
    """Hears of cells."""

    def __init__(self, styles: frozenset[str]) -> None:
        self.pieces: list[str] = []
        self.found: list[CellRef] = []
        self._styles = styles

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.pieces.clear()
        if _ELEMENTS.get(name) == "c" and attributes.get("s", "0") in self._styles:
            with suppress(ValueError):
                self.found.append(CellRef.parse(attributes.get("r", "")))

    def end(self, name: str) -> None:
        """What stands in a cell does not matter."""
