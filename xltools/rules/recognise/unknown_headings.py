"""Columns whose headings nobody knows: which field one is by its place, where that leaves no choice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from xltools.model import NUMBER_FIELDS
from xltools.refs import CellRef
from xltools.rules.definition.model import CellSpec
from xltools.rules.notation.celltext import amount_of
from xltools.rules.recognise.label_search import LabelSearch
from xltools.rules.recognise.resembling import ends_with, resembles
from xltools.rules.recognise.sheet_texts import Text

_OTHERS = frozenset({"other_column", "number"})  # columns of which it is known that the form has none
FIELDS = frozenset(
    {"level1", "level2", "level3", "target", "target_number", "target_comparator", "target_unit"}
    | {"actual", "weight", "score", "initial_budget", "annual_budget", "executed", "execution_rate"}
)
"""What columns are known to be, also where a form has none such: none is to be guessed."""
_ROWS = 60  # below a heading, as far as content is looked at


def guessed(
    search: LabelSearch,
    heading: int,
    columns: Mapping[str, int],
    specs: Sequence[CellSpec],
    rows: range,
    *,
    others: bool = False,
) -> Mapping[str, Text]:
    """By field: the unknown heading that stands where the form has this one, and nothing else is missing.

    Between two known columns there must be as many unknown ones with content in `rows` as the form has;
    elsewhere a heading must nearly say what it is.
    `others`: what is known to be something else counts among them, 评价标准 where no target is.
    """
    order = [spec.field for spec in specs if spec.field and spec.label]
    if len(columns) in (0, len(order)):
        return {}
    known = {column: order.index(field) for field, column in columns.items() if field in order}
    if not known:
        return {}
    found = dict(_in_front(search, heading, min(known), order[: known[min(known)]], rows))
    for left, texts in _runs(unknown(search, heading, columns, specs, rows, others=others), known):
        right = min((column for column in known if column > texts[-1].ref.column), default=0)
        missing = order[known[left] + 1 : known[right] if right else len(order)]
        missing = [field for field in missing if field not in columns]
        if len(missing) == len(texts) and not _says_points(search, zip(missing, texts, strict=True), specs):
            fitting = zip(missing, texts, strict=True)
            found.update((field, text) for field, text in fitting if _fits(search, text, field, rows))
    found = found if len(found) <= len(columns) else {}
    rest = [spec for spec in specs if spec.label and spec.field in set(order) - columns.keys() - found.keys()]
    taken = set(columns.values()).union(text.ref.column for text in found.values())
    said = FIELDS | _OTHERS
    texts = [text for text in within(search, heading, taken) if not search.keys(text) & said]
    free = [text for text in texts if text.ref.column not in taken and any(_below(search, text, rows))]
    return {**_resembling(search, free, rest, rows), **found}


def _says_points(search: LabelSearch, pairs: Iterable[tuple[str, Text]], specs: Iterable[CellSpec]) -> bool:
    """True where a heading ends with a word for points and would be a text by its place: 规定分值."""
    names = {spec.label for spec in specs if spec.field in NUMBER_FIELDS and spec.label}
    texts = (text.bare for field, text in pairs if field not in NUMBER_FIELDS)
    return any(ends_with(text, search.definition, names) for text in texts)


def _resembling(
    search: LabelSearch, texts: Sequence[Text], specs: Iterable[CellSpec], rows: range
) -> Mapping[str, Text]:
    """By field: the one heading that nearly says it, and nearly no other."""
    like = {
        spec.field: [
            text
            for text in texts
            if resembles(text.bare, search.definition, (spec.label, spec.field))
            and _fits(search, text, spec.field, rows)
        ]
        for spec in specs
        if spec.field and spec.label
    }
    every = [text for found in like.values() for text in found]
    alone = {field: texts[0] for field, texts in like.items() if len(texts) == 1}
    return {field: text for field, text in alone.items() if every.count(text) == 1}


def _in_front(
    search: LabelSearch, heading: int, first: int, missing: Sequence[str], rows: range
) -> Iterator[tuple[str, Text]]:
    """The one column that is missing before the first known one: 指标类型 | 二级指标. No name of a block."""
    below = search.grid.area(CellRef(heading, first)).last.row
    for text in search.sheet.rows.get(heading, ()) if len(missing) == 1 else ():
        area = search.grid.area(text.ref)
        beside = area.last == CellRef(below, first - 1)
        if beside and not search.keys(text) and any(_below(search, text, rows)):
            yield missing[0], text


def unknown(
    search: LabelSearch,
    heading: int,
    columns: Mapping[str, int],
    specs: Iterable[CellSpec],
    rows: Sequence[int],
    *,
    others: bool = False,
) -> Iterator[Text]:
    """The headings right of the first column that name no field, and have content below them."""
    known = {name for spec in specs for name in (spec.label, spec.field) if name} | FIELDS
    known |= set() if others else _OTHERS
    taken = set(columns.values())
    for text in within(search, heading, taken):
        free = text.ref.column not in taken and text.ref.column > min(taken)
        if free and not search.keys(text) & known and any(_below(search, text, rows)):
            yield text


def within(search: LabelSearch, heading: int, taken: Collection[int]) -> Iterator[Text]:
    """The texts of a heading, as far as the table goes: what stands apart on its right is none of it."""
    grid, last = search.grid, max(taken)
    for text in search.sheet.shown(heading):
        if text.ref.column > last + 1 and text.ref.column > grid.area(CellRef(heading, last)).last.column + 1:
            return
        last = max(last, text.ref.column)
        yield text


def _runs(texts: Iterable[Text], known: Iterable[int]) -> Iterator[tuple[int, list[Text]]]:
    """The texts by the known column left of them."""

    def left_of(text: Text) -> int:
        return max(column for column in known if column < text.ref.column)

    yield from ((left, list(run)) for left, run in groupby(texts, left_of))


def _below(search: LabelSearch, text: Text, rows: Sequence[int]) -> Iterator[CellRef]:
    refs = (CellRef(row, text.ref.column) for row in rows[:_ROWS])
    return (ref for ref in refs if ref in search.grid.filled)


def _fits(search: LabelSearch, text: Text, field: str, rows: Sequence[int]) -> bool:
    """True where the column may hold the field: figures, where it asks for figures."""
    if field not in NUMBER_FIELDS:
        return True
    kinds = [_is_figure(search, ref) for ref in _below(search, text, rows)]
    return kinds.count(True) >= kinds.count(False)


def _is_figure(search: LabelSearch, ref: CellRef) -> bool | None:
    """None for a dash."""
    cell = search.grid.cell(ref)
    try:
        return True if cell.formula is not None or amount_of(cell)[0] is not None else None
    except ValueError:
        return False
