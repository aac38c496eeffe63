"""Spacing, width and thousands separators change nothing; a canonical spelling reads back; nothing raises."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.readings import rows
from xltools.rules.notation import Kind, Outcome, Reading, compare, read_notation, spell

LIMIT = 0.010
TEXTS = sorted(
    {
        row[side]
        for name in ("notations.csv", "notations_more.csv")
        for row in rows(name)
        for side in ("target", "actual")
    }
)
OPERATORS = ["", "≥", ">=", "=", "≤", "<", "不少于", "不超过", "约", "增长", "下降"]
UNITS = ["", "%", "‰", "元", "万元", "个", "人次", "平方米", "个月", "次/月", "元/人/月", "TB", "km"]
HOSTILE = (
    "0123456789.,，。%≥≤<>=~-—/:：（）()“”《》每第年月日前后内以上不少于超过约一二三万亿百分之个人元次"
    "aXx*?？ \u3000\n\u200b①²½"
)


def wide(text: str) -> str:
    """Every ASCII sign but the space in full width."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def meaning(reading: Reading) -> Reading:
    """What is read, without how it was typed."""
    unit = reading.unit and replace(reading.unit, text="")
    parts = tuple(replace(part, start=0, end=0, unit=None) for part in reading.parts)
    return replace(reading, text="", plain="", span=None, qualifier="", unit=unit, parts=parts)


numbers = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False).map(
    lambda number: f"{number:f}"
)
quantities = st.builds("{}{}{}".format, st.sampled_from(OPERATORS), numbers, st.sampled_from(UNITS))


@given(quantities, st.data())
def test_spaces_change_nothing(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    inside_number = 0 < place < len(text) and text[place - 1].isdigit() and text[place].isdigit()
    space = data.draw(st.sampled_from([" ", "\u3000", "\u00a0", "\u200b", "\n"])) if not inside_number else ""
    assert meaning(read_notation(text[:place] + space + text[place:])) == meaning(read_notation(text))


@given(st.one_of(quantities, st.sampled_from(TEXTS)))
def test_full_width_changes_nothing(text: str) -> None:
    assert meaning(read_notation(wide(text))) == meaning(read_notation(text))


@given(st.integers(1000, 10**12), st.sampled_from(OPERATORS), st.sampled_from(UNITS))
def test_thousands_separators_change_nothing(number: int, operator: str, unit: str) -> None:
    with_commas = read_notation(f"{operator}{number:,}{unit}")
    assert meaning(with_commas) == meaning(read_notation(f"{operator}{number}{unit}"))
    assert with_commas.value == number


@given(
    st.one_of(
        quantities, st.sampled_from(TEXTS), st.text(alphabet=HOSTILE, max_size=30), st.text(max_size=30)
    )
)
def test_reading_the_spelling_gives_the_same_reading(text: str) -> None:
    reading = read_notation(text)
    again = read_notation(spell(reading))
    if reading.is_number:
        reading, again = replace(reading, due=None), replace(again, due=None)
    assert spell(again) == spell(reading)
    assert meaning(again) == meaning(reading)


@given(quantities)
def test_the_span_is_where_the_value_stands(text: str) -> None:
    reading = read_notation("培训合格率" + text)
    assert reading.span is not None
    start, end = reading.span
    assert reading.text[start:end].replace(",", "") in text
    assert reading.value is not None
    assert f"{reading.value:f}" in reading.text[start:end]


@settings(max_examples=500)
@given(st.one_of(st.text(alphabet=HOSTILE, max_size=200), st.text(max_size=200)), st.sampled_from(TEXTS))
def test_no_text_raises(text: str, other: str) -> None:
    reading, known = read_notation(text), read_notation(other)
    assert reading.text == text
    assert reading.kind in Kind
    assert compare(reading, known).outcome in Outcome
    assert compare(known, reading).outcome in Outcome


@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_a_comparison_without_verdict_says_why(target: str, actual: str) -> None:
    comparison = compare(read_notation(target), read_notation(actual))
    if comparison.outcome in (Outcome.JUDGEMENT, Outcome.NOT_COMPARABLE):
        assert comparison.reason


LONG = {
    "one long number": "9" * 100_000,
    "a long number near the limit": "9" * 999,
    "separated digits": "1 " * 499,
    "commas": "1," * 499,
    "thousands": "1" + ",111" * 249,
    "points": "1." * 499,
    "brackets": "(" * 499 + ")" * 499,
    "bracketed units": "1个(个)" * 190,
    "quotes": '"' * 999,
    "book titles": "《" * 999,
    "blanks": " " * 100_000,
    "a value in blanks": " " * 50_000 + "95%" + " " * 50_000,
    "dates": "1月" * 499,
    "years": "2022年" * 199,
    "operators": "≥" * 999,
    "operators and a letter": "≥" * 998 + "x",
    "comparator words": "不少于" * 332 + "5",
    "numerals": "一" * 999,
    "magnitudes": "1" + "万" * 998,
    "rates": "3" + "/人" * 499,
    "each": "每" * 996 + "1次",
    "per cent words": "百分之" * 332,
    "letters": "a" * 999,
    "codes": "a1" * 499,
    "ranges": "1-" * 499,
    "products": "1*" * 499,
    "exponents": "1e9" * 332,
    "a long exponent": "1e999999999",
    "a nested value": "优(" + "9" * 990 + ")",
    "combining marks": "\u0301" * 999,
    "surrogates": "\ud800" * 999,
    "every letter": "".join(map(chr, range(0x4E00, 0x5200))),
    "prose": "各项工作按计划推进，培训12次，满意度95%。" * 5_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_no_text_takes_long(text: str) -> None:
    assert min(_seconds(text + "\u200b" * extra) for extra in range(3)) < LIMIT


def _seconds(text: str) -> float:
    """The time of one reading; every call gets a text of its own, as readings are remembered."""
    start = perf_counter()
    read_notation(text)
    return perf_counter() - start
