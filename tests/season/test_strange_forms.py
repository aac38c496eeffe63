"""Forms that strangers drew: nearly every field is read right, and what is not is told by a finding."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.strange_forms import strange_book, strange_form
from tests.helpers.strange_paper import as_book, save
from tests.helpers.strange_score import Field, compared
from xltools.library import recognised
from xltools.read import read_file

FORMS = 250
FILES = 25
BOOKS = 40
LEAST_RIGHT = 0.995


def score(seen: list[Field]) -> None:
    """The bar: 99.5 % of the fields, and none that is wrong without a word."""
    silent = [field for field in seen if not field.right and not field.told]
    assert silent == []
    assert sum(field.right for field in seen) >= LEAST_RIGHT * len(seen)


def test_forms_of_strangers_are_read_right_or_doubted() -> None:
    seen: list[Field] = []
    for seed in range(FORMS):
        paper, truth = strange_form(seed)
        seen += compared([truth], recognised(as_book([paper])))
    assert len(seen) > 100 * FORMS
    score(seen)


def test_so_are_their_files(tmp_path: Path) -> None:
    seen: list[Field] = []
    for seed in range(FORMS, FORMS + FILES):
        paper, truth = strange_form(seed)
        seen += compared([truth], read_file(save([paper], tmp_path / f"{seed}.xlsx")).forms)
    score(seen)


def test_so_are_workbooks_of_several_forms() -> None:
    seen: list[Field] = []
    for seed in range(BOOKS):
        papers, truths = strange_book(seed)
        seen += compared(truths, recognised(as_book(papers)))
    score(seen)
