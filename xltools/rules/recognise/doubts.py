"""What is doubtful in a form that was found by its labels: columns guessed or not known, labels that miss."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from xltools.findings import Finding, Place
from xltools.refs import CellRef
from xltools.rules.definition.model import CellSpec, FormDefinition
from xltools.rules.labels import even, plain
from xltools.rules.notation.celltext import text_of
from xltools.rules.recognise.anchors import Anchors, Rows
from xltools.rules.recognise.form_head import value_of_label
from xltools.rules.recognise.fund_table import end_of_funds
from xltools.rules.recognise.groups import guessed_groups
from xltools.rules.recognise.label_search import LabelSearch
from xltools.rules.recognise.resembling import nearly_said
from xltools.rules.recognise.sheet_texts import Text, pieces
from xltools.rules.recognise.unknown_headings import FIELDS, unknown, within

_LIST = "、"
_HEAD = ("project", "department", "unit")  # each stands once on a form
_FOUND_OTHERWISE = frozenset({"title", "year"})


def doubts(anchors: Anchors) -> Iterator[Finding]:
    """Every doubt about a form that was found by its labels, as findings; of its names there is none."""
    search = anchors.search
    if search is None:
        return
    for kind, rows, specs in _tables(anchors):
        yield from _guessed(anchors, kind, rows, specs)
        yield from _unread(search, rows, specs)
    yield from _nearly_said(search, anchors)
    yield from _parted(anchors)
    for ref in guessed_groups(search, anchors.indicators) if anchors.indicators.groups else ():
        found = _one_line(str(search.grid.cell(ref).value))
        yield Finding("group-guessed", found=found, place=Place(sheet=search.grid.name, cell=ref.a1))
    yield from _boxes(search, anchors)
    yield from _further_table(search, anchors)
    yield from _missing(anchors)
    yield from _repeated(search, anchors)


def _tables(anchors: Anchors) -> Iterator[tuple[str, Rows, Sequence[CellSpec]]]:
    funds = anchors.definition.funds
    if funds and anchors.funds.columns:
        yield "funds", anchors.funds, funds.columns
    yield "indicators", anchors.indicators, anchors.definition.indicators.columns


def _guessed(anchors: Anchors, kind: str, rows: Rows, specs: Sequence[CellSpec]) -> Iterator[Finding]:
    labels = {spec.field: spec.label for spec in specs if spec.field and spec.label}
    for field, text in rows.guessed.items():
        place = Place(sheet=anchors.grid.name, cell=text.ref.a1)
        values, name = {"field": f"{kind}.{field}"}, _name(anchors.definition, labels.get(field, field))
        yield Finding("heading-guessed", None, _one_line(text.raw), name, values, place=place)


def _nearly_said(search: LabelSearch, anchors: Anchors) -> Iterator[Finding]:
    """Labels of the head with a slip of the pen, 项目名你, behind which something was read."""
    definition, rows = anchors.definition, range(search.first_row, anchors.indicators.heading)
    for field in sorted(definition.head_fields & definition.used_labels & anchors.head.keys()):
        said = field in anchors.inside or field in _FOUND_OTHERWISE or search.find(field, rows)
        ref = None if said else nearly_said(search, field, rows)
        if ref is not None:
            found, place = str(search.grid.cell(ref).value), Place(sheet=anchors.grid.name, cell=ref.a1)
            name = _name(definition, field)
            yield Finding("heading-guessed", None, _one_line(found), name, {"field": field}, place=place)


def _parted(anchors: Anchors) -> Iterator[Finding]:
    """A column of two texts whose heading names one of them."""
    parted = anchors.indicators.parted
    if parted is not None and parted.unsaid is not None:
        labels = anchors.definition.column_labels()
        both = "、".join(labels[name] for name in parted.fields)
        place = Place(sheet=anchors.grid.name, cell=parted.unsaid.ref.a1)
        yield Finding("column-split", found=_one_line(parted.unsaid.raw), expected=both, place=place)


def _unread(search: LabelSearch, rows: Rows, specs: Sequence[CellSpec]) -> Iterator[Finding]:
    """Columns of unknown headings, and a second one for a field; both only where something stands there."""
    texts = {
        text.ref: text
        for text in unknown(search, rows.heading, rows.columns, specs, rows.rows)
        if not search.keys(text)
    }
    fields = {name for spec in specs if spec.field for name in (spec.label, spec.field) if name} | FIELDS
    taken = set(rows.columns.values())
    free = [text for text in within(search, rows.heading, taken) if text.ref.column not in taken]
    again = [text for text in free if search.keys(text) & fields]
    for text in (*again, *_lower(search, rows, taken)):
        if any(CellRef(row, text.ref.column) in search.grid.filled for row in rows.rows):
            texts[text.ref] = text
    for text in texts.values():
        place = Place(sheet=search.grid.name, cell=text.ref.a1)
        yield Finding("column-unread", found=_one_line(text.raw), place=place)


def _boxes(search: LabelSearch, anchors: Anchors) -> Iterator[Finding]:
    """Amounts among the funds that share a cell with their label and are in no row: 基本支出：61.2."""
    funds = anchors.funds
    end = end_of_funds(search, funds.heading, anchors.indicators.heading) if funds.rows else 0
    for row in range(funds.heading + 1, end):
        for text in search.sheet.with_colons.get(row, ()) if row not in funds.rows else ():
            label, colon, amount = even(text.raw).rpartition(":")
            if colon and amount.strip()[:1].isdecimal():
                place = Place(sheet=search.grid.name, cell=text.ref.a1, label=_one_line(label))
                yield Finding("outside-record", found=_one_line(amount), place=place)


def _lower(search: LabelSearch, rows: Rows, taken: Collection[int]) -> Iterator[Text]:
    """The texts in the lower rows of a heading whose cells reach down: 得分 over 自评得分 and 复核得分."""
    if rows.heading + 1 in rows.rows[:1]:
        return
    first = rows.columns.get("level3", min(rows.columns.values()))
    last = search.grid.area(CellRef(rows.heading, first)).last.row
    for row in range(rows.heading + 1, last + 1):
        texts = search.sheet.rows.get(row, ())
        yield from (text for text in texts if text.ref.column > first and text.ref.column not in taken)


def _further_table(search: LabelSearch, anchors: Anchors) -> Iterator[Finding]:
    """An indicator heading below the form: another form may stand there, whose head is not known."""
    last = max([anchors.indicators.heading, *anchors.indicators.rows])
    row, columns = search.heading(anchors.definition.indicators.columns, search.below(last))
    if 2 * len(columns) > len(anchors.indicators.columns):
        cell = CellRef(row, min(columns.values())).a1
        yield Finding("table-unread", place=Place(sheet=anchors.grid.name, cell=cell))


def _missing(anchors: Anchors) -> Iterator[Finding]:
    """One finding that names what the form prints and the sheet has not."""
    definition = anchors.definition
    fields = (definition.head_fields & definition.used_labels) - _FOUND_OTHERWISE - anchors.head.keys()
    names = [_name(definition, field) for field in sorted(fields)]
    totals = [name for name in ("total_weight", "total_score") if name in definition.head_fields]
    missing = [name.removeprefix("total_") for name in totals if name not in anchors.head]
    if missing:
        which = "" if len(missing) == len(totals) else f"（{_name(definition, missing[0])}）"
        names.append(_name(definition, "total") + which)
    for _, rows, specs in _tables(anchors):
        asked = [spec for spec in specs if spec.field and spec.label and spec.field not in rows.fields]
        names += [_name(definition, spec.label) for spec in asked if spec.label]
    if definition.funds and not (anchors.funds.columns or anchors.told_funds):
        names.append(_name(definition, "funds"))
    if names:
        place = Place(sheet=anchors.grid.name)
        yield Finding("label-not-found", expected=_LIST.join(dict.fromkeys(names)), place=place)


def _repeated(search: LabelSearch, anchors: Anchors) -> Iterator[Finding]:
    """The same label twice in the head, with other values."""
    for field in _HEAD:
        if field not in anchors.head:
            continue
        taken = anchors.inside.get(field) or text_of(anchors.grid.cell(anchors.head[field]))
        others = [value for value in _said(search, field, anchors) if plain(value) != plain(taken or "")]
        if taken and others:
            ref = anchors.head[field]
            place = Place(sheet=anchors.grid.name, cell=ref.a1)
            found = _LIST.join(map(_one_line, dict.fromkeys((taken, *others))))
            yield Finding("label-repeated", field, found, expected=_one_line(taken), place=place)


def _said(search: LabelSearch, field: str, anchors: Anchors) -> Iterator[str]:
    """Every value that stands behind the label which was taken, wherever it stands again in the head."""
    rows = range(search.first_row, anchors.indicators.heading)
    values = [*_beside(search, field, rows), *_inside(search, field, rows)]
    taken = search.find(field, rows)
    if taken is None and not values:
        return  # it was nearly said
    label = values[0][0] if taken is None else plain(str(search.grid.cell(taken).value))
    yield from (value for name, value in values if name == label and value)


def _beside(search: LabelSearch, field: str, rows: range) -> Iterator[tuple[str, str | None]]:
    """Labels, made plain, with the values in the cells beside them."""
    for *_, ref in search.labelled.get(field, ()):
        value = value_of_label(search, search.grid.area(ref)) if ref.row in rows else None
        if value is not None:
            yield plain(str(search.grid.cell(ref).value)), text_of(search.grid.cell(value))


def _inside(search: LabelSearch, field: str, rows: range) -> Iterator[tuple[str, str | None]]:
    """Labels with the values that share their cells."""
    known = search.definition.label_keys
    texts = (text for row in rows for text in search.sheet.with_colons.get(row, ()))
    told = (piece for text in texts for piece in pieces(text.raw, known.__contains__))
    return ((name, value) for name, value in told if field in known.get(name, ()))


def _name(definition: FormDefinition, label: str) -> str:
    return _one_line(definition.printed(label))


def _one_line(text: str) -> str:
    return "".join(text.split())
