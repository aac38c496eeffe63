"""Keeps Excel still while cells are written, and leaves it as it was found: also after an error.

Calculation mode, selection and scroll position are never touched, so they need no restoring.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import xlwings

from xltools.excel.live import LiveError
from xltools.excel.live_texts import say

_ALLOWED = (
    "AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns",
    "AllowInsertingRows", "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows",
    "AllowSorting", "AllowFiltering", "AllowUsingPivotTables",
)  # fmt: skip


@contextmanager
def held(book: xlwings.Book, sheets: Collection[str], passwords: Sequence[str]) -> Iterator[None]:
    """Screen and events at rest, these sheets unlocked."""
    with ExitStack() as stack:
        for name in ("screen_updating", "enable_events"):
            stack.enter_context(_kept(book.app, name))
        for sheet in sheets:
            stack.enter_context(_unlocked(book.sheets[sheet], passwords))
        yield


@contextmanager
def _kept(app: xlwings.App, name: str) -> Iterator[None]:
    before = getattr(app, name)
    setattr(app, name, False)
    try:
        yield
    finally:
        setattr(app, name, before)


@contextmanager
def _unlocked(sheet: xlwings.Sheet, passwords: Sequence[str]) -> Iterator[None]:
    api = sheet.api
    if not _is_locked(api):
        yield
        return
    terms = _terms(api)
    password = _opened(api, passwords)
    if password is None:
        raise LiveError(say("locked", sheet=sheet.name))
    try:
        yield
    finally:
        api.Protect(password, *terms)


def _is_locked(api: Any) -> bool:  # noqa: ANN401 - Excel's own object
    """False too where the program doesn't tell (Excel for Mac): then Excel itself refuses the writing."""
    try:
        return bool(api.ProtectContents)
    except AttributeError:
        return False


def _terms(api: Any) -> list[bool]:  # noqa: ANN401 - Excel's own object
    """What the protection forbids and allows, in the order in which `Protect` takes it."""
    forbids = [bool(api.ProtectDrawingObjects), True, bool(api.ProtectScenarios), bool(api.ProtectionMode)]
    return [*forbids, *(bool(getattr(api.Protection, name)) for name in _ALLOWED)]


def _opened(api: Any, passwords: Sequence[str]) -> str | None:  # noqa: ANN401 - Excel's own object
    """The password that opens the sheet."""
    for password in passwords:
        try:
            api.Unprotect(password)
        except Exception:  # noqa: S112 - a wrong password; COM has one error for everything
            continue
        if not api.ProtectContents:
            return password
    return None
