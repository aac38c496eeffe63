"""The orders of `driver.py` about what cells accept, and what it shares with them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

uno: Any = import_module("uno")  # not installed where this is checked
VALIDATIONS = {0: "ANY", 2: "DECIMAL", 3: "LIST", 7: "CUSTOM"}
ALERTS = {1: "STOP", 2: "WARNING"}
OPERATORS = {1: "BETWEEN", 7: "GREATER_EQUAL"}
LONGER = {"IgnoreBlank": "Cells", "ShowError": "Message", "ShowInput": "Message"}


class RefusedError(Exception):
    """What Excel would not do either."""


def separated(formula: str, old: str, new: str) -> str:
    """A formula with another mark between arguments; texts in it stay."""
    parts = formula.split('"')
    return '"'.join(part if index % 2 else part.replace(old, new) for index, part in enumerate(parts))


class Validations:
    """The orders, each a method of the driver."""

    area: Any
    locked: Any
    documents: dict[int, Any]

    def delete_validation(self, book: int, sheet: str, area: list[int]) -> None:
        """Also what pasting over the cells does."""
        cells, validation = self.area(book, sheet, area), self.area(book, sheet, area).Validation
        validation.Type = uno.Enum("com.sun.star.sheet.ValidationType", "ANY")
        validation.ShowInputMessage = validation.ShowErrorMessage = False
        cells.Validation = validation

    def add_validation(
        self, book: int, sheet: str, area: list[int], kind: int, style: int, operator: int, *formulas: str
    ) -> None:
        """As Excel: relative addresses count from the cell that is selected."""
        if self.locked(book, sheet):
            raise RefusedError("1004: the sheet is protected")
        cells = self.area(book, sheet, area)
        validation, at = cells.Validation, self.documents[book].CurrentSelection.RangeAddress
        validation.Type = uno.Enum("com.sun.star.sheet.ValidationType", VALIDATIONS[kind])
        validation.ErrorAlertStyle = uno.Enum("com.sun.star.sheet.ValidationAlertStyle", ALERTS[style])
        validation.setOperator(uno.Enum("com.sun.star.sheet.ConditionOperator", OPERATORS[operator]))
        base = uno.createUnoStruct("com.sun.star.table.CellAddress", at.Sheet, at.StartColumn, at.StartRow)
        validation.setSourcePosition(base)
        for put, formula in zip((validation.setFormula1, validation.setFormula2), formulas, strict=False):
            put(separated(formula.removeprefix("="), ",", ";"))
        cells.Validation = validation

    def set_validation(self, book: int, sheet: str, area: list[int], name: str, value: Any) -> None:
        cells, validation = self.area(book, sheet, area), self.area(book, sheet, area).Validation
        setattr(validation, name + LONGER.get(name, ""), value)
        cells.Validation = validation

    def lock_cells(self, book: int, sheet: str, area: list[int], shut: bool) -> None:
        """Whether cells take entries while the sheet is locked: pasting over them may shut them too."""
        if self.locked(book, sheet):
            raise RefusedError("1004: the sheet is protected")
        cells, protection = self.area(book, sheet, area), self.area(book, sheet, area).CellProtection
        protection.IsLocked = shut
        cells.CellProtection = protection
