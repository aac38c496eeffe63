"""What `recalc` brings back is what LibreOffice reckons, also where people moved rows before."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.utils.escape import unescape

from tests.helpers.office import gnumeric_recalculate, recalculate
from tests.helpers.records import pictured_record, random_record
from tests.helpers.typed_over import Cells, all_typed_over, formulas_in, typed_over, values_in
from xltools.generate import generate_file
from xltools.library import official_forms
from xltools.recalculate import recalculate_file

CHECKS = "校验"


def differences(path: Path, other: Path) -> list[object]:
    """Where formulas of a workbook came to something else in another program; numbers to twelve digits."""
    ours, theirs = values_in(path), values_in(other)
    return [
        (place, ours.get(place), theirs.get(place))
        for place in formulas_in(path)
        if _shown(ours.get(place)) != unescape(_shown(theirs.get(place)))
    ]


def _shown(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, int | float) else str(value)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Of each form one as published and one at random, with every formula typed over, recalculated."""
    folder, made = tmp_path_factory.mktemp("forms"), {}
    for form_id in official_forms():
        at_random = random_record(7, most=12) | dict.fromkeys(("total_weight", "total_score"))
        for name, record in (("published", pictured_record(form_id)), ("random", at_random)):
            path = folder / f"{form_id}-{name}.xlsx"
            generate_file(record, form_id, path, "记录")
            told: Cells = {(CHECKS, f"F{row}"): "情况属实。" for row in (9, 14, 15, 18)}
            broken = all_typed_over(typed_over(path, told, folder / "说明.xlsx"), folder / "改过.xlsx")
            made[path.stem] = recalculate_file(broken, folder / "重算" / path.name).output
    return made


def test_libreoffice_reckons_the_results_that_are_stored(files: dict[str, Path], tmp_path: Path) -> None:
    judged = recalculate(list(files.values()), tmp_path)
    for path, other in zip(files.values(), judged, strict=True):
        assert differences(path, other) == [], path.stem


@pytest.mark.parametrize("by", [recalculate, gnumeric_recalculate])
def test_a_form_saved_by_another_program_has_lost_nothing(by: object, tmp_path: Path) -> None:
    assert callable(by)
    paths = []
    for form_id in official_forms():
        for number, record in enumerate(({}, pictured_record(form_id))):
            paths.append(tmp_path / f"{form_id}-{number}.xlsx")
            generate_file(record, form_id, paths[-1], "记录")
    for path in by(paths, tmp_path / "另存"):
        done = recalculate_file(path, tmp_path / "重算.xlsx")
        assert done.restored == (), path.name
