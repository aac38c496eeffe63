"""A target spread over three cells (指标性质 · 指标值 · 度量单位), as some places print it.

The record keeps one text; cut and joined it is the same to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

TARGET_PARTS = ("target_comparator", "target_number", "target_unit")
"""Column fields that hold the parts of a target, in reading order."""

_CUT = re.compile(r"([≥≧≤≦><=＝＞＜═]+\s*)?([0-9０-９][0-9０-９.．,，]*\s*)?(.*)", re.DOTALL)
_KINDS = ("定性", "定量", "正向", "反向", "逆向")
NATURE = frozenset((*_KINDS, *(f"{kind}指标" for kind in _KINDS)))
"""What some write instead of the comparator."""
NO_UNIT = frozenset({"无", "/", "／", "-", "—", "－", "——", "--"})  # what some write where there is none


def cut_target(text: str | None) -> dict[str, str | None]:
    """The parts of a target; one that is no comparator, number and unit stands whole in the middle cell."""
    match = _CUT.fullmatch(text or "")
    assert match is not None, "every text matches"
    parts = dict(zip(TARGET_PARTS, (part or None for part in match.groups()), strict=True))
    if parts["target_number"] is None or join_target(parts) != text:
        return dict.fromkeys(TARGET_PARTS) | {"target_number": text or None}
    return parts


def join_target(parts: Mapping[str, str | None]) -> str | None:
    """The one text that the cells say together."""
    comparator, number, unit = (parts.get(name) or "" for name in TARGET_PARTS)
    if comparator.strip() in NATURE:
        comparator = ""
    if unit.strip() in NO_UNIT or (unit and number.endswith(unit)):
        unit = ""
    return f"{comparator}{number}{unit}" or None
