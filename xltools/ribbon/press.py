"""One click: does what the button says, then tells in one message box; never a traceback."""

from __future__ import annotations

import sys
import traceback
from importlib import import_module

from xltools.errors import XltoolsError
from xltools.excel.live_excel import ExcelBook, calling_book
from xltools.ribbon.journal import log_path, write_down
from xltools.ribbon.versions import versions_apart
from xltools.ribbon.words import say, title

_MODULES = {
    "recalculate": "recalculating",
    "check": "checking",
    "previous_problem": "checking",
    "next_problem": "checking",
    "clear_marks": "checking",
    "suggest": "suggesting",
    "heal": "healing",
    "new_form": "files",
    "issue_roster": "files",
    "collect_folder": "files",
    "export_pdf": "files",
    "self_test": "helping",
    "about": "helping",
}
"""Where each button is: only its own module is imported."""


def press(function: str, addin_versions: str = "") -> None:
    """Run a button on the workbook it was clicked in.

    Ends the process with code 1, and a sentence on standard error, where Excel itself cannot be reached.
    """
    try:
        book = calling_book()
        text, grave = _outcome(function, book, addin_versions)
        if text is not None:
            book.tell(text, title(), grave=grave)
    except Exception as error:
        write_down(function, traceback.format_exc())
        print(_words(error), file=sys.stderr)
        raise SystemExit(1) from None


def _outcome(function: str, book: ExcelBook, addin_versions: str) -> tuple[str | None, bool]:
    """What to tell (None: nothing, as after a cancelled dialogue), and whether it went wrong."""
    grave = False
    try:
        text = _run(function, book, addin_versions)
    except Exception as error:
        write_down(function, traceback.format_exc())
        text, grave = _words(error), True
    apart = versions_apart(addin_versions)
    return (text if text is None or apart is None else f"{text}\n\n{apart}"), grave


def _run(function: str, book: ExcelBook, addin_versions: str) -> str | None:
    button = getattr(import_module(f"xltools.ribbon.{_MODULES[function]}"), function)
    text: str | None = button(book, addin_versions) if function == "self_test" else button(book)
    return text


def _words(error: Exception) -> str:
    if isinstance(error, XltoolsError):
        return str(error)
    return say("errors", "bug", log=str(log_path()), error=type(error).__name__)
