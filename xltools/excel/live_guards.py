"""Data validations of cells: xlwings has no word for them.

By a macro of the add-in; else by Excel's own object, in the words of COM, which Excel for Mac does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import xlwings

from xltools.excel.live import Guard, LiveError
from xltools.excel.live_addin import Addin
from xltools.excel.live_texts import say

_TYPES = {"list": 3, "decimal": 2, "custom": 7}  # xlValidateList, …Decimal, …Custom
_VISIBLE = -1  # xlSheetVisible
_PROMPT_ONLY = 0  # xlValidateInputOnly
_STOP, _WARNING = 1, 2
_BETWEEN, _AT_LEAST = 1, 7
_WORDS = 5
_TITLE, _TEXT = 32, 255  # characters: Excel's limits


def put_guards(book: xlwings.Book, addin: Addin, guards: Sequence[Guard]) -> None:
    """Each guard in place of whatever validation its cells have.

    Raises LiveError where they are on a hidden sheet that cannot be shown; nothing has changed then.
    """
    sheets = list(dict.fromkeys(guard.sheet for guard in guards))
    with ExitStack() as stack:
        stack.enter_context(_same_place(book))
        for name in sheets:
            stack.enter_context(_shown(book.sheets[name]))
        for name in sheets:
            here = [guard for guard in guards if guard.sheet == name]
            if not addin.put_limits(name, {guard.area: _parts(guard) for guard in here}):
                _put_each(book.sheets[name], here)


def _put_each(sheet: xlwings.Sheet, guards: Sequence[Guard]) -> None:
    sheet.activate()
    for guard in guards:
        cells = sheet.range(guard.area.a1)
        cells.select()  # Excel takes relative addresses from the cell that is active
        try:
            validation = cells.api.Validation
        except AttributeError as error:  # Excel for Mac
            raise LiveError(say("no_lists")) from error
        _put(validation, guard)


def _put(validation: Any, guard: Guard) -> None:  # noqa: ANN401 - Excel's own object
    *_, title, error, prompt = _parts(guard)
    validation.Delete()
    validation.Add(*_words(guard))
    if guard.limit is not None and guard.limit.type == "list":
        validation.IgnoreBlank = False  # else anything is taken while a cell it looks at is blank
    validation.ShowError = bool(error)
    validation.ErrorTitle, validation.ErrorMessage = title, error
    validation.ShowInput = bool(prompt)
    validation.InputTitle, validation.InputMessage = title, prompt


def _parts(guard: Guard) -> list[str]:
    """Type, alert, operator, two formulas, title, error, prompt: an empty one is none."""
    rule, words = guard.rule, [str(word) for word in _words(guard)]
    missing = [""] * (_WORDS - len(words))
    return [*words, *missing, rule.title[:_TITLE], (rule.error or "")[:_TEXT], (rule.prompt or "")[:_TEXT]]


def _words(guard: Guard) -> tuple[int | str, ...]:
    """Type, style of the alert, operator, first and second formula; the last ones may be missing."""
    limit, style = guard.limit, _STOP if guard.rule.strict else _WARNING
    if limit is None:
        return _PROMPT_ONLY, style
    if limit.type != "decimal":
        return _TYPES[limit.type], style, _BETWEEN, f"={limit.formula}"
    if limit.upper is None:
        return _TYPES["decimal"], style, _AT_LEAST, limit.formula
    upper = limit.upper if limit.upper.replace(".", "").isdecimal() else f"={limit.upper}"
    return _TYPES["decimal"], style, _BETWEEN, limit.formula, upper


def is_shown(sheet: xlwings.Sheet) -> bool:
    """False also where only a program can show it: COM has a number for that, which is not 0."""
    return sheet.visible in (True, _VISIBLE)


@contextmanager
def _shown(sheet: xlwings.Sheet) -> Iterator[None]:
    """A hidden sheet is shown inside: only where it can be in front, a cell of it can be selected."""
    before = sheet.visible
    if is_shown(sheet):
        yield
        return
    try:
        sheet.visible = True
    except Exception as error:
        raise LiveError(say("hidden_lists", sheet=sheet.name)) from error
    try:
        yield
    finally:
        sheet.visible = before


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
