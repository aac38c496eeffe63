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

from tests.helpers.inbox import page_of, put_forms, put_oddities, table
from tests.helpers.office import convert, recalculate, stored_results, to_pdf
from tests.helpers.records import seed_records
from xltools.collect import Options, collect
from xltools.errors import RecordError


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    put_forms(folder, ["甲.xlsx", "乙.xlsx", "丙.xlsx"])
    return folder


def saved(path: Path, time: str | None, to: Path | None = None) -> Path:
    """The workbook as if it had been saved at this time."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    core = parts["docProps/core.xml"].decode()
    begin, end = core.index("<dcterms:modified"), core.index("</dcterms:modified>")
    text = "" if time is None else f'<dcterms:modified xsi:type="dcterms:W3CDTF">{time}</dcterms:modified>'
    parts["docProps/core.xml"] = (core[:begin] + text + core[end + len("</dcterms:modified>") :]).encode()
    target = to or path
    with zipfile.ZipFile(target, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target


def gaps(summary: Path) -> list[tuple[Any, ...]]:
    *rows, _ = table(summary, "未报与重复")
    return [(row["情况"], row["项目名称"], row["文件"], row["采用的文件"]) for row in rows]


def test_the_form_that_was_saved_last_counts_whatever_its_name(box: Path, tmp_path: Path) -> None:
    changed = put_forms(tmp_path, ["a.xlsx"], actual_outcome="改过的")[0]
    saved(changed, "2023-03-05T18:00:00+08:00", box / "0.xlsx")
    saved(box / "甲.xlsx", "2023-03-05T09:59:59Z")
    collect([box], tmp_path / "汇总.xlsx")
    project = seed_records()[0]["project"]
    assert gaps(tmp_path / "汇总.xlsx") == [("旧版，未采用", project, "甲.xlsx", "0.xlsx")]
    note = table(tmp_path / "汇总.xlsx", "未报与重复")[0]["说明"]
    assert "2023-03-05 09:59:59" in note
    assert "2023-03-05 10:00:00" in note
    files = [row["文件"] for row in table(tmp_path / "汇总.xlsx", "汇总")]
    assert "0.xlsx" in files
    assert "甲.xlsx" not in files


def test_without_times_the_last_name_counts_and_that_is_said(box: Path, tmp_path: Path) -> None:
    for number in (2, 10):
        draft = put_forms(tmp_path, [f"{number}.xlsx"], actual_outcome=f"第{number}稿")[0]
        saved(draft, None, box / f"第{number}稿.xlsx")
    saved(box / "甲.xlsx", None)
    collect([box], tmp_path / "汇总.xlsx")
    assert {(one[2], one[3]) for one in gaps(tmp_path / "汇总.xlsx")} == {
        ("甲.xlsx", "第10稿.xlsx"),
        ("第2稿.xlsx", "第10稿.xlsx"),
    }
    assert "请核对" in table(tmp_path / "汇总.xlsx", "未报与重复")[0]["说明"]


def test_a_copy_is_named_and_not_summed_twice(box: Path, tmp_path: Path) -> None:
    collect([box], tmp_path / "汇总.xlsx")
    before = table(tmp_path / "汇总.xlsx", "汇总")[-1]["全年预算数（元）"]
    (box / "甲（副本）.xlsx").write_bytes((box / "甲.xlsx").read_bytes())
    collect([box], tmp_path / "汇总.xlsx")
    project = seed_records()[0]["project"]
    assert gaps(tmp_path / "汇总.xlsx") == [("内容相同，未采用", project, "甲（副本）.xlsx", "甲.xlsx")]
    assert table(tmp_path / "汇总.xlsx", "汇总")[-1]["全年预算数（元）"] == before
    register = {row["文件"]: row["采用份数"] for row in table(tmp_path / "汇总.xlsx", "收件登记")}
    assert (register["甲.xlsx"], register["甲（副本）.xlsx"]) == (1, 0)


def test_forms_of_other_years_and_of_unnamed_projects_all_count(box: Path, tmp_path: Path) -> None:
    put_forms(box, ["去年.xlsx"], year=2021)
    put_forms(box, ["无名一.xlsx", "无名二.xlsx"], project=None)
    collect([box], tmp_path / "汇总.xlsx")
    assert table(tmp_path / "汇总.xlsx", "收件登记")[-1]["采用份数"] == 6


def roster(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["年度,主管部门,实施单位,项目名称", *rows]), encoding="utf-8")
    return path


def test_the_roster_says_what_is_missing_similar_and_extra(box: Path, tmp_path: Path) -> None:
    first, second, third = seed_records()
    near = second["project"][:-1] + "理"
    due = roster(
        tmp_path / "名册.csv",
        f"2022,甲局,{first['unit']},{first['project']}",
        f"2022,甲局,{second['unit']},{near}",
        "2022,乙局,乙所,没有交来的项目",
        "2022,甲局,甲所,没有交来的另一个",
    )
    collect([box], tmp_path / "汇总.xlsx", options=Options(roster=due))
    rows = table(tmp_path / "汇总.xlsx", "未报与重复")[:-1]
    assert [(row["情况"], row["项目名称"]) for row in rows] == [
        ("未报", "没有交来的项目"),
        ("未报", "没有交来的另一个"),
        ("名称相近，请核对", second["project"]),
        ("名册以外", third["project"]),
    ]
    assert [row["主管部门"] for row in rows[:2]] == ["乙局", "甲局"]
    assert near in rows[2]["说明"]
    figures = overview(tmp_path / "汇总.xlsx")
    assert figures["名册应报（个）"] == 4
    assert [figures[label] for label in ("　其中：已报", "　　　　未报", "　　　　名称相近，请核对")] == [
        1,
        2,
        1,
    ]


def test_a_row_that_the_roster_repeats_is_due_once(box: Path, tmp_path: Path) -> None:
    first = seed_records()[0]
    line = f"2022,甲局,{first['unit']},{first['project']}"
    due = roster(tmp_path / "名册.csv", line, line.replace(",甲局", ",乙局"), "2022,,,没有交来的项目")
    collect([box], tmp_path / "汇总.xlsx", options=Options(roster=due))
    rows = table(tmp_path / "汇总.xlsx", "未报与重复")[:-1]
    assert [row["项目名称"] for row in rows if row["情况"] == "未报"] == ["没有交来的项目"]
    repeated = [(row["名册行"], row["说明"]) for row in rows if row["情况"] == "名册重复"]
    assert [place for place, _ in repeated] == ["第 3 行"]
    assert "第 2 行" in repeated[0][1]
    figures = overview(tmp_path / "汇总.xlsx")
    assert [figures[label] for label in ("名册应报（个）", "　其中：已报", "名册重复（行）")] == [2, 1, 1]


def test_a_form_of_the_same_name_is_shown_with_what_differs(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    put_forms(box, ["年.xlsx"], project="道路", unit="甲所", year=2021)
    put_forms(box, ["位.xlsx"], project="桥梁养护", unit="乙所", year=2022)
    put_forms(box, ["空.xlsx"], project="泵", unit=None, year=2022)
    rows = ("2022,,甲所,道路", "2022,,甲所,桥梁养护", "2022,,漫水桥防汛排涝管理所,泵")
    collect([box], tmp_path / "汇总.xlsx", options=Options(roster=roster(tmp_path / "名册.csv", *rows)))
    *listed, _ = table(tmp_path / "汇总.xlsx", "未报与重复")
    said = {row["文件"]: (row["情况"], row["说明"]) for row in listed}
    assert {standing for standing, _ in said.values()} == {"名称相近，请核对"}
    assert "年度是 2022，这份表写的是“2021”" in said["年.xlsx"][1]
    assert "实施单位是“甲所”，这份表写的是“乙所”" in said["位.xlsx"][1]
    assert "这份表写的是“（空白）”" in said["空.xlsx"][1]


def test_a_row_without_unit_leaves_forms_to_rows_that_name_theirs(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    put_forms(box, ["一.xlsx"], project="道路", unit="甲所", year=2022)
    put_forms(box, ["二.xlsx"], project="道路", unit="乙所", year=2022)
    due = roster(tmp_path / "名册.csv", "2022,,,道路", "2022,,甲所,道路")
    collect([box], tmp_path / "汇总.xlsx", options=Options(roster=due))
    assert overview(tmp_path / "汇总.xlsx")["　其中：已报"] == 2


def test_another_year_on_the_roster_is_another_project(box: Path, tmp_path: Path) -> None:
    first = seed_records()[0]
    due = roster(tmp_path / "名册.csv", f"2021,,{first['unit']},{first['project']}")
    collect([box], tmp_path / "汇总.xlsx", options=Options(roster=due))
    assert overview(tmp_path / "汇总.xlsx")["　其中：已报"] == 0


def test_a_roster_that_is_none_is_said_before_anything_is_read(box: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "名册.csv"
    wrong.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(RecordError, match=r"名册\.csv"):
        collect([box], tmp_path / "汇总.xlsx", options=Options(roster=wrong))
    assert not (tmp_path / "汇总.xlsx").exists()


def overview(summary: Path) -> dict[str, Any]:
    """The counts of 概况 by label; each must agree with the sheets."""
    lines: dict[str, Any] = {}
    for label, value, again, check in page_of(summary, "概况", data_only=True).iter_rows(
        min_row=3, max_col=4, values_only=True
    ):
        if label is None:
            return lines
        assert check in ("一致", None)
        assert again in (value, None)
        lines[str(label)] = value
    raise AssertionError("概况 has no end")


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
