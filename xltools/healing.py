"""What was typed or pasted over in the forms of an open workbook, and its repair: 恢复自动公式."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltools.excel.live import Guard, LiveBook, Opening
from xltools.grids import UnopenableBook, unlocked_cells
from xltools.library import judging_form
from xltools.live import Opened, passwords, runs_of
from xltools.recalculate import around_form, lost_guards
from xltools.rules.opened.around import Around
from xltools.rules.opened.recompute import Change, recompute
from xltools.rules.opened.shut import shut


@dataclass(frozen=True)
class Damage:
    """Computed cells without their formula, and cells that accept other things than when they were issued.

    `seen` is False where the lists of the workbook cannot be seen: then neither guard nor lock is named.
    """

    formulas: tuple[Change, ...]
    around: tuple[Around, ...]  # formulas beside a form, and on its sheet 校验
    guards: tuple[Guard, ...]
    openings: tuple[Opening, ...]
    seen: bool

    @property
    def count(self) -> int:
        """So many entries."""
        return len(self.formulas) + len(self.around) + len(self.guards) + len(self.openings)

    @property
    def sheets(self) -> set[str]:
        """Where it is."""
        cells: tuple[Change | Around | Guard | Opening, ...]
        cells = (*self.formulas, *self.around, *self.guards, *self.openings)
        return {one.sheet for one in cells}


def damage(opened: Opened) -> Damage:
    """What is to be repaired in a workbook."""
    formulas, around = tuple(_formulas(opened)), tuple(_around(opened))
    if opened.data is None:
        return Damage(formulas, around, (), (), seen=False)
    try:
        guards, openings = tuple(_guards(opened)), tuple(_openings(opened, opened.data))
    except UnopenableBook:
        return Damage(formulas, around, (), (), seen=False)
    return Damage(formulas, around, guards, openings, seen=True)


def repair(live: LiveBook, opened: Opened, found: Damage) -> None:
    """Put validations and formulas back.

    Raises LiveError where a sheet is locked by an unknown password or cannot be shown; then all is as before.
    """
    with live.hold(found.sheets, passwords()):
        live.guard(found.guards)
        live.write(runs_of(opened, (*found.formulas, *found.around)))
        live.open_up(found.openings)


def _formulas(opened: Opened) -> Iterator[Change]:
    for form in opened.forms:
        official = judging_form(form)
        for change in recompute(form, official.definition, official.pack):
            if not (form.cells[change.path].raw or "").startswith("="):
                yield change


def _around(opened: Opened) -> Iterator[Around]:
    """Formulas only: a text typed into Excel may become another thing than the one that was issued."""
    for form in opened.forms:
        official = judging_form(form)
        changes = list(recompute(form, official.definition, official.pack))
        for one in around_form(form, opened.book, changes):
            if one.formula is not None and not one.stale:
                yield one


def _guards(opened: Opened) -> Iterator[Guard]:
    for form in opened.forms:
        for sheet, lost, limit in lost_guards(form, opened.book):
            yield Guard(sheet, lost.area, lost.rule, limit)


def _openings(opened: Opened, data: bytes) -> Iterator[Opening]:
    unlocked = unlocked_cells(data)
    for form in opened.forms:
        official, sheet = judging_form(form), form.sheet or ""
        grid, open_ones = opened.book.sheet(sheet), unlocked.get(sheet)
        if grid is not None and open_ones is not None:
            for one in shut(form, official.definition, official.styles, grid, open_ones):
                yield Opening(sheet, one.area, one.label)
