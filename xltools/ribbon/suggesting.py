"""建议分: shown with its derivation, taken over where the person says so."""

from __future__ import annotations

from xltools.excel.live_excel import ExcelBook
from xltools.live import is_indicator, read_open, suggested, take_over
from xltools.live_texts import worded
from xltools.ribbon.words import number, say, title


def suggest(book: ExcelBook) -> str | None:
    """The suggestion of the selected row."""
    opened = read_open(book)
    sheet, cell = book.selected()
    one = suggested(opened, sheet, cell.row)
    if one is None:
        return say("suggest", "no_score" if is_indicator(opened, sheet, cell.row) else "no_row")
    told = {"name": one.name, "now": number(one.score), "suggestion": worded(one.suggestion)}
    if one.suggestion.low is None:
        return say("suggest", "none", name=one.name, reason=one.suggestion.reason or "")
    if one.suggestion.score is None:
        return say("suggest", "range", **told)
    if one.suggestion.score == one.score:
        return say("suggest", "same", **told)
    if book.ask(say("suggest", "ask", **told), title()):
        take_over(book, opened, one)
    return None
