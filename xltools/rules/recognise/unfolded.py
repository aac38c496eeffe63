"""Tables of indicators in two halves, on cards, or above what should stand above them: put in order."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence

from xltools.grid import Grid
from xltools.refs import CellRef
from xltools.rules.recognise.goal_labels import GOALS
from xltools.rules.recognise.rearranged import FIELDS, Rearranged, moved_to
from xltools.rules.recognise.several import Keys, Labels
from xltools.rules.recognise.sheet_texts import SheetTexts, Text

_MONEY = frozenset({"initial_budget", "annual_budget", "executed"})
_LEAST = 3  # columns of a half, labels of a card
_NEEDED = (frozenset({"level3"}), frozenset({"target", "target_number"}), frozenset({"actual"}))


def unfolded(sheet: SheetTexts, labels: Labels, first: int) -> Rearranged | None:
    """The right half of a table below its left one, where its heading says everything twice; else None.

    `first` is the row of the first indicator.
    """
    heading = first - 1
    texts = sheet.rows.get(heading, [])
    half = _half(texts) if len({text.full for text in texts}) < len(texts) else 0
    keys = frozenset[str]().union(*[labels.of(text) for text in texts[len(texts) - half :]])
    if not half or not all(keys & names for names in _NEEDED):
        return None
    right = texts[-half].ref.column
    rows = range(heading + 1, _end(sheet, labels, heading, right))
    return _below_each_other(sheet.grid, rows, right, right - texts[-2 * half].ref.column)


def _half(texts: Sequence[Text]) -> int:
    """How many headings at the end are those before them again."""
    names = [text.full for text in texts]
    sizes = range(len(names) // 2, _LEAST - 1, -1)
    return next((size for size in sizes if names[-size:] == names[-2 * size : -size]), 0)


def _end(sheet: SheetTexts, labels: Labels, heading: int, right: int) -> int:
    """The first row below a heading that is none of the two halves: 总分, or one box over both."""
    grid = sheet.grid
    for row in range(heading + 1, grid.last_row + 1):
        first = sheet.rows.get(row, [])[:1]
        across = grid.merged(CellRef(row, right))
        if any("total" in labels.of(text) for text in first) or (across and across.first.column < right):
            return row
    return grid.last_row + 1


def _below_each_other(grid: Grid, rows: range, right: int, apart: int) -> Rearranged:
    places: dict[CellRef, CellRef] = {}
    for ref in _corners(grid):
        row, column = ref
        if row >= rows.stop:
            row += len(rows)
        elif row in rows and column >= right:
            row, column = row + len(rows), column - apart
        places[CellRef(row, column)] = ref
    return moved_to(grid, places)


def _corners(grid: Grid) -> Iterable[CellRef]:
    """Every cell, and the corners of merged areas, of which few are cells."""
    last = grid.last_row
    near = (area for area in grid.merges if area.last.row <= last)
    return {*grid.cells, *(corner for area in near for corner in (area.first, area.last))}


def lifted(sheet: SheetTexts, labels: Labels, first: int) -> Rearranged | None:
    """The funds and goals above the indicators, where they stand below them; else None."""
    heading = _heading(sheet, labels, first)
    rows = [row for row in sheet.rows if row > heading and _begins_block(sheet, labels, row)]
    if not rows:
        return None
    block = range(rows[0], _end_of_block(sheet, labels, rows[0]))
    grid = sheet.grid
    top = min(grid.area(text.ref).first.row for text in sheet.shown(heading))
    places: dict[CellRef, CellRef] = {}
    for ref in _corners(grid):
        row = ref.row
        if row in block:
            row -= block.start - top
        elif top <= row < block.start:
            row += len(block)
        places[CellRef(row, ref.column)] = ref
    return moved_to(grid, places)


def _begins_block(sheet: SheetTexts, labels: Labels, row: int) -> bool:
    """True for the headings of the funds, or of goal and outcome beside or below each other."""
    keys = [labels.of(text) for text in sheet.rows[row]]
    if any("level3" in one for one in keys):
        return False
    goals = frozenset[str]().union(*keys) & GOALS
    if "expected_goal" in goals:
        goals |= _goals_below(sheet, labels, row)
    return sum(bool(one & _MONEY) for one in keys) > 1 or len(goals) > 1


def _goals_below(sheet: SheetTexts, labels: Labels, row: int) -> Keys:
    """The outcome in the next row with a text, right below the label of the goal."""
    column = next(text.ref.column for text in sheet.rows[row] if "expected_goal" in labels.of(text))
    following = min((number for number in sheet.rows if number > row), default=row)
    below = [labels.of(text) for text in sheet.rows[following] if text.ref.column == column]
    return frozenset[str]().union(*below) & GOALS


def _end_of_block(sheet: SheetTexts, labels: Labels, first: int) -> int:
    """The first row below the blocks that is none of them: a total, a remark; else that after a blank one."""
    named = heading = first  # down to where the name of a block reaches, 项目资金; its heading
    for row, texts in sheet.rows.items():
        if row < first:
            continue
        if _begins_block(sheet, labels, row):
            heading = row
        elif row > named and _is_below(labels, texts[0], row - heading, sided=named > heading):
            return row
        named = max(named, sheet.grid.area(texts[0].ref).last.row)
    return sheet.grid.last_row + 2  # a goal that nobody filled in is the last row of the sheet


def _is_below(labels: Labels, text: Text, rows: int, *, sided: bool) -> bool:
    """True for a total, or a remark that is no goal; `rows` below a heading that may have a name beside."""
    keys = labels.of(text)
    if "total" in keys:
        return "fund_total" not in keys or sided
    return rows > 1 and text.full.lstrip(string.digits).startswith(labels.below)


def cards(sheet: SheetTexts, labels: Labels) -> Rearranged | None:
    """A row for each indicator, where each has a card of its own: labels, and what they say right of them."""
    said = [text for text in sheet.texts if labels.of(text) & FIELDS and _has_value(sheet, labels, text)]
    names = [at for at, text in enumerate(said) if "level3" in labels.of(text)]
    if len(names) < 2 or names[1] - names[0] < _LEAST:
        return None
    size, start = names[1] - names[0], names[0]
    while start and said[start - 1].full == said[start - 1 + size].full and _near(said, start):
        start -= 1
    found = [card for card in _dealt(said[start:]) if any("level3" in labels.of(text) for text in card)]
    keys = frozenset[str]().union(*[labels.of(text) for card in found for text in card])
    return _in_rows(sheet, found) if all(keys & names for names in _NEEDED) and len(found) > 1 else None


def _dealt(said: Sequence[Text]) -> Sequence[Sequence[Text]]:
    """The labels card by card; on each, every one stands once."""
    found: list[list[Text]] = []
    for text in said:
        if not found or text.full == said[0].full or text.full in [one.full for one in found[-1]]:
            found.append([])
        found[-1].append(text)
    return found


def _has_value(sheet: SheetTexts, labels: Labels, text: Text) -> bool:
    """True for a label with no other label of a column on either side."""
    area = sheet.grid.area(text.ref)
    sides = {area.first.column - 1, area.last.column + 1}
    others = (one for one in sheet.rows[text.ref.row] if one.ref.column in sides)
    return not any(labels.of(one) & (FIELDS | _MONEY) for one in others)


def _near(said: Sequence[Text], at: int) -> bool:
    return said[at].ref.row - said[at - 1].ref.row < _LEAST


def _in_rows(sheet: SheetTexts, found: Sequence[Sequence[Text]]) -> Rearranged:
    grid = sheet.grid
    top, last = found[0][0].ref.row, found[-1][-1].ref.row
    places: dict[CellRef, CellRef] = {}
    for ref in _corners(grid):
        if ref.row < top:
            places[ref] = ref
        elif ref.row > last:
            places[CellRef(ref.row - last + top + len(found), ref.column)] = ref
    named = {text.full: text for card in reversed(found) for text in card}
    columns = {name: column for column, name in enumerate(named, 1)}
    places |= {CellRef(top, columns[name]): text.ref for name, text in named.items()}
    for row, card in enumerate(found, top + 1):
        for text in card:
            value = grid.first(sheet.right_of(grid.area(text.ref)))
            places[CellRef(row, columns[text.full])] = value
    return moved_to(grid, places)


def _heading(sheet: SheetTexts, labels: Labels, first: int) -> int:
    """The row of the heading right above an indicator."""
    rows = (row for row in range(first - 1, 0, -1) if row in sheet.rows)
    return next((row for row in rows if _is_heading(labels.of(text) for text in sheet.shown(row))), first - 1)


def _is_heading(keys: Iterable[Keys]) -> bool:
    return bool(frozenset[str]().union(*keys) & _NEEDED[-1])
