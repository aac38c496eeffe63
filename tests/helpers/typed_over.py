"""Forms in which somebody unlocked the sheets and typed over what they compute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from openpyxl import load_workbook

Cells = dict[tuple[str, str], object]
"""What stands in cells, by sheet and address."""


def formulas_in(path: Path) -> Cells:
    """Every formula of a workbook."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def values_in(path: Path) -> Cells:
    """What every cell that holds something shows, as stored; the empty text is nothing."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in load_workbook(path, data_only=True).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def typed_over(path: Path, contents: Mapping[tuple[str, str], object], target: Path) -> Path:
    """A copy of a file with these contents in its cells; a text stays a text."""
    book = load_workbook(path)
    for (sheet, address), content in contents.items():
        cell = book[sheet][address]
        cell.value = content
        if isinstance(content, str) and len(content) < 3:
            cell.data_type = "s"
    book.save(target)
    return target


def all_typed_over(path: Path, target: Path, content: Callable[[str], object] = lambda _: 1) -> Path:
    """A copy in which every formula is typed over."""
    contents = {place: content(place[0]) for place in formulas_in(path)}
    return typed_over(path, contents, target)
