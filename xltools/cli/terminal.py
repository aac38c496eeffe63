"""What a command is given to speak with: its language, data to stdout, narration to stderr."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from dataclasses import dataclass
from typing import Any, TextIO

from xltools.cli.wording import Wording


@dataclass(frozen=True)
class Terminal:
    """One run of the program as the person at the keyboard sees it."""

    say: Wording
    debug: bool = False

    def show(self, text: str) -> None:
        """Data for people: one or more lines to stdout."""
        print(printable(text))

    def give(self, data: Any) -> None:  # noqa: ANN401 - whatever JSON takes
        """Data for programs: JSON to stdout, in UTF-8 on every system."""
        # A file name that is no Unicode becomes an escape, which JSON allows.
        _reconfigure(sys.stdout, encoding="utf-8", errors="backslashreplace")
        print(json.dumps(data, ensure_ascii=False, indent=1))

    def tell(self, key: str, /, **values: object) -> None:
        """Narration: one text of the language to stderr."""
        print(printable(self.say(key, **values)), file=sys.stderr)


def printable(text: str) -> str:
    """The text without what could steer a terminal: control characters are replaced."""
    return "".join(
        "\ufffd" if char not in "\n\t" and unicodedata.category(char) == "Cc" else char for char in text
    )


def one_line(text: str) -> str:
    """A cell's text on one line."""
    return " ".join(text.split())


def ready_streams() -> None:
    """Printing never fails: `?` for what a console (GBK, ASCII) cannot show, nothing on a closed stream."""
    if sys.stdout is None:  # as under pythonw, or `>&-`
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        _reconfigure(stream, errors="replace")


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - a device, open until the end


def _reconfigure(stream: TextIO, **settings: str) -> None:
    change = getattr(stream, "reconfigure", None)  # a stream put in place by others may have none
    if change is not None:
        change(**settings)
