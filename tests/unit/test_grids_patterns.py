"""Number formats and typed formulas of .xls and .xlsb, record by record."""

from __future__ import annotations

import struct
from decimal import Decimal

import pytest

from tests.hostile.parts import record, xls, xlsb
from xltools.grid import Cell
from xltools.grids import open_bytes
from xltools.grids.binary.patterns import biff_patterns, constant
from xltools.refs import CellRef

PERCENT = b"\x14"


def test_a_percent_of_an_xlsb_keeps_its_format() -> None:
    book = open_bytes(xlsb([(0, 0, 5, struct.pack("<d", 0.96))], "0.0%"))
    assert book.sheets[0].cell(CellRef(1, 1)) == Cell(Decimal("0.96"), number_format="0.0%")


def test_a_typed_percent_of_an_xlsb_that_became_a_formula() -> None:
    tokens = struct.pack("<BH", 0x1E, 100) + PERCENT
    value = struct.pack("<dHL", 1.0, 0, len(tokens)) + tokens
    book = open_bytes(xlsb([(0, 0, 9, value)], "0%"))
    assert book.sheets[0].cell(CellRef(1, 1)) == Cell(Decimal(1), "100%", number_format="0%")


def test_formats_of_an_xls_built_in_and_own() -> None:
    start = record(0x0809, struct.pack("<2H", 0x0600, 5))
    own = record(0x041E, struct.pack("<2HB", 165, 5, 1) + '0"个"%'.encode("utf-16-le"))
    styles = b"".join(record(0x00E0, struct.pack("<2H", 0, number)) for number in (0, 9, 165, 999))
    records = [(0x0809, start[4:]), (0x041E, own[4:])]
    records += [(0x00E0, styles[at + 4 : at + 8]) for at in range(0, len(styles), 8)]
    records += [(0x000A, b""), (0x00E0, b"past")]
    assert biff_patterns(records) == ["General", "0%", '0"个"%', "General"]


def test_a_cell_of_a_style_that_is_not_there() -> None:
    book = open_bytes(xls(record(0x0203, struct.pack("<3Hd", 0, 0, 77, 1.5))))
    assert book.sheets[0].cell(CellRef(1, 1)) == Cell(Decimal("1.5"))


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        (struct.pack("<BH", 0x1E, 12), "12"),
        (struct.pack("<Bd", 0x1F, 95.5) + PERCENT, "95.5%"),
        (struct.pack("<BH", 0x1E, 12) + PERCENT * 2, ""),
        (struct.pack("<BH", 0x1E, 12) + b"\x1e\x01\x00\x03", ""),  # 12+1
        (b"\x1f\x00", ""),
        (struct.pack("<Bd", 0x1F, float("nan")), ""),
        (b"", ""),
    ],
)
def test_formulas_that_are_but_a_number(tokens: bytes, text: str) -> None:
    assert constant(tokens) == text
