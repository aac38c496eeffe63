"""What was typed, what the file stores and what the rules give stand side by side; so do the scores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.helpers.program import xltools
from tests.helpers.records import seed_records
from tests.helpers.workbooks import edited, type_in, with_part, written
from xltools.generate import generate_file
from xltools.library import load_pack, official_forms


def computed(path: Path) -> dict[str, tuple[Any, ...]]:
    (form,) = xltools("check", path, "--json").json["files"][0]["forms"]
    names = ("state", "typed", "stored", "recomputed", "right")
    return {cell["cell"]: tuple(cell[name] for name in names) for cell in form["computed"]}


def test_each_computed_cell_says_what_is_typed_stored_and_recomputed(tmp_path: Path) -> None:
    path = written({}, tmp_path / "表.xlsx")
    assert computed(path) == {
        "H6": ("current", None, "0.9963", "0.9963", True),
        "I6": ("current", None, "9.96", "9.96", True),
        "G22": ("current", None, "100", "100.00", True),
        "H22": ("current", None, "95.96", "95.96", True),
    }
    assert "·" not in xltools("check", path).out


def test_which_one_is_stale_is_said(tmp_path: Path) -> None:
    stale = with_part(written({}, tmp_path / "表.xlsx"), b"<v>95.96</v>", b"<v>95</v>")
    assert computed(stale)["H22"] == ("stale", None, "95", "95.96", False)
    assert computed(stale)["I6"][0] == "current"
    told = xltools("check", stale).out
    assert "  · H22：公式保存的旧结果 95，没有更新；按规则重算 95.96\n" in told
    assert "I6" not in told


def test_a_typed_number_and_a_blank(tmp_path: Path) -> None:
    (path,) = edited([type_in(I6=9, H6=None)], tmp_path)
    cells = computed(path)
    assert cells["I6"] == ("typed", "9", None, "9.96", False)
    assert cells["H6"] == ("blank", None, None, "0.9963", False)
    assert cells["H22"] == ("current", None, "95", "95.96", False)  # right for what was typed
    told = xltools("check", path).out
    assert "  · I6：手工填写 9；按规则重算 9.96\n" in told
    assert "  · H6：空白；按规则重算 99.63%\n" in told
    assert "  · H22：公式结果 95（已更新）；按规则重算 95.96\n" in told


@pytest.mark.parametrize("form", official_forms())
def test_nothing_is_stale_in_a_form_that_nobody_filled(form: str, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    generate_file({}, form, path, "测试")
    assert {cell[0] for cell in computed(path).values()} <= {"current"}  # 转移支付 computes nothing yet
    assert "·" not in xltools("check", path).out


def test_a_total_typed_into_a_form_without_funds_is_told_and_put_right(tmp_path: Path) -> None:
    generate_file({}, "shanghai-2022", tmp_path / "表.xlsx", "测试")
    book = openpyxl.load_workbook(tmp_path / "表.xlsx")
    book.worksheets[0]["G31"] = 55
    book.save(tmp_path / "表.xlsx")
    assert "G31 分值合计 — 分值合计填的是 55，各项相加是 10。" in xltools("check", tmp_path / "表.xlsx").out
    assert "G31：55 → 10.00\n" in xltools("recalc", tmp_path / "表.xlsx", "-o", tmp_path / "重算.xlsx").out


@pytest.mark.parametrize("command", ["check", "read"])
def test_each_indicator_has_its_suggested_score_rule_and_derivation(command: str, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    generate_file(seed_records()[0], "shanghai-2022", path, "测试")
    file = xltools(command, path, "--json").json["files"][0]
    (form,) = file["evaluations" if command == "read" else "forms"]
    made = form["suggestions"]
    assert len(made) == 21
    exact = next(one for one in made if one["suggested"] not in (None, one["weight"]))
    rule = load_pack("national").quantitative["equal"].basis
    assert exact["rule"]["source"] == rule.source
    assert exact["rule"]["confirmed"] is False
    assert exact["derivation"].endswith(f"= {exact['suggested']}")
    ranged = next(one for one in made if one["low"] != one["high"])
    assert (ranged["suggested"], ranged["reason"]) == (None, None)
    assert all((one["low"] is None) == (one["reason"] is not None) for one in made)
    assert all(one["cell"].startswith("H") for one in made)


def test_suggestions_in_words(tmp_path: Path) -> None:
    path = written({}, tmp_path / "表.xlsx")
    assert "建议" not in xltools("check", path).out
    told = xltools("check", path, "--suggest").out
    assert "  · H14 培训人数：填报 7；建议 7.73 分（580 ÷ 600 × 8 = 7.73）\n" in told
    assert "  · H19 服务能力提升：填报 12；建议 0–15 分（" in told
    assert "没有建议分：" in told
    assert "suggested 7.73 (580 ÷ 600 × 8 = 7.73)" in xltools("--lang", "en", "check", path, "--suggest").out


@pytest.mark.parametrize("index", range(3))
def test_a_lower_score_than_suggested_is_no_finding(index: int, tmp_path: Path) -> None:
    """People score lower on purpose: the number stands beside theirs, and is nothing to mend."""
    path = tmp_path / "表.xlsx"
    generate_file(seed_records()[index], "shanghai-2022", path, "测试")
    file = xltools("check", path, "--json").json["files"][0]
    made = file["forms"][0]["suggestions"]
    lower = [one for one in made if one["low"] and float(one["score"]) < float(one["low"])]
    about = {finding["field"] for finding in file["findings"]}
    assert not about & {one["field"] for one in lower}
