"""Writes forms with openpyxl (the same bytes for the same input), and mends single cells of others.

Each name is imported when it is first asked for: who only reads forms, as the buttons in Excel do, need not
wait for openpyxl.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xltools.workbook.guarding import PutGuard
    from xltools.workbook.patch import CellChange, patch_cells
    from xltools.workbook.table import write_table
    from xltools.workbook.verification import VerificationWriter
    from xltools.workbook.write import FormWriter

__all__ = ["CellChange", "FormWriter", "PutGuard", "VerificationWriter", "patch_cells", "write_table"]

_MODULES = {
    "CellChange": "patch",
    "FormWriter": "write",
    "PutGuard": "guarding",
    "VerificationWriter": "verification",
    "patch_cells": "patch",
    "write_table": "table",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a class or a function
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"xltools.workbook.{_MODULES[name]}"), name)
