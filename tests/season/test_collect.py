"""A folder of files goes in; one summary comes out, every total of which can be added up by hand."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest

from tests.helpers.compare import evaluation_of
from tests.helpers.foreign import Habits, foreign_form
from tests.helpers.inbox import page_of, put_forms, put_oddities, table
from tests.helpers.many import put_many
from tests.helpers.office import recalculate, stored_results
from tests.helpers.records import seed_records
from tests.helpers.schema import assert_valid_package
from xltools.collect import Collected, collect
from xltools.findings import Severity
from xltools.rules.reading import Outcome
from xltools.rules.record import evaluation_to_json

SHEETS = ["汇总", "指标明细", "资金明细", "问题清单", "未报与重复", "收件登记", "来源"]
FORMS = ["甲.xlsx", "乙 #1 50%.xlsx", "二批/丙（终稿）.xlsx"]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    put_forms(folder, FORMS)
    put_oddities(folder)
    return folder


@pytest.fixture
def collected(inbox: Path, tmp_path: Path) -> Collected:
    return collect([inbox], tmp_path / "汇总.xlsx")


@pytest.fixture
def summary(collected: Collected) -> Path:
    return collected.outputs[0]


def money(name: str) -> Decimal:
    return sum((Decimal(record["funds"][0][name]) for record in seed_records()), Decimal(0))


def test_every_file_ends_in_one_outcome(collected: Collected, inbox: Path) -> None:
    answer = collected.to_json()
    assert answer["version"] == 1
    assert answer["counts"] == {
        "form": 3, "not-a-form": 2, "encrypted": 0, "unreadable": 1, "too-large": 0, "skipped": 1,
    }  # fmt: skip
    found = sorted(str(path) for path in inbox.rglob("*") if path.is_file())
    assert sorted(file["file"] for file in answer["files"]) == found
    assert answer["outputs"] == [str(collected.outputs[0])]
    outcomes = {Path(file["file"]).name: file["outcome"] for file in answer["files"]}
    assert outcomes["照片.xlsx"] == outcomes["说明.txt"] == "not-a-form"
    assert outcomes["空.xlsx"] == "unreadable"
    assert outcomes["~$甲.xlsx"] == "skipped"
    assert all((file["reason"] is None) == (file["outcome"] == "form") for file in answer["files"])


def test_the_known_mistakes_of_the_seed_forms_are_found(collected: Collected) -> None:
    codes = {Path(file["file"]).name: file["findings"] for file in collected.to_json()["files"]}
    assert [any(code in codes[Path(name).name] for name in FORMS) for code in
            ("fund-parts-exceed-total", "units-differ", "indicator-year-differs")] == [True] * 3  # fmt: skip
    total = sum(collected.count(severity) for severity in Severity)
    assert total == sum(map(len, codes.values())) > 0


def test_a_row_per_form_with_the_published_figures(summary: Path) -> None:
    *rows, totals = table(summary, "汇总")
    seeds = {record["project"]: record for record in seed_records()}
    assert [row["项目名称"] for row in rows] != sorted(seeds)  # in the order of the files, not of the names
    assert {row["项目名称"] for row in rows} == set(seeds)
    for row in rows:
        seed = seeds[row["项目名称"]]
        assert Decimal(str(row["全年预算数（元）"])) == Decimal(seed["funds"][0]["annual_budget"])
        assert Decimal(str(row["填报总分"])) == Decimal(seed["total_score_shown"])
        assert Decimal(str(row["核算总分"])) == Decimal(seed["total_score_shown"])
        assert row["填报减核算"] == 0
        assert f"{row['执行率']:.2%}" == seed["funds"][0]["rate_shown"]
        assert row["指标数"] == len(seed["indicators"])
        assert (row["年度"], row["工作表"], row["识别方式"]) == (2022, "绩效自评表", "本系统表样")
        assert row["单元格"].startswith("A1:")
    assert totals["项目名称"] == 3


def test_totals_are_what_adding_by_hand_gives(summary: Path) -> None:
    *rows, totals = table(summary, "汇总")
    for label, name in (("年初预算数（元）", "initial_budget"), ("全年预算数（元）", "annual_budget"),
                        ("全年执行数（元）", "executed")):  # fmt: skip
        assert Decimal(str(totals[label])) == money(name)
    assert totals["执行率"] == pytest.approx(float(money("executed") / money("annual_budget")), abs=1e-12)
    assert totals["填报总分"] == pytest.approx((89.55 + 89.00 + 88.96) / 3, abs=1e-12)
    assert totals["错误"] == sum(row["错误"] for row in rows)
    *indicators, below = table(summary, "指标明细")
    seeds = [indicator for record in seed_records() for indicator in record["indicators"]]
    assert len(indicators) == len(seeds) == totals["指标数"] == below["序号"]
    assert Decimal(str(below["得分"])) == sum(Decimal(row["score"]) for row in seeds)
    assert Decimal(str(below["分值"])) == 270
    *findings, under = table(summary, "问题清单")
    assert under["级别"] == len(findings) == totals["错误"] + totals["核实"] + totals["提示"]


def test_spreadsheets_agree_with_the_stored_totals(summary: Path, tmp_path: Path) -> None:
    again = recalculate([summary], tmp_path / "office")[0]
    ours, theirs = stored_results(summary), stored_results(again)
    for name in SHEETS:
        last = page_of(summary, name).max_row
        mine = {cell: value for cell, value in ours[name].items() if cell.rstrip(f"{last}").isalpha()}
        assert any(isinstance(value, int | float) for value in mine.values()) or name == "未报与重复"
        for cell, value in mine.items():
            expected = pytest.approx(value, rel=1e-12) if isinstance(value, float) else value
            assert theirs[name][cell] == expected, (name, cell)


def test_indicators_keep_their_text_to_the_letter(summary: Path) -> None:
    *rows, _ = table(summary, "指标明细")
    given = sorted((r["level3"], r["target"], r["actual"]) for s in seed_records() for r in s["indicators"])
    assert sorted((r["三级指标"], r["年度指标值"], r["实际完成值"]) for r in rows) == given
    page = page_of(summary, "指标明细")
    assert {cell.data_type for row in page.iter_rows(max_row=page.max_row - 1) for cell in row} <= {"s", "n"}


def test_a_finding_leads_to_its_file_and_cell(summary: Path, inbox: Path) -> None:
    page = page_of(summary, "问题清单")
    head = [cell.value for cell in page[1]]
    rows = [dict(zip(head, row, strict=True)) for row in page.iter_rows(min_row=2, max_row=page.max_row - 1)]
    assert {row["级别"].value for row in rows} == {"错误", "核实", "提示"}
    for row in rows:
        link = row["单元格"].hyperlink
        assert link is not None
        target = summary.parent / unquote(str(link.target))
        assert target.is_file()
        assert target.relative_to(inbox).as_posix() == row["文件"].value
        assert link.location == f"'{row['工作表'].value}'!{row['单元格'].value}"
        assert row["问题"].value
        assert row["怎么办"].value


def test_the_register_holds_every_file(summary: Path, collected: Collected) -> None:
    *rows, totals = table(summary, "收件登记")
    assert [row["文件"] for row in rows] == [one.entry.name for one in collected.submissions]
    assert [row["结果"] for row in rows if row["文件"] == "照片.xlsx"] == ["不是自评表"]
    assert all(len(row["校验值（SHA-256）"]) == 64 for row in rows if row["结果"] != "跳过")
    assert totals["文件"] == len(rows) == 7
    assert totals["自评表份数"] == 3
    assert totals["大小（字节）"] == sum(row["大小（字节）"] for row in rows)


def test_sheets_are_made_to_work_with_and_to_print(summary: Path) -> None:
    assert_valid_package(summary)
    book = openpyxl.load_workbook(summary)
    assert book.sheetnames == ["概况", *SHEETS]
    for page in book.worksheets[1:]:
        assert page.freeze_panes in {"C2", "D2"}
        assert str(page.auto_filter.ref).startswith("A1:")
        assert str(page.auto_filter.ref).endswith(str(page.max_row - 1))  # the totals are not filtered away
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert page.sheet_properties.pageSetUpPr is not None
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        assert page.print_title_rows == "$1:$1"
        assert all(dimension.width >= 6 for dimension in page.column_dimensions.values())


@pytest.mark.parametrize("jobs", [2, ThreadPoolExecutor(2)], ids=["processes", "executor"])
def test_the_same_inputs_give_the_same_bytes(summary: Path, inbox: Path, tmp_path: Path, jobs: Any) -> None:
    again = collect([inbox], tmp_path / "再次.xlsx", jobs=jobs)
    assert again.outputs[0].read_bytes() == summary.read_bytes()


class Counting(ThreadPoolExecutor):
    """Counts what it is asked to do."""

    asked = 0

    def submit(self, *words: Any, **named: Any) -> Future[Any]:
        self.asked += 1
        return super().submit(*words, **named)


def test_files_go_to_workers_many_at_a_time(tmp_path: Path) -> None:
    put_many(tmp_path / "收件", 45, most=1)
    with Counting(2) as workers:
        assert collect([tmp_path / "收件"], tmp_path / "汇总.xlsx", jobs=workers).forms == 45
    assert workers.asked == 3


def test_forms_that_others_made_are_collected_too(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    box.mkdir()
    record = evaluation_to_json(evaluation_of({**seed_records()[1], "project": "=外来项目"}))
    foreign_form(record, box / "外来.xlsx", Habits(top=3, left=2, colon="："))
    collect([box], tmp_path / "汇总.xlsx")
    row = table(tmp_path / "汇总.xlsx", "汇总")[0]
    assert (row["项目名称"], row["识别方式"]) == ("=外来项目", "按栏目名称")
    assert Decimal(str(row["全年预算数（元）"])) == Decimal(record["funds"][0]["annual_budget"])


def test_a_form_handed_in_twice_is_said_at_the_one_that_counts(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    put_forms(box, ["一.xlsx"])
    (box / "一（副本）.xlsx").write_bytes((box / "一.xlsx").read_bytes())
    collected = collect([box], tmp_path / "汇总.xlsx")
    assert collected.forms == 2
    *rows, _ = table(tmp_path / "汇总.xlsx", "问题清单")
    double = {row["文件"]: row["问题"] for row in rows if row["代码"] == "duplicate-project"}
    assert set(double) == {"一.xlsx"}  # 未报与重复 tells of the other
    assert "一（副本）.xlsx" in double["一.xlsx"]


def test_what_was_wrong_in_an_older_version_is_nobodys_task(tmp_path: Path) -> None:
    box, summary = tmp_path / "收件", tmp_path / "汇总.xlsx"
    put_forms(box, ["第1稿.xlsx"], department=None)
    put_forms(box, ["第2稿.xlsx"])
    first = collect([box / "第1稿.xlsx"], summary)
    alone = collect([box / "第2稿.xlsx"], summary)
    assert first.count(Severity.ERROR) == alone.count(Severity.ERROR) + 1
    both = collect([box], summary)
    assert [both.count(severity) for severity in (Severity.ERROR, Severity.HINT)] == [
        alone.count(severity) for severity in (Severity.ERROR, Severity.HINT)
    ]
    *rows, last = table(summary, "问题清单")
    assert last["级别"] == len(rows)
    assert {row["文件"] for row in rows} == {"第2稿.xlsx"}
    register = {row["文件"]: (row["采用份数"], row["错误"]) for row in table(summary, "收件登记")}
    assert register["第1稿.xlsx"] == (0, 0)
    assert "head-field-blank" in both.to_json()["files"][0]["findings"]  # the file is told whole


def test_an_inbox_without_forms_still_gives_a_register(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    box.mkdir()
    put_oddities(box)
    collected = collect([box], tmp_path / "汇总.xlsx")
    assert collected.outcomes[Outcome.FORM] == 0
    assert_valid_package(tmp_path / "汇总.xlsx")
    assert "收件登记" in str(page_of(tmp_path / "汇总.xlsx", "汇总")["A2"].value)
    assert len(table(tmp_path / "汇总.xlsx", "收件登记")) == 5


def test_progress_is_told_file_by_file(inbox: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    collect([inbox], tmp_path / "汇总.xlsx", progress=lambda *step: told.append(step))
    assert [step[:2] for step in told] == [(number, 7) for number in range(1, 8)]
    assert "二批/丙（终稿）.xlsx" in [step[2] for step in told]
