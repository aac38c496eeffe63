"""Parts that openpyxl wrote, cut into pieces that stay, with a gap wherever each form has its own."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FOOTER = "xltools-footer"
"""Stands in the frame where a form's footer goes."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_GAPS = frozenset({"dimension", "sheetData", "mergeCells", "dataValidations", "ignoredErrors"})
# The order of a worksheet's elements is fixed: each piece holds what may stand between two gaps.
_PIECES = {
    "head": ("sheetPr",),
    "views": ("sheetViews", "sheetFormatPr", "cols"),
    "locks": ("sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState"),
    "formats": ("phoneticPr", "conditionalFormatting"),
    "page": ("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks",
             "colBreaks", "customProperties", "cellWatches"),
    "end": ("drawing", "legacyDrawing", "legacyDrawingHF", "tableParts", "extLst"),
}  # fmt: skip
_PIECE_OF = {name: piece for piece, names in _PIECES.items() for name in names}
_NAMES = re.compile(
    r"<definedNames\s*/>|<definedNames>(?P<names>.*?)</definedNames>|(?<=</sheets>)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class SheetPieces:
    """What stays of a worksheet, as XML; `page` ends where the footer's text begins."""

    head: str
    views: str
    locks: str
    formats: str
    page: str
    after_footer: str
    end: str


@dataclass(frozen=True, slots=True)
class WorkbookPieces:
    """What stays of the workbook part; `names` are those that do not point at the form."""

    before: str
    names: str
    after: str


def sheet_pieces(data: bytes) -> SheetPieces:
    """Cut a worksheet. Raises KeyError for an element that has no place here yet."""
    root = _parse(data)
    found: dict[str, str] = defaultdict(str)
    for element in root:
        name = etree.QName(element).localname
        if name not in _GAPS:
            found[_PIECE_OF[name]] += _xml(element)
    spaces = "".join(f' xmlns{":" if key else ""}{key or ""}="{uri}"' for key, uri in root.nsmap.items())
    page, _, after = found["page"].partition(FOOTER)
    return SheetPieces(
        head=f"{_DECLARATION}<worksheet{spaces}>{found['head']}",
        views=found["views"],
        locks=found["locks"],
        formats=found["formats"],
        page=page,
        after_footer=after,
        end=f"{found['end']}</worksheet>",
    )


def style_numbers(data: bytes, row: int) -> list[str]:
    """The style of each cell of a row, as a cell writes it."""
    cells = _parse(data).iterfind(f"{{{MAIN}}}sheetData/{{{MAIN}}}row[@r='{row}']/{{{MAIN}}}c")
    return [cell.get("s") or "0" for cell in cells]


def workbook_pieces(data: bytes) -> WorkbookPieces:
    """Cut the workbook part at its names."""
    text = _DECLARATION + etree.tostring(_parse(data), encoding="unicode")
    match = _NAMES.search(text)
    assert match is not None, "a workbook has sheets"
    return WorkbookPieces(text[: match.start()], match["names"] or "", text[match.end() :])


def _parse(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _xml(element: etree._Element) -> str:
    """The element's own text, without the namespaces that its root declares."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    for key, uri in element.nsmap.items():
        text = text.replace(f' xmlns{":" + key if key else ""}="{uri}"', "")
    return text
