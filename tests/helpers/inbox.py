"""An inbox as a reviewing office has it, and readers that fail as badly as a file can make them."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.helpers.records import seed_records
from xltools.generate import generate_file
from xltools.read import FileReading, read_content

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))


def put_forms(folder: Path, names: Sequence[str], **changes: Any) -> list[Path]:
    """The seed forms, in turn, as workbooks of these names."""
    seeds = seed_records()
    paths = [folder / name for name in names]
    for index, path in enumerate(paths):
        generate_file({**seeds[index % len(seeds)], **changes}, "shanghai-2022", path, "测试记录")
    return paths


def put_oddities(folder: Path) -> None:
    """What lies among the forms: a text, an empty file, a renamed picture, a lock file."""
    (folder / "说明.txt").write_text("请查收", encoding="utf-8")
    (folder / "空.xlsx").write_bytes(b"")
    (folder / "照片.xlsx").write_bytes(PNG)
    (folder / "~$甲.xlsx").write_bytes(b"\x05admin")


def table(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet of the summary by its labels; the last one is the totals."""
    return [dict(zip(*pair, strict=True)) for pair in _pairs(path, sheet)]


def _pairs(path: Path, sheet: str) -> list[tuple[list[Any], list[Any]]]:
    page = page_of(path, sheet, data_only=True)
    head, *rows = [[cell.value for cell in row] for row in page.iter_rows()]
    return [(head, row) for row in rows]


def page_of(path: Path, sheet: str, *, data_only: bool = False) -> Worksheet:
    """One sheet of a workbook."""
    page = openpyxl.load_workbook(path, data_only=data_only)[sheet]
    assert isinstance(page, Worksheet)
    return page


class Panic(BaseException):
    """As the readers written in Rust raise it: no Exception."""


def bad_reader(path: Path, data: bytes, passwords: Sequence[str]) -> FileReading:
    """Reads a file, and fails as its name says."""
    if path.stem == "致命":
        os._exit(9)
    if path.stem == "内存":
        raise MemoryError
    if path.stem == "恐慌":
        raise Panic("capacity overflow")
    if path.stem == "错误":
        raise KeyError("x")
    if path.stem == "在拷贝":
        with path.open("ab") as stream:
            stream.write(b"more")
    if path.stem == "没完":
        while True:
            time.sleep(1)
    if path.stem == "膨胀":
        bytearray(4_000_000_000)
    return read_content(path, data, passwords)


def overview(summary: Path) -> dict[str, Any]:
    """The counts of 概况 by label; each must agree with the sheets."""
    lines: dict[str, Any] = {}
    for label, value, again, check in page_of(summary, "概况", data_only=True).iter_rows(
        min_row=3, max_col=4, values_only=True
    ):
        if label is None:
            return lines
        assert check in ("一致", None)
        assert again in (value, None)
        lines[str(label)] = value
    raise AssertionError("概况 has no end")
