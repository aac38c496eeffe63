"""Keeps Excel still while cells are written, and leaves it as it was found: also after an error.

Calculation mode, selection and scroll position are never touched, so they need no restoring.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager

import xlwings

from xltools.excel.live import LiveError
from xltools.excel.live_locks import Lock, lock_of
from xltools.excel.live_texts import say


@contextmanager
def held(book: xlwings.Book, sheets: Collection[str], passwords: Sequence[str]) -> Iterator[None]:
    """Screen and events at rest, these sheets unlocked. Raises LiveError where no password opens one."""
    with ExitStack() as stack:
        for name in ("screen_updating", "enable_events"):
            stack.enter_context(_kept(book.app, name))
        for sheet in sheets:
            stack.enter_context(_unlocked(sheet, lock_of(book.sheets[sheet].api), passwords))
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
def _unlocked(sheet: str, lock: Lock, passwords: Sequence[str]) -> Iterator[None]:
    if not lock.is_closed():
        yield
        return
    terms = lock.terms()
    password = _opened(lock, passwords)
    if password is None:
        raise LiveError(say("locked", sheet=sheet))
    try:
        yield
    finally:
        lock.close(password, terms)


def _opened(lock: Lock, passwords: Sequence[str]) -> str | None:
    """The password that opens it."""
    for password in passwords:
        try:
            lock.open(password)
        except Exception:  # noqa: S112 - a wrong password; Excel has one error for everything
            continue
        if not lock.is_closed():
            return password
    return None
