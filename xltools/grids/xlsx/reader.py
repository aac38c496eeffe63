"""The fast reader of .xlsx, .xlsm and .xltx: one pass over each part, nothing but the standard library.

It gives what a form needs: values, formulas with their cached results, error codes, number formats,
merges, hidden sheets and defined names. Parts are found through relationships, so neither their
folders nor their prefixes nor a wrong dimension tag matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from copy import copy

from xltools.grid import Book, Cells, Format, Grid, SheetsOnDemand, UnreadSheet
from xltools.grids import limits
from xltools.grids.packages.package import Package
from xltools.grids.unopenable import UnopenableBook
from xltools.grids.xlsx.calendars import in_calendar_of_1900
from xltools.grids.xlsx.cells import Texts
from xltools.grids.xlsx.sheet import Found, pick_cells, read_columns, read_sheet
from xltools.grids.xlsx.strings import read_strings
from xltools.grids.xlsx.styles import number_formats
from xltools.grids.xlsx.workbook import (
    Relationship,
    SheetEntry,
    pointers,
    relationships,
    relationships_part,
    skeleton,
)
from xltools.refs import CellRef

_ROOT_RELATIONSHIPS = "_rels/.rels"
_USUAL_WORKBOOK = "xl/workbook.xml"


def main_part(package: Package) -> str | None:
    """The main part of an Office package (of a workbook, a document or slides); None: no such package."""
    if _ROOT_RELATIONSHIPS in package:
        for relationship in relationships(_ROOT_RELATIONSHIPS, package.read(_ROOT_RELATIONSHIPS)).values():
            if relationship.kind == "officeDocument":
                return relationship.target
    return _USUAL_WORKBOOK if _USUAL_WORKBOOK in package else None


def read_ooxml(package: Package, workbook: str) -> Book:
    """Read the workbook whose main part is `workbook`, each sheet when it is asked for.

    Raises UnopenableBook, also when a sheet is asked for.
    """
    bones = skeleton(workbook, package.read(workbook))
    links = links_of(package, workbook)
    budget = limits.Budget()
    texts = texts_of(package, links, budget)
    package.judge_sheets(_link(links, entry).target for entry in bones.sheets)
    sheets = tuple(
        _sheet(package, entry, link.target, texts, budget, bones.date1904)
        for entry, link in ((entry, _link(links, entry)) for entry in bones.sheets)
        if link.kind == "worksheet"
    )
    if not sheets:
        raise UnopenableBook("no-sheet")
    names = pointers(bones, frozenset(sheet.name for sheet in sheets))
    return Book(SheetsOnDemand(sheets), names, Format.XLSX)


def links_of(package: Package, workbook: str) -> Mapping[str, Relationship]:
    """The relationships of the main part, by id."""
    part = relationships_part(workbook)
    return relationships(part, package.read(part))


def worksheets(package: Package) -> Iterator[tuple[str, Relationship]]:
    """Name and part of each worksheet, in their order; none of what is no .xlsx. Raises UnopenableBook."""
    workbook = main_part(package)
    if workbook is None:
        return
    links = links_of(package, workbook)
    for entry in skeleton(workbook, package.read(workbook)).sheets:
        link = links.get(entry.relationship)
        if link is not None and link.kind == "worksheet":
            yield entry.name, link


def _link(links: Mapping[str, Relationship], entry: SheetEntry) -> Relationship:
    link = links.get(entry.relationship)
    if link is None:
        raise UnopenableBook("damaged-zip", f"工作表 {entry.name} 没有内容")
    return link


def texts_of(package: Package, links: Mapping[str, Relationship], budget: limits.Budget) -> Texts:
    """The texts that its sheets refer to."""
    by_kind = {link.kind: link.target for link in links.values()}
    strings, styles = by_kind.get("sharedStrings", ""), by_kind.get("styles")
    data = package.read(styles) if styles else b""
    return Texts(
        # Some programs announce a string table and write none; a cell that needs it will miss it.
        read_strings(strings, package.chunks(strings), budget) if strings in package else (),
        number_formats(styles, data) if styles else {},
        data,
    )


def _sheet(
    package: Package, entry: SheetEntry, part: str, texts: Texts, budget: limits.Budget, date1904: bool
) -> UnreadSheet:
    def in_one_calendar(cells: Cells) -> Cells:
        return in_calendar_of_1900(cells) if date1904 else cells

    def grid(found: Found) -> Grid:
        cells = in_one_calendar(found.cells)
        return limits.bounded(Grid(entry.name, cells, found.merges, entry.hidden, found.guards))

    def read() -> Grid:
        return grid(read_sheet(part, package, texts, budget))

    def up_to(column: int) -> Grid | None:
        # counted apart: the whole sheet may be asked for afterwards
        found = read_columns(part, package.again(), texts, copy(budget), column)
        return None if found is None else grid(found)

    def pick(refs: Collection[CellRef]) -> Cells:
        cells = pick_cells(part, package, texts, refs)
        if cells is not None:
            return in_one_calendar(cells)
        return {ref: cell for ref, cell in read().cells.items() if ref in refs}

    return UnreadSheet(entry.name, read, pick, up_to)
