"""The protection of a sheet, in the words of Excel for Windows and of Excel for Mac: xlwings has none."""

from __future__ import annotations

from typing import Any, Protocol

_ALLOWED = (
    "allow_formatting_cells", "allow_formatting_columns", "allow_formatting_rows", "allow_inserting_columns",
    "allow_inserting_rows", "allow_inserting_hyperlinks", "allow_deleting_columns", "allow_deleting_rows",
    "allow_sorting", "allow_filtering",
)  # fmt: skip
"""And the use of pivot tables, in the plural on Windows."""

Terms = tuple[bool, ...]
"""What a protection forbids and allows, in the order in which Excel takes it: drawing objects, contents,
scenarios, for people only; then what is allowed."""


class Lock(Protocol):
    """The protection of one sheet."""

    def is_closed(self) -> bool:
        """True where cells are protected."""

    def terms(self) -> Terms:
        """How."""

    def open(self, password: str) -> None:
        """Take it off; raises where the password is wrong."""

    def close(self, password: str, terms: Terms) -> None:
        """Put it on."""


def lock_of(api: Any) -> Lock:  # noqa: ANN401 - Excel's own object
    """The protection of a sheet, by the sheet's own object."""
    return WindowsLock(api) if hasattr(api, "ProtectContents") else MacLock(api)


def unlock_cell(api: Any) -> None:  # noqa: ANN401 - Excel's own object
    """Let a cell take entries while its sheet is locked; of a merged one Excel takes the lock as a whole."""
    if hasattr(api, "MergeArea"):
        api.MergeArea.Locked = False
    else:  # Excel for Mac
        api.merge_area.locked.set(False)


class WindowsLock:
    """By COM."""

    ALLOWED = (*(name.title().replace("_", "") for name in _ALLOWED), "AllowUsingPivotTables")

    def __init__(self, api: Any) -> None:  # noqa: ANN401 - Excel's own object
        self._api = api

    def is_closed(self) -> bool:
        """True where cells are protected."""
        return bool(self._api.ProtectContents)

    def terms(self) -> Terms:
        """How."""
        api = self._api
        names = [getattr(api.Protection, name) for name in self.ALLOWED]
        forbids = (api.ProtectDrawingObjects, True, api.ProtectScenarios, api.ProtectionMode)
        return tuple(map(bool, (*forbids, *names)))

    def open(self, password: str) -> None:
        """Take it off. Without any password Excel would ask the person."""
        self._api.Unprotect(password)

    def close(self, password: str, terms: Terms) -> None:
        """Put it on."""
        self._api.Protect(password, *terms)


class MacLock:
    """By AppleScript."""

    _FORBIDS = ("drawing_objects", "worksheet_contents", "scenarios", "user_interface_only")

    def __init__(self, api: Any) -> None:  # noqa: ANN401 - Excel's own object
        self._api = api

    def is_closed(self) -> bool:
        """True where cells are protected; False too where the program does not tell: then it refuses."""
        try:
            return bool(self._api.protect_contents.get())
        except AttributeError:
            return False

    def terms(self) -> Terms:
        """How."""
        api, allowed = self._api, self._api.protection_object
        forbids = api.protect_drawing_objects.get(), True, api.protect_scenarios.get()
        names = (*_ALLOWED, "allow_using_pivot_table")
        rest = (getattr(allowed, name).get() for name in names)
        return tuple(map(bool, (*forbids, api.protection_mode.get(), *rest)))

    def open(self, password: str) -> None:
        """Take it off."""
        self._api.unprotect(password=password)

    def close(self, password: str, terms: Terms) -> None:
        """Put it on."""
        names = (*self._FORBIDS, *_ALLOWED, "allow_using_pivot_table")
        self._api.protect_worksheet(password=password, **dict(zip(names, terms, strict=True)))
