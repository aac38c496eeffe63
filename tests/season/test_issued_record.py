"""The record a form was issued with comes back from its hidden sheet, and damage to it does no harm."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.helpers.compare import evaluation_of
from tests.helpers.office import convert, recalculate
from tests.helpers.records import random_record, seed_records
from tests.helpers.workbooks import written
from xltools.generate import generate_file
from xltools.model import Evaluation, Indicator
from xltools.read import read_file
from xltools.rules.layout.issued_record import LONGEST_PIECE, issued_of, issued_rows


@pytest.mark.parametrize("index", range(3))
def test_it_comes_back_also_from_libreoffice(index: int, tmp_path: Path) -> None:
    record, path = seed_records()[index], tmp_path / "表.xlsx"
    generate_file(record, "shanghai-2022", path, "测试")
    for file in (path, *recalculate([path], tmp_path / "保存"), convert(path, "xls", tmp_path / "旧格式")):
        assert read_file(file).forms[0].issued == evaluation_of(record | {"form": "shanghai-2022"})


@pytest.mark.parametrize("seed", range(40))
def test_any_record_comes_back(seed: int) -> None:
    evaluation = evaluation_of(random_record(seed))
    assert issued_of(issued_rows(evaluation)) == (evaluation, False)


def test_long_texts_beyond_the_basic_plane_fit_their_cells(tmp_path: Path) -> None:
    long = {"level3": "指标", "reason": "😀_x000D_说" * 3_000, "weight": "5"}
    record = {"project": "甲", "indicators": [long] * 4}
    path = tmp_path / "表.xlsx"
    generate_file(record, "shanghai-2022", path, "测试")
    for file in (path, *recalculate([path], tmp_path / "保存")):
        assert read_file(file).forms[0].issued == evaluation_of(record | {"form": "shanghai-2022"})
    pieces = list(issued_rows(evaluation_of(record)).values())
    assert len(pieces) > 6
    assert all(len(piece.encode("utf-16-le")) <= 4 * LONGEST_PIECE < 2 * 32_767 for piece in pieces)


def test_a_record_too_long_for_the_sheet_is_left_out() -> None:
    rows = tuple(Indicator(level3="指标", reason="长" * 32_000) for _ in range(60))
    assert issued_rows(Evaluation(indicators=rows)) == {}
    assert issued_rows(Evaluation(project="空表")) == {}
    assert issued_of({"form": "shanghai-2022"}) == (None, False)


@pytest.mark.parametrize("seed", range(200))
def test_damage_is_noticed_and_never_raises(seed: int) -> None:
    dice = random.Random(seed)
    rows = issued_rows(evaluation_of(random_record(seed)))
    key = dice.choice(list(rows))
    kind, at = dice.choice(["cut", "gone", "other"]), dice.randrange(len(rows[key]))
    if kind == "gone":
        del rows[key]
    else:
        rows[key] = rows[key][:at] + ("" if kind == "cut" else "☃" + rows[key][at:])
    assert issued_of(rows) == (None, True)


def test_a_form_without_indicators_is_not_compared(tmp_path: Path) -> None:
    path = written({"indicators": []}, tmp_path / "表.xlsx")
    assert read_file(path).forms[0].issued is None
