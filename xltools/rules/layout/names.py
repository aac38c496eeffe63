"""Defined names of our workbooks: one for each role, so that moved cells are still found.

`indicators[3].score` is `xlt_indicators_3_score`; the prefix keeps names from looking like addresses.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from xltools.rules.definition.model import FUND_FIELDS, INDICATOR_FIELDS
from xltools.rules.definition.target_cells import TARGET_PARTS
from xltools.rules.layout.beside.columns import NAMED

PREFIX = "xlt_"
META_SHEET = "_xltools"
"""The hidden sheet that says which form this is: two columns, key and value, from row 1."""
META_ROWS = 120
"""So many rows of it are read."""
LISTS_SHEET = "选项"
"""The hidden sheet that holds the choices of validation lists, a column each under its name."""
LIST_PREFIX = "xlo_"

SUMMARY_MARK, REGISTER_MARK = "xltools_summary", "xltools_register"
"""The defined names by which these are known for ours, whatever their files are called."""

EXPLANATION_PREFIX = "xltv_"
"""Begins the name of a cell of 校验 in which a finding is explained: `xltv_budget_zero`."""

_OF_ROWS = {
    "funds": frozenset(FUND_FIELDS),
    "indicators": frozenset((*INDICATOR_FIELDS, *TARGET_PARTS, *NAMED)),
}
_NAME = re.compile(rf"{PREFIX}(spare_)?(?:(funds|indicators)_\d+_)?([a-z_0-9]+)\Z")


def name_of(role: str) -> str:
    """The defined name of a role."""
    return PREFIX + role.replace("[", "_").replace("].", "_").replace(".", "_")


def list_name(column: str) -> str:
    """The defined name of a column of 选项; `unit.of` is `xlo_unit.of`."""
    return LIST_PREFIX + column


def explanation_name(code: str) -> str:
    """The defined name of the cell that explains the findings of a code."""
    return EXPLANATION_PREFIX + code.replace("-", "_")


class NamedRole(NamedTuple):
    """What a name stands for: a field of the head (`kind` is ""), or of a row of funds or indicators."""

    kind: str
    spare: bool
    field: str


@lru_cache(maxsize=1 << 13)
def role_of(name: str) -> NamedRole | None:
    """The role of a defined name; None where the name is not ours, or of a row that has no such field."""
    match = _NAME.match(name)
    if match is None:
        return None
    spare, kind, field = match.groups()
    if not kind:
        return NamedRole("", False, field)
    return NamedRole(kind, bool(spare), field) if field in _OF_ROWS[kind] else None
