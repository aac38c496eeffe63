"""What goes wrong with an office program."""

from __future__ import annotations


class OfficeError(AssertionError):
    """A judge could not open or save a file: what it was asked and what it said."""
