"""The plain materials of hostile files: packages, sheets, compound files, binary records."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NAMESPACES = f'xmlns="{MAIN}" xmlns:r="{LINKS}"'
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
ROOT_RELATIONSHIPS = (
    f'<Relationships xmlns="{PACKAGE_LINKS}">'
    f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="0.0&quot;分&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="4"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="170"/></cellXfs></styleSheet>'
)


def package(parts: Mapping[str, str | bytes], stored: Collection[str] = ()) -> bytes:
    """A zip of these parts, the same bytes every time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice
        for name, content in parts.items():
            method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info = zipfile.ZipInfo(name)
            archive.writestr(info, content, method, compresslevel=1)
    return stream.getvalue()


def sheet(rows: str, merges: str = "") -> str:
    """A worksheet part of these rows and merges."""
    merged = f"<mergeCells>{merges}</mergeCells>" if merges else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'


def _links(relationships: str) -> str:
    return f'<Relationships xmlns="{PACKAGE_LINKS}">{relationships}</Relationships>'


def workbook(
    sheet_part: str,
    strings: str | None = None,
    sheets: str = '<sheet name="表" sheetId="1" r:id="rId1"/>',
    names: str = "",
    target: str = "worksheets/sheet1.xml",
) -> bytes:
    """An .xlsx of one worksheet part, by hand."""
    links = [("rId1", "worksheet", target), ("rId2", "styles", "styles.xml")]
    parts: dict[str, str | bytes] = {}
    if strings is not None:
        links.append(("rId3", "sharedStrings", "sharedStrings.xml"))
        parts["xl/sharedStrings.xml"] = strings
    relationships = "".join(
        f'<Relationship Id="{key}" Type="{LINKS}/{kind}" Target="{to}"/>' for key, kind, to in links
    )
    defined = f"<definedNames>{names}</definedNames>" if names else ""
    return package(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": ROOT_RELATIONSHIPS,
            "xl/workbook.xml": f"<workbook {_NAMESPACES}><sheets>{sheets}</sheets>{defined}</workbook>",
            "xl/_rels/workbook.xml.rels": _links(relationships),
            "xl/styles.xml": STYLES,
            **parts,
            "xl/worksheets/sheet1.xml": sheet_part,
        }
    )


# --- OLE ----------------------------------------------------------------------------------------------

_SECTOR = 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file: sector 0 is the sector table, 1 the directory, then the streams."""
    padded = {name: content.ljust(4_096, b"\x00") for name, content in streams.items()}
    table = [_TABLE, _END]
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    body = b""
    for index, (name, content) in enumerate(padded.items(), 1):
        count = -(-len(content) // _SECTOR)
        start = len(table)
        table += [*range(start + 1, start + count), _END]
        body += content.ljust(count * _SECTOR, b"\x00")
        following = index + 1 if index < len(padded) else _FREE
        entries.append(_entry(name, 2, start, len(content), right=following))
    if len(table) > _SECTOR // 4 or len(entries) > 4:
        raise ValueError("too much for this small writer")
    table += [_FREE] * (_SECTOR // 4 - len(table))
    header = (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    )
    header += struct.pack("<9L", 0, 1, 1, 0, 4_096, _END, 0, _END, 0) + struct.pack("<L", 0)
    header = header.ljust(_SECTOR, b"\xff")
    directory = b"".join(entries).ljust(_SECTOR, b"\x00")
    return header + struct.pack(f"<{len(table)}L", *table) + directory + body


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\x00\x00"
    head = text.ljust(64, b"\x00") + struct.pack("<H2B3L", len(text), kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<LQ", start, size)


def record(kind: int, body: bytes) -> bytes:
    """One BIFF record."""
    return struct.pack("<2H", kind, len(body)) + body


def xls(cells: bytes) -> bytes:
    """An .xls of one sheet with these cell records."""
    start = record(0x0809, struct.pack("<4HLL", 0x0600, 5, 0, 0, 0, 0))
    code_page = record(0x0042, struct.pack("<H", 1200))
    name = b"\x01\x00s"

    def globals_(position: int) -> bytes:
        bound = record(0x0085, struct.pack("<LH", position, 0) + name)
        return start + code_page + bound + record(0x000A, b"")

    sheet_start = record(0x0809, struct.pack("<4HLL", 0x0600, 0x10, 0, 0, 0, 0))
    stream = globals_(len(globals_(0))) + sheet_start + cells + record(0x000A, b"")
    return compound_file({"Workbook": stream})


# --- .xlsb --------------------------------------------------------------------------------------------


def xlsb(cells: Iterable[tuple[int, int, int, bytes]], pattern: str = "General") -> bytes:
    """An .xlsb of one sheet with these cells: row, column, record kind, value; all shown by one pattern."""
    body = b""
    for row, column, kind, value in cells:
        body += _binary(0, struct.pack("<3L", row, 0, 0) + bytes(5))
        body += _binary(kind, struct.pack("<2L", column, 0) + value)
    dimension = _binary(148, struct.pack("<4L", 0, 0, 0, 0))
    part = _binary(129, b"") + dimension + _binary(145, b"") + body + _binary(146, b"") + _binary(130, b"")
    entry = struct.pack("<2L", 0, 1) + _wide("rId1") + _wide("表")
    book = _binary(131, b"") + _binary(143, b"") + _binary(156, entry) + _binary(144, b"") + _binary(132, b"")
    links = f'<Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.bin"/>'
    links += f'<Relationship Id="rId2" Type="{LINKS}/styles" Target="styles.bin"/>'
    one = struct.pack("<L", 1)
    shown = _binary(615, one) + _binary(44, struct.pack("<H", 170) + _wide(pattern)) + _binary(616, b"")
    shown += _binary(617, one) + _binary(47, struct.pack("<2H", 0, 170) + bytes(12)) + _binary(618, b"")
    return package(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": ROOT_RELATIONSHIPS.replace("workbook.xml", "workbook.bin"),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": _links(links),
            "xl/styles.bin": shown,
            "xl/worksheets/sheet1.bin": part,
        }
    )


def _wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def _binary(kind: int, body: bytes) -> bytes:
    return _groups(kind) + _groups(len(body)) + body


def _groups(number: int) -> bytes:
    groups = b""
    while number > 0x7F:
        groups += bytes([number & 0x7F | 0x80])
        number >>= 7
    return groups + bytes([number])


# --- variations ---------------------------------------------------------------------------------------


def plain() -> bytes:
    """A workbook with nothing wrong: 1 in A1."""
    return workbook(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))


def skeleton() -> dict[str, str | bytes]:
    """The parts of a workbook with one empty sheet."""
    with zipfile.ZipFile(io.BytesIO(workbook(sheet("")))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def doctored(data: bytes, change: Callable[[bytearray, int], None]) -> bytes:
    """Change every entry of the zip directory; `change` gets the bytes and the entry's place."""
    changed = bytearray(data)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        change(changed, at)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def padded(data: bytes, size: int = 1_000_000) -> bytes:
    """A workbook with a picture that doesn't compress, so that the inflation rate looks harmless."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(zipfile.ZipInfo("xl/media/image1.png"), random.Random(1).randbytes(size))
    return stream.getvalue()
