"""Notes at cells, one by one: where no macro of the add-in puts all of them."""

from __future__ import annotations

from contextlib import suppress

import xlwings

from xltools.refs import CellRef


def notes_of(sheet: xlwings.Sheet) -> dict[CellRef, str]:
    """What stands at which cell."""
    return {CellRef.parse(note.location.address): note.text for note in sheet.notes}


def put_note(cell: xlwings.Range, text: str | None, sign: str) -> bool:
    """A note in place of one that begins with the sign; without a text, none.

    False where another note stays, or where people discuss: such a cell takes no note.
    """
    if text is not None and _added(cell, text):  # mostly there is none: to ask first would cost as much
        return True
    before = cell.note
    if before is not None and before.text.startswith(sign):
        before.delete()
        return text is None or _added(cell, text)
    if text is None:
        return True
    if before is None and getattr(cell.api, "CommentThreaded", None) is None:
        cell.add_note(text)  # tells what is wrong
    return False


def _added(cell: xlwings.Range, text: str) -> bool:
    """False where the program refuses. The word of xlwings for it would ask first."""
    try:
        note = xlwings.main.Note(impl=cell.impl.add_note(text))
    except Exception:
        return False
    with suppress(Exception):  # the box grows with its text where the program can do that
        note.api.Shape.TextFrame.AutoSize = True
    return True
