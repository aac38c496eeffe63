"""Texts that a spreadsheet program changed are given back as they were typed."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from tests.helpers.readings import short
from xltools.rules.notation import read_cell, typed_text
from xltools.rules.notation.cell import CellValue


@pytest.mark.parametrize(
    ("value", "formula", "number_format", "error", "typed"),
    [
        (1, "=100%", "0%", None, "=100%"),
        (1, "100%", None, None, "=100%"),
        (0.95, "=95%", "General", None, "=95%"),
        (None, "=26.41万元", None, "#NAME?", "=26.41万元"),
        (None, "26.41万元", "General", "#NAME?", "=26.41万元"),
        (0.95, None, "0%", None, "95%"),
        (0.9563, None, "0.00%", None, "95.63%"),
        (0.57, None, "0%", None, "57%"),
        (0.5700000000000001, None, "0%", None, "57%"),
        (1, None, "0%", None, "100%"),
        (100, None, None, None, "100"),
        (100.0, None, "General", None, "100"),
        (28.4, None, "0.00", None, "28.4"),
        (1234567.5, None, "#,##0.00", None, "1234567.5"),
        (1e-7, None, None, None, "0.0000001"),
        (50, None, '0"个"', None, "50个"),
        (95, None, '"≥"0"%"', None, "≥95%"),
        (5000, None, "[$¥-804]#,##0", None, "¥5000"),
        (-3, None, "[Red]0;-0", None, "-3"),
        ("≥95%", None, None, None, "≥95%"),
        ("'95%", None, None, None, "'95%"),
        (None, None, None, None, ""),
        (True, None, None, None, "TRUE"),
        (datetime(2022, 12, 30), None, "yyyy-mm-dd", None, "2022年12月30日"),
        (date(2022, 12, 1), None, 'yyyy"年"m"月"', None, "2022年12月"),
        (date(2022, 1, 1), None, "yyyy", None, "2022年"),
    ],
)
def test_gives_the_typed_text_back(
    value: CellValue, formula: str | None, number_format: str | None, error: str | None, typed: str
) -> None:
    assert typed_text(value, formula, number_format, error) == typed
    assert read_cell(value, formula, number_format, error).text == typed


@pytest.mark.parametrize(
    ("value", "formula", "number_format", "error"),
    [
        (None, "=SUM(A1:A3)", None, "#REF!"),
        (None, None, None, "#DIV/0!"),
        (date(2022, 5, 10), None, "m/d", None),
        (time(8, 30), None, "h:mm", None),
        (float("nan"), None, None, None),
        (None, "=B3", None, None),
    ],
)
def test_what_cannot_be_known_is_unreadable_with_a_reason(
    value: CellValue, formula: str | None, number_format: str | None, error: str | None
) -> None:
    reading = read_cell(value, formula, number_format, error)
    assert reading.kind == "unreadable"
    assert reading.reason


def test_a_computed_value_is_read_as_shown() -> None:
    assert short(read_cell(0.9, "=B2/C2", "0%")) == "quantity none 90 %"
