"""Packages that openpyxl saved: their parts without the clock in them, and results of formulas.

openpyxl writes formulas without results, so a form that nobody opened yet would read as blank.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

Result = Decimal | str | None

_CORE_PART = "docProps/core.xml"
_TYPES_PART = "[Content_Types].xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def parts_of(saved: bytes, when: datetime.datetime) -> dict[str, bytes]:
    """The parts in one order, every time in them set to `when`."""
    stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with ZipFile(BytesIO(saved)) as source:
        names = sorted(source.namelist(), key=lambda name: (name != _TYPES_PART, name))
        parts = {name: source.read(name) for name in names}
    parts[_CORE_PART] = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", parts[_CORE_PART])
    return parts


def number_text(number: Decimal) -> str:
    """A number as a cell stores it."""
    text = str(number)
    return text if text.isdigit() else format(number.normalize(), "f")


def set_result(cell: etree._Element, result: Result) -> None:
    """Store a formula's result in its cell: a number, or a text (None: the empty text)."""
    namespace = etree.QName(cell).namespace
    for old in cell.findall(f"{{{namespace}}}v"):
        cell.remove(old)
    value = etree.SubElement(cell, f"{{{namespace}}}v")
    if isinstance(result, Decimal):
        cell.attrib.pop("t", "")
        value.text = number_text(result)
    else:
        cell.set("t", "str")
        value.text = result or ""
