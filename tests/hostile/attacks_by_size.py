"""Files that are small and want to be large: bombs, far cells, giant merges, too many of anything."""

from __future__ import annotations

import struct
import zipfile
import zlib

from tests.hostile.listing import OPENS, attack
from tests.hostile.parts import (
    MAIN,
    doctored,
    package,
    padded,
    sheet,
    skeleton,
    workbook,
)

FAR = "XFD1048576"

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
    data = bytearray(package({**skeleton(), name: b"@" * len(packed)}, stored={name}))
    at = data.index(b"@" * len(packed)) if packed else 0
    data[at : at + len(packed)] = packed

    def lie(changed: bytearray, entry: int) -> None:
        name_size = struct.unpack_from("<H", changed, entry + 28)[0]
        if changed[entry + 46 : entry + 46 + name_size] == name.encode():
            struct.pack_into("<H", changed, entry + 10, zipfile.ZIP_DEFLATED)
            struct.pack_into("<L", changed, entry + 24, size)

    return doctored(bytes(data), lie)


@attack("too-large")
def bomb_of_overlaps() -> bytes:
    """A thousand directory entries that all point at the same 1 MB."""
    data = package({**skeleton(), "xl/a": b"0" * 1_000_000})
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
    return package({**skeleton(), **{f"xl/media/{index}": b"" for index in range(3_000)}})


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
