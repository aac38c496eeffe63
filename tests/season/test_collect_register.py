"""The register of issued forms at the collection: what came back, what did not, what was copied."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.helpers.inbox import page_of, put_forms, table
from tests.helpers.program import xltools

PROJECTS = ("一号", "二号", "三号", "四号", "五号")


@pytest.fixture
def issued(tmp_path: Path) -> Path:
    """A roster and the forms that were issued for it, one folder."""
    lines = ["年度,主管部门,实施单位,项目名称,三级指标,年度指标值,分值"]
    lines += [f"2022,甲局,甲中心,{name}工程,完成数量,≥10个,90" for name in PROJECTS]
    roster = tmp_path / "下发" / "名册.csv"
    roster.parent.mkdir()
    roster.write_text("\n".join(lines), encoding="utf-8")
    ran = xltools("new", "--form", "shanghai-2022", "--roster", roster, "-o", roster.parent)
    assert ran.code == 0, ran.err
    return roster


def fill(source: Path, target: Path, **changes: str) -> None:
    """A form filled in by hand: by the defined names of its cells."""
    book = openpyxl.load_workbook(source)
    for name, value in {"xlt_indicators_0_actual": "12个", **changes}.items():
        sheet, cell = next(iter(book.defined_names[name].destinations))
        book[sheet][cell.replace("$", "").partition(":")[0]] = value
    target.parent.mkdir(exist_ok=True)
    book.save(target)


def gaps(path: Path) -> dict[str, tuple[str | None, ...]]:
    """What 未报与重复 says of each project, how it stands to the register, and of which issued file."""
    rows = table(path, "未报与重复")[:-1]
    assert len({row["项目名称"] for row in rows}) == len(rows)  # each is told once
    return {row["项目名称"]: (row["情况"], row["下发核对"], row["下发文件"]) for row in rows}


def test_each_form_is_told_by_the_id_it_was_issued_with(issued: Path, tmp_path: Path) -> None:
    forms = {name: issued.parent / f"甲中心_{name}工程.xlsx" for name in PROJECTS}
    box = tmp_path / "收件"
    fill(forms["一号"], box / "一.xlsx", xlt_unit="101001-甲中心")  # a code makes no other unit
    fill(forms["一号"], box / "抄.xlsx", xlt_project="二号工程")
    (box / "三.xlsx").write_bytes(forms["三号"].read_bytes())
    put_forms(box, ["重打.xlsx"], project="四号工程", unit="甲中心", year=2022)
    put_forms(box, ["外来.xlsx"], project="无关项目")
    summary = tmp_path / "汇总.xlsx"
    ran = xltools("collect", box, "-o", summary, "--roster", issued, "--json")
    assert ran.code == 1
    found = gaps(summary)
    assert found["五号工程"] == ("未报", None, "甲中心_五号工程.xlsx")
    assert found["二号工程"] == ("采用", "抄用下发编号", "甲中心_一号工程.xlsx")
    assert found["三号工程"] == ("采用", "原样退回", "甲中心_三号工程.xlsx")
    assert found["四号工程"][:2] == ("采用", "旧的下发稿")
    assert found["无关项目"] == ("名册以外", "没有下发过", None)
    assert "一号工程" not in found
    lines = [[cell.value for cell in row[:4]] for row in page_of(summary, "概况", data_only=True).iter_rows()]
    assert ["抄用下发编号（份）", 1, 1, "一致"] in lines
    at = lines.index(["催报（主管部门）", "应报", "未报", None])
    assert lines[at + 1] == ["甲局", 5, 1, None]


def test_what_was_issued_again_makes_the_first_issue_an_old_one(issued: Path, tmp_path: Path) -> None:
    box = tmp_path / "收件"
    fill(issued.parent / "甲中心_一号工程.xlsx", box / "一.xlsx")
    issued.write_text(issued.read_text("utf-8").replace("≥10个", "≥11个"), encoding="utf-8")
    again = tmp_path / "再下发"
    assert xltools("new", "--form", "shanghai-2022", "--roster", issued, "-o", again).code == 0
    summary = tmp_path / "汇总.xlsx"
    xltools("collect", box, "-o", summary, "--register", again / "下发登记.xlsx")
    found = gaps(summary)
    assert found["一号工程"] == ("采用", "旧的下发稿", "甲中心_一号工程.xlsx")
    assert [found[f"{name}工程"][0] for name in PROJECTS[1:]] == ["未报"] * 4  # what was issued is due


def test_a_form_that_does_not_count_is_told_once_with_all_that_is_odd(issued: Path, tmp_path: Path) -> None:
    box = tmp_path / "收件"
    form = issued.parent / "甲中心_一号工程.xlsx"
    for number in range(2):
        fill(form, box / f"{number}.xlsx", xlt_project="{零}号工程", xlt_actual_outcome=f"{number}")
    fill(form, box / "好.xlsx")
    summary = tmp_path / "汇总.xlsx"
    xltools("collect", box, "-o", summary, "--roster", issued)
    rows = [row for row in table(summary, "未报与重复")[:-1] if row["文件"]]
    told = {row["文件"]: (row["情况"], row["下发核对"], row["采用的文件"]) for row in rows}
    assert (len(rows), told) == (
        2,
        {
            "1.xlsx": ("名册以外", "抄用下发编号", None),
            "0.xlsx": ("旧版，未采用", "抄用下发编号", "1.xlsx"),
        },
    )
    assert rows[0]["说明"].count("核对") == 2


def test_a_register_that_is_none_is_said_before_anything_is_read(issued: Path, tmp_path: Path) -> None:
    ran = xltools("collect", issued.parent, "-o", tmp_path / "汇总.xlsx", "--register", issued)
    assert ran.code == 2
    assert "不是下发登记" in ran.err
    assert not (tmp_path / "汇总.xlsx").exists()
