"""The older and rarer formats, .xls .et .xlsb, through python-calamine in a process that may die.

Calamine knows values and merges. It gives `''` for error cells and no formulas: `marks` lays these over
its values, with the number formats. Names are not read.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from xltools.grid import Book, Cell, Format, Grid, Value
from xltools.grids import limits
from xltools.grids.binary.marks import Mark, Marks, biff_marks, is_protected, xlsb_marks
from xltools.grids.packages.ole import CompoundFile
from xltools.grids.packages.package import Package
from xltools.grids.unopenable import UnopenableBook
from xltools.grids.values import days, from_double
from xltools.grids.xlsx.styles import GENERAL
from xltools.refs import CellRange, CellRef

_CHILD = Path(__file__).with_name("calamine_child.py")
_MEMORY_BYTES = 450_000_000
_CPU_SECONDS = 3
_MAX_CELLS = 100_000  # half of what a newer workbook may hold: the way through another process is longer
_WALL_SECONDS = 20
_FORMATS: Mapping[str, str] = {"date": "yyyy-mm-dd", "time": "hh:mm:ss"}
_OTHER_STREAMS = (("WordDocument", "Word 文档"), ("PowerPoint Document", "PowerPoint 演示文稿"))
_DOCUMENT, _WORD_LOCKED = "WordDocument", 0x0100  # of the flags at 10: the text is encrypted or obfuscated
_USER, _SHOW_LOCKED = "Current User", b"\xdf\xc4\xd1\xf3"  # the token at 12
_WORKBOOKS, _PACKAGE = ("Workbook", "Book"), "EncryptedPackage"
_NO_MARK = Mark()


def encryption(data: bytes) -> CompoundFile | None:
    """The compound file, if a password is needed to read the workbook in it."""
    file = CompoundFile(data)
    name = _workbook_stream(file)
    return file if _PACKAGE in file or (name and is_protected(file.stream(name))) else None


def _workbook_stream(file: CompoundFile) -> str | None:
    return next((name for name in _WORKBOOKS if name in file), None)


def read_ole(data: bytes) -> Book:
    """Read a compound file: an .xls or .et, or else say what it is (a Word document, an encrypted book)."""
    file = CompoundFile(data)
    if _PACKAGE in file:
        raise UnopenableBook("encrypted")
    name = _workbook_stream(file)
    if name is None:
        if _is_locked_document(file):
            raise UnopenableBook("encrypted")
        detail = next((detail for stream, detail in _OTHER_STREAMS if stream in file), "其他 Office 文件")
        raise UnopenableBook("other-content", detail)
    stream = file.stream(name)
    if is_protected(stream):
        raise UnopenableBook("encrypted")
    return _read(data, biff_marks(stream), Format.XLS)


def _is_locked_document(file: CompoundFile) -> bool:
    """True for an old text or presentation that needs a password ([MS-DOC] 2.5.2, [MS-PPT] 2.3.2)."""
    head, user = (_start(file, name) for name in (_DOCUMENT, _USER))
    return bool(int.from_bytes(head[10:12], "little") & _WORD_LOCKED) or user[12:16] == _SHOW_LOCKED


def _start(file: CompoundFile, name: str) -> bytes:
    """What a stream holds; nothing where it is broken or not there."""
    try:
        return file.stream(name) if name in file else b""
    except UnopenableBook:
        return b""


def read_xlsb(data: bytes, package: Package, workbook: str) -> Book:
    """Read an .xlsb whose main part is `workbook`."""
    return _read(data, xlsb_marks(package, workbook), Format.XLSB)


def _read(data: bytes, marks: list[Marks], format_: Format) -> Book:
    answer = _ask_child(data)
    sheets = answer["sheets"]
    grids = [
        _grid(sheet, marks[index] if index < len(marks) else {})
        for index, sheet in enumerate(sheets)
        if sheet["worksheet"]
    ]
    if not grids:
        raise UnopenableBook("no-sheet")
    return Book(tuple(grids), format=format_)


def _ask_child(data: bytes) -> dict[str, Any]:
    bounds = {
        "memory": _MEMORY_BYTES,
        "seconds": _CPU_SECONDS,
        "row": limits.MAX_ROW,
        "column": limits.MAX_COLUMN,
        "cells": _MAX_CELLS,
    }
    command = [sys.executable, "-P", str(_CHILD), *(f"--{name}={number}" for name, number in bounds.items())]
    try:
        child = subprocess.run(  # noqa: S603 - our own script, numbers as arguments
            command, input=data, capture_output=True, timeout=_WALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise UnopenableBook("exhausted") from None
    except OSError as error:
        raise UnopenableBook("no-reader", error.strerror or "") from None
    if child.returncode:  # ended by the system: memory or time
        raise UnopenableBook("exhausted")
    answer: dict[str, Any] = json.loads(child.stdout)
    _check(answer.get("cause"))
    return answer


def _check(cause: str | None) -> None:
    if cause == "damaged":
        raise UnopenableBook("no-reader", "结构已损坏")
    if cause == "extent":
        raise UnopenableBook("extent", f"第 {limits.MAX_ROW} 行或第 {limits.MAX_COLUMN} 列之外")
    if cause is not None:
        raise UnopenableBook(cause)


def _grid(sheet: dict[str, Any], marks: Marks) -> Grid:
    cells = {
        ref: Cell(value, mark.formula, mark.error, _shown(mark, kind))
        for row, column, kind, text in sheet["cells"]
        for ref in (CellRef(row + 1, column + 1),)
        for mark in (marks.pop(ref, _NO_MARK),)
        for value in (None if mark.error else _value(kind, text),)
    }
    cells.update(
        (ref, Cell(None, mark.formula, mark.error, mark.pattern))
        for ref, mark in marks.items()
        if mark.formula is not None or mark.error is not None
    )
    merges = (
        CellRange.of(top + 1, left + 1, bottom + 1, right + 1) for top, left, bottom, right in sheet["merges"]
    )
    return limits.bounded(Grid(sheet["name"], cells, tuple(merges), sheet["hidden"]))


def _shown(mark: Mark, kind: str) -> str:
    """The number format; a date without one is still a date."""
    return _FORMATS.get(kind, GENERAL) if mark.pattern == GENERAL else mark.pattern


def _value(kind: str, text: str) -> Value:
    if kind == "number":
        number = from_double(float(text))
        return text if number is None else number
    if kind == "bool":
        return text == "1"
    if kind in _FORMATS:
        return days(timedelta(microseconds=int(text)))
    return text
