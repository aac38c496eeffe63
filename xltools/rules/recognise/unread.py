"""What looks like a form and was read as none: nothing of it may be lost without a word."""

from __future__ import annotations

from xltools.findings import Finding, Place
from xltools.refs import CellRef
from xltools.rules.definition.model import LEVEL_FIELDS
from xltools.rules.recognise.anchors import Rows
from xltools.rules.recognise.indicator_heading import WHOSE
from xltools.rules.recognise.several import Labels
from xltools.rules.recognise.sheet_texts import SheetTexts

_TABLES = frozenset({"initial_budget", "annual_budget", "executed", *LEVEL_FIELDS, "level3"})
_LEAST = 2  # headings of its tables


def unread_form(sheet: SheetTexts, labels: Labels) -> Finding | None:
    """The finding where a sheet, or a part of it, has the title of a form, its head and its headings."""
    title = next((text.ref for text in sheet.texts if labels.is_title(text)), None)
    keys = [labels.of(text) for text in sheet.texts]
    inside = labels.inside(text for texts in sheet.with_colons.values() for text in texts)
    if title is None or not WHOSE & inside.union(*keys) or sum(bool(_TABLES & one) for one in keys) < _LEAST:
        return None
    return table_unread(sheet.grid.name, title)


def unread_beside(sheet: SheetTexts, labels: Labels, form: Rows) -> Finding | None:
    """The finding where a title stands right of the form that was read, its indicators being `form`."""
    last = max(form.columns.values())
    right = (text for text in sheet.texts if text.ref.column > last and text.ref.row < form.heading)
    title = next((text.ref for text in right if labels.is_title(text)), None)
    return None if title is None else table_unread(sheet.grid.name, title)


def table_unread(sheet: str, ref: CellRef) -> Finding:
    """The finding at the first cell of what was not read."""
    return Finding("table-unread", place=Place(sheet=sheet, cell=ref.a1))
