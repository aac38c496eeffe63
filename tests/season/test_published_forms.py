"""Forms as other offices publish them are read by their own definition, with nothing to doubt."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.helpers.published_sichuan import published_sichuan
from tests.helpers.strange_forms import Truth
from tests.helpers.strange_kinds import KINDS
from tests.helpers.strange_paper import Ink, as_book, save
from tests.helpers.strange_records import Record, record
from tests.helpers.strange_score import compared
from xltools.library import recognised
from xltools.read import read_file

SICHUAN = next(kind for kind in KINDS if kind.id == "sichuan")


def _says(seed: str) -> Record:
    says = record(random.Random(seed), SICHUAN.shape)
    says["expected_goal"], says["actual_outcome"] = "养护公路 120 公里。", "养护公路 118 公里。"
    return says


@pytest.mark.parametrize("seed", ["first", "second", "third"])
def test_the_form_of_sichuan_is_read_without_doubt(seed: str) -> None:
    says = _says(seed)
    (form,) = recognised(as_book([published_sichuan(says)]))
    assert form.definition_id == "sichuan"
    assert [field for field in compared([Truth(SICHUAN, says, "万元")], [form]) if not field.right] == []
    assert {finding.code for finding in form.findings} == {"outside-record"}


def test_so_is_its_file(tmp_path: Path) -> None:
    says = _says("file")
    forms = read_file(save([published_sichuan(says)], tmp_path / "自评表.xlsx")).forms
    assert [field for field in compared([Truth(SICHUAN, says, "万元")], forms) if not field.right] == []


def test_a_label_for_the_next_signature_is_no_signature() -> None:
    paper = published_sichuan(_says("signed"))
    (blank,) = recognised(as_book([paper]))
    place = next(ref for ref, ink in paper.cells.items() if ink.value == "财务负责人：")
    paper.cells[place] = Ink("李某")
    (signed,) = recognised(as_book([paper]))
    told = [
        [one.found for one in form.findings if one.place and one.place.label == "项目负责人"]
        for form in (blank, signed)
    ]
    assert told == [[], ["李某"]]
