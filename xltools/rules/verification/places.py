"""Where the cells stand that the checks ask for: the groups of rows of a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xltools.refs import CellRange
from xltools.rules.definition.model import LEVEL_FIELDS, FormDefinition
from xltools.rules.layout.model import Arrangement, Content, Slot
from xltools.rules.layout.printed import SPARE

_ROW = re.compile(r"(?P<kind>funds|indicators)\[\d+\]\.(?P<field>\w+)")

Kinds = tuple[str, ...]
"""Of each row of 项目资金: total, parts, strangers or, for another row of the form, others."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of the form: their numbers, and for each field its column and its cells among the slots."""

    rows: tuple[range, ...]
    columns: Mapping[str, int]
    slots: Mapping[str, tuple[int, ...]]

    @property
    def spans(self) -> tuple[range, ...]:
        """The rows as few ranges: neighbours in one."""
        spans: list[range] = []
        for rows in self.rows:
            if spans and spans[-1].stop == rows.start:
                spans[-1] = range(spans[-1].start, rows.stop)
            else:
                spans.append(rows)
        return tuple(spans)

    def area(self, name: str, rows: range) -> CellRange:
        """The cells of a column; of merged cells the first column, where their content stands."""
        return CellRange.of(rows[0], self.columns[name], rows[-1])

    def only(self, indexes: Sequence[int]) -> Group:
        """Some of the rows."""
        slots = {name: tuple(all_[index] for index in indexes) for name, all_ in self.slots.items()}
        return Group(tuple(self.rows[index] for index in indexes), self.columns, slots)


def fund_names(arrangement: Arrangement) -> tuple[int, ...]:
    """The slots in which the names of the rows of 项目资金 stand."""
    return _table(arrangement, "funds").slots.get("item", ())


def fund_kinds(definition: FormDefinition, arrangement: Arrangement, names: Sequence[Content]) -> Kinds:
    """What the rows of 项目资金 are, by their names."""
    return tuple(
        _kind(definition, name, index == arrangement.scored_fund) for index, name in enumerate(names)
    )


def _kind(definition: FormDefinition, name: Content, is_total: bool) -> str:
    row = definition.fund_row(name if isinstance(name, str) else None)
    if is_total:
        return "total"
    return "strangers" if row is None else "parts" if row.part else "others"


def groups_of(definition: FormDefinition, arrangement: Arrangement, kinds: Kinds) -> dict[str, Group]:
    """The groups that conditions name; `head` is one row, though its cells stand all over the form."""
    funds, indicators = _table(arrangement, "funds"), _table(arrangement, "indicators")
    levels = {
        spec.field: spec.columns[0] for spec in definition.indicators.columns if spec.field in LEVEL_FIELDS
    }
    indicators = Group(indicators.rows, {**indicators.columns, **levels}, indicators.slots)
    by_kind = {
        "total": [index for index, kind in enumerate(kinds) if kind == "total"],
        "others": [index for index, kind in enumerate(kinds) if kind != "total"],
        "parts": [index for index, kind in enumerate(kinds) if kind == "parts"],
        "strangers": [index for index, kind in enumerate(kinds) if kind == "strangers"],
    }
    return {
        "funds": funds,
        "first_fund": funds.only(range(min(1, len(funds.rows)))),
        **{name: funds.only(indexes) for name, indexes in by_kind.items()},
        "indicators": indicators,
        "first_indicator": indicators.only(range(min(1, len(indicators.rows)))),
    }


def heads_of(arrangement: Arrangement) -> dict[str, Group]:
    """Each field outside the tables as a group of its own."""
    return {
        role: Group((slot.area.rows,), {role: slot.area.first.column}, {role: (index,)})
        for index, slot in enumerate(arrangement.slots)
        for role in slot.roles
        if role.isidentifier()
    }


def _table(arrangement: Arrangement, kind: str) -> Group:
    """Every row of a table, from the top."""
    rows: dict[int, range] = {}
    cells: dict[str, dict[int, int]] = {}
    columns: dict[str, int] = {}
    for index, slot, name in _cells(arrangement.slots, kind):
        row = slot.area.first.row
        rows[row] = slot.area.rows
        columns[name] = slot.area.first.column
        cells.setdefault(name, {})[row] = index
    order = sorted(rows)
    slots = {name: tuple(by_row[row] for row in order) for name, by_row in cells.items()}
    return Group(tuple(rows[row] for row in order), columns, slots)


def _cells(slots: Iterable[Slot], kind: str) -> Iterator[tuple[int, Slot, str]]:
    for index, slot in enumerate(slots):
        for role in slot.roles:
            match = _ROW.fullmatch(role.removeprefix(SPARE))
            if match is not None and match["kind"] == kind:
                yield index, slot, match["field"]
