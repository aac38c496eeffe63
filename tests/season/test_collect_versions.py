"""Which of several versions counts, and what arrived of what the roster says is due."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.inbox import overview, put_forms, table
from tests.helpers.records import seed_records
from xltools.collect import Options, collect
from xltools.errors import RecordError


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
