"""Stand-ins for Excel's own objects: just the members that our code asks for by Excel's names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.helpers.addin_terms import TERMS

if TYPE_CHECKING:
    from tests.helpers.uno_engine.engine import Book, Sheet


class AppApi:
    """`Application`: its dialogues answer what a test put into `answers`, in turn (False: cancelled)."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.asked: list[str] = []

    def InputBox(self, prompt: str, title: str, default: str, Type: int) -> Any:  # noqa: N802, N803 - Excel's
        assert (title, default, Type, len(prompt) <= 255) == (title, "", 2, True)
        return self._answer(prompt)

    def GetOpenFilename(self, filters: str, index: int, title: str) -> Any:  # noqa: N802 - Excel's
        assert (index, len(filters.split(",")) % 2) == (1, 0)
        return self._answer(title)

    def GetSaveAsFilename(self, name: str, filters: str, index: int, title: str) -> Any:  # noqa: N802 - Excel's
        assert (name[-5:], index, len(filters.split(",")) % 2) == (".xlsx", 1, 0)
        return self._answer(title)

    def FileDialog(self, kind: int) -> FolderDialog:  # noqa: N802 - Excel's
        assert kind == 4
        return FolderDialog(self)

    def _answer(self, question: str) -> Any:
        self.asked.append(question)
        return self.answers.pop(0)


class FolderDialog:
    """`FileDialog` for folders."""

    def __init__(self, app: AppApi) -> None:
        self.Title = ""
        self._app = app
        self._chosen: Any = None

    def Show(self) -> int:  # noqa: N802 - Excel's
        self._app.asked.append(self.Title)
        self._chosen = self._app.answers.pop(0)
        return -1 if self._chosen else 0

    def SelectedItems(self, number: int) -> str:  # noqa: N802 - Excel's
        assert number == 1
        return str(self._chosen)


class BookApi:
    """`Workbook`. `copies` False: an Excel without `SaveCopyAs`, as on the Mac."""

    copies = True

    def __init__(self, book: Book) -> None:
        self._book = book

    def __getattr__(self, name: str) -> Any:
        if name != "SaveCopyAs" or not BookApi.copies:
            raise AttributeError(name)
        return lambda path: self._book.app.ask("copy", self._book.number, path)


class SheetApi:
    """`Worksheet`: its protection, and its print."""

    ProtectDrawingObjects, ProtectScenarios, ProtectionMode = True, False, False

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.Protection = type("Protection", (), TERMS)

    @property
    def ProtectContents(self) -> bool:  # noqa: N802 - Excel's
        return bool(self._sheet.ask("locked"))

    def ExportAsFixedFormat(self, kind: int, path: str) -> None:  # noqa: N802 - Excel's
        assert kind == 0
        self._sheet.ask("pdf", path)

    def Unprotect(self, password: str) -> None:  # noqa: N802 - Excel's
        self._sheet.ask("unprotect", password)

    def Protect(self, password: str, *terms: bool) -> None:  # noqa: N802 - Excel's
        self._sheet.book.app.changes.append(" ".join(["lock", *(str(-term) for term in terms)]))
        self._sheet.ask("protect", password)


class ValidationApi:
    """`Validation` of a range. What is set of it is handed on by its name."""

    _own = frozenset(("_range",))

    def __init__(self, cells: RangeApi) -> None:
        self._range = cells

    def __setattr__(self, name: str, value: object) -> None:
        if name in self._own:
            super().__setattr__(name, value)
        else:
            self._range.ask("set_validation", name, value)

    def Delete(self) -> None:  # noqa: N802 - Excel's
        self._range.ask("delete_validation")

    def Add(self, Type: int, AlertStyle: int, Operator: int = 1, *formulas: str) -> None:  # noqa: N802, N803
        self._range.ask("add_validation", Type, AlertStyle, Operator, *formulas)


class RangeApi:
    """`Range`, as far as the area of the engine plays it."""

    def ask(self, order: str, *arguments: Any) -> Any:
        raise NotImplementedError

    @property
    def Validation(self) -> ValidationApi:  # noqa: N802 - Excel's
        return ValidationApi(self)

    @property
    def MergeArea(self) -> Any:  # noqa: N802 - Excel's
        raise NotImplementedError

    @property
    def Locked(self) -> None:  # noqa: N802 - Excel's
        """As Excel says it where some are and some are not."""

    @Locked.setter
    def Locked(self, value: bool) -> None:  # noqa: N802 - Excel's
        self.ask("lock_cells", value)
