"""The room that a text needs: texts of one shape need the same, and more text never needs less."""

from __future__ import annotations

from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from xltools.rules.layout.measure import Room, _wrapped

_TEXTS = st.text(
    st.sampled_from("一二，（）Ａ　ａa1Wm%.- \u00a0\t\u0301\u200bé·—…\n\r\u2028\x85😀")
    | st.characters(exclude_categories=["Cs"]),
    max_size=60,
)


@given(_TEXTS, st.floats(1.0, 30.0))
def test_a_text_needs_what_its_lines_need(text: str, line: float) -> None:
    lines = sum(_wrapped(paragraph, line) for paragraph in text.splitlines() or [""])
    expected = ceil(lines * 14.5) + 4.0 if text else 19.0
    assert Room(line, step=14.5, short=0, single=19.0, least=19.0).height(text) == expected


@given(_TEXTS, _TEXTS, st.floats(1.0, 30.0))
def test_a_line_more_is_never_lower(text: str, further: str, line: float) -> None:
    room = Room(line, step=14.5, short=0, single=19.0, least=19.0)
    assert room.height(f"{text}\n{further}") >= room.height(further)
