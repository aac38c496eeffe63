"""Readers: any file in, a plain `Book` out, or one clear `UnopenableBook`."""

from __future__ import annotations

from xltools.grids.delimited import open_csv
from xltools.grids.open import open_book, open_bytes
from xltools.grids.unopenable import UnopenableBook

__all__ = ["UnopenableBook", "open_book", "open_bytes", "open_csv"]
