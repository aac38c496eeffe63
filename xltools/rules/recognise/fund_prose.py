"""The money of a form that has no table for it: in sentences, or each amount beside its label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from xltools.grid import Cell
from xltools.refs import CellRef
from xltools.rules.definition.model import FormDefinition
from xltools.rules.labels import plain, seen
from xltools.rules.money import UNIT_PATTERN
from xltools.rules.notation.celltext import amount_of, is_amount
from xltools.rules.recognise.label_search import LabelSearch

_AMOUNTS = ("initial_budget", "annual_budget", "executed")
_WITH_THEM = ("execution_rate", "score")
_LEAST = 2  # amounts: one alone is spoken of anywhere
_LONGEST = 500  # characters of a text that tells of the money
_NUMBER = rf"[¥￥]?(\d[\d,]*(?:\.\d+)?\s*(?:{UNIT_PATTERN}|万|亿|%|分)?)"


class ToldFund(NamedTuple):
    """One fund: the cell of each field, and what is said there where the cell says more."""

    cells: Mapping[str, CellRef]
    said: Mapping[str, str]


def funds_told(search: LabelSearch, rows: range) -> tuple[ToldFund, ...]:
    """The funds that are told in these rows."""
    if search.definition.funds is None:
        return ()
    for way in (_in_texts, _beside_labels):
        found = tuple(way(search, rows))
        if any(len(fund.cells.keys() & set(_AMOUNTS)) >= _LEAST for fund in found):
            return found
    return ()


def unit_told(funds: Sequence[ToldFund]) -> str | None:
    """The unit of money behind every amount, where it is one."""
    amounts = [said for fund in funds for name, said in fund.said.items() if name in _AMOUNTS]
    units = {amount_of(Cell(amount))[1] for amount in amounts}
    return units.pop() if len(units) == 1 else None


def _in_texts(search: LabelSearch, rows: range) -> Iterator[ToldFund]:
    """Funds of which texts tell, `年初预算数100万元，执行数：95万元`; a field said again is another's."""
    asked = {spec.field for spec in search.definition.funds.columns} if search.definition.funds else set()
    cells: dict[str, CellRef] = {}
    said: dict[str, str] = {}
    for field, ref, value in _pieces(search, rows):
        if field in cells:
            yield ToldFund(cells, said)
            cells, said = {}, {}
        if field in asked:
            cells[field], said[field] = ref, value
    if cells:
        yield ToldFund(cells, said)


def _pieces(search: LabelSearch, rows: range) -> Iterator[tuple[str, CellRef, str]]:
    names, pattern = _pattern(search.definition)
    for row in rows:
        for text in search.sheet.rows.get(row, ()):
            folded = seen(text.raw) if len(text.raw) <= _LONGEST else ""
            found = list(pattern.finditer(folded))
            if any(names.get(plain(match[2] or "")) in _AMOUNTS for match in found):
                typed = text.raw if len(text.raw) == len(folded) else folded  # to the letter
                for match in found:
                    field = names[plain(match[2])] if match[2] else "item"
                    yield field, text.ref, typed[slice(*match.span(3 if match[2] else 1))]


@lru_cache(maxsize=64)
def _pattern(definition: FormDefinition) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Which field a word names, and what finds the words with their numbers, or the name of a fund."""
    labels = {
        label: field
        for field in (*_AMOUNTS, *_WITH_THEM)
        for label in definition.labels.get(field, ())
        if "{" not in label
    }
    rows = definition.funds.rows if definition.funds else ()
    words = _any_of(list(labels))
    items = _any_of([name for row in rows for name in (row.item, *row.aliases)])
    field = rf"({words})(?:\([^()\d]*\))?\s*(?:[:为是]|共计|合计)?\s*{_NUMBER}"
    pattern = re.compile(rf"({items})[:,]?\s*(?={words})|{field}")
    return {plain(label): name for label, name in labels.items()}, pattern


def _any_of(words: Sequence[str]) -> str:
    return "|".join(re.escape(seen(word)) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


def _beside_labels(search: LabelSearch, rows: range) -> Iterator[ToldFund]:
    """Funds whose amounts stand right of their labels: one, or below their names one beside the other."""
    fields = (*_AMOUNTS, *_WITH_THEM, "weight")
    places = {field: label for field in fields if (label := search.find(field, rows))}
    amounts = {field: label for field, label in places.items() if field in _AMOUNTS}
    inside = _behind_labels(search, [field for field in fields if field not in places], rows)
    if not amounts or len(amounts) + sum(field in _AMOUNTS for field in inside) < _LEAST:
        return
    if len({label.row for label in amounts.values()}) == len(amounts):
        columns = sorted(
            {ref.column for label in amounts.values() for ref in _amounts_right_of(search, label)}
        )
        names = _names_above(search, min(label.row for label in places.values()), columns)
        for column in columns if names else ():
            cells = {field: CellRef(label.row, column) for field, label in places.items()}
            yield ToldFund({"item": names[column], **cells}, {})
        if names:
            return
    cells = {field: value for field, label in places.items() if (value := _right_of(search, label))}
    if cells:
        cells |= {field: ref for field, (ref, _) in inside.items()}
        yield ToldFund(cells, {field: amount for field, (_, amount) in inside.items()})
        yield from _parts_below(search, amounts, rows)


def _behind_labels(
    search: LabelSearch, fields: Iterable[str], rows: range
) -> Mapping[str, tuple[CellRef, str]]:
    """Amounts that share a cell with their label: 执行率：95%."""
    found = {field: told for field in fields if (told := search.inside(field, rows))}
    return {field: (ref, said) for field, (ref, said) in found.items() if is_amount(Cell(said))}


def _parts_below(search: LabelSearch, amounts: Mapping[str, CellRef], rows: range) -> Iterator[ToldFund]:
    """The parts of a fund, each named again below every label: 其中：财政拨款 | 80 | 其中：财政拨款 | 75."""
    if len({label.column for label in amounts.values()}) < _LEAST:
        return
    last = max(label.row for label in amounts.values())
    for row in range(last + 1, rows.stop):
        names = {field: CellRef(row, label.column) for field, label in amounts.items()}
        said = {search.grid.cell(ref).value for ref in names.values()}
        if len(said) > 1 or not isinstance(said.pop(), str):
            return
        cells = {field: value for field, ref in names.items() if (value := _right_of(search, ref))}
        yield ToldFund({"item": min(names.values()), **cells}, {})


def _names_above(search: LabelSearch, row: int, columns: Sequence[int]) -> Mapping[int, CellRef]:
    """The names of funds right above a row, where each of several columns has one."""
    places = {column: search.grid.first(CellRef(row - 1, column)) for column in columns}
    named = [isinstance(search.grid.cell(ref).value, str) for ref in places.values()]
    return places if len(places) > 1 and all(named) else {}


def _amounts_right_of(search: LabelSearch, label: CellRef) -> Iterator[CellRef]:
    grid = search.grid
    for column in range(grid.area(label).last.column + 1, grid.last_column + 1):
        ref = CellRef(label.row, column)
        if is_amount(grid.cell(ref)):
            yield ref
        elif ref in grid.filled:
            return  # another label


def _right_of(search: LabelSearch, label: CellRef) -> CellRef | None:
    """The amount right of a label, before any other text."""
    grid = search.grid
    for column in range(grid.area(label).last.column + 1, grid.last_column + 1):
        ref = CellRef(label.row, column)
        if ref in grid.filled:
            return ref if is_amount(grid.cell(ref)) else None
    return None
