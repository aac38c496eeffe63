"""The dialogues of Excel for Windows, by its own object; on the Mac those of the system."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from xltools.excel.live import LiveError
from xltools.excel.live_texts import say

LONGEST_QUESTION = 255
"""So many characters Excel's own InputBox takes; more is an error."""

_TEXT = 2  # what InputBox returns
_FOLDER_PICKER = 4  # msoFileDialogFolderPicker
_OK = -1


class Asking(Protocol):
    """Asks a person for a text, a file or a folder; None: cancelled."""

    def text(self, prompt: str, title: str) -> str | None:
        """A line of text."""

    def open(self, filters: str, title: str) -> Path | None:
        """A file that exists; `filters` as Excel writes them."""

    def save(self, name: str, filters: str, title: str) -> Path | None:
        """A file to be written."""

    def folder(self, title: str) -> Path | None:
        """A folder."""


def dialogs(api: Any) -> Asking:  # noqa: ANN401 - Excel's own object
    """Those that can be had here."""
    if platform.system() == "Darwin":
        from xltools.excel.mac_dialogs import MacDialogs  # noqa: PLC0415 - only needed there

        return MacDialogs()
    return Dialogs(api)


class Dialogs:
    """Asks a person for a text, a file or a folder; None: cancelled."""

    def __init__(self, api: Any) -> None:  # noqa: ANN401 - Excel's own object
        self._api = api

    def text(self, prompt: str, title: str) -> str | None:
        """A line of text."""
        with _known():
            answer = self._api.InputBox(prompt, title, "", Type=_TEXT)
        return None if answer is False else str(answer)

    def open(self, filters: str, title: str) -> Path | None:
        """A file that exists; `filters` as Excel writes them."""
        with _known():
            answer = self._api.GetOpenFilename(filters, 1, title)
        return None if answer is False else Path(answer)

    def save(self, name: str, filters: str, title: str) -> Path | None:
        """A file to be written."""
        with _known():
            answer = self._api.GetSaveAsFilename(name, filters, 1, title)
        return None if answer is False else Path(answer)

    def folder(self, title: str) -> Path | None:
        """A folder."""
        with _known():
            dialog = self._api.FileDialog(_FOLDER_PICKER)
            dialog.Title = title
            return Path(dialog.SelectedItems(1)) if dialog.Show() == _OK else None


@contextmanager
def _known() -> Iterator[None]:
    try:
        yield
    except AttributeError as error:  # no Excel that we know of
        raise LiveError(say("no_dialogs")) from error
