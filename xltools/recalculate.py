"""Recalculates the computed cells of a filled form, into a copy: what the ribbon's 重新计算 does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.errors import UsageError, XltoolsError
from xltools.files import write_file
from xltools.grid import Book
from xltools.grids import open_bytes
from xltools.library import judging_form, known_rules
from xltools.read import FileReading, read_file
from xltools.refs import CellRef
from xltools.rules.around import Around, around
from xltools.rules.automatic import automatic_scores, with_scores
from xltools.rules.placing import lay_out
from xltools.rules.reading import ReadForm
from xltools.rules.recompute import Change, recompute
from xltools.rules.scoring import with_computed
from xltools.rules.standing import standing
from xltools.text import render
from xltools.workbook import CellChange, patch_cells


@dataclass(frozen=True)
class Recalculated:
    """One recalculated file: its changed cells, what was brought back around them, where the copy stands."""

    reading: FileReading
    output: Path
    changes: tuple[Change, ...]
    restored: tuple[Around, ...]


def recalculate_form(form: ReadForm, rules: str | None = None) -> list[Change]:
    """The cells of one form that must change: computed ones, and blank scores that the pack fills in.

    A typed score is never among them, unless the pack's score mode is `automatic`.
    """
    official = judging_form(form if known_rules(rules) is None else replace(form, judged=rules))
    filled = automatic_scores(form, official.pack)
    return [*filled, *recompute(with_scores(form, filled), official.definition, official.pack)]


def around_form(form: ReadForm, book: Book, changes: Sequence[Change]) -> list[Around]:
    """What a form of ours lost around it, with its results once `changes` are made; `book` holds it."""
    official = judging_form(replace(form, judged=None))  # the rules whose formulas stand in the file
    scores = [change for change in changes if change.path.startswith("indicators[")]
    others = {change.path: change.after for change in changes if change not in scores}
    evaluation = with_computed(with_scores(form, scores).evaluation, others)
    here = standing(form, book, evaluation)
    if here is None:
        return []
    definition = here.definition(official.definition)
    layout = lay_out(definition, here.evaluation, official.pack, official.styles, render)
    return around(here, layout, book, (official.definition, official.pack))


def recalculate_file(
    path: Path, output: Path, rules: str | None = None, own_forms: Path | None = None
) -> Recalculated:
    """Recalculate every form of a workbook into a copy at `output`; the file itself is only read.

    `rules` is a rule pack to use instead of the form's own, `own_forms` a folder of definitions that are
    known besides the shipped ones.
    Raises XltoolsError (Chinese) where the file holds no form or cannot be copied cell by cell.
    """
    if output.exists() and output.resolve() == path.resolve():
        raise UsageError(f"{path}：不能覆盖原文件。请用 -o 另外指定一个文件名。")
    reading = read_file(path, own_forms=own_forms)
    if not reading.forms:
        raise XltoolsError(reading.reason or f"{path.name}：没有自评表。")
    data = path.read_bytes()
    if not data.startswith(b"PK"):
        raise XltoolsError(f"{path.name}：只能重算 .xlsx 工作簿。请用 Excel、WPS 另存为 .xlsx 后再试。")
    book, changes, restored = open_bytes(data), list[Change](), list[Around]()
    for form in reading.forms:
        changed = recalculate_form(form, rules)
        restored += around_form(form, book, changed)
        changes += changed
    whole = patch_cells(data, _by_sheet(changes, restored)) if changes or restored else data
    write_file(output, whole)
    return Recalculated(reading, output, tuple(changes), tuple(restored))


def _by_sheet(
    changes: Sequence[Change], restored: Sequence[Around]
) -> Mapping[str, Mapping[CellRef, CellChange]]:
    sheets: dict[str, dict[CellRef, CellChange]] = {}
    for one in restored:
        sheets.setdefault(one.sheet, {})[one.cell] = CellChange(one.formula, one.result, known=one.known)
    for change in changes:
        after = None if change.formula is None else change.after
        sheets.setdefault(change.sheet, {})[change.cell] = CellChange(change.formula, after)
    return sheets
