"""Files made to hurt a reader, each as a function that gives its bytes.

`ATTACKS` lists them with the outcomes that are right for each: one of a file's outcomes, or `opens`
where a person would expect the workbook to be read as if nothing were wrong with it.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.hostile.parts import (
    CONTENT_TYPES,
    MAIN,
    ODS_TYPE,
    ROOT_RELATIONSHIPS,
    compound_file,
    package,
    record,
    sheet,
    workbook,
    xls,
    xlsb,
)

OPENS = "opens"
FAR = "XFD1048576"


@dataclass(frozen=True)
class Attack:
    """One hostile file: its name, how it is made, and the outcomes that are right."""

    name: str
    make: Callable[[], bytes]
    expected: frozenset[str]


ATTACKS: list[Attack] = []


def attack(*expected: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """List a generator in `ATTACKS`."""

    def listed(make: Callable[[], bytes]) -> Callable[[], bytes]:
        ATTACKS.append(Attack(make.__name__, make, frozenset(expected)))
        return make

    return listed


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


# --- bombs -------------------------------------------------------------------------------------------


@attack("too-large")
def bomb() -> bytes:
    """A sheet of 30 MB of spaces in 30 kB."""
    return workbook(sheet("<row/>" + " " * 30_000_000))


@attack("too-large")
def bomb_that_lies() -> bytes:
    """A sheet of 250 MB whose directory says 1 000 bytes."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    chunk = b" " * 1_000_000
    head = sheet("").partition("<sheetData>")[0].encode()
    packed = packer.compress(head) + b"".join(packer.compress(chunk) for _ in range(250)) + packer.flush()
    return _with_raw_part("xl/worksheets/sheet1.xml", packed, size=1_000)


def _with_raw_part(name: str, packed: bytes, size: int) -> bytes:
    """A workbook in which one part has the given deflated bytes, and a false size."""
    data = bytearray(package({**_skeleton(), name: b"@" * len(packed)}, stored={name}))
    at = data.index(b"@" * len(packed)) if packed else 0
    data[at : at + len(packed)] = packed

    def lie(changed: bytearray, entry: int) -> None:
        name_size = struct.unpack_from("<H", changed, entry + 28)[0]
        if changed[entry + 46 : entry + 46 + name_size] == name.encode():
            struct.pack_into("<H", changed, entry + 10, zipfile.ZIP_DEFLATED)
            struct.pack_into("<L", changed, entry + 24, size)

    return doctored(bytes(data), lie)


def _skeleton() -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook(sheet("")))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@attack("too-large")
def bomb_of_overlaps() -> bytes:
    """A thousand directory entries that all point at the same 1 MB."""
    data = package({**_skeleton(), "xl/a": b"0" * 1_000_000})
    at = data.rindex(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    entry = data[at:end]
    entries = b"".join(entry[:-4] + b"%04d" % index for index in range(1_000))
    tail = bytearray(data[end:])
    struct.pack_into(
        "<2HL", tail, 8, 1_000, 1_000, struct.unpack_from("<L", tail, 12)[0] - len(entry) + len(entries)
    )
    return data[:at] + entries + bytes(tail)


@attack("too-large")
def bomb_of_parts() -> bytes:
    """3 000 empty parts."""
    return package({**_skeleton(), **{f"xl/media/{index}": b"" for index in range(3_000)}})


@attack("too-large")
def bomb_of_text() -> bytes:
    """40 million characters of shared strings."""
    text = "<si><t>" + "很长" * 100_000 + "</t></si>"
    return padded(workbook(sheet(""), strings=f'<sst xmlns="{MAIN}">{text * 200}</sst>'))


@attack("too-large")
def bomb_of_one_comment() -> bytes:
    """One XML comment of 60 MB, in which every `>` begs to be looked at again."""
    return padded(workbook("<!--" + "x>" * 30_000_000 + "--><a/>"))


@attack("too-large")
def bomb_of_one_attribute() -> bytes:
    """One attribute of 60 MB."""
    return padded(workbook(f'<a b="{"x" * 60_000_000}"/>'))


@attack("too-large")
def bomb_of_tags() -> bytes:
    """10 million empty elements."""
    return padded(workbook(sheet("<c/>" * 10_000_000)))


@attack("too-large")
def bomb_of_one_text() -> bytes:
    """One text of 60 MB in one cell."""
    text = "<is><t>" + "x" * 60_000_000 + "</t></is>"
    return padded(workbook(sheet(f'<row r="1"><c r="A1" t="inlineStr">{text}</c></row>')))


# --- far and many -------------------------------------------------------------------------------------


@attack("too-large")
def far_cell() -> bytes:
    """One number in the last cell of the sheet."""
    return workbook(sheet(f'<row r="1048576"><c r="{FAR}"><v>1</v></c></row>'))


@attack("too-large")
def far_error() -> bytes:
    """One error in the last cell of the sheet."""
    return workbook(sheet(f'<row r="1048576"><c r="{FAR}" t="e"><v>#N/A</v></c></row>'))


@attack(OPENS)
def far_space() -> bytes:
    """A stray space in the last cell: a slip of the finger, not content."""
    stray = f'<row r="1048576"><c r="{FAR}" t="inlineStr"><is><t> </t></is></c></row>'
    return workbook(sheet('<row r="1"><c r="A1"><v>1</v></c></row>' + stray))


@attack("unreadable")
def cell_beyond_excel() -> bytes:
    """A cell that no sheet has."""
    return workbook(sheet('<row r="1"><c r="XFE1"><v>1</v></c></row>'))


@attack("unreadable")
def row_of_many_digits() -> bytes:
    """A row number of 100 000 digits."""
    return workbook(sheet(f'<row r="{"9" * 100_000}"><c><v>1</v></c></row>'))


@attack(OPENS)
def giant_merge() -> bytes:
    """One merge over nearly the whole sheet."""
    return workbook(sheet('<row r="1"><c r="A1"><v>1</v></c></row>', f'<mergeCell ref="A30:{FAR}"/>'))


@attack("too-large")
def giant_merges() -> bytes:
    """10 000 merges over the whole sheet, all on top of each other."""
    merges = f'<mergeCell ref="A1:{FAR}"/>' * 10_000
    return workbook(sheet('<row r="9999"><c r="A9999"><v>1</v></c></row>', merges))


@attack("too-large")
def too_many_merges() -> bytes:
    """100 000 small merges."""
    merges = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 100_001))
    return workbook(sheet("", merges))


@attack(OPENS)
def million_empty_styled_rows() -> bytes:
    """10⁶ formatted rows of formatted cells, as after formatting whole columns."""
    rows = "".join(
        f'<row r="{row}" spans="1:2" s="1" customFormat="1"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>'
        for row in range(2, 1_000_002)
    )
    return workbook(sheet('<row r="1"><c r="A1"><v>1</v></c></row>' + rows))


@attack("too-large")
def million_numbers() -> bytes:
    """300 000 filled cells: a ledger, not a form."""
    row = "".join(f"<c><v>{number}</v></c>" for number in range(300))
    return workbook(sheet(f"<row>{row}</row>" * 1_000))


@attack("too-large")
def too_many_sheets() -> bytes:
    """50 000 sheets that are all the same part."""
    entries = "".join(
        f'<sheet name="s{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, 50_001)
    )
    return workbook(sheet(""), sheets=entries)


@attack("too-large")
def same_sheet_again_and_again() -> bytes:
    """400 sheets that are all the same part of 4 MB."""
    entries = "".join(f'<sheet name="s{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, 401))
    rows = "".join(f'<row r="{row}" s="1"/>' for row in range(1, 200_001))
    return workbook(sheet(rows), sheets=entries)


@attack("too-large")
def too_many_names() -> bytes:
    """300 000 defined names."""
    names = "".join(f'<definedName name="n{number}">x!$A$1</definedName>' for number in range(300_000))
    return workbook(sheet(""), names=names)


# --- XML ----------------------------------------------------------------------------------------------

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def _strings(text: str, declarations: str) -> str:
    return f'<!DOCTYPE sst {declarations}><sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>'


@attack("unreadable")
def billion_laughs() -> bytes:
    """Entities of entities of entities."""
    return workbook(sheet(""), strings=_strings("&l9;", f'[<!ENTITY l0 "ha">{_LAUGHS}]'))


@attack("unreadable")
def quadratic_blowup() -> bytes:
    """One long entity, used often."""
    return workbook(sheet(""), strings=_strings("&a;" * 50_000, f'[<!ENTITY a "{"a" * 50_000}">]'))


@attack("unreadable")
def external_entity() -> bytes:
    """A file of this machine, wanted as text of a cell."""
    return workbook(sheet(""), strings=_strings("&x;", '[<!ENTITY x SYSTEM "file:///etc/hostname">]'))


@attack("unreadable")
def external_dtd() -> bytes:
    """A sheet whose grammar lies on another machine."""
    return workbook('<!DOCTYPE worksheet SYSTEM "http://127.0.0.1:9/x.dtd">' + sheet(""))


@attack("unreadable")
def parameter_entity() -> bytes:
    """A declaration that loads declarations, in the list of relationships."""
    doctype = '<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>'
    return package({**_skeleton(), "_rels/.rels": doctype + ROOT_RELATIONSHIPS})


@attack("unreadable")
def undeclared_entity() -> bytes:
    """An entity that nobody declared."""
    return workbook(sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&nbsp;</t></is></c></row>'))


@attack("unreadable")
def deep_nesting() -> bytes:
    """A million elements within each other."""
    return padded(workbook("<a>" * 1_000_000 + "</a>" * 1_000_000))


@attack("unreadable")
def cells_within_cells() -> bytes:
    """100 000 cells within each other."""
    return workbook(sheet("<c>" * 100_000 + "</c>" * 100_000))


@attack("unreadable")
def rows_within_rows() -> bytes:
    """A million rows within each other."""
    return padded(workbook(sheet("<row>" * 1_000_000 + "</row>" * 1_000_000)))


@attack("unreadable")
def control_characters() -> bytes:
    """A character that XML forbids."""
    return workbook(sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>a\x01b</t></is></c></row>'))


@attack(OPENS)
def escaped_control_characters() -> bytes:
    """The same characters, written the way Excel writes them, and halves of characters."""
    text = "_x0000__x0001__x001B_[31m_xD800__xFFFF_"
    return workbook(sheet(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'))


@attack("unreadable")
def unclosed_xml() -> bytes:
    """A sheet that ends in the middle of a tag."""
    return workbook(sheet('<row r="1"><c r="A1"><v>1</v></c></row>')[:-20])


@attack("unreadable")
def unknown_encoding() -> bytes:
    """A sheet in an encoding of nobody's."""
    return workbook('<?xml version="1.0" encoding="klingon"?>' + sheet(""))


@attack("unreadable")
def wrong_encoding() -> bytes:
    """A sheet that says UTF-8 and is GBK."""
    text = '<?xml version="1.0" encoding="utf-8"?>' + sheet('<row><c t="str"><v>自评</v></c></row>')
    return package({**_skeleton(), "xl/worksheets/sheet1.xml": text.encode("gbk")})


@attack("unreadable")
def string_out_of_range() -> bytes:
    """A cell whose text is not in the table."""
    return workbook(sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'))


@attack("unreadable")
def string_before_the_first() -> bytes:
    """A cell whose text would be counted from the end."""
    strings = f'<sst xmlns="{MAIN}"><si><t>a</t></si></sst>'
    return workbook(sheet('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), strings=strings)


@attack(OPENS)
def odd_numbers() -> bytes:
    """Numbers that are none, and one of 100 000 digits."""
    texts = ("NaN", "INF", "-Infinity", "1e999", "1e-999", "1_000", "１２", "abc", "", "9" * 100_000)
    cells = "".join(f"<c><v>{text}</v></c>" for text in texts)
    return workbook(sheet(f"<row>{cells}</row>"))


@attack(OPENS)
def formula_injection() -> bytes:
    """Texts that a careless writer would turn into formulas."""
    texts = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0")
    cells = "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' for text in texts)
    return workbook(sheet(f"<row>{cells}</row>"))


# --- zip ----------------------------------------------------------------------------------------------


def _plain() -> bytes:
    return workbook(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))


@attack("unreadable")
def truncated() -> bytes:
    """Half a workbook."""
    data = _plain()
    return data[: len(data) // 2]


@attack("unreadable")
def truncated_by_one() -> bytes:
    """All but the last byte."""
    return _plain()[:-1]


@attack("unreadable")
def head_lost() -> bytes:
    """All but the first bytes."""
    return _plain()[7:]


@attack("unreadable")
def only_a_signature() -> bytes:
    """Four bytes of a zip."""
    return b"PK\x03\x04"


@attack("unreadable")
def checksum_wrong() -> bytes:
    """Parts that don't match their checksums."""
    return doctored(_plain(), lambda data, at: struct.pack_into("<L", data, at + 16, 12345))


@attack("unreadable")
def unknown_compression() -> bytes:
    """Parts packed by a method of nobody's."""
    return doctored(_plain(), lambda data, at: struct.pack_into("<H", data, at + 10, 77))


@attack("unreadable")
def offsets_wrong() -> bytes:
    """Parts that are said to lie behind the end of the file."""
    return doctored(_plain(), lambda data, at: struct.pack_into("<L", data, at + 42, 0x7FFFFFFF))


@attack("encrypted")
def parts_encrypted() -> bytes:
    """Parts that need a zip password."""
    return doctored(_plain(), lambda data, at: struct.pack_into("<H", data, at + 8, 1))


@attack("unreadable")
def duplicate_sheet() -> bytes:
    """Two parts of one name: which of them did the person see?"""
    stream = io.BytesIO(_plain())
    with zipfile.ZipFile(stream, "a") as archive:
        info = zipfile.ZipInfo("XL/worksheets/Sheet1.xml")
        archive.writestr(info, sheet('<row r="1"><c r="A1"><v>2</v></c></row>'))
    return stream.getvalue()


@attack(OPENS)
def path_tricks() -> bytes:
    """Names that lead out of a folder; nothing is written, so they do no harm."""
    tricks = {"../../../../etc/passwd": b"x", "/etc/passwd": b"x", "C:\\Windows\\x": b"x", "xl/\x1b[2J": b"x"}
    return package({**_skeleton(), **tricks})


@attack(OPENS)
def comment_with_signatures() -> bytes:
    """A zip comment, which is rare but allowed."""
    stream = io.BytesIO(_plain())
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
    return package({part: content for part, content in _skeleton().items() if part != name})


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
    return package({**_skeleton(), "[Content_Types].xml": types})


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
