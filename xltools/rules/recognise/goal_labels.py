"""The labels of goal and outcome: beside or below each other, whatever words name the block around them."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.refs import CellRef
from xltools.rules.recognise.label_search import LabelSearch

GOALS = frozenset({"expected_goal", "actual_outcome"})


def goal_labels(search: LabelSearch, rows: range) -> dict[str, CellRef]:
    """Where they stand in these rows.

    The block may be called like the outcome, and like the goal: the label of the outcome is the one in
    line with that of the goal; 年度目标 is that of the goal right before or above the one of the outcome.
    """
    outcome, goal = (search.find(name, rows) for name in ("actual_outcome", "expected_goal"))
    if outcome is None:
        return {} if goal is None else {"expected_goal": goal}
    outcome = _in_line(search, goal, rows) or _last_alike(search, outcome)
    if goal is None:
        goal = _before(search, outcome) or _above(search, outcome, rows)
    return {"actual_outcome": outcome} | ({"expected_goal": goal} if goal else {})


def are_stacked(labels: Mapping[str, CellRef]) -> bool:
    """True where one stands below the other, so that each has its text beside it."""
    return len(labels) > 1 and len({ref.column for ref in labels.values()}) == 1


def _in_line(search: LabelSearch, goal: CellRef | None, rows: range) -> CellRef | None:
    """The label of the outcome furthest right in the row of the goal's, else below it in its column."""
    if goal is None:
        return None
    refs = [place[-1] for place in search.labelled["actual_outcome"] if place[-1].row in rows]
    beside = [ref for ref in refs if ref.row == goal.row and ref.column > goal.column]
    below = [ref for ref in refs if ref.column == goal.column and ref.row > goal.row]
    return max(beside, default=None) or min(below, default=None)


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
