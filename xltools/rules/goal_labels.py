"""The labels of goal and outcome: beside or below each other, whatever words name the block around them."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.refs import CellRef
from xltools.rules.label_search import LabelSearch

GOALS = frozenset({"expected_goal", "actual_outcome"})


def goal_labels(search: LabelSearch, rows: range) -> dict[str, CellRef]:
    """Where they stand in these rows.

    Of two that say the same in one row the first names the block. 年度目标 names the block, too, unless
    it stands right before the label of the outcome, or right above it.
    """
    outcome, goal = (search.find(name, rows) for name in ("actual_outcome", "expected_goal"))
    if outcome is None:
        return {} if goal is None else {"expected_goal": goal}
    outcome = _last_alike(search, outcome)
    if goal is None:
        goal = _before(search, outcome) or _above(search, outcome, rows)
    return {"actual_outcome": outcome} | ({"expected_goal": goal} if goal else {})


def are_stacked(labels: Mapping[str, CellRef]) -> bool:
    """True where one stands below the other, so that each has its text beside it."""
    return len(labels) > 1 and len({ref.column for ref in labels.values()}) == 1


def _last_alike(search: LabelSearch, ref: CellRef) -> CellRef:
    texts = [text for text in search.sheet.rows[ref.row] if text.ref >= ref]
    return [text.ref for text in texts if text.full == texts[0].full][-1]


def _before(search: LabelSearch, outcome: CellRef) -> CellRef | None:
    """The name of a block in the line of the outcome's label, with a text below it."""
    grid, last = search.grid, search.grid.area(outcome).last.row
    texts = [text for text in search.sheet.rows[outcome.row] if text.ref < outcome]
    if not texts or "goals" not in search.keys(texts[-1]) or grid.area(texts[-1].ref).last.row != last:
        return None
    below = grid.first(CellRef(last + 1, texts[-1].ref.column))
    return None if grid.cell(below).blank or search.is_label(below) else texts[-1].ref


def _above(search: LabelSearch, outcome: CellRef, rows: range) -> CellRef | None:
    """The name of a block right above the outcome's label, with a text beside it."""
    grid = search.grid
    ref = grid.first(CellRef(outcome.row - 1, outcome.column))
    beside = grid.first(search.sheet.right_of(grid.area(ref)))
    said = ref in search.labels and "goals" in search.labels[ref] and ref.row in rows
    return ref if said and not grid.cell(beside).blank and not search.is_label(beside) else None
