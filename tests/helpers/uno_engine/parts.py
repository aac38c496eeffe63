"""The list of programs, notes and defined names, as xlwings asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xlwings import base_classes as base

from xltools.refs import CellRef

if TYPE_CHECKING:
    from tests.helpers.uno_engine.engine import App, Book, Range, Sheet


class Apps:
    """All running ones: one."""

    def __init__(self, apps: Sequence[App]) -> None:
        self._apps = apps

    def __iter__(self) -> Iterator[App]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, _pid: int) -> App:
        return self._apps[0]

    def keys(self) -> list[int]:
        return [1]


class Note:
    """A note at a cell."""

    api = object()  # nothing of a box to be resized

    def __init__(self, sheet: Sheet, cell: CellRef, text: str) -> None:
        self._sheet, self.cell, self._text = sheet, cell, text

    @property
    def text(self) -> str:
        return self._text

    @property
    def location(self) -> Range:
        return self._sheet.range(self.cell.a1)

    def delete(self) -> None:
        self._sheet.ask("delete_note", self.cell.row, self.cell.column)


class Names(base.Names):
    """The defined names of a document, as they stood when they were asked for."""

    def __init__(self, book: Book) -> None:
        self._found = [Name(*found) for found in book.app.ask("names", book.number)]

    def __len__(self) -> int:
        return len(self._found)

    def __call__(self, number: int) -> Name:
        return self._found[number - 1]


class Name:
    """A defined name."""

    def __init__(self, name: str, refers_to: str) -> None:
        self._name, self._refers_to = name, refers_to

    @property
    def name(self) -> str:
        return self._name

    @property
    def refers_to(self) -> str:
        return self._refers_to
