"""Validation lists and bounds, with the error alert on (openpyxl leaves it off)."""

from __future__ import annotations

from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xltools.refs import CellRange, CellRef
from xltools.rules.formulas import joined
from xltools.rules.layout import Layout, PlacedValidation
from xltools.rules.names import LISTS_SHEET

_TITLE, _MESSAGE = 32, 255  # Excel's limits, in characters


def add_validations(sheet: Worksheet, layout: Layout) -> None:
    """Guard the cells of a form."""
    for placed in layout.validations:
        validation = _choices(placed, layout) if placed.validation.choices else _bounds(placed)
        validation.showErrorMessage = True
        validation.errorStyle = "stop" if placed.validation.strict else "warning"
        validation.errorTitle, validation.error = placed.title[:_TITLE], placed.error[:_MESSAGE]
        if placed.prompt:
            validation.showInputMessage = True
            validation.promptTitle, validation.prompt = placed.title[:_TITLE], placed.prompt[:_MESSAGE]
        for area in joined(placed.areas):
            validation.add(area.a1)
        sheet.add_data_validation(validation)


def _choices(placed: PlacedValidation, layout: Layout) -> DataValidation:
    name = placed.validation.choices or ""
    column = list(layout.lists).index(name) + 1
    area = CellRange(CellRef(1, column), CellRef(max(1, len(layout.lists[name])), column))
    return DataValidation(type="list", formula1=f"{quote_sheetname(LISTS_SHEET)}!{area.absolute}")


def _bounds(placed: PlacedValidation) -> DataValidation:
    low = format(placed.validation.minimum or 0, "f")
    if placed.maximum is None:
        return DataValidation(type="decimal", operator="greaterThanOrEqual", formula1=low)
    return DataValidation(type="decimal", operator="between", formula1=low, formula2=placed.maximum)
