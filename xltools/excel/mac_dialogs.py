"""The dialogues of macOS (`macros/dialogues.applescript`): Excel for Mac lends none of its own.

Python runs outside of the closed room in which macOS keeps Excel, so it may ask by itself. The words of the
dialogues travel as arguments, never as part of a script.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from xltools.assets import asset
from xltools.excel.live import LiveError
from xltools.excel.live_texts import say

OSASCRIPT = "/usr/bin/osascript"
_ENDING = re.compile(r"\*\.(\w+)")


class MacDialogs:
    """Asks a person for a text, a file or a folder; None: cancelled. As `Dialogs`."""

    def text(self, prompt: str, title: str) -> str | None:
        """A line of text."""
        return _asked("text", prompt, title)

    def open(self, filters: str, title: str) -> Path | None:
        """A file that exists; `filters` as Excel writes them."""
        endings = dict.fromkeys(_ENDING.findall(filters))
        return _path(_asked("open", title, ",".join(endings)))

    def save(self, name: str, filters: str, title: str) -> Path | None:
        """A file to be written; without an ending it gets the first of `filters`."""
        path = _path(_asked("save", title, name))
        return path if path is None or path.suffix else path.with_suffix(f".{_ENDING.findall(filters)[0]}")

    def folder(self, title: str) -> Path | None:
        """A folder."""
        return _path(_asked("folder", title, ""))


def _path(answer: str | None) -> Path | None:
    return None if answer is None else Path(answer)


def _asked(*words: str) -> str | None:
    script = asset("macros", "dialogues.applescript")
    try:
        told = subprocess.run(  # noqa: S603 - a program of macOS; the words are arguments of our own script
            [OSASCRIPT, str(script), *words], capture_output=True, check=True, encoding="utf-8"
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise LiveError(say("no_dialogs")) from error
    return told.removesuffix("\n").removeprefix("=") if told.startswith("=") else None
