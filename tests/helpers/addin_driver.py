"""Runs macros of an add-in in LibreOffice. Started by the Python that has its `uno`, which is not pytest's.

`python3 addin_driver.py PIPE ADDIN < steps.json > seen.json`. A step opens `book`, puts `mode` where the stub
of xlwings looks for it, runs `macro` as a click does, and tells what is then in `cells` of the first sheet,
and which message was given.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

uno: Any = import_module("uno")  # not installed where this is checked
FILTER = "Calc MS Excel 2007 VBA XML"  # no other filter takes an .xlam
SECONDS = 60
ALWAYS_EXECUTE = 4


def connect(pipe: str) -> Any:
    """The desktop of the LibreOffice that listens at a pipe; it may still be starting."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + SECONDS
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def load(desktop: Any, path: str, **settings: object) -> Any:
    """Open a document."""
    properties = []
    for name, value in settings.items():
        one = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        one.Name, one.Value = name, value
        properties.append(one)
    return desktop.loadComponentFromURL(Path(path).resolve().as_uri(), "_blank", 0, tuple(properties))


def cell(document: Any, sheet: int, address: str) -> Any:
    """A cell of a document."""
    return document.Sheets.getByIndex(sheet).getCellRangeByName(address)


def run(desktop: Any, addin: Any, step: dict[str, Any]) -> dict[str, Any]:
    """One step, in a book opened for it."""
    book = load(desktop, step["book"])
    book.CurrentController.Frame.activate()
    cell(addin, 0, "D1").String = step["mode"]
    cell(addin, 1, "D1").String = ""
    library = next(name for name in addin.BasicLibraries.ElementNames if name != "Standard")
    macro = f"vnd.sun.star.script:{library}.{step['macro']}?language=Basic&location=document"
    addin.getScriptProvider().getScript(macro).invoke((book,), (), ())  # any object: Excel gives the button
    seen = {
        "message": cell(addin, 1, "D1").String,
        "cells": {address: cell(book, 0, address).String for address in step["cells"]},
    }
    book.close(True)
    return seen


def main() -> None:
    """Run the steps of standard input."""
    desktop = connect(sys.argv[1])
    mode = uno.Any("short", ALWAYS_EXECUTE)
    addin = load(desktop, sys.argv[2], FilterName=FILTER, MacroExecutionMode=mode)
    seen = [run(desktop, addin, step) for step in json.load(sys.stdin)]
    addin.close(True)
    json.dump(seen, sys.stdout)


if __name__ == "__main__":
    main()
