"""What is installed here: spreadsheet programs and fonts, by looking only."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

_COMMANDS = {"LibreOffice": ("soffice", "libreoffice"), "Excel": ("excel",), "WPS": ("et", "wps")}
_MAC = {
    "LibreOffice": "LibreOffice.app",
    "Excel": "Microsoft Excel.app",
    "WPS": "wpsoffice.app",
}
_WINDOWS = {
    "LibreOffice": ("LibreOffice*/program/soffice.exe",),
    "Excel": ("Microsoft Office/root/Office*/EXCEL.EXE", "Microsoft Office/Office*/EXCEL.EXE"),
    "WPS": ("WPS Office/*/office6/et.exe", "Kingsoft/WPS Office/*/office6/et.exe"),
}
_FONT_FILES = {
    "simsun": ("simsun.ttc", "simsun.ttf", "songti.ttc"),
    "noto": ("notoserifcjk-regular.ttc", "notoserifcjksc-regular.otf", "notoserifsc-regular.otf"),
}


def find_programs() -> dict[str, Path | None]:
    """Where each spreadsheet program is; None where it is not found."""
    return {name: next(_places(name), None) for name in _COMMANDS}


def find_font(font: str) -> Path | None:
    """Where the file of a font (`simsun`, `noto`) is."""
    wanted = _FONT_FILES[font]
    files = chain.from_iterable(folder.rglob("*.[to]t[cf]") for folder in _font_folders() if folder.is_dir())
    return next((file for file in files if file.name.lower() in wanted), None)


def _places(name: str) -> Iterator[Path]:
    for command in _COMMANDS[name]:
        found = shutil.which(command)
        if found:
            yield Path(found)
    application = Path("/Applications", _MAC[name])
    if sys.platform == "darwin" and application.exists():
        yield application
    for folder in _program_folders():
        for pattern in _WINDOWS[name]:
            yield from folder.glob(pattern)


def _program_folders() -> list[Path]:
    """Where Windows keeps programs; none elsewhere."""
    names = ("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA")
    return [Path(os.environ[name]) for name in names if os.environ.get(name)]


def _font_folders() -> list[Path]:
    home = Path.home()
    folders = [home / ".fonts", home / ".local/share/fonts", home / "Library/Fonts",
               Path("/usr/share/fonts"), Path("/usr/local/share/fonts"),
               Path("/Library/Fonts"), Path("/System/Library/Fonts")]  # fmt: skip
    if os.environ.get("WINDIR"):
        folders.append(Path(os.environ["WINDIR"], "Fonts"))
    if os.environ.get("LOCALAPPDATA"):
        folders.append(Path(os.environ["LOCALAPPDATA"], "Microsoft/Windows/Fonts"))
    return folders
