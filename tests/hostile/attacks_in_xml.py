"""Parts whose XML is harmful, broken or odd."""

from __future__ import annotations

from tests.hostile.listing import OPENS, attack
from tests.hostile.parts import (
    MAIN,
    ROOT_RELATIONSHIPS,
    package,
    padded,
    sheet,
    skeleton,
    workbook,
)

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
    return package({**skeleton(), "_rels/.rels": doctype + ROOT_RELATIONSHIPS})


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
    return package({**skeleton(), "xl/worksheets/sheet1.xml": text.encode("gbk")})


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
