"""A form that goes on on the next sheet, with its heading again or without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from xltools.findings import Finding, Place
from xltools.grid import Grid
from xltools.model import Evaluation, Indicator
from xltools.rules.labels import plain
from xltools.rules.reading import ReadForm
from xltools.rules.recognise.rearranged import Rearranged, as_it_stands, below
from xltools.rules.recognise.sheet_texts import SheetTexts

Found = tuple[Rearranged, tuple[ReadForm, ...]]
"""A sheet, or what of several belongs together, and the forms on it."""
Read = Callable[[Grid], Sequence[ReadForm]]

_HEAD = ("project", "department", "unit", "expected_goal", "actual_outcome")


def joined(sheets: Sequence[tuple[Grid, tuple[ReadForm, ...]]], read: Read) -> list[Found]:
    """The sheets with the forms on each; those over which one form goes are taken together.

    `read` finds the forms on a grid.
    """
    done: list[Found] = []
    for grid, forms in sheets:
        before = done[-1] if done else None
        if before and len(before[1]) == 1 and len(forms) < 2 and _is_open(before[1][0].evaluation):
            whole = _continued(before, grid, forms, read)
            if whole is not None:
                done[-1] = whole
                if len(whole[1][0].evaluation.indicators) > len(before[1][0].evaluation.indicators):
                    continue
        done.append((as_it_stands(grid), forms))
    return done


def _is_open(evaluation: Evaluation) -> bool:
    """True for a form that has indicators, and no total below them."""
    return bool(evaluation.indicators) and evaluation.total_score is evaluation.total_weight is None


def _continued(before: Found, grid: Grid, forms: Sequence[ReadForm], read: Read) -> Found | None:
    """A form with what stands on the next sheet; with a finding only where that may be somebody else's."""
    way, (form,) = before
    if forms and not _may_be_same(form.evaluation, forms[0].evaluation):
        return None
    lower = way_down = as_it_stands(grid)
    if forms:
        first, last = forms[0].cells["indicators"].cell.row, grid.last_row
        lower = replace(way_down, grid=SheetTexts(grid).part(first, last).grid)
    longer = below(way, lower)
    found = read(longer.grid)
    if len(found) != 1 or not _goes_on(form.evaluation, found[0].evaluation):
        return None
    whole = found[0].evaluation
    if forms:
        theirs = forms[0].evaluation
        alike = _texts(whole.indicators[len(form.evaluation.indicators) :]) == _texts(theirs.indicators)
        if not alike or (theirs.project and (_balances(theirs) or not _balances(whole))):
            return None
    elif not _balances(whole):
        return (way, (_told(form, grid),)) if not _is_open(whole) else None
    return longer, (longer.put_back(found[0]),)


def _may_be_same(one: Evaluation, other: Evaluation) -> bool:
    """True where the second says nothing of whose it is but what the first says."""
    for name in _HEAD:
        said = getattr(other, name)
        if said is not None and plain(said) != plain(getattr(one, name) or ""):
            return False
    return not other.funds or other.funds == one.funds


def _goes_on(part: Evaluation, whole: Evaluation) -> bool:
    """True where the whole has more indicators than its part, and nothing else is changed by that."""
    count = len(part.indicators)
    longer = count < len(whole.indicators) and whole.indicators[:count] == part.indicators
    return longer and whole.funds == part.funds and all(getattr(part, n) == getattr(whole, n) for n in _HEAD)


def _texts(rows: Sequence[Indicator]) -> list[tuple[str | None, ...]]:
    """What the rows say: their groups may stand on the sheet before, and points be of another form's kind."""
    return [(row.level3, row.target, row.actual) for row in rows]


def _balances(evaluation: Evaluation) -> bool:
    """True where the points make the total, those to be got or those got."""
    rows = (*evaluation.funds, *evaluation.indicators)
    sums = {
        name: sum((points for row in rows if (points := getattr(row, name)) is not None), Decimal(0))
        for name in ("weight", "score")
    }
    return evaluation.total_score == sums["score"] or evaluation.total_weight == sums["weight"]


def _told(form: ReadForm, grid: Grid) -> ReadForm:
    finding = Finding("continuation-unread", found=grid.name, place=Place(sheet=form.sheet))
    return replace(form, findings=(*form.findings, finding))
