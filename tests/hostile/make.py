"""Files made to hurt a reader, each as a function that gives its bytes.

`ATTACKS` lists them with the outcomes that are right for each: one of a file's outcomes, or `opens`
where a person would expect the workbook to be read as if nothing were wrong with it.
"""

from __future__ import annotations

from tests.hostile import (
    attacks_by_other_formats,
    attacks_by_size,
    attacks_in_xml,
    attacks_on_readers,
    attacks_on_the_package,
)
from tests.hostile.listing import ATTACKS, OPENS, Attack

MODULES = (
    attacks_by_size,
    attacks_in_xml,
    attacks_on_readers,
    attacks_on_the_package,
    attacks_by_other_formats,
)
"""Where the attacks are made; importing them fills the list."""

__all__ = ["ATTACKS", "MODULES", "OPENS", "Attack"]
