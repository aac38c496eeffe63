"""`xltools recalc --active`: the button's work from outside Excel."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings

from tests.helpers.live_forms import SHEET, saved, seed_with_blanks
from tests.helpers.program import xltools
from tests.ribbon.conftest import Office


def test_the_open_workbook_is_recalculated_in_place(office: Office, tmp_path: Path) -> None:
    office.open(saved(seed_with_blanks(0), tmp_path / "表.xlsx"))
    ran = xltools("recalc", "--active")
    assert (ran.code, ran.lines[0]) == (0, "表.xlsx（Excel 里打开的工作簿，没有保存）")
    assert f"  {SHEET}!H23：空白 → 3.80（自动测算：95% ÷ 100% × 4 = 3.80）" in ran.lines
    assert "不能用“撤销”退回" in ran.err
    assert office.value(SHEET, "H23") == 3.8
    assert office.app.alerts == []
    assert "不能用“撤销”退回" not in xltools("recalc", "--active").err


def test_without_a_workbook_it_says_what_to_do(office: Office) -> None:
    assert len(office.app.books) == 0
    ran = xltools("recalc", "--active")
    assert (ran.code, ran.out) == (3, "")
    assert "Excel 里没有打开的工作簿" in ran.err


def test_without_excel_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlwings.engines, "active", None)
    ran = xltools("recalc", "--active")
    assert (ran.code, ran.out) == (3, "")
    assert "没有正在运行的 Excel" in ran.err


@pytest.mark.parametrize("words", [["--active", "表.xlsx"], ["--active", "-o", "重算.xlsx"]])
def test_files_are_not_for_the_open_workbook(words: list[str]) -> None:
    ran = xltools("recalc", *words)
    assert ran.code == 2
    assert "--active" in ran.err


def test_neither_files_nor_the_open_workbook_is_wrong_usage() -> None:
    ran = xltools("recalc")
    assert ran.code == 2
    assert "缺少参数 FILE" in ran.err
