"""Validation lists and bounds as XML, with the error alert on (openpyxl leaves it off)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import cast

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.xml.functions import tostring

from xltools.rules.definition.model import Validation
from xltools.rules.layout.formulas import joined
from xltools.rules.layout.model import Limit, PlacedValidation

_TITLE, _MESSAGE = 32, 255  # Excel's limits, in characters
_ANYWHERE = "XFD1048576"


def validation_parts(validations: Iterable[PlacedValidation]) -> Iterator[tuple[str, str, str]]:
    """Each validation, and prompt, as XML around its cells: what comes before them, the cells, what after."""
    for placed in validations:
        areas = " ".join(area.a1 for area in joined(placed.areas))
        before, after = around_cells(placed.validation, placed.limit)
        yield before, areas, after


@lru_cache(maxsize=1024)
def around_cells(rule: Validation, limit: Limit | None) -> tuple[str, str]:
    """The validation as openpyxl writes it, cut where its cells go. Few of a season's are not equal."""
    validation = _limited(limit)
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


def _limited(limit: Limit | None) -> DataValidation:
    if limit is None:
        return DataValidation(allow_blank=True)
    if limit.type == "custom":
        return DataValidation(type="custom", formula1=limit.formula, allow_blank=True)
    if limit.type == "list":  # with blanks allowed, Excel takes anything while a cell it looks at is blank
        return DataValidation(type="list", formula1=limit.formula)
    if limit.upper is None:
        return DataValidation(type="decimal", operator="greaterThanOrEqual", formula1=limit.formula)
    return DataValidation(type="decimal", operator="between", formula1=limit.formula, formula2=limit.upper)
