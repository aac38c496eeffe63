"""The program that runs python-calamine, in a process of its own, since it may have to die.

A far cell makes the Rust reader ask for hundreds of gigabytes and abort, which Python can't catch. So
this file is started by `other.py` as a script, takes the workbook on stdin and the limits as
`--name=number`, and prints JSON: `{"sheets": [{"name", "hidden", "worksheet", "merges", "cells"}]}`
with cells as `[row, column, kind, text]`, 0-based, or `{"cause": …}`. It imports nothing of xltools.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

if sys.platform != "win32":
    import resource

Limits = dict[str, int]
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1899, 12, 30)


class Refused(Exception):  # noqa: N818 - says what happens
    """The workbook is refused; the argument is the cause."""


def limit_process(limits: Limits) -> None:
    """Let the system end this process when it takes too much. Windows has no such limits, macOS not all."""
    if sys.platform != "win32":
        for kind, most in (
            (resource.RLIMIT_AS, limits["memory"]),
            (resource.RLIMIT_CPU, limits["seconds"]),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))


def read(data: bytes, limits: Limits) -> dict[str, Any]:
    """All sheets of the workbook, as the module says."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = []
    for index, entry in enumerate(workbook.sheets_metadata):
        worksheet = entry.typ == SheetTypeEnum.WorkSheet
        sheet = workbook.get_sheet_by_index(index) if worksheet else None
        sheets.append(
            {
                "name": entry.name,
                "hidden": entry.visible != SheetVisibleEnum.Visible,
                "worksheet": worksheet,
                "merges": []
                if sheet is None
                else [[*first, *last] for first, last in sheet.merged_cell_ranges or ()],
                "cells": [] if sheet is None else list(cells(sheet, limits)),
            }
        )
    return {"sheets": sheets}


def cells(sheet: Any, limits: Limits) -> Iterator[list[object]]:  # noqa: ANN401 - calamine has no types
    """The cells of a sheet that hold something; each is taken from those that the workbook may have."""
    if sheet.start is None or sheet.end is None:
        return
    first_row, first_column = sheet.start
    last_row, last_column = sheet.end
    if last_row >= limits["row"] or last_column >= limits["column"]:
        raise Refused("extent")
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), first_row):
        for column, value in enumerate(values, first_column):
            if value != "":
                limits["cells"] -= 1
                if limits["cells"] < 0:
                    raise Refused("exhausted")
                yield [row, column, *written(value)]


def written(value: object) -> tuple[str, str]:
    """A value as kind and text: no digit is lost on the way."""
    if isinstance(value, bool):
        return "bool", "1" if value else "0"
    if isinstance(value, int | float):
        return "number", repr(value)
    if isinstance(value, date | time | timedelta):
        return "date" if isinstance(value, date) else "time", str(length(value) // _MICROSECOND)
    return "text", str(value)


def length(value: date | time | timedelta) -> timedelta:
    """The time since day 0 of Excel's calendar, or since midnight."""
    if isinstance(value, timedelta):
        return value
    if isinstance(value, time):
        return datetime.combine(_EPOCH, value) - _EPOCH
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return moment - _EPOCH


def answer(data: bytes, limits: Limits) -> dict[str, Any]:
    """What `read` gives, or the cause why not."""
    try:
        return read(data, limits)
    except Refused as refused:
        return {"cause": str(refused)}
    except MemoryError:
        return {"cause": "exhausted"}
    except BaseException as error:  # a panic in Rust is no Exception
        return {"cause": "encrypted" if type(error).__name__ == "PasswordError" else "damaged"}


def main() -> None:
    """Read stdin, print the answer."""
    limits = {name: int(number) for name, _, number in (word[2:].partition("=") for word in sys.argv[1:])}
    data = sys.stdin.buffer.read()
    limit_process(limits)
    json.dump(answer(data, limits), sys.stdout)


if __name__ == "__main__":
    main()
