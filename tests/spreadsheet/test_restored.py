"""What `recalc` brings back is what LibreOffice reckons, also where people moved rows before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl.utils.escape import unescape

from tests.helpers.desk import INSERTED, SHEET, TYPED, Desk
from tests.helpers.office import convert, gnumeric_recalculate, recalculate
from tests.helpers.records import pictured_record, random_record
from tests.helpers.typed_over import Cells, all_typed_over, formulas_in, typed_over, values_in
from xltools.check import check_file
from xltools.generate import generate_file
from xltools.library import official_forms, protection
from xltools.recalculate import recalculate_file

CHECKS = "校验"
Saved = Callable[[Sequence[Path], Path], list[Path]]


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


def by_way_of(ending: str) -> Saved:
    """Saved by LibreOffice in another format, and as .xlsx again."""

    def saved(paths: Sequence[Path], folder: Path) -> list[Path]:
        return recalculate([convert(path, ending, folder / ending) for path in paths], folder)

    return saved


@pytest.mark.parametrize(
    "by", [recalculate, gnumeric_recalculate, by_way_of("xls"), by_way_of("ods")],
    ids=["libreoffice", "gnumeric", "xls", "ods"],
)  # fmt: skip
def test_a_form_saved_by_another_program_has_lost_nothing(by: Saved, tmp_path: Path) -> None:
    paths = []
    for form_id in official_forms():
        paths.append(tmp_path / f"{form_id}.xlsx")
        generate_file(pictured_record(form_id), form_id, paths[-1], "记录")
    for path in by(paths, tmp_path / "另存"):
        done = recalculate_file(path, tmp_path / "重算.xlsx")
        assert [(one.cell.a1, one.formula, one.before) for one in done.restored] == [], path.name
        if by is gnumeric_recalculate:
            continue  # it does drop the lists that only advise
        told = [finding.found for finding in check_file(path).findings if finding.code == "guards-lost"]
        assert told == [], path.name


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """The form filled in, unlocked."""
    desk.type(TYPED)
    for sheet in (SHEET, CHECKS):
        desk("unprotect", sheet, protection().password)
    return desk


def mended(desk: Desk, folder: Path) -> set[tuple[str, str]]:
    """What comes back of a form as it stands; its results are those of LibreOffice, and all is in order."""
    done = recalculate_file(desk.saved(folder / "改过.xlsx"), folder / "重算.xlsx")
    (judged,) = recalculate([done.output], folder / "核对")
    assert differences(done.output, judged) == []
    assert recalculate_file(done.output, folder / "再算.xlsx").restored == ()
    return {(one.sheet, one.cell.a1) for one in done.restored}


def type_over_checks(desk: Desk) -> None:
    desk("activate", CHECKS)
    desk.type({"A7": "通过", "C8": "无", "D9": "0", "E3": "没有问题"})


def test_formulas_come_back_to_rows_that_were_moved_by_insertions(desk: Desk, tmp_path: Path) -> None:
    desk("insert_row", "D14")
    desk.type(INSERTED)
    desk("insert_row", "A2")
    desk.type({"K14": "20", "L17": "1", "X18": "无", "L3": "50", "L9": "优"})
    type_over_checks(desk)
    beside = {(SHEET, cell) for cell in ("K14", "L17", "X18", "L3", "L9")}
    assert mended(desk, tmp_path) == beside | {(CHECKS, cell) for cell in ("A7", "C8", "D9", "E3")}


def test_formulas_that_lost_their_cells_with_a_deleted_row_come_back(desk: Desk, tmp_path: Path) -> None:
    desk("delete_row", "D13")
    assert mended(desk, tmp_path) == {(SHEET, "V13"), (CHECKS, "G15")}


def test_after_a_change_of_order_each_row_is_held_against_its_own_target(desk: Desk, tmp_path: Path) -> None:
    desk("press", "D13:I14", "SortDescending")
    assert desk.seen("D13", "K13", "K14") == ["检查次数", "无法比较", "无法比较"]
    assert {cell[0] for _, cell in mended(desk, tmp_path)} <= set("MNOPQRST")
    assert values_in(tmp_path / "重算.xlsx")[SHEET, "K13"] == 10


def test_a_renamed_sheet_is_named_so(desk: Desk, tmp_path: Path) -> None:
    name = "养护 项目'表"
    desk("rename", SHEET, name)
    desk.type({"K14": "20"})
    type_over_checks(desk)
    assert len(mended(desk, tmp_path)) == 5
    assert "'养护 项目''表'!" in str(formulas_in(tmp_path / "重算.xlsx")[CHECKS, "C8"])


@pytest.mark.parametrize("cell", ["K1", "N1"])
def test_where_columns_beside_the_form_are_gone_they_are_left_so(
    cell: str, desk: Desk, tmp_path: Path
) -> None:
    desk("press", cell, "DeleteColumns")
    done = recalculate_file(desk.saved(tmp_path / "删列.xlsx"), tmp_path / "重算.xlsx")
    assert done.restored == ()


def test_an_inserted_column_takes_nothing_away(desk: Desk, tmp_path: Path) -> None:
    desk("press", "F1", "InsertColumnsBefore")
    desk.type({"L14": "20", "M2": "7"})
    assert mended(desk, tmp_path) == {(SHEET, "L14"), (SHEET, "M2")}


def test_a_deleted_row_of_funds_takes_nothing_else_away(desk: Desk, tmp_path: Path) -> None:
    desk("delete_row", "B8")
    desk.type({"K13": "20"})
    type_over_checks(desk)
    assert {(SHEET, "K13"), (CHECKS, "A7")} <= mended(desk, tmp_path)
