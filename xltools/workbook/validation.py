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
    """Guard the cells of a form, and prompt beside them."""
    for placed in layout.validations:
        rule = placed.validation
        validation = _limits(placed, layout)
        if rule.error:
            validation.showErrorMessage = True
            validation.errorStyle = "stop" if rule.strict else "warning"
            validation.errorTitle, validation.error = rule.title[:_TITLE], rule.error[:_MESSAGE]
        if rule.prompt:
            validation.showInputMessage = True
            validation.promptTitle, validation.prompt = rule.title[:_TITLE], rule.prompt[:_MESSAGE]
        for area in joined(placed.areas):
            validation.add(area.a1)
        sheet.add_data_validation(validation)


def _limits(placed: PlacedValidation, layout: Layout) -> DataValidation:
    rule = placed.validation
    if rule.choices:
        return _choices(placed, layout)
    if rule.minimum is None:
        return DataValidation(allow_blank=True)
    return _custom(placed) if rule.above or rule.decimals else _bounds(placed)


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


def _custom(placed: PlacedValidation) -> DataValidation:
    """Bounds that Excel's plain ones cannot say, as a formula for the first cell; Excel moves it along."""
    rule, cell = placed.validation, placed.areas[0].first.a1
    parts = [f"ISNUMBER({cell})", f"{cell}{'>' if rule.above else '>='}{rule.minimum:f}"]
    if placed.maximum is not None:
        parts.append(f"{cell}<={placed.maximum}")
    if rule.decimals:
        parts.append(f"ROUND({cell},{rule.decimals})={cell}")
    return DataValidation(type="custom", formula1=f"AND({','.join(parts)})", allow_blank=True)
