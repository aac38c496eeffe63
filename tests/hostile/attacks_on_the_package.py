"""Zip files that are cut, lie or miss their parts."""

from __future__ import annotations

import io
import struct
import zipfile

from tests.hostile.listing import OPENS, attack
from tests.hostile.parts import (
    CONTENT_TYPES,
    ROOT_RELATIONSHIPS,
    doctored,
    package,
    plain,
    sheet,
    skeleton,
    workbook,
)

# --- zip ----------------------------------------------------------------------------------------------


@attack("unreadable")
def truncated() -> bytes:
    """Half a workbook."""
    data = plain()
    return data[: len(data) // 2]


@attack("unreadable")
def truncated_by_one() -> bytes:
    """All but the last byte."""
    return plain()[:-1]


@attack("unreadable")
def head_lost() -> bytes:
    """All but the first bytes."""
    return plain()[7:]


@attack("unreadable")
def only_a_signature() -> bytes:
    """Four bytes of a zip."""
    return b"PK\x03\x04"


@attack("unreadable")
def checksum_wrong() -> bytes:
    """Parts that don't match their checksums."""
    return doctored(plain(), lambda data, at: struct.pack_into("<L", data, at + 16, 12345))


@attack("unreadable")
def unknown_compression() -> bytes:
    """Parts packed by a method of nobody's."""
    return doctored(plain(), lambda data, at: struct.pack_into("<H", data, at + 10, 77))


@attack("unreadable")
def offsets_wrong() -> bytes:
    """Parts that are said to lie behind the end of the file."""
    return doctored(plain(), lambda data, at: struct.pack_into("<L", data, at + 42, 0x7FFFFFFF))


@attack("encrypted")
def parts_encrypted() -> bytes:
    """Parts that need a zip password."""
    return doctored(plain(), lambda data, at: struct.pack_into("<H", data, at + 8, 1))


@attack("unreadable")
def duplicate_sheet() -> bytes:
    """Two parts of one name: which of them did the person see?"""
    stream = io.BytesIO(plain())
    with zipfile.ZipFile(stream, "a") as archive:
        info = zipfile.ZipInfo("XL/worksheets/Sheet1.xml")
        archive.writestr(info, sheet('<row r="1"><c r="A1"><v>2</v></c></row>'))
    return stream.getvalue()


@attack(OPENS)
def path_tricks() -> bytes:
    """Names that lead out of a folder; nothing is written, so they do no harm."""
    tricks = {"../../../../etc/passwd": b"x", "/etc/passwd": b"x", "C:\\Windows\\x": b"x", "xl/\x1b[2J": b"x"}
    return package({**skeleton(), **tricks})


@attack(OPENS)
def comment_with_signatures() -> bytes:
    """A zip comment, which is rare but allowed."""
    stream = io.BytesIO(plain())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = b"made by hand PK\x01\x02"
    return stream.getvalue()


@attack("not-a-form")
def plain_zip() -> bytes:
    """An archive of something else."""
    return package({"photo.jpg": b"\xff\xd8\xff", "readme.txt": b"hello"})


@attack("not-a-form")
def empty_zip() -> bytes:
    """An archive of nothing."""
    return package({})


# --- parts --------------------------------------------------------------------------------------------


def _without(name: str) -> bytes:
    return package({part: content for part, content in skeleton().items() if part != name})


@attack("unreadable")
def sheet_missing() -> bytes:
    """The only sheet is lost."""
    return _without("xl/worksheets/sheet1.xml")


@attack("unreadable")
def relationships_missing() -> bytes:
    """Nobody knows where the sheets are."""
    return _without("xl/_rels/workbook.xml.rels")


@attack("unreadable")
def workbook_missing() -> bytes:
    """The root points at a part that is lost."""
    return _without("xl/workbook.xml")


@attack(OPENS)
def content_types_missing() -> bytes:
    """No content types: the relationships say enough."""
    return _without("[Content_Types].xml")


@attack(OPENS)
def content_types_wrong() -> bytes:
    """The content types say that all is a picture."""
    types = CONTENT_TYPES.replace("application/xml", "image/png")
    return package({**skeleton(), "[Content_Types].xml": types})


@attack(OPENS)
def root_relationships_missing() -> bytes:
    """No root, but the workbook lies where it always lies."""
    return _without("_rels/.rels")


@attack("unreadable")
def sheet_elsewhere() -> bytes:
    """A sheet that would have to be fetched from the network."""
    return workbook(sheet(""), target='http://127.0.0.1:9/sheet.xml" TargetMode="External')


@attack("unreadable")
def sheet_outside_the_package() -> bytes:
    """A sheet that would have to be read from this machine."""
    return workbook(sheet(""), target="../../../../../etc/hostname")


@attack("not-a-form")
def word_document() -> bytes:
    """A .docx under a false name."""
    root = ROOT_RELATIONSHIPS.replace("xl/workbook.xml", "word/document.xml")
    return package(
        {"_rels/.rels": root, "word/document.xml": '<w:document xmlns:w="urn:w"><w:body/></w:document>'}
    )


@attack("not-a-form")
def no_sheets() -> bytes:
    """A workbook of no sheet at all."""
    return workbook(sheet(""), sheets="")
