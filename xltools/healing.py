"""What was typed or pasted over in the forms of an open workbook, and its repair: 恢复自动公式."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltools.excel.live import Guard, LiveBook, Opening
from xltools.grids import UnopenableBook, unlocked_cells
from xltools.library import judging_form
from xltools.live import Opened, passwords, runs_of
from xltools.recalculate import lost_guards
from xltools.rules.recompute import Change, recompute
from xltools.rules.shut import shut


@dataclass(frozen=True)
class Damage:
    """Computed cells without their formula, and cells that accept other things than when they were issued.

    `seen` is False where the lists of the workbook cannot be seen: then neither guard nor lock is named.
    """

    formulas: tuple[Change, ...]
    guards: tuple[Guard, ...]
    openings: tuple[Opening, ...]
    seen: bool

    @property
    def count(self) -> int:
        """So many entries."""
        return len(self.formulas) + len(self.guards) + len(self.openings)


def damage(opened: Opened) -> Damage:
    """What is to be repaired in a workbook."""
    formulas = tuple(_formulas(opened))
    if opened.data is None:
        return Damage(formulas, (), (), seen=False)
    try:
        return Damage(formulas, tuple(_guards(opened)), tuple(_openings(opened, opened.data)), seen=True)
    except UnopenableBook:
        return Damage(formulas, (), (), seen=False)


def repair(live: LiveBook, opened: Opened, found: Damage) -> None:
    """Put validations and formulas back.

    Raises LiveError where a sheet is locked by an unknown password or cannot be shown; then all is as before.
    """
    sheets = {change.sheet for change in found.formulas} | {guard.sheet for guard in found.guards}
    with live.hold(sheets | {opening.sheet for opening in found.openings}, passwords()):
        live.guard(found.guards)
        live.write(runs_of(opened, found.formulas))
        live.open_up(found.openings)


def _formulas(opened: Opened) -> Iterator[Change]:
    for form in opened.forms:
        official = judging_form(form)
        for change in recompute(form, official.definition, official.pack):
            if not (form.cells[change.path].raw or "").startswith("="):
                yield change


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
