"""A target spread over three cells (指标性质 · 指标值 · 度量单位), as some places print it.

The record keeps one text; cut and joined it is the same to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

TARGET_PARTS = ("target_comparator", "target_number", "target_unit")
"""Column fields that hold the parts of a target, in reading order."""

_CUT = re.compile(r"([≥≧≤≦><=＝＞＜═]+\s*)?([0-9０-９][0-9０-９.．,，]*\s*)?(.*)", re.DOTALL)
_NATURE = frozenset({"定性", "定量", "定性指标", "定量指标"})  # what some write instead of the comparator


def cut_target(text: str | None) -> dict[str, str | None]:
    """The parts of a target; one that is no comparator, number and unit stands whole in the middle cell."""
    match = _CUT.fullmatch(text or "")
    assert match is not None, "every text matches"
    comparator, number, unit = match.groups()
    if number is None:
        comparator, number, unit = None, text, None
    return dict(zip(TARGET_PARTS, (comparator, number or None, unit or None), strict=True))


def join_target(parts: Mapping[str, str | None]) -> str | None:
    """The one text that the cells say together."""
    texts = [parts.get(name) or "" for name in TARGET_PARTS]
    if texts[0].strip() in _NATURE:
        texts[0] = ""
    return "".join(texts) or None
