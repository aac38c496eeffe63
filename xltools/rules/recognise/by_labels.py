"""Finds a form that we did not make: by its labels, on a plain grid."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from xltools.grid import Grid
from xltools.refs import CellRange, CellRef
from xltools.rules.definition.model import LEVEL_FIELDS, FormDefinition
from xltools.rules.reading import FoundBy
from xltools.rules.recognise.anchors import Anchors, Rows
from xltools.rules.recognise.form_head import head_of
from xltools.rules.recognise.fund_prose import ToldFund, funds_told, unit_told
from xltools.rules.recognise.fund_table import end_of_funds, execution_points, fund_rows, money_units
from xltools.rules.recognise.groups import by_first_row, groups_in
from xltools.rules.recognise.indicator_heading import WHOSE, indicator_heading
from xltools.rules.recognise.indicator_rows import (
    continues,
    counts,
    goes_on,
    is_remark,
    is_signed,
    is_sum,
)
from xltools.rules.recognise.label_search import LabelSearch
from xltools.rules.recognise.sheet_texts import SheetTexts
from xltools.rules.recognise.totals import total_label, totals, totals_above, totals_said

_DOTS = "….·"  # where the form prints that more may follow


def find_by_labels(sheet: SheetTexts, definition: FormDefinition) -> Anchors | None:
    """The form on a sheet; None where its indicator heading is not there, or is that of a list of forms."""
    search = LabelSearch(sheet, definition)
    table = indicator_heading(search)
    heading, columns = table.heading, table.columns
    if not columns:
        return None
    head, inside = head_of(search, heading)
    if not _tells_whose(head, columns):
        return None
    funds, told, unit = _money(search, heading)
    total = total_label(search, heading, columns)
    end = min(total.row if total else search.grid.last_row + 1, _ending(search, heading, columns))
    if total is not None:
        head |= totals(search, columns, total)
    else:
        head |= totals_above(search, heading, funds, columns)
    for name, (ref, said) in totals_said(search, total, table, head).items():
        head[name], inside[name] = ref, said
    for index, fund in enumerate(told):
        inside |= {f"funds[{index}].{name}": said for name, said in fund.said.items()}
    return Anchors(
        grid=search.grid,
        definition=definition,
        found_by=FoundBy.LABELS,
        head=head,
        funds=funds,
        indicators=_with_rows(search, table, end),
        inside=inside,
        money_unit=unit,
        told_funds=tuple(fund.cells for fund in told),
        execution_points=execution_points(search, funds.columns, heading),
        search=search,
    )


def _money(search: LabelSearch, heading: int) -> tuple[Rows, Sequence[ToldFund], str | None]:
    """The table of the funds, or those that are told without one; and the unit that the form states."""
    funds = fund_rows(search, heading)
    unit, units = money_units(search, funds, heading)
    if funds.rows:
        return replace(funds, units=units), (), unit
    told = funds_told(search, range(search.first_row, end_of_funds(search, 0, heading)))
    return funds, told, unit or unit_told(told)


def stands_on(sheet: SheetTexts, definition: FormDefinition) -> bool:
    """True where `find_by_labels` finds the form."""
    search = LabelSearch(sheet, definition)
    table = indicator_heading(search)
    if not table.columns:
        return False
    return _tells_whose((), table.columns) or _tells_whose(head_of(search, table.heading)[0], table.columns)


def _tells_whose(head: Collection[str], columns: Collection[str]) -> bool:
    """True for what is more than a table of indicators: it says whose they are, or has points."""
    return bool(WHOSE & set(head) or {"weight", "score"} & set(columns))


def _with_rows(search: LabelSearch, table: Rows, end: int) -> Rows:
    """The table of indicators with its rows, above `end`."""
    rows: list[int] = []
    further: dict[int, list[int]] = {}
    columns = table.columns
    below = range(_end_of_heading(search.grid, table.heading, columns) + 1, end)
    groups = groups_in(search, range(table.heading - 1, end), columns)
    for row in _filled_rows(search, below, columns):
        if row in groups:
            continue
        if rows and continues(search, row, columns) and not _labels_again(search, row, columns):
            further.setdefault(rows[-1], []).append(row)
        elif not _repeats_or_sums(search, row, columns) and (
            rows or not counts(search, row, columns.values())
        ):
            rows.append(row)
    lines = {row: tuple(more) for row, more in further.items()}
    return replace(table, rows=tuple(rows), further=lines, groups=by_first_row(groups, rows))


def _end_of_heading(grid: Grid, heading: int, columns: Mapping[str, int]) -> int:
    """The last row of the heading: as far as 三级指标 reaches, or most columns behind the names do."""
    behind = [column for name, column in columns.items() if name not in {*LEVEL_FIELDS, "level3", "weight"}]
    lasts = [grid.area(CellRef(heading, column)).last.row for column in behind]
    return max(grid.area(CellRef(heading, columns["level3"])).last.row, max(lasts, key=lasts.count))


def _filled_rows(search: LabelSearch, rows: range, columns: Mapping[str, int]) -> Iterator[int]:
    """Where something stands in this very row, beyond a 一级指标 or a remark across the table."""
    own = [column for name, column in columns.items() if name != "level1"]
    asked = [columns[name] for name in ("target", "target_number", "actual") if name in columns]
    level3, filled = columns["level3"], search.grid.filled
    for row in rows:
        begun, area = _begun(search.grid, row, own)
        remark = area is not None and all(column in area.columns for column in asked)
        if not begun or remark:  # one box over the columns of target and actual value
            continue
        if (row, level3) in filled or not _reaches_over(search.grid, CellRef(row, level3), asked):
            yield row


def _reaches_over(grid: Grid, ref: CellRef, columns: Collection[int]) -> bool:
    """True for a cell in a box of its row that reaches over others, too: 加分项, its points behind it."""
    area = grid.merged(ref)
    if area is None or area.first.row < ref.row:
        return False
    return any(column in area.columns for column in columns)


def _begun(grid: Grid, row: int, columns: Sequence[int]) -> tuple[bool, CellRange | None]:
    """True where something stands in one of the columns that is not merged from above or from the left.

    With it, the merged area of the first such cell.
    """
    for column in columns:
        if (row, column) in grid.filled:
            ref = CellRef(row, column)
            area = grid.merged(ref)
            if area is None or area.first == ref:
                return True, area
    return False, None


def _repeats_or_sums(search: LabelSearch, row: int, columns: Mapping[str, int]) -> bool:
    """A heading printed again after a page break, a line of sub-totals, or a remark."""
    if is_sum(search, row, columns) or is_remark(search, row, columns):
        return True
    texts = search.sheet.rows.get(row, ())
    if not search.labels_in(row):
        first = next(iter(texts), None)
        return first is not None and first.raw[:1] in _DOTS and _is_dotted(search, row)
    return _labels_again(search, row, columns) or bool(texts and "subtotal" in search.keys(texts[0]))


def _labels_again(search: LabelSearch, row: int, columns: Mapping[str, int]) -> bool:
    """True for a row that has the headings of its columns again."""
    texts = search.sheet.rows.get(row, ())
    labels = {text.ref.column: keys for text in texts if (keys := search.keys(text))}
    again = (
        {name, name.replace("_number", "")} & labels[column]
        for name, column in columns.items()
        if column in labels
    )
    return sum(map(bool, again)) > 1


def _is_dotted(search: LabelSearch, row: int) -> bool:
    """True for a row of dots and nothing else."""
    cells = (cell.value for ref, cell in search.grid.filled.items() if ref.row == row)
    return all(isinstance(value, str) and not value.strip(_DOTS) for value in cells)


def _ending(search: LabelSearch, heading: int, columns: Mapping[str, int]) -> int:
    """The first row of remarks and signatures below the indicators, else the row after the last."""
    endings = search.definition.texts_below
    last = columns["level3"] - 1 if set(LEVEL_FIELDS) & set(columns) else columns["level3"]
    asked = {"actual", "target", "target_number"} & set(columns)
    for row in search.below(heading):
        for text in search.sheet.rows.get(row, ())[:1]:
            if text.ref.column > last or not text.full.startswith(endings):
                continue
            blank = all(search.grid.cell(CellRef(row, columns[name])).blank for name in asked)
            if (blank or is_signed(search, row)) and not goes_on(search, row, columns):
                return row
    return search.grid.last_row + 1
