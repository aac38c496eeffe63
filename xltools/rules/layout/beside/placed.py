"""Where the columns beside a form stand, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from xltools.model import Indicator
from xltools.refs import CellRange, CellRef
from xltools.rules.definition.model import FormDefinition
from xltools.rules.definition.target_cells import TARGET_PARTS
from xltools.rules.layout.beside.columns import HEADING_STYLE, NAMED, SUGGESTED, Beside
from xltools.rules.layout.beside.excel import Row, row_formulas
from xltools.rules.layout.beside.reckoned import issued_contents, reckoned
from xltools.rules.layout.model import Content, Slot
from xltools.rules.pack.model import RulePack
from xltools.rules.scoring.suggest_wording import has_word

_MOST_KEPT = 1 << 14
_Row = tuple[Content, ...]
CHAINED = "cost"
"""The column whose cells build on the one in the row above."""
FIRST = "first"
"""The column that is 1 for a blank actual, too."""


def beside_slots(
    definition: FormDefinition,
    pack: RulePack,
    beside: Beside,
    heading: range,
    lines: Sequence[range],
    roles: Sequence[str],
) -> Iterator[Slot]:
    """The headings, and the cells of each indicator; `lines` are their rows, `roles` begin their roles."""
    last = len(definition.widths)
    columns = {column.name: last + beside.offsets[column.name] for column in beside.columns}
    for column in beside.columns:
        place = columns[column.name]
        yield Slot(CellRange.of(heading[0], place, heading[-1], place), HEADING_STYLE)
    own = {spec.field: spec.columns[0] for spec in definition.indicators.columns if spec.field}
    above = None
    for rows, role in zip(lines, roles, strict=True):
        cells = {name: CellRef(rows[0], place).a1 for name, place in {**own, **columns}.items()}
        formulas = row_formulas(_row(cells, above), beside, pack)
        above = cells[CHAINED]
        for column in beside.columns:
            place = columns[column.name]
            named = (f"{role}{column.name}",) if column.name in NAMED else ()
            bottom = rows[-1] if named else rows[0]
            area = CellRange.of(rows[0], place, bottom, place)
            shared = place if column.name in formulas and column.name != CHAINED else None
            yield Slot(area, column.style, named, formulas.get(column.name), shared)


def _row(cells: dict[str, str], above: str | None) -> Row:
    parts = [cells[name] for name in TARGET_PARTS if name in cells]
    typed = cells["target_number"] if parts else cells["target"]
    return Row(cells, "&".join(parts) or cells["target"], typed, above)


class BesideContents:
    """What stands in the columns beside the forms of one definition and rule pack."""

    def __init__(self, beside: Beside, pack: RulePack) -> None:
        self._beside, self._pack = beside, pack
        self._names = tuple(column.name for column in beside.columns)
        self._headings = tuple(column.label for column in beside.columns)
        self._suggested = self._names.index(SUGGESTED)
        self._issued = lru_cache(maxsize=_MOST_KEPT)(self._issued_row)

    def rows(self, indicators: Sequence[Indicator]) -> list[_Row]:
        """What stands in each row, in the order of the columns."""
        made, cost = [], 0
        for indicator in indicators:
            cost = _cost(indicator, cost)
            if indicator.actual:
                made.append(self._filled(indicator, cost))
            else:
                made.append(self._issued(indicator.level3, indicator.target, cost))
        return made

    def suggested(self, row: _Row) -> Decimal | None:
        """The number 测算得分 of a row; None where it shows none."""
        content = row[self._suggested]
        return content if isinstance(content, Decimal) else None

    def flat(self, rows: Sequence[_Row]) -> list[Content]:
        """In the order of the slots."""
        return [*self._headings, *chain.from_iterable(rows)]

    def _issued_row(self, name: str | None, target: str | None, cost: int) -> _Row:
        """A row nobody has filled in yet."""
        _, contents = issued_contents(Indicator(level3=name, target=target))
        return self._in_order({**contents, CHAINED: Decimal(cost), FIRST: Decimal(1)})

    def _filled(self, indicator: Indicator, cost: int) -> _Row:
        known, contents = issued_contents(indicator)
        results = reckoned(indicator, known, Decimal(cost), self._beside, self._pack)
        return self._in_order({**contents, CHAINED: Decimal(cost), **results})

    def _in_order(self, contents: Mapping[str, Content]) -> _Row:
        return tuple(map(contents.get, self._names))


def _cost(indicator: Indicator, above: int) -> int:
    """2 where 一级指标 names a cost, 1 where 二级指标 does; a blank goes on with the row above."""
    one = _is_cost(indicator.level1) if indicator.level1 else above // 2
    two = _is_cost(indicator.level2) if indicator.level2 else above % 2
    return 2 * one + two


@lru_cache(maxsize=1024)
def _is_cost(name: str) -> bool:
    return has_word("cost", name)
