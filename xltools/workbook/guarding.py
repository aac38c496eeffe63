"""Puts validations back into a worksheet part that somebody else saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from xltools.refs import CellRange, CellRef
from xltools.rules.definition.model import Validation
from xltools.rules.layout.model import Limit

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BEHIND = frozenset(
    ("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
     "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
     "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts",
     "extLst")
)  # fmt: skip
"""What stands behind the validations of a worksheet."""


class PutGuard(NamedTuple):
    """A validation for the cells of an area; the addresses in `limit` are relative to its first cell."""

    area: CellRange
    rule: Validation
    limit: Limit | None


def put_guards(worksheet: etree._Element, guards: Sequence[PutGuard]) -> None:
    """Each in place of whatever validation its cells have."""
    if not guards:
        return
    from xltools.workbook.validation import around_cells  # noqa: PLC0415 - openpyxl is slow to load

    block = _block(worksheet)
    cells = {cell for guard in guards for cell in guard.area}
    for old in list(block):
        _take_out(old, cells)
    for guard in guards:
        before, after = around_cells(guard.rule, guard.limit)
        own = etree.fromstring(f'<x xmlns="{_MAIN}">{before}{guard.area.a1}{after}</x>'.encode())
        block.append(own[0])
    block.set("count", str(len(block)))
    etree.cleanup_namespaces(block)


def _block(worksheet: etree._Element) -> etree._Element:
    block = worksheet.find("{*}dataValidations")
    if block is None:
        block = etree.Element(f"{{{etree.QName(worksheet).namespace}}}dataValidations")
        names = [etree.QName(child).localname for child in worksheet]
        place = next((at for at, name in enumerate(names) if name in _BEHIND), len(names))
        worksheet.insert(place, block)
    return block


def _take_out(old: etree._Element, cells: set[CellRef]) -> None:
    """A validation without these cells, and none at all where it had no other."""
    areas = [CellRange.parse(area) for area in (old.get("sqref") or "").split()]
    if any(cell in cells for area in areas for cell in area):
        left = " ".join(part.a1 for area in areas for part in _without(area, cells))
        parent = old.getparent()
        if left:
            old.set("sqref", left)
        elif parent is not None:
            parent.remove(old)


def _without(area: CellRange, cells: set[CellRef]) -> Iterator[CellRange]:
    if not any(cell in cells for cell in area):
        yield area
        return
    yield from (CellRange(cell, cell) for cell in area if cell not in cells)
