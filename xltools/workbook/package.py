"""The last touch on a saved package: formula results beside the formulas, no clock in it.

openpyxl writes formulas without results, so a form that nobody opened yet would read as blank.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

Result = Decimal | str | None

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FORM_PART = "xl/worksheets/sheet1.xml"
_CORE_PART = "docProps/core.xml"
_AFTER_IGNORED_ERRORS = tuple(
    f"{{{_MAIN}}}{name}"
    for name in ("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects",
                 "controls", "webPublishItems", "tableParts", "extLst")
)  # fmt: skip
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def finish(package: bytes, results: Mapping[str, Result], when: datetime.datetime) -> bytes:
    """The package with results (by cell address of its first sheet) and with every time set to `when`."""
    return repack(package, when, {_FORM_PART: lambda data: _sheet(data, results)})


def repack(
    package: bytes, when: datetime.datetime, change: Mapping[str, Callable[[bytes], bytes]] | None = None
) -> bytes:
    """The package with every time set to `when`, its parts in one order, and some parts changed."""
    stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    changes = {_CORE_PART: lambda data: _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", data), **(change or {})}
    target = BytesIO()
    with ZipFile(BytesIO(package)) as source, ZipFile(target, "w", ZIP_DEFLATED) as finished:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = source.read(name)
            entry = ZipInfo(name, date_time=when.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            finished.writestr(entry, changes[name](data) if name in changes else data)
    return target.getvalue()


def _sheet(data: bytes, results: Mapping[str, Result]) -> bytes:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for cell in root.iter(f"{{{_MAIN}}}c"):
        if cell.find(f"{{{_MAIN}}}f") is not None:
            set_result(cell, results[str(cell.get("r"))])
    _ignore_numbers_as_text(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def set_result(cell: etree._Element, result: Result) -> None:
    """Store a formula's result in its cell: a number, or a text (None: the empty text)."""
    namespace = etree.QName(cell).namespace
    for old in cell.findall(f"{{{namespace}}}v"):
        cell.remove(old)
    value = etree.SubElement(cell, f"{{{namespace}}}v")
    if isinstance(result, Decimal):
        cell.attrib.pop("t", "")
        value.text = format(result.normalize(), "f")
    else:
        cell.set("t", "str")
        value.text = result or ""


def _ignore_numbers_as_text(root: etree._Element) -> None:
    """No green corners on texts such as 100: here they are meant as text."""
    dimension = root.find(f"{{{_MAIN}}}dimension")
    area = "A1:XFD1048576" if dimension is None else str(dimension.get("ref"))
    place = next((index for index, part in enumerate(root) if part.tag in _AFTER_IGNORED_ERRORS), len(root))
    errors = etree.Element(f"{{{_MAIN}}}ignoredErrors")
    etree.SubElement(errors, f"{{{_MAIN}}}ignoredError", sqref=area, numberStoredAsText="1")
    root.insert(place, errors)
