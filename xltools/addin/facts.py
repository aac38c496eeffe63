"""Gathers the facts that `diagnosis` judges: looks, and changes nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from xltools.addin.content import PROJECT
from xltools.addin.diagnosis import Facts, RegistryKey, Settings, server_keys, wanted_keys
from xltools.addin.installation import status
from xltools.assets import shipped_toml
from xltools.excel.addin.system import WINDOWS, System, this_system
from xltools.grids import UnopenableBook, open_bytes
from xltools.refs import CellRef


def gather(system: System | None = None, book: str | None = None) -> Facts:
    """The facts of a computer; `book` is where the open workbook says it is."""
    system = system or this_system()
    found = status(system)
    variables = shipped_toml("templates", "diagnosis.toml")["folders"]["variables"]
    return Facts(
        platform=system.platform,
        python=system.python,
        status=found,
        settings=tuple(_settings(system, found.place, book)),
        registry=_registry(system),
        cloud=tuple(
            dict.fromkeys(system.variables[name] for name in variables if system.variables.get(name))
        ),
        com=system.platform != WINDOWS or find_spec("pythoncom") is not None,
        book=book,
    )


def _registry(system: System) -> dict[str, RegistryKey | None]:
    if system.platform != WINDOWS:
        return {}
    class_key, *others = wanted_keys()
    registered = system.registry(class_key)
    keys = server_keys(str((registered or {}).get("", "")))
    return {class_key: registered, **{key: system.registry(key) for key in (*others, *keys)}}


def _settings(system: System, addin: Path | None, book: str | None) -> Iterator[Settings]:
    """As xlwings looks: the sheet of the add-in, the file beside the workbook, the file of the user."""
    if addin is not None:
        with suppress(OSError, UnopenableBook):
            yield Settings(str(addin), tuple(_sheet(addin)))
    files = [system.settings_file(PROJECT)]
    if book is not None and "://" not in book:
        files.insert(0, Path(book).with_name(f"{PROJECT}.conf"))
    for file in files:
        with suppress(OSError):
            yield Settings(str(file), tuple(_lines(file.read_bytes())))


def _sheet(addin: Path) -> Iterator[tuple[str, str]]:
    sheet = open_bytes(addin.read_bytes()).sheet(f"{PROJECT}.conf")
    row = 1
    while sheet is not None and (name := sheet.cell(CellRef(row, 1)).value) is not None:
        yield str(name), str(sheet.cell(CellRef(row, 2)).value or "")
        row += 1


def _lines(data: bytes) -> Iterator[tuple[str, str]]:
    """The entries of a settings file, which VBA reads in the code page of the system."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("gbk", errors="replace")
    for row in csv.reader(text.splitlines()):
        if row and row[0].strip():
            yield row[0].strip(), ",".join(row[1:]).strip()
