"""The macros of our add-in (`macros/XltoolsCells.bas`): many cells of an open workbook in one call.

Where the add-in is not loaded, or a macro does not do it, they say so, and cells are asked one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.excel.live import Opening, Work
from xltools.refs import CellRange

if TYPE_CHECKING:  # who builds the add-in wants its name only
    import xlwings

ADDIN_FILE = "xltools.xlam"
"""What the add-in is called, on the disk and among the open workbooks."""

_MODULE = "XltoolsCells"
_BETWEEN, _WITHIN = "\f", "\v"  # orders, and the parts of one, as the module splits them

FORMULA, NOTE, LIMIT, OPEN = "formula", "note", "limit", "open"
"""What an order begins with; then come sheet, cells, and what it is about."""

Order = tuple[str, ...]


class Addin:
    """The add-in in the Excel in which a workbook is open."""

    def __init__(self, app: xlwings.App, book_name: str) -> None:
        self._app, self._book_name = app, book_name

    def answers(self) -> bool:
        """Whether its macros can be called: by one that is given nothing to do."""
        return self._carry_out(()) is not None

    def renew(self, work: Work, passwords: Sequence[str]) -> int | None:
        """Write formulas, empty cells, and notes; how many cells kept another note. None: not all is done."""
        contents = [(run.sheet, cell, text) for run in work.runs for cell, text in run.news.items()]
        if any(isinstance(text, Decimal) for _, _, text in contents):
            return None  # a number that becomes a text on its way may lose its last digits
        formulas = ((FORMULA, sheet, cell.a1, str(text or "")) for sheet, cell, text in contents)
        notes = ((NOTE, one.sheet, one.cell.a1, work.sign, one.text or "") for one in work.marks)
        return self._carry_out((*formulas, *notes), work.sheets, passwords)

    def put_limits(self, sheet: str, limits: Mapping[CellRange, Sequence[str]]) -> bool:
        """Validations, each told by its parts; the sheet must be shown. False: not done, or not all of it."""
        orders = [(LIMIT, sheet, area.a1, *parts) for area, parts in limits.items()]
        return self._carry_out(orders) is not None

    def open_up(self, openings: Sequence[Opening]) -> bool:
        """Let cells take entries. False: not done, or not all of it."""
        return self._carry_out([(OPEN, one.sheet, one.area.a1) for one in openings]) is not None

    def save_copy(self, path: Path) -> bool:
        """Save a copy of the workbook. False: not done."""
        return self._run("SaveCopy", str(path)) is not None

    def _carry_out(
        self, orders: Sequence[Order], sheets: Sequence[str] = (), passwords: Sequence[str] = ()
    ) -> int | None:
        """Let the add-in do all of it, on sheets that it unlocks for that."""
        said = _BETWEEN.join(map(_said, orders))
        lists = (_BETWEEN.join(sheets), _BETWEEN.join(passwords))
        return self._run("Renew", *lists, said, str(_length(said)))

    def _run(self, macro: str, *texts: str) -> int | None:
        """What a macro gives; None where it cannot be asked, or says that it did not do it."""
        with suppress(Exception):  # whatever it is, the same is tried another way, which will tell
            if self._is_loaded:
                given = self._app.macro(f"'{ADDIN_FILE}'!{_MODULE}.{macro}")(self._book_name, *texts)
                return int(given) if given >= 0 else None
        return None

    @cached_property
    def _is_loaded(self) -> bool:
        """Asked first: by its mere name Excel would look for a file to open."""
        with suppress(KeyError):
            return self._app.books[ADDIN_FILE] is not None
        return False


def _said(order: Order) -> str:
    return _WITHIN.join(part.replace(_BETWEEN, " ").replace(_WITHIN, " ") for part in order)


def _length(text: str) -> int:
    """In the characters of VBA, which are UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
