"""The log of the buttons: what went wrong, for whoever helps."""

from __future__ import annotations

import datetime
import os
import sys
from contextlib import suppress
from pathlib import Path

_LARGEST = 512 * 1024  # bytes; then it begins anew


def log_path() -> Path:
    """Where the log is, by the custom of the system."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home) / "xltools" / "ribbon.log"
    if sys.platform == "darwin":
        return home / "Library" / "Logs" / "xltools" / "ribbon.log"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "xltools" / "ribbon.log"


def write_down(function: str, text: str) -> bool:
    """Add an entry; False where that is not possible: a log must never be what stops a button."""
    with suppress(OSError):
        path = log_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = "w" if path.exists() and path.stat().st_size > _LARGEST else "a"
        with path.open(mode, encoding="utf-8") as stream:
            now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
            stream.write(f"{now} {function}\n{text.rstrip()}\n\n")
        return True
    return False
