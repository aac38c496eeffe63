"""Readers: any file in, a plain `Book` out, or one clear `UnopenableBook`."""

from __future__ import annotations

from xltools.grids.limits import MAX_ARCHIVE_BYTES
from xltools.grids.open import open_book, open_bytes, open_on_demand
from xltools.grids.packages.archive import Allowance, Inside, Member, member_content, member_name, members
from xltools.grids.packages.guard import content
from xltools.grids.packages.saved import saved_at
from xltools.grids.rows import RowSheet, open_rows
from xltools.grids.unopenable import UnopenableBook
from xltools.grids.xlsx.notes import Notes, noted_cells
from xltools.grids.xlsx.shared import shift
from xltools.grids.xlsx.unlocked import Unlocked, unlocked_cells

__all__ = [
    "MAX_ARCHIVE_BYTES",
    "Allowance",
    "Inside",
    "Member",
    "Notes",
    "RowSheet",
    "Unlocked",
    "UnopenableBook",
    "content",
    "member_content",
    "member_name",
    "members",
    "noted_cells",
    "open_book",
    "open_bytes",
    "open_on_demand",
    "open_rows",
    "saved_at",
    "shift",
    "unlocked_cells",
]
