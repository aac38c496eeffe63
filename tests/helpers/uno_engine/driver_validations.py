"""The orders of `driver.py` about what cells accept and show, and what it shares with them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

uno: Any = import_module("uno")  # not installed where this is checked
VALIDATIONS = {0: "ANY", 2: "DECIMAL", 3: "LIST", 7: "CUSTOM"}
ALERTS = {1: "STOP", 2: "WARNING"}
OPERATORS = {1: "BETWEEN", 7: "GREATER_EQUAL"}
ERRORS = {502: "#VALUE!", 503: "#NUM!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A"}
FAILED = 4  # com.sun.star.sheet.FormulaResult.ERROR
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
    merge_area: Any
    documents: dict[int, Any]

    def shown(self, book: int, sheet: str, area: list[int]) -> list[Any]:
        """What cells show and hold, all at once, and the errors among them by row and column.

        Of a formula LibreOffice tells its own spelling.
        """
        cells = self.area(book, sheet, area)
        failed = cells.queryFormulaCells(FAILED).Cells.createEnumeration()
        errors = {}
        while failed.hasMoreElements():
            cell = failed.nextElement()
            at = cell.CellAddress
            errors[f"{at.Row + 1} {at.Column + 1}"] = ERRORS.get(cell.getError(), "#VALUE!")
        return [cells.getDataArray(), cells.getFormulaArray(), errors]

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
        first = self.merge_area(book, sheet, 2 * area[:2])
        if first[:2] != area[:2] or (first[2] > area[2] or first[3] > area[3]):
            raise RefusedError("1004: a part of a merged cell")  # as Excel, though LibreOffice takes it
        cells, protection = self.area(book, sheet, area), self.area(book, sheet, area).CellProtection
        protection.IsLocked = shut
        cells.CellProtection = protection
