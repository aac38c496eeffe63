"""Data validations of cells, by Excel's own object: xlwings has no word for them.

By COM only. On the Mac no copy of a workbook can be had: its validations are not seen, and none are mended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import xlwings

from xltools.excel.live import Guard

if TYPE_CHECKING:  # as in `live`
    from xltools.rules.layout import Limit

_TYPES = {"list": 3, "decimal": 2, "custom": 7}  # xlValidateList, …Decimal, …Custom
_PROMPT_ONLY = 0  # xlValidateInputOnly
_STOP, _WARNING = 1, 2
_BETWEEN, _AT_LEAST = 1, 7
_TITLE, _TEXT = 32, 255  # characters: Excel's limits


def put_guards(book: xlwings.Book, guards: Sequence[Guard]) -> None:
    """Each guard in place of whatever validation its cells have."""
    with _same_place(book):
        for guard in guards:
            sheet = book.sheets[guard.sheet]
            cells = sheet.range(guard.area.a1)
            sheet.activate()
            cells.select()  # Excel takes relative addresses from the cell that is active
            _put(cells.api.Validation, guard)


def _put(validation: Any, guard: Guard) -> None:  # noqa: ANN401 - Excel's own object
    rule = guard.rule
    validation.Delete()
    validation.Add(*_words(guard.limit, _STOP if rule.strict else _WARNING))
    if guard.limit is not None and guard.limit.type == "list":
        validation.IgnoreBlank = False  # else anything is taken while a cell it looks at is blank
    validation.ShowError = rule.error is not None
    validation.ErrorTitle, validation.ErrorMessage = rule.title[:_TITLE], (rule.error or "")[:_TEXT]
    validation.ShowInput = rule.prompt is not None
    validation.InputTitle, validation.InputMessage = rule.title[:_TITLE], (rule.prompt or "")[:_TEXT]


def _words(limit: Limit | None, style: int) -> tuple[int | str, ...]:
    """Type, style of the alert, operator, first and second formula."""
    if limit is None:
        return _PROMPT_ONLY, style
    if limit.type != "decimal":
        return _TYPES[limit.type], style, _BETWEEN, f"={limit.formula}"
    if limit.upper is None:
        return _TYPES["decimal"], style, _AT_LEAST, limit.formula
    upper = limit.upper if limit.upper.replace(".", "").isdecimal() else f"={limit.upper}"
    return _TYPES["decimal"], style, _BETWEEN, limit.formula, upper


@contextmanager
def _same_place(book: xlwings.Book) -> Iterator[None]:
    """Sheet, selection and scroll position are as before."""
    sheet, chosen = book.sheets.active, book.app.selection
    window = getattr(book.app.api, "ActiveWindow", None)
    scrolled = None if window is None else (window.ScrollRow, window.ScrollColumn)
    try:
        yield
    finally:
        sheet.activate()
        if chosen is not None:
            chosen.select()
        if window is not None and scrolled is not None:
            with suppress(Exception):  # frozen panes may refuse
                window.ScrollRow, window.ScrollColumn = scrolled
