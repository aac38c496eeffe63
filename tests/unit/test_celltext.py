"""What a person typed, from what a spreadsheet made of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xltools.grid import Cell
from xltools.rules.notation.celltext import number_of, ratio_of, raw_of, text_became_formula, text_of

TEXTS = [
    (Cell("=100%"), "=100%"),
    (Cell("  前导空格"), "  前导空格"),
    (Cell("   "), None),
    (Cell(), None),
    (Cell(Decimal(1), formula="100%"), "=100%"),
    (Cell(None, formula="26.41万元", error="#NAME?"), "=26.41万元"),
    (Cell(Decimal("0.95"), number_format="0%"), "95%"),
    (Cell(Decimal("0.9563"), number_format="0.00%"), "95.63%"),
    (Cell(Decimal(50), number_format='0"个"'), "50个"),
    (Cell(Decimal("23333.56")), "23333.56"),
    (Cell(Decimal(100)), "100"),
    (Cell(Decimal(44561), number_format='yyyy"年"m"月"'), "2021年12月"),
    (Cell(Decimal(44561), number_format="yyyy/m/d"), "2021年12月31日"),
    (Cell("完成", formula="Sheet2!B3"), "完成"),
    (Cell(Decimal(3), formula="SUM(A1:A3)"), "3"),
    (Cell(True), "TRUE"),
    (Cell(None, error="#REF!", formula="A1"), None),
]


@pytest.mark.parametrize(("cell", "text"), TEXTS)
def test_text_is_given_back_as_it_was_typed(cell: Cell, text: str | None) -> None:
    assert text_of(cell) == text


def test_a_target_taken_for_a_formula_is_told_from_a_working_formula() -> None:
    assert text_became_formula(Cell(Decimal(1), formula="100%"))
    assert not text_became_formula(Cell(Decimal(1), formula="A1+1"))
    assert not text_became_formula(Cell("=100%"))


NUMBERS = [
    (Cell(Decimal("8.55")), "8.55"),
    (Cell("4,896,155.12"), "4896155.12"),
    (Cell("４分"), "4"),
    (Cell(" 6.5 "), "6.5"),
    (Cell("=4"), "4"),
    (Cell("10元"), "10"),
    (Cell("—"), None),
    (Cell("/"), None),
    (Cell(""), None),
]


@pytest.mark.parametrize(("cell", "number"), NUMBERS)
def test_a_number_typed_as_text_is_a_number(cell: Cell, number: str | None) -> None:
    assert number_of(cell) == (None if number is None else Decimal(number))


def test_a_rate_is_a_ratio_however_it_was_typed() -> None:
    cells = [Cell("85.52%"), Cell(Decimal("0.8552")), Cell("85.52"), Cell(Decimal("85.52"))]
    assert {ratio_of(cell) for cell in cells} == {Decimal("0.8552")}
    assert ratio_of(Cell(Decimal("1.2"))) == Decimal("1.2")
    assert ratio_of(Cell(Decimal("40"), number_format="0.00%")) == Decimal(40)


@pytest.mark.parametrize(
    "cell", [Cell("4分左右"), Cell("约5"), Cell(True), Cell(None, error="#VALUE!"), Cell("1.2.3")]
)
def test_what_is_no_number_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match=r"^"):
        number_of(cell)


def test_raw_content_shows_formula_error_or_value() -> None:
    cells = [Cell(Decimal(1), formula="A1"), Cell(error="#REF!"), Cell(Decimal("1.50")), Cell("文"), Cell()]
    assert [raw_of(cell) for cell in cells] == ["=A1", "#REF!", "1.50", "文", None]
