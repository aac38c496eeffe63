"""The sheets that answer questions: which form counts, what is missing, where a number is from."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest

from tests.helpers.inbox import overview, page_of, put_forms, put_oddities, table
from tests.helpers.office import convert, recalculate, stored_results, to_pdf
from tests.helpers.records import seed_records
from xltools.collect import Options, collect


def test_the_overview_reconciles_and_spreadsheets_agree(box: Path, tmp_path: Path) -> None:
    put_oddities(box)
    (box / "甲（副本）.xlsx").write_bytes((box / "甲.xlsx").read_bytes())
    summary = tmp_path / "汇总.xlsx"
    collected = collect([box], summary)
    figures = overview(summary)
    outcomes = [figures[label] for label in figures if label.startswith("　") and "：自评表" in label]
    assert outcomes == [4]
    assert figures["收到文件"] == len(collected.submissions) == 8
    assert figures["读到自评表（份）"] == figures["　其中：采用"] + figures["　　　　内容相同，未采用"] == 4
    assert Decimal(str(figures["全年预算数合计（元）"])) == sum(
        Decimal(record["funds"][0]["annual_budget"]) for record in seed_records()
    )
    again = recalculate([summary], tmp_path / "office")[0]
    ours, theirs = stored_results(summary)["概况"], stored_results(again)["概况"]
    checked = {cell: value for cell, value in ours.items() if cell[0] in "CD"}
    assert len(checked) > 20
    assert {cell: theirs[cell] for cell in checked} == checked


def test_the_charts_are_native_and_stand_on_the_overview(box: Path, tmp_path: Path) -> None:
    collect([box], tmp_path / "汇总.xlsx")
    with zipfile.ZipFile(tmp_path / "汇总.xlsx") as package:
        charts = [package.read(name).decode() for name in package.namelist() if "/charts/" in name]
    kinds = [kind for chart in charts for kind in ("barChart", "scatterChart") if f"<c:{kind}>" in chart]
    assert kinds == ["barChart", "barChart", "scatterChart", "barChart"]
    assert "'汇总'!$" in charts[2]
    ends = re.findall(r'<c:max val="([^"]*)"/>', charts[2])
    assert list(map(float, ends)) == [1.2, 120]  # one wrong unit of money leaves the others apart


def test_a_long_name_of_a_file_is_read_on_paper_and_opened_beside_it(box: Path, tmp_path: Path) -> None:
    name = "关于报送2022年度项目支出绩效自评表的函（附件）" * 3
    (box / "甲.xlsx").rename(box / f"{name}.xlsx")
    collect([box], tmp_path / "汇总.xlsx")
    pdf = to_pdf(tmp_path / "汇总.xlsx", tmp_path)
    said = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True).stdout
    register = "".join(said[said.index("（收件登记）") :].split())
    assert f"{name}.xlsx" in register
    page = page_of(tmp_path / "汇总.xlsx", "收件登记")
    file, opens = next((row[1], row[2]) for row in page.iter_rows() if row[1].value == f"{name}.xlsx")
    assert (file.hyperlink, file.alignment.wrap_text) == (None, True)  # a link is not wrapped in LibreOffice
    assert float(str(page.row_dimensions[file.row].height)) >= 3 * 19
    assert opens.value == "打开"
    assert opens.hyperlink is not None
    assert unquote(str(opens.hyperlink.target)) == f"收件/{name}.xlsx"


def test_each_of_many_departments_has_room_in_the_chart(tmp_path: Path) -> None:
    box, names = tmp_path / "收件", [f"第{number}局" for number in range(20)]
    for name in names:
        put_forms(box, [f"{name}.xlsx"], department=name, project=f"{name}项目")
    collect([box], tmp_path / "汇总.xlsx")
    with zipfile.ZipFile(tmp_path / "汇总.xlsx") as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    edges = [int(row) for row in re.findall(r"<xdr:row>(\d+)</xdr:row>", drawing)]
    rows = list(zip(edges[::2], edges[1::2], strict=True))  # where each chart begins and ends
    assert rows[0][1] - rows[0][0] > len(names)  # a row of the sheet is as high as a name needs
    assert all(above[1] <= below[0] for above, below in pairwise(rows))


def test_grade_rank_and_suggestions_stand_beside_the_typed_scores(box: Path, tmp_path: Path) -> None:
    collect([box], tmp_path / "汇总.xlsx")
    *rows, _ = table(tmp_path / "汇总.xlsx", "汇总")
    by_rank = sorted(rows, key=lambda row: int(row["名次"]))
    assert [(row["名次"], row["核算总分"], row["等级"]) for row in by_rank] == [
        (1, 89.55, "良"), (2, 89, "良"), (3, 88.96, "良"),
    ]  # fmt: skip
    *indicators, _ = table(tmp_path / "汇总.xlsx", "指标明细")
    for row in rows:
        own = [each for each in indicators if each["项目名称"] == row["项目名称"]]
        scores = [each["得分"] if each["建议分（低）"] is None else each["建议分（低）"] for each in own]
        assert row["建议总分（低）"] == pytest.approx(row["预算执行得分"] + sum(scores))
        assert row["建议总分（低）"] <= row["建议总分（高）"] <= 100
        assert row["无建议指标数"] == sum(each["建议分（低）"] is None for each in own)


def test_a_form_without_all_scores_is_not_graded(tmp_path: Path) -> None:
    record = seed_records()[0]
    indicators = [{**row, "score": None} for row in record["indicators"]]
    put_forms(tmp_path / "收件", ["空分.xlsx"], indicators=indicators)
    collect([tmp_path / "收件"], tmp_path / "汇总.xlsx")
    row = table(tmp_path / "汇总.xlsx", "汇总")[0]
    assert (row["等级"], row["名次"]) == (None, None)


def test_a_form_whose_execution_has_no_score_is_not_graded(tmp_path: Path) -> None:
    record = seed_records()[0]
    funds = [{**row, "executed": None} for row in record["funds"]]
    put_forms(tmp_path / "收件", ["未填执行数.xlsx", "填齐.xlsx"])
    put_forms(tmp_path / "收件", ["未填执行数.xlsx"], funds=funds)
    collect([tmp_path / "收件"], tmp_path / "汇总.xlsx")
    rows = {row["文件"]: row for row in table(tmp_path / "汇总.xlsx", "汇总")[:-1]}
    unfilled = rows["未填执行数.xlsx"]
    assert unfilled["核算总分"] > 0
    assert (unfilled["等级"], unfilled["名次"]) == (None, None)
    assert rows["填齐.xlsx"]["名次"] == 1


def test_a_formula_of_an_old_workbook_is_shown_by_its_result(box: Path, tmp_path: Path) -> None:
    old = tmp_path / "旧格式"
    convert(box / "甲.xlsx", "xls", old)
    collect([old], tmp_path / "汇总.xlsx")
    *rows, _ = table(tmp_path / "汇总.xlsx", "来源")
    typed = {row["汇总栏目"]: row["原文"] for row in rows if row["来历"] == "照录"}
    assert (typed["填报总分"], typed["预算执行得分"]) == ("89.55", "8.55")


def test_each_number_leads_to_its_cell_and_raw_text(box: Path, tmp_path: Path) -> None:
    summary = tmp_path / "汇总.xlsx"
    collect([box], summary)
    page = page_of(summary, "来源")
    head = [cell.value for cell in page[1]]
    cells: Iterable[Any] = page.iter_rows(min_row=2, max_row=page.max_row - 1)
    rows: list[dict[Any, Any]] = [dict(zip(head, row, strict=True)) for row in cells]
    forms = table(summary, "汇总")[:-1]
    for row in rows:
        assert row["汇总数"].value == forms[row["汇总序号"].value - 1][row["汇总栏目"].value]
        link = row["单元格"].hyperlink
        assert unquote(str(link.target)) == f"收件/{row['文件'].value}"
        assert link.location == f"'{row['工作表'].value}'!{row['单元格'].value}"
        if row["来历"].value == "照录":
            cell = page_of(box / row["文件"].value, row["工作表"].value)[row["单元格"].value]
            assert str(cell.value) == row["原文"].value
    wanted = ["年初预算数（元）", "全年预算数（元）", "全年执行数（元）", "执行率", "预算执行得分",
              "指标得分合计", "填报总分", "核算总分"]  # fmt: skip
    assert [row["汇总栏目"].value for row in rows] == wanted * 3


def test_a_form_without_a_grade_counts_nowhere_as_graded(box: Path, tmp_path: Path) -> None:
    """概况 and the ranks are counted from what stays in memory of a form, 汇总 from all of it."""
    seed = seed_records()[1]
    funds = [{**fund, "executed": None} for fund in seed["funds"]]
    put_forms(box, ["1缺.xlsx"], **{**seed, "project": "没有执行数的项目", "funds": funds})
    collect([box], tmp_path / "汇总.xlsx")
    *rows, _ = table(tmp_path / "汇总.xlsx", "汇总")
    assert rows[0]["等级"] is None
    assert sorted(row["名次"] for row in rows[1:]) == [1, 2, 3]
    page = page_of(tmp_path / "汇总.xlsx", "概况", data_only=True)
    lines = [[cell.value for cell in line[:3]] for line in page.iter_rows()]
    at = lines.index(["等级", "份数", None]) + 1
    graded = Counter(row["等级"] or "未评" for row in rows)
    assert {str(name): count for name, count, _ in lines[at : at + 5] if count} == graded
    at = lines.index(["主管部门", "份数", "平均核算总分"]) + 1
    assert sum(int(str(count)) for _, count, _ in lines[at : lines.index([None] * 3, at)]) == 3


def test_rates_among_the_numbers_are_shown_as_percents(box: Path, tmp_path: Path) -> None:
    collect([box], tmp_path / "汇总.xlsx")
    pdf = to_pdf(tmp_path / "汇总.xlsx", tmp_path)
    said = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    sources = said.stdout[said.stdout.index("（来源）") :]
    assert sorted(re.findall(r"执行率 +(\S+)", sources)) == ["100.00%", "85.52%", "99.63%"]


def test_funds_stand_row_by_row(box: Path, tmp_path: Path) -> None:
    collect([box], tmp_path / "汇总.xlsx")
    *rows, _ = table(tmp_path / "汇总.xlsx", "资金明细")
    given = [fund for record in seed_records() for fund in record["funds"]]
    assert sorted(row["资金名称"] for row in rows) == sorted(fund["item"] for fund in given)
    totals = [row["全年预算数（元）"] for row in rows if row["行别"] == "合计行"]
    assert sorted(totals) == sorted(float(record["funds"][0]["annual_budget"]) for record in seed_records())


def test_the_database_has_the_same_rows(box: Path, tmp_path: Path) -> None:
    put_oddities(box)
    summary, path = tmp_path / "汇总.xlsx", tmp_path / "汇总.db"
    collected = collect([box], summary, options=Options(sqlite=path))
    assert collected.outputs == (summary, path)
    with closing(sqlite3.connect(path)) as base:
        described = base.execute("SELECT sheet, name, field, label FROM columns").fetchall()
        for sheet in dict.fromkeys(line[0] for line in described):
            name = next(line[1] for line in described if line[0] == sheet)
            rows = table(summary, name)
            count = base.execute(f"SELECT count(*) FROM {sheet}").fetchone()[0]
            assert count == (len(rows) - 1 if rows[-1][next(iter(rows[-1]))] == "合计" else 0)
        total = base.execute("SELECT sum(executed), max(typeof(executed)) FROM forms").fetchone()
        assert total == (pytest.approx(table(summary, "汇总")[-1]["全年执行数（元）"]), "real")
        assert base.execute("SELECT DISTINCT severity FROM findings ORDER BY 1").fetchall() == [
            ("error",), ("hint",), ("verify",),
        ]  # fmt: skip
    collect([box], summary, options=Options(sqlite=tmp_path / "再.db"))
    assert (tmp_path / "再.db").read_bytes() == path.read_bytes()


def test_each_source_says_how_sure_the_reading_is(tmp_path: Path) -> None:
    (own,) = put_forms(tmp_path / "收件", ["本系统.xlsx"])
    book = openpyxl.load_workbook(own)
    for name in list(book.defined_names):
        del book.defined_names[name]
    del book["_xltools"]
    page = book.worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row]
    heads = [cell for cell in cells if cell.value == "得分"]
    first = next(
        cell
        for cell in cells
        if isinstance(cell.value, int | float)
        and cell.column == heads[-1].column
        and cell.row > heads[-1].row
    )
    first.value = f"{first.value}分"
    book.save(tmp_path / "收件" / "他人.xlsx")
    put_forms(tmp_path / "收件", ["本系统.xlsx"], project="另一个项目")
    collect([tmp_path / "收件"], tmp_path / "汇总.xlsx")
    found: dict[str, set[str]] = {}
    for row in table(tmp_path / "汇总.xlsx", "来源")[:-1]:
        found.setdefault(row["文件"], set()).add(row["可信度"])
    assert found["本系统.xlsx"] == {"按名称", None}
    assert {"按标签", "换算"} <= found["他人.xlsx"]


def test_a_text_that_no_cell_can_hold_is_cut_and_that_is_a_finding(tmp_path: Path) -> None:
    reason = "因设备到货延迟，顺延至下一年度完成。"
    rows = [{**row, "reason": reason} for row in seed_records()[0]["indicators"][:1]]
    (path,) = put_forms(tmp_path / "收件", ["长.xlsx"], indicators=rows)
    with zipfile.ZipFile(path) as package:
        parts = [(info, package.read(info)) for info in package.infolist()]
    with zipfile.ZipFile(path, "w") as package:
        for info, data in parts:
            package.writestr(info, data.replace(reason.encode(), (reason * 2_000).encode()))
    collect([tmp_path / "收件"], tmp_path / "汇总.xlsx")
    shown = table(tmp_path / "汇总.xlsx", "指标明细")[0]["偏差原因分析及改进措施"]
    assert shown.startswith(reason * 1_000)
    assert shown.endswith("……（文字超过一个单元格的上限，余下部分见原文件）")
    (found,) = [row for row in table(tmp_path / "汇总.xlsx", "问题清单") if row["代码"] == "text-too-long"]
    assert f"{len(reason) * 2_000:,} 个字" in found["问题"]
