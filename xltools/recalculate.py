"""Recalculates the computed cells of a filled form, into a copy: what the ribbon's 重新计算 does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.errors import UsageError, XltoolsError
from xltools.files import write_file
from xltools.grid import Book
from xltools.grids import open_bytes, shift
from xltools.library import definition_of, judging_form, known_rules
from xltools.read import FileReading, read_file
from xltools.refs import CellRef
from xltools.rules.layout.model import Limit
from xltools.rules.layout.placing import lay_out
from xltools.rules.opened.around import Around, around
from xltools.rules.opened.automatic import automatic_scores, with_scores
from xltools.rules.opened.recompute import Change, recompute
from xltools.rules.opened.standing import standing
from xltools.rules.opened.unguarded import Lost, unguarded
from xltools.rules.reading import ReadForm
from xltools.rules.scoring.computed import with_computed
from xltools.text import render
from xltools.workbook import CellChange, PutGuard, patch_cells


@dataclass(frozen=True)
class Recalculated:
    """One recalculated file: its changed cells, what was brought back, where the copy stands."""

    reading: FileReading
    output: Path
    changes: tuple[Change, ...]
    restored: tuple[Around, ...]
    renewed: tuple[Around, ...]  # with their formula, but with a result of before
    guards: tuple[tuple[str, PutGuard], ...] = ()


def recalculate_form(form: ReadForm, rules: str | None = None) -> list[Change]:
    """The cells of one form that must change: computed ones, and blank scores that the pack fills in.

    A typed score is never among them, unless the pack's score mode is `automatic`.
    """
    official = judging_form(form if known_rules(rules) is None else replace(form, judged=rules))
    filled = automatic_scores(form, official.pack)
    return [*filled, *recompute(with_scores(form, filled), official.definition, official.pack)]


def around_form(form: ReadForm, book: Book, changes: Sequence[Change]) -> list[Around]:
    """What a form in `book` lost around it, or shows there no more once `changes` are made."""
    official = judging_form(replace(form, judged=None))  # the rules whose formulas stand in the file
    scores = [change for change in changes if change.path.startswith("indicators[")]
    others = {change.path: change.after for change in changes if change not in scores}
    evaluation = with_computed(with_scores(form, scores).evaluation, others)
    here = standing(form, book, evaluation)
    if here is None:
        return []
    definition = here.definition(official.definition)
    layout = lay_out(definition, here.evaluation, official.pack, official.styles, render)
    return around(here, layout, book, official.checks)


def lost_guards(form: ReadForm, book: Book) -> Iterator[tuple[str, Lost, Limit | None]]:
    """The lists and bounds that cells of a form lost: their sheet, and the limit as it reads at the first."""
    sheet = next(iter(form.cells.values())).sheet
    grid = book.sheet(sheet)
    if grid is not None and grid.guards is not None:
        for lost in unguarded(form, definition_of(form), grid.guards):
            yield sheet, lost, _moved(lost)


def _moved(lost: Lost) -> Limit | None:
    """The limit as it reads at the first of the lost cells."""
    if lost.limit is None:
        return None
    first, base = lost.area.first, lost.base
    way = first.row - base.row, first.column - base.column
    upper = None if lost.limit.upper is None else shift(lost.limit.upper, *way)
    return replace(lost.limit, formula=shift(lost.limit.formula, *way), upper=upper)


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
    done = _done(reading, output, open_bytes(data), rules)
    write_file(output, _patched(data, done))
    return done


def _done(reading: FileReading, output: Path, book: Book, rules: str | None) -> Recalculated:
    changes, found, guards = list[Change](), list[Around](), list[tuple[str, PutGuard]]()
    for form in reading.forms:
        changed = recalculate_form(form, rules)
        found += around_form(form, book, changed)
        guards += [(sheet, PutGuard(one.area, one.rule, by)) for sheet, one, by in lost_guards(form, book)]
        changes += changed
    restored = tuple(one for one in found if not one.stale)
    renewed = tuple(one for one in found if one.stale) if changes or restored else ()
    return Recalculated(reading, output, tuple(changes), restored, renewed, tuple(guards))


def _patched(data: bytes, done: Recalculated) -> bytes:
    if not (done.changes or done.restored or done.guards):
        return data
    guards: dict[str, list[PutGuard]] = {}
    for sheet, guard in done.guards:
        guards.setdefault(sheet, []).append(guard)
    return patch_cells(data, _by_sheet(done.changes, (*done.restored, *done.renewed)), guards)


def _by_sheet(
    changes: Sequence[Change], around_it: Sequence[Around]
) -> Mapping[str, Mapping[CellRef, CellChange]]:
    sheets: dict[str, dict[CellRef, CellChange]] = {}
    for one in around_it:
        sheets.setdefault(one.sheet, {})[one.cell] = CellChange(one.formula, one.result, one.known, one.stale)
    for change in changes:
        after = None if change.formula is None else change.after
        sheets.setdefault(change.sheet, {})[change.cell] = CellChange(change.formula, after)
    return sheets
