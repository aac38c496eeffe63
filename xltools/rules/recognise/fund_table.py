"""Where the money of a form stands that is found by its labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from xltools.refs import CellRef
from xltools.rules.labels import even, plain
from xltools.rules.money import MONEY_UNITS, money_unit_in
from xltools.rules.recognise.anchors import Rows
from xltools.rules.recognise.indicator_rows import counts
from xltools.rules.recognise.label_search import LabelSearch
from xltools.rules.recognise.shared_cells import shared_column
from xltools.rules.recognise.unknown_headings import guessed
from xltools.rules.scoring.printed_points import points_in

_BRACKETED = re.compile(r"\([^()]*\)")
_FIGURE = re.compile(r"\d*[元万千亿]*")
_MONEY = frozenset({"initial_budget", "annual_budget", "executed"})
_ALSO = frozenset({"initial_budget", "weight", "execution_rate", "score"})
_AFTER_FUNDS = ("goals", "expected_goal", "actual_outcome", "indicators")  # labels of the blocks below
_HEAD = ("project", "department", "unit", "other_head")  # which may stand below, too


def fund_rows(search: LabelSearch, heading: int) -> Rows:
    """The table of the funds above the indicator heading; an empty one where there is none."""
    block = search.definition.funds
    if block is None:
        return Rows()
    specs = [spec for spec in block.columns if spec.field != "item"]  # a name is known by its place
    row, known = search.heading(specs, range(search.first_row, heading))
    shared, column = shared_column(search, row, known)
    known |= {name: column for name in shared if any(spec.field == name for spec in specs)}
    if len(known) < 2 or _in_pairs(search, row, known.values()):
        return Rows()
    top = _top_of(search, heading)
    below = end_of_funds(search, row, top, (*_AFTER_FUNDS, *_HEAD))
    end = min(below, _next_block(search, row, min(known.values()), top))
    guesses = guessed(search, row, known, specs, range(row + 1, end))
    columns = {**known, **{field: text.ref.column for field, text in guesses.items()}}
    columns |= _unasked(search, row, columns, _ALSO - {spec.field for spec in block.columns})
    item = _item_column(search, range(row + 1, end), min(columns.values()))
    if item is None:
        return _without_names(search, columns, row, end)
    return Rows(
        columns={"item": item, **columns},
        rows=_named(search, range(row + 1, end), item, columns),
        heading=row,
        guessed=guesses,
        shared=shared,
        items_before=min(columns.values()),
    )


def _named(search: LabelSearch, rows: range, item: int, columns: Mapping[str, int]) -> tuple[int, ...]:
    """The rows with the name of a fund: no totals, units of money, remarks or column numbers."""
    names = ((row, search.grid.shown(CellRef(row, item))) for row in rows)
    found = [row for row, cell in names if isinstance(cell.value, str) and not cell.blank]
    found = [row for row in found if not (_is_total(search, row) or _is_unit(search, row))]
    amounts = [column for name, column in columns.items() if name in _MONEY]
    found = [row for row in found if not _reaches_over(search, CellRef(row, item), amounts)]
    if found and counts(search, found[0], columns.values()):
        del found[0]
    return tuple(found)


def _top_of(search: LabelSearch, heading: int) -> int:
    """The upper row of a heading of two; a single label may reach down from the block above."""
    begun = Counter(text.ref.row for text in search.sheet.shown(heading) if search.is_label(text.ref))
    return min((row for row, labels in begun.items() if labels > 1), default=heading)


def _in_pairs(search: LabelSearch, row: int, columns: Collection[int]) -> bool:
    """True where an amount stands right of each label, as in 预算数 | 100 | 执行数 | 95: no heading."""
    grid = search.grid
    beside = [grid.cell(CellRef(row, grid.area(CellRef(row, column)).last.column + 1)) for column in columns]
    return all(isinstance(cell.value, Decimal) for cell in beside)


def _unasked(
    search: LabelSearch, heading: int, columns: Mapping[str, int], names: Collection[str]
) -> Iterator[tuple[str, int]]:
    """The columns of what the record has, where the definition that fits best does not ask for it."""
    texts = [text for text in search.sheet.shown(heading) if text.ref.column not in columns.values()]
    for name in names:
        places = [text.ref.column for text in texts if name in search.keys(text)]
        if len(places) == 1:
            yield name, places[0]


def is_figure(text: str) -> bool:
    """True for an amount that is a text, and for a dash."""
    return bool(_FIGURE.fullmatch(plain(text)))


def execution_points(
    search: LabelSearch, columns: Collection[str], heading: int
) -> tuple[CellRef, Decimal] | None:
    """The points of the execution rate that the name of the block says, 预算执行情况（10分）, and where.

    None where a column says them, or they are those that the official form prints there.
    """
    label = None if "weight" in columns else search.find("funds", range(search.first_row, heading))
    text = None if label is None else search.grid.cell(label).value
    brackets = _BRACKETED.findall(even(text)) if isinstance(text, str) else []
    points = next(filter(None, map(points_in, brackets)), None)
    if label is None or points in (None, search.definition.execution_constant):
        return None
    return label, points


def end_of_funds(search: LabelSearch, row: int, heading: int, labels: Collection[str] = _AFTER_FUNDS) -> int:
    """The first row below `row` of the blocks that follow the funds."""
    places = (place[-1].row for label in labels for place in search.labelled.get(label, ()))
    return min([heading, *(place for place in places if row < place)])


def _next_block(search: LabelSearch, row: int, amounts: int, heading: int) -> int:
    """The first row below the name of the funds where the name of another block stands beside the table.

    Only a name merged downwards tells how far its block goes.
    """
    areas = (search.grid.area(text.ref) for text in search.sheet.shown(row) if text.ref.column < amounts)
    side = next((area for area in areas if area.last.row > row), None)
    if side is None:
        return heading
    for below in range(side.last.row + 1, heading):
        texts = (text for text in search.sheet.rows.get(below, ()) if text.ref.column in side.columns)
        if any(text.bare and search.definition.fund_row(text.raw) is None for text in texts):
            return below
    return heading


def _without_names(search: LabelSearch, columns: Mapping[str, int], heading: int, end: int) -> Rows:
    """A table of one fund, which needs no name."""
    rows = range(heading + 1, end)
    filled = [row for row in rows if any((row, column) in search.grid.filled for column in columns.values())]
    return Rows(columns=columns, rows=tuple(filled), heading=heading) if len(filled) == 1 else Rows()


def money_units(search: LabelSearch, funds: Rows, heading: int) -> tuple[str | None, Mapping[str | int, str]]:
    """The unit of money that the form states, and those of single columns or rows where it states several.

    No unit where it can't be told which amounts it is that one belongs to.
    """
    stated = search.sheet.money_units(search.first_row, heading)
    if each := _units_beside(search, funds):
        return next(iter(each.values())), each
    if len(stated) < 2 or not funds.rows or "item" not in funds.columns:
        return (next(iter(stated)) if len(stated) == 1 else None), {}
    units = _units(search, funds)
    left = [text for text in search.sheet.rows[funds.heading] if text.ref.column < funds.items_before]
    whole = search.sheet.money_units(search.first_row, funds.heading - 1)
    whole |= {unit for text in left if (unit := money_unit_in(text.raw))}
    if len(whole) == 1:
        return next(iter(whole)), units
    every = set(funds.rows) <= units.keys() or _MONEY & funds.columns.keys() <= units.keys()
    return (next(iter(units.values())) if every and not whole else None), units


def _units_beside(search: LabelSearch, funds: Rows) -> Mapping[str | int, str]:
    """By row: the units of money in a column of their own; none unless each row has one."""
    found: dict[str | int, str] = {}
    for row in funds.rows:
        for text in search.sheet.rows.get(row, ()):
            if text.ref.column < funds.items_before and text.full in MONEY_UNITS:
                found[row] = text.full
    return found if len(found) == len(funds.rows) else {}


def _units(search: LabelSearch, funds: Rows) -> Mapping[str | int, str]:
    """The units of money that single columns (by field) or rows of the funds state."""
    headings = search.sheet.shown(funds.heading)
    places = {text.ref.column: money_unit_in(text.raw) for text in headings}
    columns = {name: places.get(column) for name, column in funds.columns.items() if name in _MONEY}
    names = {row: search.grid.shown(CellRef(row, funds.columns["item"])).value for row in funds.rows}
    rows = {row: money_unit_in(name) for row, name in names.items() if isinstance(name, str)}
    stated: list[tuple[str | int, str | None]] = [*columns.items(), *rows.items()]
    return {place: unit for place, unit in stated if unit}


def _reaches_over(search: LabelSearch, name: CellRef, amounts: Collection[int]) -> bool:
    """True for a box over the columns of amounts, which leaves no place for them: 按支出性质分."""
    area = search.grid.area(name)
    return area.first == name and any(column in area.columns for column in amounts)


def _is_unit(search: LabelSearch, row: int) -> bool:
    """True for `单位：万元` alone in its row."""
    filled = [ref for ref in search.grid.filled if ref.row == row]
    texts = [text.raw for text in search.sheet.rows.get(row, ())]
    alone = len(filled) == len(texts) == 1
    return alone and any(":" in even(text) and money_unit_in(text) for text in texts)


def _is_total(search: LabelSearch, row: int) -> bool:
    """True for 总分 below the funds, which is none of their names."""
    texts = search.sheet.rows.get(row, ())[:1]
    return any("total" in search.keys(text) and not search.definition.fund_row(text.raw) for text in texts)


def _item_column(search: LabelSearch, rows: range, amounts: int) -> int | None:
    """The column of the fund names: of the first known one, else of the last text before the amounts."""
    last = None
    for row in rows:
        texts = [text for text in search.sheet.rows.get(row, ()) if text.ref.column < amounts]
        names = [text for text in texts if not is_figure(text.raw)]
        for text in names:
            if search.definition.fund_row(text.raw) is not None:
                return text.ref.column
        last = last or max((text.ref.column for text in names), default=None)
    return last
