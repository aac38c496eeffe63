"""Filled forms as files: as `new` writes them, and as people leave them after typing in a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import MultiCellRange

from tests.helpers.filled import FORM, RESULTS, filled
from tests.helpers.office import recalculate
from xltools.generate import form_bytes
from xltools.model import Evaluation
from xltools.refs import CellRef
from xltools.rules.layout.issued_record import issued_rows
from xltools.rules.layout.names import META_SHEET, name_of
from xltools.rules.scoring.computed import with_computed

SHEET = "绩效自评表"
Changes = Mapping[str, Any]
Edit = Callable[[Workbook], None]


def as_typed(changes: Changes) -> Evaluation:
    """The correct form with changes; its computed cells are left to the form unless they are changed."""
    return with_computed(filled(changes), {path: None for path in RESULTS if path not in changes})


def written(changes: Changes, path: Path) -> Path:
    """The workbook of the correct form with changes, as `new` writes it."""
    path.write_bytes(form_bytes(FORM, as_typed(changes)))
    return path


def edited(edits: Iterable[Edit | tuple[Changes, Edit]], folder: Path) -> list[Path]:
    """The correct form (with changes) after each edit by hand, saved by LibreOffice; all in one go."""
    paths = []
    for number, each in enumerate(edits):
        changes, edit = each if isinstance(each, tuple) else ({}, each)
        book = openpyxl.load_workbook(written(changes, folder / "原表.xlsx"))
        edit(book)
        paths.append(folder / f"{number}.xlsx")
        book.save(paths[-1])
    return recalculate(paths, folder / "保存")


def address(path: Path, role: str) -> str:
    """Where the defined name of a role points: `H13`."""
    book = openpyxl.load_workbook(path, read_only=True)  # the names only: no sheet is read
    named = book.defined_names
    book.close()
    target = named.get(name_of(role)) or named[name_of(f"spare.{role}")]
    return str(target.attr_text).rpartition("!")[2].replace("$", "")


def type_in(**cells: object) -> Edit:
    """Typing into cells by address: `H13="八分"`; a text that begins with `=` becomes a formula."""

    def edit(book: Workbook) -> None:
        for cell, value in cells.items():
            book[SHEET][cell].value = value

    return edit


def as_general(cell: str, text: str) -> Edit:
    """Typing into a cell whose text format was lost."""

    def edit(book: Workbook) -> None:
        book[SHEET][cell].number_format = "General"
        book[SHEET][cell].value = text

    return edit


def without_marks(*further: Edit) -> Edit:
    """A copy without our names and hidden sheet, changed further: the form of somebody else."""

    def edit(book: Workbook) -> None:
        without_names(book)
        del book[META_SHEET]
        for change in further:
            change(book)

    return edit


def without_guards(cells: str) -> Edit:
    """Cells that were pasted over: the validations of others stay."""

    def edit(book: Workbook) -> None:
        for one in book[SHEET].data_validations.dataValidation:
            every = {CellRef(*place).a1 for area in one.sqref.ranges for place in area.cells}
            one.sqref = MultiCellRange(" ".join(sorted(every - set(cells.split()))))

    return edit


def without_names(book: Workbook) -> None:
    """The defined names are gone, as after copying the cells into a new file."""
    for name in list(book.defined_names):
        del book.defined_names[name]


def hidden(book: Workbook) -> None:
    """The form's sheet is hidden behind another one."""
    book[SHEET].sheet_state = "hidden"


def meta(key: str, value: str) -> Edit:
    """Another value in the hidden sheet that says which form this is."""

    def edit(book: Workbook) -> None:
        for row in book[META_SHEET].iter_rows(max_col=2):
            if row[0].value == key:
                row[1].value = value

    return edit


def issued_as(issued: Changes) -> Edit:
    """The workbook as if it had been issued with these changes to the correct form."""

    def edit(book: Workbook) -> None:
        sheet = book[META_SHEET]
        known = {row[0].value: row[1] for row in sheet.iter_rows(max_col=2)}
        for key, value in issued_rows(as_typed(issued)).items():
            known[key].value = value

    return edit


def with_part(path: Path, old: bytes, new: bytes) -> Path:
    """The file with other bytes in its parts, as a program leaves it that does not recalculate."""
    target = path.with_name(f"旧结果{path.name}")
    with ZipFile(path) as source, ZipFile(target, "w") as changed:
        for name in source.namelist():
            changed.writestr(name, source.read(name).replace(old, new))
    return target
