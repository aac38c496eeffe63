"""Workbooks that are odd but allowed, and ones that make a careless reader or pattern matcher slow."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from tests.hostile.listing import ATTACKS, OPENS, Attack, attack
from tests.hostile.parts import (
    LINKS,
    MAIN,
    ODS_TYPE,
    PACKAGE_LINKS,
    ROOT_RELATIONSHIPS,
    STYLES,
    compound_file,
    package,
    plain,
    record,
    sheet,
    skeleton,
    workbook,
    xls,
)

_ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
_BIFF_START = record(0x0809, struct.pack("<4HLL", 0x0600, 5, 0, 0, 0, 0))


def _with(parts: Mapping[str, str | bytes]) -> bytes:
    return package({**skeleton(), "xl/worksheets/sheet1.xml": sheet(_ONE), **parts})


def _text(part: str) -> str:
    content = skeleton()[part]
    return content.decode() if isinstance(content, bytes) else content


def _inline(text: str) -> str:
    return sheet(f'<row r="1"><c r="A1" t="inlineStr"><is>{text}</is></c></row>')


# --- odd but allowed ----------------------------------------------------------------------------------

_ODD: Mapping[str, bytes] = {
    "prefixed_xml": workbook(
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    ),
    "utf16_part": _with({"xl/worksheets/sheet1.xml": sheet(_ONE).encode("utf-16")}),
    "byte_order_mark": _with({"xl/worksheets/sheet1.xml": "\ufeff" + sheet(_ONE)}),
    "wrong_dimension": workbook(
        sheet(_ONE).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    ),
    "rich_text_with_phonetics": workbook(
        sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
        strings=f'<sst xmlns="{MAIN}"><si><r><t>得</t></r><r><rPr><b/></rPr><t>分</t></r>'
        '<rPh sb="0" eb="1"><t>DE</t></rPh></si></sst>',
    ),
    "inline_rich_text": workbook(_inline("<r><t>得</t></r><r><t>分</t></r>")),
    "character_data": workbook(_inline("<t><![CDATA[<得分>]]></t>")),
    "calendar_of_1904": _with(
        {
            "xl/workbook.xml": _text("xl/workbook.xml").replace(
                "<sheets>", '<workbookPr date1904="1"/><sheets>'
            )
        }
    ),
    "external_link": _with(
        {
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>',
            "xl/worksheets/sheet1.xml": sheet('<row r="1"><c r="A1"><f>[1]x!A1</f><v>3</v></c></row>'),
        }
    ),
    "dde_formula": workbook(sheet('<row r="1"><c r="A1"><f>cmd|\' /C calc\'!A0</f><v>3</v></c></row>')),
    "circle_of_relationships": _with(
        {
            "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PACKAGE_LINKS}">'
            f'<Relationship Id="a" Type="{LINKS}/worksheet" Target="sheet1.xml"/>'
            f'<Relationship Id="b" Type="{LINKS}/officeDocument" Target="../workbook.xml"/></Relationships>'
        }
    ),
    "workbook_in_a_workbook": _with({"xl/embeddings/a.xlsx": plain()}),
    "backslashes_in_names": package({name.replace("/", "\\"): part for name, part in skeleton().items()}),
    "names_in_capitals": package(
        {name.upper() if name.startswith("xl/") else name: part for name, part in skeleton().items()}
    ),
    "absolute_target": workbook(sheet(_ONE), target="/xl/worksheets/sheet1.xml"),
    "junk_after_the_zip": plain() + bytes(1_000),
    "rows_out_of_order": workbook(
        sheet('<row r="5"><c r="A5"><v>5</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>')
    ),
    "merge_the_wrong_way_round": workbook(sheet(_ONE, '<mergeCell ref="C3:A1"/>')),
    "shared_formula_over_the_sheet": workbook(
        sheet('<row r="1"><c r="A1"><f t="shared" ref="A1:XFD1048576" si="0">B1</f><v>3</v></c></row>')
    ),
    "array_formula_over_the_sheet": workbook(
        sheet('<row r="1"><c r="A1"><f t="array" ref="A1:XFD1048576">B1:B9</f><v>3</v></c></row>')
    ),
    "numbers_beyond_a_double": workbook(
        sheet('<row r="1"><c r="A1"><v>1e308</v></c><c r="B1"><v>1E+999999999</v></c></row>')
    ),
    "huge_defined_name": workbook(
        sheet(_ONE), names=f'<definedName name="n">{"x!$A$1," * 100_000}</definedName>'
    ),
    "many_attributes": workbook(
        sheet("<row r='1' " + " ".join(f'a{number}="1"' for number in range(200_000)) + "/>")
    ),
    "many_namespaces": workbook(
        sheet("<row r='1' " + " ".join(f'xmlns:a{number}="u"' for number in range(100_000)) + "/>")
    ),
    "endless_formula": workbook(sheet(f'<row r="1"><c r="A1"><f>{"A" * 500_000}</f><v>3</v></c></row>')),
    "xls_without_cells": xls(b""),
}
ATTACKS += [
    Attack(name, lambda data=data: data, frozenset({OPENS}))  # type: ignore[misc] # bound now
    for name, data in _ODD.items()
]


@attack(OPENS)
def format_of_brackets() -> bytes:
    """A number format of 60 000 brackets, each of which begs a pattern matcher to look to the end."""
    styles = STYLES.replace("0.0&quot;分&quot;", "[$" * 30_000)
    cells = '<row r="1"><c r="A1" s="2"><v>1</v></c></row>'
    return _with({"xl/styles.xml": styles, "xl/worksheets/sheet1.xml": sheet(cells)})


@attack(OPENS)
def strict_namespaces() -> bytes:
    """ISO 29500 strict, as Excel can save it."""
    strict = {
        MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
        LINKS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    parts = {name: _text(name) for name in skeleton()}
    for usual, other in strict.items():
        parts = {name: part.replace(usual, other) for name, part in parts.items()}
    return package(dict(parts))


# --- refused ------------------------------------------------------------------------------------------


@attack("too-large")
def huge_sheet_name() -> bytes:
    """A sheet whose name is a million characters."""
    return workbook(sheet(_ONE), sheets=f'<sheet name="{"长" * 1_000_000}" sheetId="1" r:id="rId1"/>')


@attack("too-large")
def thousands_of_sheets() -> bytes:
    """3 000 sheets."""
    entries = (f'<sheet name="s{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, 3_001))
    return workbook(sheet(_ONE), sheets="".join(entries))


@attack("too-large")
def bomb_of_styles() -> bytes:
    """3 million cell styles."""
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 3_000_000}</cellXfs></styleSheet>'
    return _with({"xl/styles.xml": styles})


@attack("unreadable")
def elements_in_elements() -> bytes:
    """100 000 cells, one in the other."""
    return workbook(sheet('<row r="1">' + "<c>" * 100_000 + "</c>" * 100_000 + "</row>"))


@attack("unreadable")
def characters_that_xml_lacks() -> bytes:
    """Characters that XML does not have."""
    return workbook(_inline("<t>a\ufffe</t>"))


@attack("unreadable")
def half_a_character() -> bytes:
    """One half of a surrogate pair, in UTF-8."""
    part = _inline("<t>@@</t>").encode().replace(b"@@", b"\xed\xa0\x80")
    return _with({"xl/worksheets/sheet1.xml": part})


@attack("unreadable")
def merge_of_no_cells() -> bytes:
    """A merged area that is no address."""
    return workbook(sheet(_ONE, '<mergeCell ref="hello"/>'))


@attack("unreadable")
def workbook_that_says_ods() -> bytes:
    """An .xlsx with the first part of an .ods."""
    return package({"mimetype": ODS_TYPE, **skeleton()})


@attack("not-a-form")
def root_that_points_at_itself() -> bytes:
    """The relationships are the workbook."""
    return _with({"_rels/.rels": ROOT_RELATIONSHIPS.replace("xl/workbook.xml", "_rels/.rels")})


@attack("not-a-form")
def macro_sheet_only() -> bytes:
    """A workbook whose only sheet is an Excel 4 macro, which is never looked into."""
    links = _text("xl/_rels/workbook.xml.rels").replace("/worksheet", "/xlMacrosheet", 1)
    return _with({"xl/_rels/workbook.xml.rels": links})


@attack("not-a-form")
def program_before_the_zip() -> bytes:
    """A self-extracting archive."""
    return b"MZ" + bytes(1_000) + plain()


@attack("not-a-form")
def xls_of_empty_records() -> bytes:
    """A workbook stream of records that are nothing."""
    return compound_file({"Workbook": _BIFF_START + bytes(4_000)})


@attack("too-large")
def xls_of_one_wide_row() -> bytes:
    """1 300 numbers in one record, far beyond the last column of an .xls."""
    numbers = bytes(6 * 1_300)
    return xls(record(0x00BD, struct.pack("<2H", 0, 0) + numbers + struct.pack("<H", 1_299)))


@attack(OPENS)
def xls_of_many_sheets_in_one_place() -> bytes:
    """180 sheets that all begin in the head of the workbook."""
    bound = record(0x0085, struct.pack("<LH", 20, 0) + b"\x01\x00s") * 180
    return compound_file({"Workbook": _BIFF_START + bound + record(0x000A, b"")})
