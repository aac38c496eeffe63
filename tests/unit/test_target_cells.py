"""A target in three cells is the one text of the record, to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.records import TEXTS
from xltools.rules.definition.target_cells import TARGET_PARTS, cut_target, join_target

PIECES = [
    "≥",
    "＝",
    "<=",
    "═",
    " ",
    "　",
    "100",
    "1,200.50",
    "９５",
    "%",
    "％",
    "人次",
    "无",
    "/",
    "-",
    "定性",
]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("≥95%", ("≥", "95", "%")),
        ("≧ 735 人次", ("≧ ", "735 ", "人次")),
        ("═ 100 %", ("═ ", "100 ", "%")),
        ("12个月", (None, "12", "个月")),
        ("20000", (None, "20000", None)),
        ("有效", (None, "有效", None)),
        ("≥?0次", (None, "≥?0次", None)),
        ("5/", (None, "5/", None)),
        (None, (None, None, None)),
    ],
)
def test_comparator_number_and_unit_stand_in_their_cells(
    text: str | None, parts: tuple[str | None, ...]
) -> None:
    assert tuple(cut_target(text).values()) == parts


@pytest.mark.parametrize("text", TEXTS)
def test_texts_of_the_field_come_back(text: str) -> None:
    assert join_target(cut_target(text)) == text


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_any_text_comes_back(text: str) -> None:
    assert join_target(cut_target(text)) == (text or None)


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (("≥", "95", "%"), "≥95%"),
        (("≥", "95%", "%"), "≥95%"),  # a number cell with a percent format, and the unit once more
        (("＝", "12个月", "个月"), "＝12个月"),
        (("定性", "显著", "无"), "显著"),
        (("定量指标", "100", "/"), "100"),
        (("=", "有效", "—"), "=有效"),
        ((None, None, None), None),
        (("定性", None, "—"), None),
    ],
)
def test_cells_as_people_fill_them_are_one_text(cells: tuple[str | None, ...], text: str | None) -> None:
    assert join_target(dict(zip(TARGET_PARTS, cells, strict=True))) == text
