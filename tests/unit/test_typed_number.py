"""Numbers as clerks type them: with units, remarks, separators of any sort, and in Chinese numerals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xltools.grid import Cell
from xltools.rules.money import MONEY_UNITS, scale_of
from xltools.rules.notation.celltext import amount_of, number_of
from xltools.rules.notation.typed_number import points_out_of, typed_number

TYPED = [
    ("1,234.50", "1234.50", None),
    ("12,3456", "123456", None),
    ("1 234 567", "1234567", None),
    ("20。5", "20.5", None),
    ("十五", "15", None),
    ("两", "2", None),
    ("一百二十", "120", None),
    ("九十五分", "95", "分"),
    ("九十六点五", "96.5", None),
    ("百分之九十", "90", "%"),
    ("壹佰", "100", None),
    ("壹佰万元整", "1000000", "元"),
    ("五万元", "5", "万元"),
    ("0.01亿", "0.01", "亿元"),
    ("1,000千元", "1000", "千元"),
    ("100（万元）", "100", "万元"),
    ("20分(满分)", "20", "分"),
    ("（20分）", "20", "分"),
    ("得20分", "20", "分"),
    ("自评14分", "14", "分"),
]


@pytest.mark.parametrize(("text", "number", "unit"), TYPED)
def test_a_number_is_read_with_its_unit(text: str, number: str, unit: str | None) -> None:
    assert typed_number(text) == (Decimal(number), unit)


@pytest.mark.parametrize(
    "text",
    ["9,5", "1,23", "9 5", "一", "三百二", "(100.00)", "扣1分", "约二十", "十次", "√", "10/10", "百", "15-"],
)
def test_what_may_mean_something_else_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        typed_number(text)


def test_a_dash_is_a_blank() -> None:
    assert typed_number("——") is None


def test_points_are_no_money() -> None:
    with pytest.raises(ValueError, match="3亿元"):
        number_of(Cell("3亿元"))
    assert amount_of(Cell("3亿元")) == (Decimal(3), "亿元")


@pytest.mark.parametrize("text", ["28/30", "28分/30分", "２８／３０", " 28 / 30 分"])
def test_points_out_of_points(text: str) -> None:
    assert points_out_of(text) == (Decimal(28), Decimal(30))


def test_units_of_money_convert_exactly() -> None:
    assert Decimal("0.0095") * scale_of("亿元", "万元") == Decimal(95)
    assert Decimal(950) * scale_of("千元", "万元") == Decimal(95)
    assert scale_of("元", "美元") == 1
    assert all(scale_of(unit, "元") == factor for unit, factor in MONEY_UNITS.items())
