"""`xltools demo`: the whole season, twice over the same folder."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl

from tests.helpers.program import xltools, xltools_process
from tests.helpers.records import seed_records
from xltools.demo import run_demo
from xltools.read import read_file

TOTALS = ["89.55", "89.00", "88.96"]


def test_the_demo_tells_what_it_made(tmp_path: Path) -> None:
    ran = xltools_process("demo", folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    told = [line for line in ran.lines if "：总分 " in line]
    assert [line.rpartition(" ")[2] for line in told] == TOTALS
    assert [line.strip().partition("：")[0] for line in told] == [
        record["project"] for record in seed_records()
    ]
    for text in (
        "超过总额 5,725,327 元",
        "目标是 >=360天，实际是 100%，单位不同",
        "2023 年",
        "请看：",
        "demo/汇总.xlsx",
    ):
        assert text in ran.out
    assert (tmp_path / "demo" / "汇总.xlsx").is_file()


def test_the_demo_runs_again_over_its_own_output(tmp_path: Path) -> None:
    first = xltools("demo", "-o", tmp_path / "演示")
    files = {path: path.read_bytes() for path in (tmp_path / "演示").rglob("*.xlsx")}
    assert len(files) == 10
    assert xltools("demo", "-o", tmp_path / "演示") == first
    assert {path: path.read_bytes() for path in (tmp_path / "演示").rglob("*.xlsx")} == files


def test_issued_forms_hold_what_is_known_beforehand(tmp_path: Path) -> None:
    made = run_demo(tmp_path)
    for path, record in zip(made.blank, seed_records(), strict=True):
        evaluation = read_file(path).forms[0].evaluation
        assert evaluation.project == record["project"]
        assert evaluation.funds[0].annual_budget == Decimal(record["funds"][0]["annual_budget"])
        assert [row.target for row in evaluation.indicators] == [
            row["target"] for row in record["indicators"]
        ]
        assert evaluation.actual_outcome is None
        assert {row.score for row in evaluation.indicators} == {None}
        assert {fund.executed for fund in evaluation.funds} == {None}


def test_totals_and_findings_come_from_the_recalculated_copies(tmp_path: Path) -> None:
    made = run_demo(tmp_path)
    assert [form.total_score for form in made.forms] == [Decimal(total) for total in TOTALS]
    assert [form.file for form in made.forms] == list(made.recalculated)
    assert all(form.checked.findings for form in made.forms)


def test_the_summary_holds_the_three_forms(tmp_path: Path) -> None:
    made = run_demo(tmp_path)
    assert made.collected.forms == 3
    sheets = openpyxl.load_workbook(made.summary, read_only=True).sheetnames
    assert {"汇总", "指标明细", "问题清单", "收件登记"} <= set(sheets)


def test_the_demo_does_not_write_where_it_cannot(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("占位", encoding="utf-8")
    ran = xltools("demo", "-o", tmp_path / "demo")
    assert ran.code == 4
    assert "路径中有一部分是文件，不是文件夹" in ran.err


def test_the_demo_in_english(tmp_path: Path) -> None:
    ran = xltools("--lang", "en", "demo", "-o", tmp_path)
    assert ran.code == 0
    assert "total 89.55" in ran.out
