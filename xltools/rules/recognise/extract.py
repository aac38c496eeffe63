"""Reads the record out of a form whose parts have been found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from xltools.findings import Finding, Place
from xltools.grid import BLANK, Cell
from xltools.model import NUMBER_FIELDS, Evaluation, Fund, Indicator
from xltools.refs import CellRef
from xltools.rules.definition.model import LEVEL_FIELDS
from xltools.rules.definition.target_cells import TARGET_PARTS, join_target
from xltools.rules.money import MONEY_UNITS, scale_of
from xltools.rules.notation.celltext import (
    amount_of,
    number_of,
    points_of,
    ratio_of,
    raw_of,
    text_became_formula,
    text_of,
)
from xltools.rules.notation.typed_number import is_dash, points_out_of
from xltools.rules.reading import FoundBy, ReadForm, Source, SuggestedCell
from xltools.rules.recognise.anchors import Anchors, Rows
from xltools.rules.recognise.fund_table import is_figure
from xltools.rules.recognise.shared_cells import Shared, points_together
from xltools.rules.scoring.computed import fund_path
from xltools.rules.years import year_of

_MONEY = frozenset({"initial_budget", "annual_budget", "executed"})
_AS_THEY_STAND = NUMBER_FIELDS - _MONEY - {"execution_rate"}  # numbers that in our own form are not converted
_NO_GROUP: Mapping[str, CellRef] = {}
_WHOLE = Decimal(100)
_NO_TEXT = NUMBER_FIELDS | {"year"}
_LABELS = frozenset({"item", *LEVEL_FIELDS})
_PRINTED = {
    "funds": _LABELS | {"weight"},
    "indicators": _LABELS,
}  # what the form itself prints in a spare row


def extract(anchors: Anchors) -> ReadForm:
    """The record, the source cell of every field, and what was wrong with the cells themselves."""
    return _Reader(anchors).form()


class _Reader:
    def __init__(self, anchors: Anchors) -> None:
        self.anchors, self.grid, self.inside = anchors, anchors.grid, anchors.inside
        self.found, self.sheet = anchors.grid.cells.get, anchors.grid.name
        self.ours = anchors.found_by is FoundBy.NAMES
        self.cells: dict[str, Source] = {}
        self.findings: list[Finding] = []
        self.suggested: dict[str, SuggestedCell] = {}

    def form(self) -> ReadForm:
        anchors = self.anchors
        head = self.values("", anchors.head)
        funds = [Fund(**values) for values in self.rows("funds", anchors.funds)]
        funds += [Fund(**self.told(index, cells)) for index, cells in enumerate(anchors.told_funds)]
        indicators = [Indicator(**values) for values in self.rows("indicators", anchors.indicators)]
        evaluation = Evaluation(
            form=anchors.definition.id, funds=self.pointed(funds), indicators=tuple(indicators), **head
        )
        return ReadForm(
            evaluation,
            anchors.definition.id,
            anchors.found_by,
            self.cells,
            tuple(self.findings),
            suggested=self.suggested,
        )

    def pointed(self, funds: Sequence[Fund]) -> tuple[Fund, ...]:
        """The funds, the scored one with the points that the name of their block says."""
        if self.anchors.execution_points is None:
            return tuple(funds)
        scored = self.anchors.definition.scored_fund(Evaluation(funds=tuple(funds)))
        if scored is None or funds[scored].weight is not None:
            return tuple(funds)
        ref, points = self.anchors.execution_points
        self.cells[fund_path(scored, "weight")] = Source(self.sheet, ref, raw_of(self.grid.cell(ref)))
        return tuple(
            replace(fund, weight=points) if index == scored else fund for index, fund in enumerate(funds)
        )

    def rows(self, kind: str, rows: Rows) -> Iterable[dict[str, Any]]:
        carried: dict[str, CellRef] = {}
        index = 0
        if rows.rows:  # where the block stands, also when nobody filled it
            first = CellRef(rows.rows[0], min(rows.columns.values()))
            self.cells[kind] = Source(self.sheet, first, raw_of(self.grid.cell(first)))
        columns = tuple(rows.columns.items())
        for row in rows.rows:
            named = rows.groups.get(row, _NO_GROUP)
            if named:
                _carry(named, carried)
            refs = self.refs(rows, _places(row, columns), carried, named)
            if self.belongs(kind, rows, row, refs):
                prefix = f"{kind}[{index}]."
                shared = {name: refs.pop(name) for name in rows.shared if name in refs}
                apart = self.apart(prefix, refs, rows, row) if rows.parted else {}
                values = self.values(prefix, refs)
                if shared:
                    values |= self.together(prefix, shared, rows.shared)
                if row in rows.further:
                    values |= self.in_lines(values, rows, rows.further[row])
                yield self.joined(prefix, values | apart)
                if kind == "indicators" and row in self.anchors.suggested:
                    self.suggested[f"{prefix}score"] = self.beside(self.anchors.suggested[row])
                index += 1

    def told(self, index: int, refs: Mapping[str, CellRef]) -> dict[str, Any]:
        """A fund of which the form tells without a table."""
        first = min(refs.values())
        self.cells.setdefault("funds", Source(self.sheet, first, raw_of(self.grid.cell(first))))
        return self.values(f"funds[{index}].", refs)

    def together(self, row: str, refs: Mapping[str, CellRef], order: Shared) -> dict[str, Decimal | None]:
        """Points that share a cell; none where it can't be told which is which."""
        values: dict[str, Decimal | None] = {}
        for name, ref in refs.items():
            cell = self.grid.cell(ref)
            self.cells[row + name] = Source(self.sheet, ref, raw_of(cell))
            both = points_together(text_of(cell) or "", order)
            values[name] = both[name] if both else None
            if not (both or cell.blank or is_dash(cell.value)):
                self.find("not-a-number", row + name, raw_of(cell))
        return values

    def apart(self, prefix: str, refs: dict[str, CellRef], rows: Rows, row: int) -> dict[str, str | None]:
        """Two texts that share a cell, of which `refs` are relieved; where nobody can tell, that is found."""
        assert rows.parted is not None
        places = {name: refs.pop(name) for name in rows.parted.fields}
        ref = places.get("level3") or places["target"]
        lines = [ref, *(CellRef(line, rows.parted.column) for line in rows.further.get(row, ()))]
        text = "\n".join(said for line in lines if (said := text_of(self.grid.cell(line))))
        source = Source(self.sheet, ref, raw_of(self.grid.cell(ref)))
        self.cells |= {prefix + name: source for name in places}
        two = rows.parted.cut(text)
        if two is not None or not text or is_dash(text):
            return dict(zip(rows.parted.fields, two or (None, None), strict=True))
        for name in rows.parted.fields:
            self.find("cell-not-split", prefix + name, source.raw)
        return {name: text if name == "level3" else None for name in rows.parted.fields}

    def beside(self, ref: CellRef) -> SuggestedCell:
        """The cell 测算得分 of a row, with the number it shows."""
        value = self.grid.cell(ref).value
        return SuggestedCell(ref, value if isinstance(value, Decimal) else None)

    def in_lines(self, values: dict[str, Any], rows: Rows, further: Sequence[int]) -> dict[str, str]:
        """The texts of a row that go on in the rows below it."""
        found = {}
        for name in values.keys() - _NO_TEXT - _LABELS | {"level3"} & values.keys():
            more = [text_of(self.grid.cell(CellRef(row, rows.columns[name]))) for row in further]
            if any(more):
                found[name] = "\n".join(text for text in (values[name], *more) if text)
        return found

    def joined(self, row: str, values: dict[str, Any]) -> dict[str, Any]:
        """A target that stands in several cells as the one text of the record."""
        parts = {name: values.pop(name) for name in TARGET_PARTS if name in values}
        if parts:
            whole = "target" if "target" in values else "target_number"
            values["target"] = join_target({"target_number": values.get("target"), **parts})
            self.cells[f"{row}target"] = self.cells[row + whole]._replace(raw=values["target"])
        return values

    def refs(
        self,
        rows: Rows,
        places: dict[str, CellRef],
        carried: dict[str, CellRef],
        named: Mapping[str, CellRef],
    ) -> dict[str, CellRef]:
        """The cells of one row; a level stands in its merged area, or further up where it was left blank.

        Where our own form had a cell for it, a blank is one; elsewhere merged cells may have been undone.

        `named` are the levels that a row right above it names.
        """
        refs, grid = places.copy(), self.grid
        if rows.items_before:
            refs["item"] = self.last_text(refs["item"], rows.items_before)
        if "level3" in refs and refs["level3"] not in grid.filled:
            refs["level3"] = grid.first(refs["level3"])
        for name in LEVEL_FIELDS:
            if name not in refs:
                if name in carried:
                    refs[name] = carried[name]
                continue
            ref = grid.first(refs[name])
            if ref in grid.filled:
                if name == "level1" and "level2" not in named and self.differ(carried.get(name), ref):
                    carried.pop("level2", None)
                carried[name] = ref
            elif places[name].row in rows.levels.get(name, rows.issued):
                carried.pop(name, None)
            else:
                ref = carried.get(name, ref)
            refs[name] = ref
        return refs

    def differ(self, before: CellRef | None, ref: CellRef) -> bool:
        """True where another text stands in a cell than in the one before."""
        return (
            before is not None and before != ref and self.grid.cell(before).value != self.grid.cell(ref).value
        )

    def last_text(self, ref: CellRef, before: int) -> CellRef:
        """The last cell with a text from here on, in front of a column."""
        places = (CellRef(ref.row, column) for column in range(before - 1, ref.column, -1))
        values = ((place, self.grid.cell(place).value) for place in places)
        texts = (place for place, value in values if isinstance(value, str) and not _is_no_name(value))
        return next((place for place in texts if place in self.grid.filled), ref)

    def belongs(self, kind: str, rows: Rows, row: int, refs: Mapping[str, CellRef]) -> bool:
        """True where a row is one of the record's."""
        grid = self.grid
        if all(grid.first(ref).row < row for name, ref in refs.items() if name not in LEVEL_FIELDS):
            return False  # the rest of a row above that is merged over several
        if row in rows.issued:
            return True
        filled = [name for name, ref in refs.items() if ref.row == row and ref in grid.filled]
        if row in rows.spare:
            return any(
                name not in _PRINTED[kind] and grid.cell(refs[name]).formula is None for name in filled
            )
        return bool(filled)

    def values(self, row: str, refs: Mapping[str, CellRef]) -> dict[str, Any]:
        """The fields of a row (`funds[0].`; nothing for the head), each from its cell.

        Most cells are blank or hold what a field takes as it stands.
        """
        found, sources, sheet, ours = self.found, self.cells, self.sheet, self.ours
        values: dict[str, Any] = {}
        for name, ref in refs.items():
            path = row + name
            cell = found(ref, BLANK)
            value = cell.value
            if cell.formula is not None or cell.error is not None or path in self.inside or name == "year":
                values[name] = self.value(path, name, ref, cell)
            elif value is None:
                sources[path] = Source(sheet, ref, None)
                values[name] = None
            elif name not in NUMBER_FIELDS and type(value) is str:
                sources[path] = Source(sheet, ref, value)
                values[name] = value if value and not value.isspace() else None
            elif (
                type(value) is Decimal and name in _AS_THEY_STAND and (ours or "%" not in cell.number_format)
            ):
                sources[path] = Source(sheet, ref, format(value, "f"))
                values[name] = value
            else:
                values[name] = self.value(path, name, ref, cell)
        return values

    def value(self, path: str, name: str, ref: CellRef, cell: Cell) -> Any:  # noqa: ANN401 - text, number or year
        """The field `name` at a path, from its cell."""
        self.cells[path] = Source(self.sheet, ref, raw_of(cell))
        if name in NUMBER_FIELDS:
            return self.number(path, name, Cell(self.inside[path]) if path in self.inside else cell)
        if name == "year":
            if cell.error is not None and ref != self.anchors.head.get("title"):
                self.find("error-value", path, cell.error)
            return year_of(self.inside.get(path) or text_of(cell))
        return self.inside.get(path) or self.text(path, cell)

    @cached_property
    def money_unit(self) -> str:
        """The unit of the amounts: a form may state another one than its official layout."""
        return self.anchors.money_unit or self.anchors.definition.money_unit

    def money(self, path: str, cell: Cell) -> Decimal | None:
        """An amount in the unit of the official layout. A unit written in the cell goes before the form's."""
        number, written = amount_of(cell)
        wanted = self.anchors.definition.money_unit
        if number is None:
            return None
        if written is None and (units := self.anchors.funds.units):
            written = units.get(self.cells[path].cell.row) or units.get(path.rpartition(".")[2])
        if written not in (None, self.money_unit):
            self.find("money-unit-converted", path, written, expected=wanted)
        return number * scale_of(written or self.money_unit, wanted)

    def points(self, path: str, name: str, cell: Cell) -> Decimal | None:
        """Points or a rate. Points in percent are of a hundred; in our own form they count as they stand."""
        if name == "execution_rate":
            return ratio_of(cell)
        if self.ours:
            return number_of(cell)
        if (got := self.out_of(path, name)) is not None:
            return got
        number, in_percent = points_of(cell)
        if in_percent:
            self.find("points-in-percent", path, raw_of(cell), expected=f"{number:f}")
        return number

    def out_of(self, path: str, name: str) -> Decimal | None:
        """The 28 of `28/30`, where the points to be got are those of the form."""
        ref = self.cells[path].cell
        value = self.grid.cell(ref).value
        both = points_out_of(value) if isinstance(value, str) else None
        if both is None or not name.endswith("score"):
            return None
        return both[0] if both[1] == self.to_be_got(path, ref.row) else None

    def to_be_got(self, path: str, row: int) -> Decimal | None:
        """The points of the row of a score; of the whole form 100."""
        if path == "total_score":
            return _WHOLE
        rows = self.anchors.funds if path.startswith("funds") else self.anchors.indicators
        column = rows.columns.get("weight")
        with suppress(ValueError):
            return None if column is None else number_of(self.grid.shown(CellRef(row, column)))
        return None

    def text(self, path: str, cell: Cell) -> str | None:
        text = text_of(cell)
        if text_became_formula(cell):
            self.find("text-became-formula", path, text)
        elif text is None and cell.error is not None:
            self.find("error-value", path, cell.error)
        return text

    def number(self, path: str, name: str, cell: Cell) -> Decimal | None:
        try:
            number = self.money(path, cell) if name in _MONEY else self.points(path, name, cell)
        except ValueError:
            self.find("error-value" if cell.error else "not-a-number", path, cell.error or raw_of(cell))
            return None
        if number is not None and isinstance(cell.value, str) and self.ours:
            self.find("number-as-text", path, raw_of(cell))  # the formulas of our form pass over it
        return number

    def find(self, code: str, path: str, found: str | None, expected: str | None = None) -> None:
        source = self.cells[path]
        place = Place(sheet=source.sheet, cell=source.cell.a1)
        self.findings.append(Finding(code, path, found, expected, place=place))


def _is_no_name(text: str) -> bool:
    """True for what may stand between the name of a fund and the amounts that are read."""
    return text in MONEY_UNITS or is_figure(text)


def _carry(group: Mapping[str, CellRef], carried: dict[str, CellRef]) -> None:
    """The names of a group go on over its indicators."""
    if "level1" in group:
        carried.pop("level2", None)
    carried.update(group)


@lru_cache(maxsize=1 << 11)  # forms repeat the same rows
def _places(row: int, columns: tuple[tuple[str, int], ...]) -> dict[str, CellRef]:
    """The cells of a row that belong to its fields."""
    return {name: CellRef(row, column) for name, column in columns}
