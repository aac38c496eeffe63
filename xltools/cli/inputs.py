"""What people hand to a command: file names, and records as JSON."""

from __future__ import annotations

import csv
import glob
import json
import sys
from collections.abc import Iterable, Iterator
from io import StringIO
from json import JSONDecodeError
from pathlib import Path
from typing import Any, NoReturn

from xltools.cli.wording import Wording
from xltools.errors import RecordError, UsageError

STANDARD_INPUT = "-"
OTHER_FILES = frozenset(
    (".xls", ".xlsm", ".xlsb", ".xltx", ".ods", ".et", ".csv", ".json", ".txt", ".pdf", ".docx")
)
"""Endings that nobody gives to a folder."""


def is_workbook_name(path: Path) -> bool:
    """True for a name that a workbook of ours may have."""
    return path.suffix.lower() == ".xlsx"


def is_folder(path: Path) -> bool:
    """True for a folder, and for a name that is meant as one: 2.0版 is, 表.xls is not."""
    return path.is_dir() or not (is_workbook_name(path) or path.suffix.lower() in OTHER_FILES)


def expanded(paths: Iterable[Path]) -> list[Path]:
    """The files that are meant: `*.xlsx` is spelled out where the shell does not do it (Windows).

    A pattern that fits nothing stays as it is, and is then told as missing.
    """
    found = []
    for path in paths:
        pattern = str(path)
        matches = sorted(glob.glob(pattern)) if _is_pattern(path) else []  # noqa: PTH207 - absolute ones too
        found += [Path(match) for match in matches] or [path]
    return found


def _is_pattern(path: Path) -> bool:
    return any(mark in str(path) for mark in "*?") and not path.exists()


def load_table(path: Path, say: Wording) -> Iterator[dict[str, str | None]]:
    """The rows of a CSV file by the names in its first line.

    In UTF-8, or as Chinese Excel saves it. Raises UsageError or RecordError: file, line, reason.
    """
    data = _bytes(str(path), path.name, say)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    rows = csv.DictReader(StringIO(text, newline=None))
    try:
        yield from rows
    except csv.Error as error:
        raise RecordError(
            say("data.bad_csv", source=path.name, line=rows.line_num + 1, detail=error)
        ) from error


def all_passwords(given: Iterable[str] | None, file: str | None, say: Wording) -> tuple[str, ...]:
    """The passwords to try: those of the command line, then those of a UTF-8 file, one a line.

    Raises UsageError or RecordError in the language of the run where the file can't be read.
    """
    lines: list[str] = []
    if file:
        source = say("data.standard_input") if file == STANDARD_INPUT else Path(file).name
        lines = _decoded(_bytes(file, source, say), source, say).splitlines()
    return tuple(dict.fromkeys([*(given or ()), *filter(None, lines)]))


def load_records(name: str, say: Wording) -> tuple[Any, str]:
    """A record or a list of records from a JSON file (`-`: standard input), and its name for people.

    Raises UsageError or RecordError in the language of the run: file, line, column, reason.
    """
    source = say("data.standard_input") if name == STANDARD_INPUT else Path(name).name
    data = _parsed(_decoded(_bytes(name, source, say), source, say), source, say)
    if not isinstance(data, dict | list):
        raise RecordError(say("data.not_a_record", source=source))
    if data == []:
        raise RecordError(say("data.no_records", source=source))
    return data, source


def _bytes(name: str, source: str, say: Wording) -> bytes:
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read() if sys.stdin else b""  # closed
    try:
        return Path(name).read_bytes()
    except FileNotFoundError as error:
        raise UsageError(say("data.missing", source=name)) from error
    except IsADirectoryError as error:
        raise UsageError(say("data.folder", source=name)) from error
    except OSError as error:
        key = "folder" if Path(name).is_dir() else "closed"  # Windows opens no folder for want of rights
        raise UsageError(say(f"data.{key}", source=source, detail=error.strerror or error)) from error


def _decoded(data: bytes, source: str, say: Wording) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RecordError(say("data.not_utf8", source=source, line=line, guess=_guess(data, say))) from error


def _guess(data: bytes, say: Wording) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return say("data.looks_utf16")
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return say("data.looks_gbk")


def _parsed(text: str, source: str, say: Wording) -> Any:  # noqa: ANN401 - whatever JSON holds
    def constant(value: str) -> NoReturn:
        raise RecordError(
            say("data.bad_number", source=source, reason=say("json_errors.constant", value=value))
        )

    try:
        return json.loads(text, parse_constant=constant)
    except JSONDecodeError as error:
        raise RecordError(
            say("data.bad_json", source=source, line=error.lineno, column=error.colno,
                reason=_json_reason(error.msg, say))
        ) from error  # fmt: skip
    except RecursionError as error:
        raise RecordError(say("data.too_deep", source=source)) from error
    except ValueError as error:  # a number of thousands of digits
        raise RecordError(say("data.bad_number", source=source, reason=say("json_errors.other"))) from error


def _json_reason(message: str, say: Wording) -> str:
    reasons: dict[str, str] = dict(say.section("json_errors"))
    return next((text for start, text in reasons.items() if message.startswith(start)), reasons["other"])
