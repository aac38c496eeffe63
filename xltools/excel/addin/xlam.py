"""The add-in file: an Excel package put together part by part. Equal input gives equal bytes.

openpyxl neither reads nor writes .xlam, and drops the ribbon when it saves; the parts are few enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xltools.excel.addin.project import Module, document_module, vba_project

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WHEN = (1980, 1, 1, 0, 0, 0)
_CORE_WHEN = "2024-01-01T00:00:00Z"

_WORKBOOK_INTERFACE = "00020819-0000-0000-C000-000000000046"
_SHEET_INTERFACE = "00020820-0000-0000-C000-000000000046"

_TYPES = {
    "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "/xl/styles.xml": f"{_BOOK_TYPE}.styles+xml",
    "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
}
_ROOT_LINKS = (
    (f"{_OFFICE}/relationships/officeDocument", "xl/workbook.xml"),
    (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    (f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
    (f"{_OFFICE}/relationships/custom-properties", "docProps/custom.xml"),
    ("http://schemas.microsoft.com/office/2007/relationships/ui/extensibility", "customUI/customUI14.xml"),
    ("http://schemas.microsoft.com/office/2006/relationships/ui/extensibility", "customUI/customUI.xml"),
)
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of the add-in with keys in column A and values in column B, all texts."""

    name: str
    code_name: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AddinContent:
    """All that makes an add-in: title, code, sheets and ribbon, and facts that can be read without Excel."""

    title: str
    modules: tuple[Module, ...]
    tables: tuple[Table, ...]
    ribbon: str
    ribbon_2007: str
    facts: Mapping[str, str]


def addin_modules(content: AddinContent) -> tuple[Module, ...]:
    """Every module of the add-in, with those that Excel wants for the workbook and each sheet."""
    documents = [document_module("ThisWorkbook", _WORKBOOK_INTERFACE)]
    documents += [document_module(table.code_name, _SHEET_INTERFACE) for table in content.tables]
    return (*documents, *content.modules)


def addin_bytes(content: AddinContent) -> bytes:
    """The bytes of the .xlam. Raises ValueError where two modules have one name."""
    modules = addin_modules(content)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(content.tables),
        "_rels/.rels": _relationships(_ROOT_LINKS),
        "customUI/customUI.xml": content.ribbon_2007,
        "customUI/customUI14.xml": content.ribbon,
        "docProps/app.xml": f'{_DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties">'
        "<Application>xltools</Application></Properties>",
        "docProps/core.xml": _core(content.title),
        "docProps/custom.xml": _custom(content.facts),
        "xl/_rels/workbook.xml.rels": _relationships(_book_links(content.tables)),
        "xl/styles.xml": _DECLARATION + _STYLES,
        "xl/vbaProject.bin": vba_project(modules),
        "xl/workbook.xml": _workbook(content.tables),
        **{
            f"xl/worksheets/sheet{number}.xml": _sheet(table)
            for number, table in enumerate(content.tables, 1)
        },
    }
    return _zip({name: part if isinstance(part, bytes) else part.encode() for name, part in parts.items()})


def _zip(parts: Mapping[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = ZipInfo(name, date_time=_WHEN)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            archive.writestr(entry, data)
    return target.getvalue()


def _content_types(tables: Sequence[Table]) -> str:
    sheets = {f"/xl/worksheets/sheet{n}.xml": f"{_BOOK_TYPE}.worksheet+xml" for n, _ in enumerate(tables, 1)}
    defaults = {
        "bin": "application/vnd.ms-office.vbaProject",
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
    }
    lines = [f'<Default Extension="{key}" ContentType="{value}"/>' for key, value in defaults.items()]
    lines += [f'<Override PartName="{k}" ContentType="{v}"/>' for k, v in (_TYPES | sheets).items()]
    return f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{"".join(lines)}</Types>'


def _relationships(links: Sequence[tuple[str, str]]) -> str:
    lines = (
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _book_links(tables: Sequence[Table]) -> list[tuple[str, str]]:
    """The sheets first: so the number of a sheet is the number of its relationship."""
    sheets = [
        (f"{_OFFICE}/relationships/worksheet", f"worksheets/sheet{n}.xml") for n, _ in enumerate(tables, 1)
    ]
    return [
        *sheets,
        (f"{_OFFICE}/relationships/styles", "styles.xml"),
        ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"),
    ]


def _workbook(tables: Sequence[Table]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(table.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, table in enumerate(tables, 1)
    )
    return (
        f'{_DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships">'
        '<workbookPr codeName="ThisWorkbook"/><bookViews><workbookView visibility="hidden"/></bookViews>'
        f"<sheets>{sheets}</sheets></workbook>"
    )


def _sheet(table: Table) -> str:
    rows = "".join(
        f'<row r="{number}">{_cell(f"A{number}", key)}{_cell(f"B{number}", value)}</row>'
        for number, (key, value) in enumerate(table.rows, 1)
    )
    return (
        f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetPr codeName="{table.code_name}"/>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def _cell(address: str, text: str) -> str:
    """A text; a blank one is no cell, as xlwings expects of a setting that is not given."""
    if not text:
        return ""
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _core(title: str) -> str:
    stamp = f'xsi:type="dcterms:W3CDTF">{_CORE_WHEN}'
    return (
        f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title>"
        f"<dcterms:created {stamp}</dcterms:created><dcterms:modified {stamp}</dcterms:modified>"
        "</cp:coreProperties>"
    )


def _custom(facts: Mapping[str, str]) -> str:
    """Facts as custom properties, to be read without opening the add-in."""
    lines = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name={quoteattr(key)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (key, value) in enumerate(facts.items(), 2)
    )
    return (
        f'{_DECLARATION}<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f"{lines}</Properties>"
    )
