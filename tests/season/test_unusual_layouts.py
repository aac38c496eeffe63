"""Layouts that few offices draw are read whole, and with no more doubt than they give."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.helpers.strange_forms import Truth
from tests.helpers.strange_kinds import KINDS
from tests.helpers.strange_paper import as_book, save
from tests.helpers.strange_records import record
from tests.helpers.strange_score import compared
from tests.helpers.unusual_layouts import ALL
from tests.helpers.unusual_parts import Draw
from xltools.library import recognised
from xltools.read import read_file

NATIONAL = next(kind for kind in KINDS if kind.id == "national-2020")
RECORDS = 4
DRAWINGS = {f"{layout}: {name}": draw for layout, draws in ALL.items() for name, draw in draws.items()}


@pytest.mark.parametrize("name", DRAWINGS)
def test_an_unusual_layout_is_read_whole(name: str) -> None:
    for seed in range(RECORDS):
        says = record(random.Random(f"{name} {seed}"), NATIONAL.shape)
        papers = DRAWINGS[name](says)
        seen = list(compared([Truth(NATIONAL, says, "万元")], recognised(as_book(papers))))
        assert len(seen) > 50
        assert [field for field in seen if not field.right] == []


@pytest.mark.parametrize("draw", [next(iter(draws.values())) for draws in ALL.values()], ids=list(ALL))
def test_so_is_its_file(draw: Draw, tmp_path: Path) -> None:
    says = record(random.Random("file"), NATIONAL.shape)
    forms = read_file(save(draw(says), tmp_path / "表.xlsx")).forms
    assert [field for field in compared([Truth(NATIONAL, says, "万元")], forms) if not field.right] == []
