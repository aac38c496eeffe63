"""Reads a file: which forms it holds, and what each says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltools.grids import UnopenableBook, open_book
from xltools.library import official_forms
from xltools.rules.reading import Outcome, ReadForm
from xltools.rules.recognise import recognise
from xltools.rules.record import evaluation_to_json

NO_FORM = (
    "没有找到绩效自评表：工作表里看不到“三级指标、年度指标值、实际完成值”这样的表头。请核对是否报错了文件。"
)


@dataclass(frozen=True)
class FileReading:
    """What one file says. `reason` (Chinese) tells why there is no form, and what to do."""

    file: Path
    outcome: Outcome
    reason: str | None = None
    forms: tuple[ReadForm, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """One entry of the `files` of `xltools read --json`."""
        return {
            "file": str(self.file),
            "outcome": str(self.outcome),
            "reason": self.reason,
            "evaluations": [form_to_json(form) for form in self.forms],
        }


def read_file(path: Path) -> FileReading:
    """Read one file; never raises for what a file is or holds."""
    try:
        book = open_book(path)
    except UnopenableBook as error:
        return FileReading(path, Outcome(error.outcome), str(error))
    definitions = {form_id: form.definition for form_id, form in official_forms().items()}
    forms = recognise(book, definitions)
    if not forms:
        return FileReading(path, Outcome.NOT_A_FORM, f"{path.name}：{NO_FORM}")
    return FileReading(path, Outcome.FORM, None, forms)


def form_to_json(form: ReadForm) -> dict[str, Any]:
    """The record, with the source cell of every field."""
    cells = {
        path: {"sheet": source.sheet, "cell": source.cell.a1, "raw": source.raw}
        for path, source in form.cells.items()
    }
    return {**evaluation_to_json(form.evaluation), "found_by": str(form.found_by), "cells": cells}
