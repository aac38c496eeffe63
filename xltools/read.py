"""Reads a file: which forms it holds, and what each says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xltools.grid import Format
from xltools.grids import Allowance, Inside, UnopenableBook, content, member_content, open_on_demand
from xltools.library import judging_form, official_forms, recognised
from xltools.received import PERHAPS_ARCHIVES, is_volume, within
from xltools.rules.definition.model import is_form_id
from xltools.rules.layout.names import REGISTER_MARK, SUMMARY_MARK
from xltools.rules.opened.side_by_side import suggestion_to_json, suggestions
from xltools.rules.reading import Outcome, ReadForm
from xltools.rules.recognise.by_names import meta_of
from xltools.rules.recognise.confidence import confidence
from xltools.rules.record import evaluation_to_json

NO_FORM = (
    "没有找到绩效自评表：工作表里看不到“三级指标、年度指标值、实际完成值”这样的表头。请核对是否报错了文件。"
)
UNKNOWN_FORM = (
    "这份表是按表样“{form}”生成的，这里没有这种表样，读不出来。请用 --forms 指定放着这种表样的文件夹后再试。"
)
_PERHAPS_VOLUMES = frozenset({"archive", "other-archive", "damaged-zip", "other-content"})
_OURS = {SUMMARY_MARK: "own-summary", REGISTER_MARK: "own-register"}


@dataclass(frozen=True)
class FileReading:
    """What one file says. `reason` (Chinese) tells why there is no form, and what to do.

    `cause` is the reader's own word for a file that it could not open, `format` that of one it could.
    """

    file: Path
    outcome: Outcome
    reason: str | None = None
    forms: tuple[ReadForm, ...] = ()
    cause: str | None = None
    format: Format | None = None

    def to_json(self) -> dict[str, Any]:
        """One entry of the `files` of `xltools read --json`."""
        return {
            "file": str(self.file),
            "outcome": str(self.outcome),
            "reason": self.reason,
            "evaluations": [form_to_json(form) for form in self.forms],
        }


def read_file(path: Path, passwords: Sequence[str] = (), own_forms: Path | None = None) -> FileReading:
    """Read one file; never raises for what a file is or holds. An archive is no form: see `read_files`.

    `own_forms` is a folder of definitions that are known besides the shipped ones.
    """
    return _named(_Reader(passwords, own_forms).read(path, path, ()))


def read_files(
    path: Path, passwords: Sequence[str] = (), own_forms: Path | None = None
) -> Iterator[FileReading]:
    """Read one file or, of a zip archive, each file in it, called `archive.zip/folder/file.xlsx`.

    Archives in archives are opened too. What is passed over by its name (lock files) has that outcome.
    """
    return map(_named, _Reader(passwords, own_forms).unpacked(path, path, (), Allowance()))


def read_content(
    file: Path, data: bytes, passwords: Sequence[str] = (), own_forms: Path | None = None
) -> FileReading:
    """What the content of a file says; its name plays no part, and is not in `reason`."""
    try:
        book = open_on_demand(data, passwords)
        _refuse_ours(book.names)
        forms = recognised(book, own_forms)
    except UnopenableBook as error:
        return refused(file, error)
    if not forms:
        why = _no_form(meta_of(book).get("form", ""), own_forms)
        return FileReading(file, Outcome.NOT_A_FORM, why, format=book.format)
    return FileReading(file, Outcome.FORM, None, forms, format=book.format)


def _refuse_ours(names: Collection[str]) -> None:
    """Raises UnopenableBook for a workbook of ours that is no submission, by its defined names."""
    for mark, cause in _OURS.items():
        if mark in names:
            raise UnopenableBook(cause)


def _no_form(made_by: str, own_forms: Path | None) -> str:
    """Why there is none: it may be one of ours, by a definition that this run doesn't know."""
    if not is_form_id(made_by) or made_by in official_forms(own_forms):
        return NO_FORM
    return UNKNOWN_FORM.format(form=made_by)


def refused(file: Path, error: UnopenableBook) -> FileReading:
    """A file that could not be opened."""
    whole = error.cause == "archive" and "zip" in error.detail  # that is opened, whatever it is called
    if error.cause in _PERHAPS_VOLUMES and not whole and is_volume(file.name):
        error = UnopenableBook("volume")
    return FileReading(file, Outcome(error.outcome), str(error), cause=error.cause)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads files, and what is in archives, with what the run knows."""

    passwords: Sequence[str]
    own_forms: Path | None

    def read(self, file: Path, path: Path, inside: Inside) -> FileReading:
        try:
            data = member_content(path, inside, self.passwords) if inside else content(path)
        except UnopenableBook as error:
            return refused(file, error)
        return read_content(file, data, self.passwords, self.own_forms)

    def unpacked(self, file: Path, path: Path, inside: Inside, allowance: Allowance) -> Iterator[FileReading]:
        reading = self.read(file, path, inside)
        try:
            found = within(path, inside, self.passwords) if reading.cause in PERHAPS_ARCHIVES else ()
            allowance.spend([one.size for one in found])
        except UnopenableBook as error:
            yield refused(file, error)
            return
        if not found:
            yield reading
        for one in found:
            if one.skipped:
                yield FileReading(file / one.name, Outcome.SKIPPED, one.skipped)
            else:
                yield from self.unpacked(file / one.name, path, one.inside, allowance)


def _named(reading: FileReading) -> FileReading:
    """The same, its reason beginning with the file's name."""
    if reading.reason is None:
        return reading
    name = "".join(char if char.isprintable() else "\ufffd" for char in reading.file.name)
    return replace(reading, reason=f"{name}：{reading.reason}")


def form_to_json(form: ReadForm) -> dict[str, Any]:
    """The record, with the source cell of every field and the suggested score of every indicator."""
    cells = {
        path: {"sheet": source.sheet, "cell": source.cell.a1, "raw": source.raw}
        for path, source in form.cells.items()
    }
    made = suggestions(form, judging_form(form).pack)
    return {
        **evaluation_to_json(form.evaluation),
        "found_by": str(form.found_by),
        "cells": cells,
        "confidence": {path: confidence(form, path).name.lower() for path in form.cells},
        "suggestions": [suggestion_to_json(form, index, one) for index, one in enumerate(made)],
    }
