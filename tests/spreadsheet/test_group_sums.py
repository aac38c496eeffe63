"""The points of each 一级指标 and the grade, beside the head of the form, as LibreOffice works them out."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.helpers.office import recalculate, stored_results
from tests.helpers.records import pictured_record, random_record
from tests.helpers.workbooks import SHEET
from xltools.generate import generate_file
from xltools.library import official_forms

FORMS = sorted(official_forms())
GRADE = "按规则的等级"


def beside(path: Path, width: int) -> dict[str, object]:
    """Labels and what stands beside them, results in place of formulas."""
    found = stored_results(path)[SHEET]
    column, values = (openpyxl.utils.get_column_letter(width + by) for by in (2, 3))
    labels = {row: found.get(f"{column}{row}") for row in range(1, 12)}
    return {str(label): found.get(f"{values}{row}") or "" for row, label in labels.items() if label}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    folder = tmp_path_factory.mktemp("合计")
    paths = {}
    for form_id in FORMS:
        for kind, record in (("公开", pictured_record(form_id)), ("随机", random_record(7)), ("空", {})):
            name = f"{form_id}-{kind}"
            paths[name] = folder / f"{name}.xlsx"
            generate_file(record | {"form": form_id}, form_id, paths[name], "记录")
    saved = recalculate(list(paths.values()), folder / "重算")
    return {name: (path, done) for (name, path), done in zip(paths.items(), saved, strict=True)}


@pytest.mark.parametrize("form_id", FORMS)
def test_what_is_stored_is_what_libreoffice_works_out(
    form_id: str, files: dict[str, tuple[Path, Path]]
) -> None:
    width = len(official_forms()[form_id].definition.widths)
    for kind in ("公开", "随机", "空"):
        before, after = (beside(path, width) for path in files[f"{form_id}-{kind}"])
        assert before == after
        assert (GRADE in before) == (form_id != "transfer-payment")


def test_the_published_form_has_its_points_and_grade(files: dict[str, tuple[Path, Path]]) -> None:
    path, _ = files["shanghai-2022-公开"]
    assert beside(path, 9) == {
        "产出指标分值": 50, "产出指标得分": 43, "效益指标分值": 30, "效益指标得分": 28,
        "满意度指标分值": 10, "满意度指标得分": 10, GRADE: "良",
    }  # fmt: skip
    printed = openpyxl.load_workbook(path)[SHEET].print_area
    assert printed.endswith("$A$1:$I$34")
