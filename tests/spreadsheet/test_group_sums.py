"""The points of each 一级指标 and the grade, beside the head of the form, as LibreOffice works them out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

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


def write(form_id: str, record: dict[str, Any], path: Path) -> Path:
    generate_file(record | {"form": form_id}, form_id, path, "记录")
    return path


def at_the_edge() -> dict[str, Any]:
    """A form of exactly 90 points."""
    record = pictured_record("shanghai-2022")
    record["funds"] = [{"item": "年度资金总额", "weight": "10", "annual_budget": "100", "executed": "100"}]
    record["indicators"] = [{"level1": "产出指标", "level3": "养护里程", "weight": "90", "score": "80"}]
    return record


def test_what_is_stored_is_what_libreoffice_works_out(tmp_path: Path) -> None:
    """Of every form filled at random; test_live_checks has blank ones, test_round_trip published ones."""
    paths = [write(form_id, random_record(7), tmp_path / f"{form_id}.xlsx") for form_id in FORMS]
    paths += [write("shanghai-2022", at_the_edge(), tmp_path / "九十分.xlsx")]
    forms = [*FORMS, "shanghai-2022"]
    for form_id, path, saved in zip(forms, paths, recalculate(paths, tmp_path / "重算"), strict=True):
        width = len(official_forms()[form_id].definition.widths)
        before, after = beside(path, width), beside(saved, width)
        assert before == after
        assert (GRADE in before) == (form_id != "transfer-payment")
    assert before[GRADE] == "优"  # with 90 points to the cent


def test_the_published_form_has_its_points_and_grade(tmp_path: Path) -> None:
    path = write("shanghai-2022", pictured_record("shanghai-2022"), tmp_path / "公开.xlsx")
    assert beside(path, 9) == {
        "产出指标分值": 50, "产出指标得分": 43, "效益指标分值": 30, "效益指标得分": 28,
        "满意度指标分值": 10, "满意度指标得分": 10, GRADE: "良",
    }  # fmt: skip
    printed = openpyxl.load_workbook(path)[SHEET].print_area
    assert printed.endswith("$A$1:$I$34")
