"""Which forms a workbook holds: our own by their names, others by their labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import takewhile
from operator import itemgetter

from xltools.findings import Finding, Place
from xltools.grid import Book, Grid
from xltools.model import Evaluation, Fund, Indicator
from xltools.rules.definition.model import FormDefinition
from xltools.rules.labels import plain
from xltools.rules.layout.guide import SHEET as GUIDE_SHEET
from xltools.rules.layout.issued_record import issued_of
from xltools.rules.layout.names import LISTS_SHEET, META_SHEET
from xltools.rules.money import scale_of
from xltools.rules.opened.unguarded import guards_lost
from xltools.rules.reading import ReadForm
from xltools.rules.recognise.anchors import Anchors
from xltools.rules.recognise.by_labels import find_by_labels, stands_on
from xltools.rules.recognise.by_names import blocks_of, find_by_names, lists_in, meta_of
from xltools.rules.recognise.doubts import doubts
from xltools.rules.recognise.extract import extract
from xltools.rules.recognise.fit import Fit, fit, fits_at_most
from xltools.rules.recognise.indicator_heading import WHOSE
from xltools.rules.recognise.outside import outside_record
from xltools.rules.recognise.over_sheets import joined
from xltools.rules.recognise.rearranged import Rearranged, below, beside, is_head, turned
from xltools.rules.recognise.several import forms_apart, labels_of
from xltools.rules.recognise.sheet_texts import SheetTexts
from xltools.rules.recognise.unfolded import cards, lifted, unfolded
from xltools.rules.recognise.unread import unread_beside, unread_form
from xltools.rules.verification.explained import explanations_of
from xltools.rules.verification.lines import shipped_lines


def recognise(book: Book, definitions: Mapping[str, FormDefinition]) -> tuple[ReadForm, ...]:
    """Every form of a workbook, in the order of its sheets; empty where it holds none."""
    meta = meta_of(book)
    definition = definitions.get(meta.get("form", ""))
    if definition is not None:
        own = find_by_names(book, definition, meta.get("version"))
        if own is not None:
            form = _own(own, meta, book)
            return (form, *_copies(book, own, definition, form))
    known = [definition] if definition is not None else list(definitions.values())
    grids = (grid for grid in book.sheets if grid.name != META_SHEET)
    found = tuple(_on_sheets(grids, known))
    if definition is None:
        made_by = meta.get("form")  # one of ours is to be read by its definition, not by guesses
        known_ones = found if made_by is None else filter(_sure, found)
        return tuple(_as_stranger(form, made_by, definitions) for form in known_ones)
    sure, version = any(map(_sure, found)), meta.get("version")
    if not sure and (named := find_by_names(book, definition, version, labels_agree=False)):
        form = _own(named, meta, book)
        return (_with(form, (Finding("names-damaged", place=_sheet_of(form)),)),)
    damaged = tuple(_with(form, (Finding("names-damaged", place=_sheet_of(form)),)) for form in found)
    return (_as_issued(damaged[0], meta, book),) if len(damaged) == 1 else damaged


def _sure(form: ReadForm) -> bool:
    """True where no column had to be guessed."""
    return all(finding.code != "heading-guessed" for finding in form.findings)


def _as_stranger(form: ReadForm, made_by: str | None, known: Mapping[str, FormDefinition]) -> ReadForm:
    """A form that was read by its labels; one of ours whose definition is not at hand says so."""
    if made_by is None:
        return form
    name = known[form.evaluation.form or ""].name
    return _with(form, (Finding("definition-missing", found=made_by, expected=name, place=_sheet_of(form)),))


def _own(own: Anchors, meta: Mapping[str, str], book: Book) -> ReadForm:
    """Our own form, read by its names."""
    form = replace(extract(own), blocks=blocks_of(own), lists=lists_in(book))
    rows = own.funds.issued | own.funds.spare | own.indicators.issued | own.indicators.spare
    lost = guards_lost(form, own.definition, own.grid, rows)
    return _as_issued(_with(form, (*_version(own), *outside_record(own), *lost)), meta, book)


def _copies(book: Book, own: Anchors, definition: FormDefinition, form: ReadForm) -> Iterator[ReadForm]:
    """What else people filled in our workbook: sheets copied within it that say something else."""
    ours = {META_SHEET, LISTS_SHEET, GUIDE_SHEET, shipped_lines().sheet.name, own.grid.name}
    for name in book.sheet_names:
        if name not in ours and (grid := book.sheet(name)) is not None:
            copies = _on_sheet(grid, [definition])
            yield from (copy for copy in copies if _filled(copy.evaluation) != _filled(form.evaluation))


def _filled(evaluation: Evaluation) -> Evaluation:
    """The same without rows that hold nothing but what the form prints."""
    funds = (fund for fund in evaluation.funds if replace(fund, item=None, weight=None) != Fund())
    rows = (row for row in evaluation.indicators if replace(row, level1=None, level2=None) != Indicator())
    return replace(evaluation, funds=tuple(funds), indicators=tuple(rows))


def _on_sheets(grids: Iterable[Grid], known: Sequence[FormDefinition]) -> Iterator[ReadForm]:
    """The forms of all sheets; the first tells which sheets look like others that nobody could read."""
    sheets = list(grids)
    forms = tuple(_over_sheets(sheets, known))
    read = {source.sheet for form in forms for source in form.cells.values()}
    rest = [SheetTexts(grid) for grid in sheets if forms and grid.name not in read]
    lost = (unread_form(sheet, labels_of(tuple(known))) for sheet in rest)
    told = tuple(finding for finding in lost if finding is not None)
    yield from (_with(form, () if index else told) for index, form in enumerate(forms))


def _over_sheets(grids: Iterable[Grid], known: Sequence[FormDefinition]) -> Iterator[ReadForm]:
    """The forms of all sheets; one may have its head on the sheets before its indicators, or on the next."""
    sheets = [(grid, tuple(_on_sheet(grid, known))) for grid in grids]
    read = joined(sheets, lambda grid: tuple(_in_parts(SheetTexts(grid), known)))
    for index, (way, forms) in enumerate(read):
        if len(forms) != 1 or _is_whole(forms[0]):
            yield from forms
            continue
        before = list(takewhile(lambda one: not one[1], reversed(read[:index])))
        others = [*reversed(before), *(read[index + 1 : index + 2] if not before else [])]
        heads = [head for head, found in others if not found and _is_head(head.grid, known)]
        yield _rearranged([reduce(below, [*heads, way])] if heads else [], forms[0], known)


def _is_head(grid: Grid, known: Sequence[FormDefinition]) -> bool:
    return is_head(SheetTexts(grid), labels_of(tuple(known)))


def _is_whole(form: ReadForm) -> bool:
    """True for a form that says of which project it is, and of its money."""
    return form.evaluation.project is not None and bool(form.evaluation.funds)


def _rearranged(ways: Iterable[Rearranged], form: ReadForm, known: Sequence[FormDefinition]) -> ReadForm:
    """A form that is not whole as the first way reads it that makes one of it, else as it is."""
    for way in ways:
        forms = tuple(_in_parts(SheetTexts(way.grid), known))
        if len(forms) == 1 and _adds(forms[0].evaluation, form.evaluation):
            return way.put_back(forms[0])
    return form


def _adds(whole: Evaluation, part: Evaluation) -> bool:
    """True where the whole says whose it is or of its money, unlike its part, and nothing else than that."""
    told = ((getattr(part, name), getattr(whole, name)) for name in sorted(WHOSE))
    same = all(one is None or plain(one) == plain(other or "") for one, other in told)
    more = (part.project is None and whole.project is not None) or (bool(whole.funds) and not part.funds)
    goals = (part.expected_goal or part.actual_outcome) is None
    more |= goals and (whole.expected_goal or whole.actual_outcome) is not None
    return same and more and bool(whole.indicators)


def _on_sheet(grid: Grid, known: Sequence[FormDefinition]) -> Iterator[ReadForm]:
    """The forms on one sheet, also where one is turned round or its parts stand beside each other."""
    sheet, labels = SheetTexts(grid), labels_of(tuple(known))
    forms = tuple(_whole(part, form, known) for part, form in _apart(sheet, known))
    if not forms and (way := cards(sheet, labels) or turned(sheet, labels)) is not None:
        forms = tuple(map(way.put_back, _in_parts(SheetTexts(way.grid), known)))
    if len(forms) == 1 and not _is_whole(forms[0]):
        forms = (_rearranged(beside(sheet, labels), forms[0], known),)
    yield from forms


def _whole(sheet: SheetTexts, form: ReadForm, known: Sequence[FormDefinition]) -> ReadForm:
    """The form with what its table has right of its left half, and with its blocks below the indicators."""
    labels, said = labels_of(tuple(known)), form.evaluation
    if not said.indicators:
        return form
    first = form.cells["indicators"].cell.row
    way = unfolded(sheet, labels, first)
    if way is not None:
        forms = tuple(_in_parts(SheetTexts(way.grid), known))
        if len(forms) == 1 and len(forms[0].evaluation.indicators) > len(said.indicators):
            return way.put_back(forms[0])
    if not (said.funds and (said.expected_goal or said.actual_outcome)):
        way = lifted(sheet, labels, first)
        return form if way is None else _rearranged([way], form, known)
    return form


def _in_parts(sheet: SheetTexts, known: Sequence[FormDefinition]) -> Iterator[ReadForm]:
    """The forms on one sheet, as they stand."""
    yield from (form for _, form in _apart(sheet, known))


def _apart(sheet: SheetTexts, known: Sequence[FormDefinition]) -> Iterator[tuple[SheetTexts, ReadForm]]:
    """The parts of a sheet that hold a form, and each form by the definition that fits it best."""
    above: ReadForm | None = None
    found: list[tuple[SheetTexts, ReadForm]] = []
    lost: list[Finding | None] = []
    labels = labels_of(tuple(known))
    for part in forms_apart(sheet, known):
        best = best_fits(part, known)
        if best:
            form = above = _entitled(extract(best[0]), above)
            money = _money(form, best[0], part, known)
            doubtful = (*_hidden(sheet.grid), *_which(best), *doubts(best[0]))
            found.append((part, _with(form, (*doubtful, *money, *outside_record(best[0])))))
            lost.append(unread_beside(part, labels, best[0].indicators))
        else:
            lost.append(unread_form(part, labels))
    told = tuple(finding for finding in lost if finding is not None)
    for index, (part, form) in enumerate(found):
        yield part, _with(form, () if index else told)


def _entitled(form: ReadForm, above: ReadForm | None) -> ReadForm:
    """A form without a title and a year of its own, with those that stand above all forms of its sheet."""
    said = form.evaluation
    if above is None or said.title is not None or said.year is not None:
        return form
    title, year = above.evaluation.title, above.evaluation.year
    cells = {name: above.cells[name] for name in ("title", "year") if name in above.cells}
    return replace(form, evaluation=replace(said, title=title, year=year), cells={**form.cells, **cells})


def best_fits(sheet: SheetTexts, known: Sequence[FormDefinition]) -> list[Anchors]:
    """The form as each definition finds it that fits best, in the order of the definitions; none: no form.

    A definition is tried only where it may still fit as well as the best until then.
    """
    found: list[tuple[Fit, int, Anchors]] = []
    most: Fit | None = None
    bounds = fits_at_most(known, sheet)
    for index in sorted(range(len(known)), key=bounds.__getitem__, reverse=True):
        if most is not None and bounds[index] < most:
            break
        anchors = find_by_labels(sheet, known[index])
        if anchors is not None:
            found.append((fit(anchors, sheet), index, anchors))
            most = max(how_well for how_well, *_ in found)
    return [anchors for how_well, _, anchors in sorted(found, key=itemgetter(1)) if how_well == most]


def _hidden(grid: Grid) -> Iterator[Finding]:
    if grid.hidden:
        yield Finding("sheet-hidden", found=grid.name, place=Place(sheet=grid.name))


def _which(best: Sequence[Anchors]) -> Iterator[Finding]:
    """Two official forms that fit equally well: the first is taken, and that is said."""
    if len(best) > 1:
        names = [anchors.definition.name for anchors in best]
        place = Place(sheet=best[0].grid.name)
        yield Finding("form-uncertain", found="、".join(names), expected=names[0], place=place)


def _money(
    form: ReadForm, anchors: Anchors, sheet: SheetTexts, known: Sequence[FormDefinition]
) -> Iterator[Finding]:
    """Amounts that were converted, or whose unit only the layout tells where layouts differ in it."""
    stated, wanted = anchors.money_unit, anchors.definition.money_unit
    if all(fund.annual_budget is None and fund.executed is None for fund in form.evaluation.funds):
        return
    if stated is not None and scale_of(stated, wanted) != 1:
        yield _at_funds("money-unit-converted", form, stated, wanted)
    elif stated is None and any(one.money_unit != wanted and stands_on(sheet, one) for one in known):
        yield _at_funds("money-unit-unknown", form, None, wanted)


def _at_funds(code: str, form: ReadForm, found: str | None, expected: str) -> Finding:
    source = form.cells["funds"]
    return Finding(code, "funds", found, expected, place=Place(sheet=source.sheet, cell=source.cell.a1))


def _version(anchors: Anchors) -> tuple[Finding, ...]:
    issued, known = anchors.version, anchors.definition.version
    if issued in (None, known):
        return ()
    return (Finding("version-differs", found=issued, expected=known, place=Place(sheet=anchors.grid.name)),)


def _sheet_of(form: ReadForm) -> Place:
    return Place(sheet=next((source.sheet for source in form.cells.values()), None))


def _as_issued(form: ReadForm, meta: Mapping[str, str], book: Book) -> ReadForm:
    """The form with the record and the rules it was issued with, and what 校验 says about its findings."""
    issued, damaged = issued_of(meta)
    form = replace(form, rules=meta.get("rules"), issue=meta.get("issue"), explanations=explanations_of(book))
    if damaged:
        return _with(form, (Finding("issue-damaged", place=_sheet_of(form)),))
    return replace(form, issued=issued)


def _with(form: ReadForm, findings: tuple[Finding, ...]) -> ReadForm:
    return replace(form, findings=(*form.findings, *findings))
