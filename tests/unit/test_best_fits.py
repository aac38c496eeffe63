"""Which definition fits best: the same as where every one of them is tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.helpers.strange_forms import strange_book, strange_form
from tests.helpers.strange_paper import as_book
from xltools.library import official_forms
from xltools.rules.definition.model import FormDefinition
from xltools.rules.recognise.anchors import Anchors
from xltools.rules.recognise.by_labels import find_by_labels, stands_on
from xltools.rules.recognise.fit import fit, fits_at_most
from xltools.rules.recognise.forms import best_fits
from xltools.rules.recognise.several import forms_apart
from xltools.rules.recognise.sheet_texts import SheetTexts

FORMS = 120
BOOKS = 20


def definitions() -> list[FormDefinition]:
    return [form.definition for form in official_forms().values()]


def sheets(known: Sequence[FormDefinition]) -> Iterator[SheetTexts]:
    """Forms of strangers, each cut out of its sheet."""
    books = [as_book([strange_form(seed)[0]]) for seed in range(2000, 2000 + FORMS)]
    books += [as_book(strange_book(seed)[0]) for seed in range(2000, 2000 + BOOKS)]
    for book in books:
        for grid in book.sheets:
            yield from forms_apart(SheetTexts(grid), known)


def by_trying_all(sheet: SheetTexts, known: Sequence[FormDefinition]) -> list[Anchors]:
    found = [anchors for definition in known if (anchors := find_by_labels(sheet, definition))]
    most = max((fit(anchors, sheet) for anchors in found), default=None)
    return [anchors for anchors in found if fit(anchors, sheet) == most]


def test_the_best_are_those_of_all_definitions_tried() -> None:
    known = definitions()
    several = 0
    for sheet in sheets(known):
        best = best_fits(sheet, known)
        assert best == by_trying_all(sheet, known)
        several += len(best) > 1
    assert several > 1  # definitions that fit equally well are among them


def test_no_definition_fits_better_than_the_words_allow() -> None:
    known = definitions()
    tried = 0
    for sheet in sheets(known):
        for definition, most in zip(known, fits_at_most(known, sheet), strict=True):
            anchors = find_by_labels(sheet, definition)
            assert stands_on(sheet, definition) == (anchors is not None)
            if anchors is not None:
                tried += 1
                assert fit(anchors, sheet) <= most
    assert tried > FORMS
