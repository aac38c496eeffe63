"""Which forms a workbook holds: our own by their names, others by their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xltools.findings import Finding, Place
from xltools.grid import Book, Grid
from xltools.rules.anchors import Anchors
from xltools.rules.by_labels import find_by_labels
from xltools.rules.by_names import find_by_names, meta_of
from xltools.rules.definition import FormDefinition
from xltools.rules.extract import extract
from xltools.rules.names import META_SHEET
from xltools.rules.reading import ReadForm


def recognise(book: Book, definitions: Mapping[str, FormDefinition]) -> tuple[ReadForm, ...]:
    """Every form of a workbook, in the order of its sheets; empty where it holds none."""
    meta = meta_of(book)
    definition = definitions.get(meta.get("form", ""))
    if definition is not None:
        own = find_by_names(book, definition)
        if own is not None:
            return (_with(extract(own), _version(own)),)
    forms = (_by_labels(grid, definitions, definition) for grid in book.sheets if grid.name != META_SHEET)
    found = tuple(form for form in forms if form is not None)
    if definition is None:
        return found
    return tuple(_with(form, (Finding("names-damaged", place=_sheet_of(form)),)) for form in found)


def _by_labels(
    grid: Grid, definitions: Mapping[str, FormDefinition], own: FormDefinition | None
) -> ReadForm | None:
    """The form on one sheet, by the definition whose labels explain most of it."""
    candidates = [own] if own is not None else list(definitions.values())
    anchors = [found for candidate in candidates if (found := find_by_labels(grid, candidate))]
    return extract(max(anchors, key=_explained)) if anchors else None


def _explained(anchors: Anchors) -> int:
    return len(anchors.head) + len(anchors.funds.columns) + len(anchors.indicators.columns)


def _version(anchors: Anchors) -> tuple[Finding, ...]:
    issued, known = anchors.version, anchors.definition.version
    if issued in (None, known):
        return ()
    return (Finding("version-differs", found=issued, expected=known, place=Place(sheet=anchors.grid.name)),)


def _sheet_of(form: ReadForm) -> Place:
    return Place(sheet=next((source.sheet for source in form.cells.values()), None))


def _with(form: ReadForm, findings: tuple[Finding, ...]) -> ReadForm:
    return replace(form, findings=(*form.findings, *findings))
