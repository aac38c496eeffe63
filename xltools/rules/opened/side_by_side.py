"""What people wrote beside what the rules give: computed cells, and suggested scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from xltools.refs import CellRef
from xltools.rules.checks.execution import execution_row
from xltools.rules.definition.model import FormDefinition
from xltools.rules.opened.recompute import as_printed, recalculated
from xltools.rules.pack.model import RulePack
from xltools.rules.reading import ReadForm
from xltools.rules.scoring.computed import compute, indicator_path, number_at
from xltools.rules.scoring.suggest import Suggestion, suggest


class State(StrEnum):
    """What stands in a computed cell."""

    CURRENT = "current"  # a formula with the result that recalculation gives
    STALE = "stale"  # a formula whose stored result is old
    TYPED = "typed"  # a number somebody typed
    BLANK = "blank"  # nothing


@dataclass(frozen=True, slots=True)
class ComputedCell:
    """A computed cell: what was typed there or is stored with its formula, and what the rules give."""

    path: str
    sheet: str
    cell: CellRef
    state: State
    typed: Decimal | None
    stored: Decimal | None
    recomputed: Decimal | None

    @property
    def right(self) -> bool:
        """True where the cell holds what the rules give."""
        return (self.typed if self.state is State.TYPED else self.stored) == self.recomputed


def computed_cells(
    form: ReadForm, own: RulePack, definition: FormDefinition, pack: RulePack
) -> Iterator[ComputedCell]:
    """Every computed cell of the file. `own` is the pack of its formulas, `pack` the one that judges."""
    renewed = recalculated(form, definition, own)
    row = execution_row(form, definition, pack)
    computed = compute(form.evaluation, definition, pack, execution_row=row)
    results = as_printed(form, definition, pack, computed)
    for path, recomputed in results.items():
        source, value = form.cells.get(path), number_at(form.evaluation, path)
        if source is None:
            continue
        if source.raw is not None and source.raw.startswith("="):
            state = State.CURRENT if value == renewed[path] else State.STALE
        else:
            state = State.BLANK if value is None else State.TYPED
        typed, stored = (value, None) if state is State.TYPED else (None, value)
        yield ComputedCell(path, source.sheet, source.cell, state, typed, stored, recomputed)


def computed_to_json(cell: ComputedCell) -> dict[str, Any]:
    """One entry of `computed` in `xltools check --json`."""
    return {
        "field": cell.path,
        "sheet": cell.sheet,
        "cell": cell.cell.a1,
        "state": str(cell.state),
        "typed": _plain(cell.typed),
        "stored": _plain(cell.stored),
        "recomputed": _plain(cell.recomputed),
        "right": cell.right,
    }


def suggestions(form: ReadForm, pack: RulePack) -> list[Suggestion]:
    """The suggested score of each indicator."""
    evaluation = form.evaluation
    return [suggest(indicator, pack, evaluation.year) for indicator in evaluation.indicators]


def suggestion_to_json(form: ReadForm, index: int, suggestion: Suggestion) -> dict[str, Any]:
    """One entry of `suggestions`: the score of the person, and what the rules give."""
    path, rule = indicator_path(index, "score"), suggestion.rule
    source, indicator = form.cells.get(path), form.evaluation.indicators[index]
    return {
        "field": path,
        "cell": None if source is None else source.cell.a1,
        "indicator": indicator.level3,
        "weight": _plain(indicator.weight),
        "score": _plain(indicator.score),
        "suggested": _plain(suggestion.score),
        "low": _plain(suggestion.low),
        "high": _plain(suggestion.high),
        "derivation": suggestion.derivation,
        "note": suggestion.note,
        "reason": suggestion.reason,
        "rule": None
        if rule is None
        else {"name": rule.name, "text": rule.text, "source": rule.source, "confirmed": rule.confirmed},
    }


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
