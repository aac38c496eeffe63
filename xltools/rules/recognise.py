"""Which forms a workbook holds: our own by their names, others by their labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xltools.findings import Finding, Place
from xltools.grid import Book, Grid
from xltools.rules.anchors import Anchors
from xltools.rules.by_labels import find_by_labels, scale_of
from xltools.rules.by_names import find_by_names, meta_of
from xltools.rules.definition import FormDefinition
from xltools.rules.extract import extract
from xltools.rules.fit import fit
from xltools.rules.issued_record import issued_of
from xltools.rules.names import META_SHEET
from xltools.rules.reading import ReadForm
from xltools.rules.several import forms_apart
from xltools.rules.sheet_texts import SheetTexts


def recognise(book: Book, definitions: Mapping[str, FormDefinition]) -> tuple[ReadForm, ...]:
    """Every form of a workbook, in the order of its sheets; empty where it holds none."""
    meta = meta_of(book)
    definition = definitions.get(meta.get("form", ""))
    if definition is not None:
        own = find_by_names(book, definition)
        if own is not None:
            return (_with_issued(_with(extract(own), _version(own)), meta),)
    known = [definition] if definition is not None else list(definitions.values())
    grids = (grid for grid in book.sheets if grid.name != META_SHEET)
    found = tuple(form for grid in grids for form in _on_sheet(grid, known))
    if definition is None:
        return found
    damaged = tuple(_with(form, (Finding("names-damaged", place=_sheet_of(form)),)) for form in found)
    return (_with_issued(damaged[0], meta),) if len(damaged) == 1 else damaged


def _on_sheet(grid: Grid, known: Sequence[FormDefinition]) -> Iterator[ReadForm]:
    """The forms on one sheet, each by the definition that fits it best."""
    for part in forms_apart(SheetTexts(grid), known):
        found = [anchors for definition in known if (anchors := find_by_labels(part, definition))]
        ranked = sorted(found, key=lambda anchors: fit(anchors, part), reverse=True)
        if ranked:
            form = extract(ranked[0])
            yield _with(form, (*_hidden(grid), *_which(ranked, part), *_money(form, ranked)))


def _hidden(grid: Grid) -> Iterator[Finding]:
    if grid.hidden:
        yield Finding("sheet-hidden", found=grid.name, place=Place(sheet=grid.name))


def _which(ranked: Sequence[Anchors], part: SheetTexts) -> Iterator[Finding]:
    """Two official forms that fit equally well: one is taken, and that is said."""
    best = fit(ranked[0], part)
    equal = [anchors.definition.name for anchors in ranked if fit(anchors, part) == best]
    if len(equal) > 1:
        place = Place(sheet=part.grid.name)
        yield Finding("form-uncertain", found="、".join(equal), expected=equal[0], place=place)


def _money(form: ReadForm, ranked: Sequence[Anchors]) -> Iterator[Finding]:
    """Amounts that were converted, or whose unit only the layout tells where layouts differ in it."""
    stated, wanted = ranked[0].money_unit, ranked[0].definition.money_unit
    if all(fund.annual_budget is None and fund.executed is None for fund in form.evaluation.funds):
        return
    if stated is not None and scale_of(stated, wanted) != 1:
        yield _at_funds("money-unit-converted", form, stated, wanted)
    elif stated is None and len({anchors.definition.money_unit for anchors in ranked}) > 1:
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


def _with_issued(form: ReadForm, meta: Mapping[str, str]) -> ReadForm:
    """The form beside the record it was issued with."""
    issued, damaged = issued_of(meta)
    if damaged:
        return _with(form, (Finding("issue-damaged", place=_sheet_of(form)),))
    return replace(form, issued=issued)


def _with(form: ReadForm, findings: tuple[Finding, ...]) -> ReadForm:
    return replace(form, findings=(*form.findings, *findings))
