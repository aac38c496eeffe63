"""The macros of our add-in (`macros/XltoolsCells.bas`): many cells of an open workbook in one call.

Where the add-in is not loaded, or a macro does not do it, they say so, and cells are asked one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.excel.live import Run
from xltools.refs import CellRange, CellRef

if TYPE_CHECKING:  # who builds the add-in wants its name only
    import xlwings

ADDIN_FILE = "xltools.xlam"
"""What the add-in is called, on the disk and among the open workbooks."""

_MODULE = "XltoolsCells"
_BETWEEN_PLACES, _BETWEEN_TEXTS, _BETWEEN_PARTS = " ", "\f", "\t"  # as the module splits them


class Addin:
    """The add-in in the Excel in which a workbook is open."""

    def __init__(self, book: xlwings.Book) -> None:
        self._book = book

    def answers(self) -> bool:
        """Whether its macros can be called: by one that is given nothing to do."""
        return self._run("PutFormulas", "", *_texts((), ())) is not None

    def put_formulas(self, runs: Sequence[Run]) -> bool:
        """Write formulas, and empty cells, one call for a sheet. False: not done, or not all of it."""
        sheets = list(dict.fromkeys(run.sheet for run in runs))
        return all(self._put_formulas(sheet, [run for run in runs if run.sheet == sheet]) for sheet in sheets)

    def _put_formulas(self, sheet: str, runs: Sequence[Run]) -> bool:
        contents = {cell: content for run in runs for cell, content in run.news.items()}
        if any(isinstance(content, Decimal) for content in contents.values()):
            return False  # a number that becomes a text on its way may lose its last digits
        texts = (str(content or "") for content in contents.values())
        return self._run("PutFormulas", sheet, *_texts(_a1(contents), texts)) is not None

    def put_notes(self, sheet: str, sign: str, notes: Mapping[CellRef, str]) -> int | None:
        """Notes in place of all that begin with `sign`; how many cells kept another one. None: not done."""
        return self._run("PutNotes", sheet, sign, *_texts(_a1(notes), notes.values()))

    def put_limits(self, sheet: str, limits: Mapping[CellRange, Sequence[str]]) -> bool:
        """Validations, each told by its parts; the sheet must be shown. False: not done, or not all of it."""
        contents = (_BETWEEN_PARTS.join(parts) for parts in limits.values())
        return self._run("PutLimits", sheet, *_texts((area.a1 for area in limits), contents)) is not None

    def save_copy(self, path: Path) -> bool:
        """Save a copy of the workbook. False: not done."""
        return self._run("SaveCopy", str(path)) is not None

    def _run(self, macro: str, *texts: str) -> int | None:
        """What a macro gives; None where it cannot be asked, or says that it did not do it."""
        with suppress(Exception):  # whatever it is, the same is tried another way, which will tell
            if self._workbook is not None:
                given = self._workbook.macro(f"{_MODULE}.{macro}")(self._book.name, *texts)
                return int(given) if given >= 0 else None
        return None

    @cached_property
    def _workbook(self) -> xlwings.Book | None:
        """None where it is not loaded: by its mere name Excel would look for a file to open."""
        with suppress(KeyError):
            return self._book.app.books[ADDIN_FILE]
        return None


def _a1(cells: Iterable[CellRef]) -> Iterator[str]:
    return (cell.a1 for cell in cells)


def _texts(places: Iterable[str], contents: Iterable[str]) -> tuple[str, str, str]:
    """Places, contents, and how long these are in the characters of VBA, which are UTF-16."""
    joined = _BETWEEN_TEXTS.join(content.replace(_BETWEEN_TEXTS, " ") for content in contents)
    return _BETWEEN_PLACES.join(places), joined, str(len(joined.encode("utf-16-le", "surrogatepass")) // 2)
