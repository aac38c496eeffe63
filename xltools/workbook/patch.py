"""Changes single cells of a workbook that somebody else saved, and nothing else in it.

openpyxl would drop what it does not know; here every other part is copied as it is.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

from xltools.errors import XltoolsError
from xltools.refs import CellRef
from xltools.workbook.cells import spelled
from xltools.workbook.guarding import PutGuard, put_guards
from xltools.workbook.package import Result, set_result

_TYPES = "[Content_Types].xml"
_CHAIN = "calcChain"


@dataclass(frozen=True, slots=True)
class CellChange:
    """A formula (without `=`) and its result; without a formula a content, None for a blank.

    Where the result is not `known`, none is stored: spreadsheets then reckon it. Of a `stale` cell only the
    result is stored anew.
    """

    formula: str | None
    result: Result
    known: bool = True
    stale: bool = False


Changes = tuple[Mapping[CellRef, CellChange], Sequence[PutGuard]]
"""Of one sheet."""


def patch_cells(
    package: bytes,
    changes: Mapping[str, Mapping[CellRef, CellChange]],
    guards: Mapping[str, Sequence[PutGuard]] | None = None,
) -> bytes:
    """The package with these cells changed, and these validations put back, by sheet name.

    The chain of calculation is dropped, since it lists the formulas of before; Excel makes it anew.
    Raises XltoolsError (Chinese) for a package that is no .xlsx or lacks the sheet.
    """
    with ZipFile(BytesIO(package)) as source:
        parts = _sheet_parts(source)
        put = guards or {}
        sheets = {*changes, *put}
        by_part = {
            _compared(parts[sheet]): (changes.get(sheet, {}), put.get(sheet, ()))
            for sheet in sheets
            if sheet in parts
        }
        if len(by_part) < len(sheets) or not by_part.keys() <= set(map(_compared, source.namelist())):
            raise XltoolsError("工作簿里找不到要改的工作表。请用 Excel、WPS 另存为 .xlsx 后再试。")
        target = BytesIO()
        with ZipFile(target, "w", ZIP_DEFLATED) as patched:
            for entry in source.infolist():
                data = _part(entry.filename, source.read(entry), by_part)
                if data is not None:
                    patched.writestr(entry, data, ZIP_DEFLATED)
        return target.getvalue()


def _compared(name: str) -> str:
    """The name of a part as it is compared: `sheet%201.xml` is `sheet 1.xml`."""
    return unquote(name.replace("\\", "/")).lstrip("/").lower()


def _part(name: str, data: bytes, by_part: Mapping[str, Changes]) -> bytes | None:
    if _CHAIN in name:
        return None
    if (known := _compared(name)) in by_part:
        return _patched(data, *by_part[known])
    if name == _TYPES or name.endswith(".rels"):
        return _without_chain(data)
    return data


def _parse(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _serialise(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _without_chain(data: bytes) -> bytes:
    if _CHAIN.encode() not in data:
        return data
    root = _parse(data)
    for item in list(root):
        if _CHAIN in (item.get("PartName") or "") + (item.get("Target") or ""):
            root.remove(item)
    return _serialise(root)


def _relations(source: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relationships of a part: id → (type, target part)."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    root = _parse(source.read(rels))
    return {
        str(item.get("Id")): (
            str(item.get("Type")),
            posixpath.normpath(posixpath.join("/", folder, str(item.get("Target")))).lstrip("/"),
        )
        for item in root
    }


def _sheet_parts(source: ZipFile) -> dict[str, str]:
    main = next(part for kind, part in _relations(source, "").values() if kind.endswith("/officeDocument"))
    relations = _relations(source, main)
    sheets = {}
    for sheet in _parse(source.read(main)).iter("{*}sheet"):
        link = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        if str(link) in relations:
            sheets[str(sheet.get("name"))] = relations[str(link)][1]
    return sheets


def _patched(data: bytes, changes: Mapping[CellRef, CellChange], guards: Sequence[PutGuard]) -> bytes:
    root = _parse(data)
    sheet_data = root.find("{*}sheetData")
    if sheet_data is None:
        raise XltoolsError("工作表没有数据区，不能写入。请用 Excel、WPS 另存为 .xlsx 后再试。")
    for ref, change in changes.items():
        _fill(_cell(_row(sheet_data, ref.row), ref), change)
    put_guards(root, guards)
    return _serialise(root)


def _fill(cell: etree._Element, change: CellChange) -> None:
    if change.stale:
        set_result(cell, change.result)
        return
    namespace = etree.QName(cell).namespace
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", "")
    if change.formula is None:
        _put(cell, change.result)
        return
    etree.SubElement(cell, f"{{{namespace}}}f").text = change.formula
    if change.known:
        set_result(cell, change.result)


def _put(cell: etree._Element, content: Result) -> None:
    """A content without formula; a text stays text whatever it begins with."""
    if isinstance(content, str):
        namespace = etree.QName(cell).namespace
        cell.set("t", "inlineStr")
        inline = etree.SubElement(cell, f"{{{namespace}}}is")
        text = etree.SubElement(inline, f"{{{namespace}}}t")
        text.text = spelled(content)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    elif content is not None:
        set_result(cell, content)


def _row(sheet_data: etree._Element, number: int) -> etree._Element:
    for place, row in enumerate(sheet_data):
        found = int(row.get("r") or place + 1)
        if found == number:
            return row
        if found > number:
            return _inserted(sheet_data, place, "row", str(number))
    return _inserted(sheet_data, len(sheet_data), "row", str(number))


def _cell(row: etree._Element, ref: CellRef) -> etree._Element:
    for place, cell in enumerate(row):
        found = CellRef.parse(str(cell.get("r")))
        if found == ref:
            return cell
        if found.column > ref.column:
            return _inserted(row, place, "c", ref.a1)
    return _inserted(row, len(row), "c", ref.a1)


def _inserted(parent: etree._Element, place: int, name: str, address: str) -> etree._Element:
    element = etree.Element(f"{{{etree.QName(parent).namespace}}}{name}", r=address)
    parent.insert(place, element)
    return element
