"""The data validations of a worksheet part: what pasting over a cell takes away."""

from __future__ import annotations

from xltools.grid import Guarded

EXTENDED = {
    "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main dataValidation": "dataValidation",
    "http://schemas.microsoft.com/office/excel/2006/main sqref": "sqref",
}
"""The elements of those that Excel keeps in an extension, by their full names."""


class Guards:
    """Those that hold or tell something, as they are heard."""

    def __init__(self) -> None:
        self.found: list[Guarded] = []
        self._type: str | None = None  # of the last one

    def hear(self, attributes: dict[str, str]) -> None:
        """One begins."""
        kind = attributes.get("type", "none")
        self._type = None if kind == "none" and not attributes.get("prompt") else kind
        self.hear_cells(attributes.get("sqref", ""))

    def hear_cells(self, cells: str) -> None:
        """The cells of the last one: of an extension, they come after it."""
        if self._type is not None and cells:
            self.found.append((self._type, cells))


def guards_of(attributes: dict[str, str]) -> tuple[Guarded, ...]:
    """What one validation with these attributes tells."""
    guards = Guards()
    guards.hear(attributes)
    return tuple(guards.found)
