"""Validation lists and bounds, with the error alert on (openpyxl leaves it off)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import cast

from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.xml.functions import tostring

from xltools.refs import CellRange, CellRef
from xltools.rules.definition import Validation
from xltools.rules.formulas import joined
from xltools.rules.layout import Layout, PlacedValidation
from xltools.rules.names import LISTS_SHEET

_TITLE, _MESSAGE = 32, 255  # Excel's limits, in characters
_ANYWHERE = "XFD1048576"


def validations_of(layout: Layout) -> Iterator[tuple[str, str, str]]:
    """Each validation, and prompt, as XML around its cells: what comes before them, the cells, what after."""
    for placed in layout.arrangement.validations:
        areas = " ".join(area.a1 for area in joined(placed.areas))
        choices = _choices(placed, layout) if placed.validation.choices else None
        before, after = _around(placed.validation, choices, placed.areas[0].first, placed.maximum)
        yield before, areas, after


@lru_cache(maxsize=1024)
def _around(rule: Validation, choices: str | None, first: CellRef, maximum: str | None) -> tuple[str, str]:
    """The validation as openpyxl writes it, cut where its cells go. Few of a season's are not equal."""
    validation = _limits(rule, choices, first, maximum)
    if rule.error:
        validation.showErrorMessage = True
        validation.errorStyle = "stop" if rule.strict else "warning"
        validation.errorTitle, validation.error = rule.title[:_TITLE], rule.error[:_MESSAGE]
    if rule.prompt:
        validation.showInputMessage = True
        validation.promptTitle, validation.prompt = rule.title[:_TITLE], rule.prompt[:_MESSAGE]
    validation.add(_ANYWHERE)
    text = cast("bytes", tostring(validation.to_tree())).decode()  # the stubs say str
    before, _, after = text.partition(_ANYWHERE)
    return before, after


def _limits(rule: Validation, choices: str | None, first: CellRef, maximum: str | None) -> DataValidation:
    if choices is not None:
        return DataValidation(type="list", formula1=choices)
    if rule.minimum is None:
        return DataValidation(allow_blank=True)
    return _custom(rule, first.a1, maximum) if rule.above or rule.decimals else _bounds(rule, maximum)


def _choices(placed: PlacedValidation, layout: Layout) -> str:
    name = placed.validation.choices or ""
    column = list(layout.lists).index(name) + 1
    area = CellRange(CellRef(1, column), CellRef(max(1, len(layout.lists[name])), column))
    return f"{quote_sheetname(LISTS_SHEET)}!{area.absolute}"


def _bounds(rule: Validation, maximum: str | None) -> DataValidation:
    low = format(rule.minimum or 0, "f")
    if maximum is None:
        return DataValidation(type="decimal", operator="greaterThanOrEqual", formula1=low)
    return DataValidation(type="decimal", operator="between", formula1=low, formula2=maximum)


def _custom(rule: Validation, cell: str, maximum: str | None) -> DataValidation:
    """Bounds that Excel's plain ones cannot say, as a formula for the first cell; Excel moves it along."""
    parts = [f"ISNUMBER({cell})", f"{cell}{'>' if rule.above else '>='}{rule.minimum:f}"]
    if maximum is not None:
        parts.append(f"{cell}<={maximum}")
    if rule.decimals:
        parts.append(f"ROUND({cell},{rule.decimals})={cell}")
    return DataValidation(type="custom", formula1=f"AND({','.join(parts)})", allow_blank=True)
