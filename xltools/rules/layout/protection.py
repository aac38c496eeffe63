"""How an issued form is locked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xltools.rules.tables import Table

ACTIONS = (
    "selectLockedCells", "selectUnlockedCells", "formatCells", "formatColumns", "formatRows", "insertColumns",
    "insertRows", "insertHyperlinks", "deleteColumns", "deleteRows", "sort", "autoFilter", "pivotTables",
)  # fmt: skip
"""What Excel can allow on a protected sheet."""


@dataclass(frozen=True, slots=True)
class Protection:
    """The published password, what stays allowed, and whether the sheets themselves are locked."""

    password: str
    allow: tuple[str, ...]
    lock_structure: bool


def parse_protection(data: Any, file: str) -> Protection:  # noqa: ANN401 - whatever TOML gave
    """Check the protection table. Raises DefinitionError naming file, key and reason in Chinese."""
    table = Table(data, file)
    protection = Protection(table.text("password"), table.texts("allow"), table.flag("lock_structure"))
    for action in protection.allow:
        if action not in ACTIONS:
            raise table.error("allow", f"“{action}”不在可选范围：{'、'.join(ACTIONS)}")
    table.close()
    return protection
