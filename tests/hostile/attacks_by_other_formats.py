"""Files that are not what their ending says, and hostile files of the other formats."""

from __future__ import annotations

import random
import struct
from collections.abc import Mapping

from tests.hostile.listing import ATTACKS, OPENS, Attack, attack
from tests.hostile.parts import (
    ODS_TYPE,
    compound_file,
    package,
    record,
    xls,
    xlsb,
)

# --- other content ------------------------------------------------------------------------------------

_RENAMED: Mapping[str, bytes] = {
    "png": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(100),
    "gif": b"GIF89a" + bytes(100),
    "webp": b"RIFF\x00\x01\x00\x00WEBPVP8 " + bytes(100),
    "heic": b"\x00\x00\x00\x18ftypheic" + bytes(100),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "rtf": b"{\\rtf1\\ansi}",
    "web_page": b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>",
    "utf8_text": "项目名称,得分\n数字化,89".encode(),
    "long_utf8_text": ("项" * 5_000).encode(),
    "gbk_text": "项目名称,得分\n数字化,89".encode("gbk"),
    "utf16_text": "项目名称".encode("utf-16"),
    "terminal_text": b"\x1b[2J\x1b[31mhello",
    "rar": b"Rar!\x1a\x07\x01\x00" + bytes(100),
    "seven_zip": b"7z\xbc\xaf\x27\x1c" + bytes(100),
    "program": b"MZ\x90\x00" + bytes(100),
    "noise": random.Random(7).randbytes(5_000),
}
ATTACKS += [
    Attack(f"{name}_as_xlsx", lambda data=data: data, frozenset({"not-a-form"}))  # type: ignore[misc] # bound now
    for name, data in _RENAMED.items()
]


@attack("unreadable")
def empty_file() -> bytes:
    """0 bytes."""
    return b""


@attack("unreadable")
def zero_bytes_only() -> bytes:
    """A download that never came."""
    return bytes(10_000)


@attack("unreadable")
def spreadsheet_2003() -> bytes:
    """Excel's XML of 2003."""
    return b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'


# --- OLE and .xls -------------------------------------------------------------------------------------


@attack("encrypted")
def encrypted_xlsx() -> bytes:
    """An .xlsx with a password: an OLE file around it."""
    return compound_file({"EncryptionInfo": bytes(5_000), "EncryptedPackage": bytes(9_000)})


@attack("encrypted")
def encrypted_xls() -> bytes:
    """An .xls with a password."""
    return compound_file({"Workbook": record(0x0809, bytes(16)) + record(0x002F, bytes(54)) + bytes(5_000)})


@attack("not-a-form")
def old_word_document() -> bytes:
    """A .doc under a false name."""
    return compound_file({"WordDocument": bytes(5_000)})


@attack("encrypted")
def encrypted_word_document() -> bytes:
    """A .doc with a password, under a false name; .wps is the same."""
    return compound_file({"WordDocument": bytes(10) + b"\x00\x01" + bytes(5_000), "1Table": bytes(5_000)})


@attack("encrypted")
def encrypted_presentation() -> bytes:
    """A .ppt with a password."""
    user = bytes(12) + b"\xdf\xc4\xd1\xf3" + bytes(40)
    return compound_file({"PowerPoint Document": bytes(5_000), "Current User": user})


@attack("encrypted")
def encrypted_old_book() -> bytes:
    """A workbook of Excel 5 with a password."""
    return compound_file({"Book": record(0x0809, bytes(8)) + record(0x002F, bytes(4)) + bytes(5_000)})


@attack("not-a-form")
def presentation_without_password() -> bytes:
    """A .ppt under a false name."""
    user = bytes(12) + b"\x5f\xc0\x91\xe3" + bytes(40)
    return compound_file({"PowerPoint Document": bytes(5_000), "Current User": user})


@attack("not-a-form")
def presentation_with_a_lost_stream() -> bytes:
    """A .ppt whose stream begins in a sector that no table knows."""
    data = bytearray(compound_file({"PowerPoint Document": bytes(5_000), "Current User": bytes(5_000)}))
    at = data.index("Current User".encode("utf-16-le"))
    struct.pack_into("<L", data, at + 116, 5_000_000)
    return bytes(data)


@attack("unreadable")
def xls_with_a_lost_stream() -> bytes:
    """An .xls whose workbook begins in a sector that no table knows."""
    data = bytearray(xls(b""))
    at = data.index("Workbook".encode("utf-16-le"))
    struct.pack_into("<L", data, at + 116, 5_000_000)
    return bytes(data)


@attack(OPENS)
def xls_as_xlsx() -> bytes:
    """An .xls under a false name."""
    return xls(record(0x0203, struct.pack("<3Hd", 0, 0, 0, 1.5)))


@attack(OPENS)
def xls_error_cell() -> bytes:
    """An error in an .xls, which a fast reader takes for a blank."""
    return xls(record(0x0205, struct.pack("<3H2B", 0, 0, 0, 0x2A, 1)))


@attack("too-large")
def xls_far_cell() -> bytes:
    """One number in the last cell of an old sheet."""
    return xls(record(0x0203, struct.pack("<3Hd", 65_535, 255, 0, 1.5)))


@attack("unreadable")
def ole_in_circles() -> bytes:
    """A directory whose chain of sectors never ends."""
    data = bytearray(compound_file({"Workbook": bytes(5_000)}))
    struct.pack_into("<L", data, 512 + 4, 1)  # the sector after the directory is the directory
    return bytes(data)


@attack("unreadable")
def ole_truncated() -> bytes:
    """Half an .xls."""
    data = xls(record(0x0203, struct.pack("<3Hd", 0, 0, 0, 1.5)))
    return data[: len(data) // 2]


@attack("unreadable")
def ole_header_only() -> bytes:
    """Eight bytes of an .xls."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@attack("unreadable", "too-large", OPENS)
def xls_of_noise() -> bytes:
    """An .xls whose records are noise."""
    return xls(random.Random(3).randbytes(20_000))


# --- .xlsb --------------------------------------------------------------------------------------------


@attack(OPENS)
def xlsb_number() -> bytes:
    """A number in a binary workbook."""
    return xlsb([(0, 0, 5, struct.pack("<d", 1.5))])


@attack("too-large")
def xlsb_far_cell() -> bytes:
    """One number in the last cell of a binary workbook."""
    return xlsb([(1_048_575, 16_383, 5, struct.pack("<d", 1.5))])


@attack("too-large")
def xlsb_far_corners() -> bytes:
    """Two numbers that span the whole sheet: calamine asks for 512 GiB and aborts its process."""
    number = struct.pack("<d", 1.5)
    return xlsb([(0, 0, 5, number), (1_048_575, 16_383, 5, number)])


@attack("too-large")
def xlsb_far_error() -> bytes:
    """One error in the last cell of a binary workbook."""
    return xlsb([(1_048_575, 16_383, 3, b"\x2a")])


# --- .ods ---------------------------------------------------------------------------------------------


def ods(table: str, manifest: str = "<manifest/>") -> bytes:
    """A spreadsheet of OpenDocument with one table."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="表">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return package({"mimetype": ODS_TYPE, "META-INF/manifest.xml": manifest, "content.xml": content})


_ODS_CELL = '<table:table-cell office:value-type="float" office:value="1"{0}/>'


@attack("too-large")
def ods_repeated_rows() -> bytes:
    """One filled row, a million times."""
    cell = _ODS_CELL.format("")
    return ods(f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')


@attack("too-large")
def ods_repeated_cells() -> bytes:
    """One filled cell, 500 million times."""
    cell = _ODS_CELL.format(' table:number-columns-repeated="500000000"')
    return ods(f"<table:table-row>{cell}</table:table-row>")


@attack("too-large")
def ods_repeated_within_limits() -> bytes:
    """20 000 rows of 500 cells in one line."""
    cell = _ODS_CELL.format(' table:number-columns-repeated="500"')
    return ods(f'<table:table-row table:number-rows-repeated="20000">{cell}</table:table-row>')


@attack(OPENS)
def ods_repeated_blanks() -> bytes:
    """A blank sheet, as LibreOffice writes its end."""
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    return ods(f'<table:table-row table:number-rows-repeated="1048576">{blank}</table:table-row>')


@attack(OPENS)
def ods_giant_merge() -> bytes:
    """One merge over the whole sheet."""
    span = ' table:number-rows-spanned="1048576" table:number-columns-spanned="16384"'
    return ods(f"<table:table-row>{_ODS_CELL.format(span)}</table:table-row>")


@attack("unreadable")
def ods_negative_repeat() -> bytes:
    """A row repeated less than never."""
    return ods(f'<table:table-row table:number-rows-repeated="x">{_ODS_CELL.format("")}</table:table-row>')


@attack("encrypted")
def ods_encrypted() -> bytes:
    """A spreadsheet with a password."""
    return ods("", "<manifest><file-entry><encryption-data/></file-entry></manifest>")


@attack("not-a-form")
def odt_as_xlsx() -> bytes:
    """A text document under a false name."""
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})


@attack("encrypted")
def old_calc_encrypted() -> bytes:
    """A spreadsheet of OpenOffice 1 with a password, which is no OpenDocument yet."""
    manifest = "<!DOCTYPE manifest><manifest><file-entry><encryption-data/></file-entry></manifest>"
    kind = "application/vnd.sun.xml.calc"
    return package({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": "?"})
