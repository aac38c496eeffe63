"""The cells of a summary: numbers are numbers, text is text, links lead there, totals reconcile."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.helpers.package import Package
from tests.helpers.schema import assert_valid_package
from xltools.errors import DefinitionError
from xltools.grids import open_rows
from xltools.refs import CellRange
from xltools.summary import Link, Overview, Row, summary_definition, write_summary
from xltools.summary.definition import parse_summary

DEFINITION = """
title = "小表"
author = "xltools"
[texts]
total = "合计"
truncated = "……（已截断）"
[condensed]
notice = "{count} 行，按 {top} 前 {shown} 行，按 {group} 小计。{elsewhere}"
elsewhere = "见 {files}"
nowhere = "请加 --sqlite"
rows = "行数"
other = "其余"
links = "{sheet} {most}"
overview = "{sheet} {shown} {count}"
[words.w]
good = "好的"
[money]
"元" = "1"
[page]
paper = "A4"
orientation = "landscape"
left = 0.4
right = 0.4
top = 0.9
bottom = 0.6
header = 0.4
footer = 0.3
head = "&C{title}"
foot = "&C&P"
[styles.base]
font_name = "宋体"
font_size = 10
valign = "vcenter"
border = 1
[styles.head]
bold = true
text_wrap = true
[styles.text]
text_wrap = true
num_format = "@"
[styles.number]
num_format = "0.00"
[styles.count]
num_format = "0"
[styles.total]
bold = true
[styles.bad]
font_color = "#C00000"
[sheets.one]
name = "一"
freeze = 1
empty = "什么也没有"
print_to = "number"
group = "text"
top = "number"
columns = [
  { field = "text", label = "文", width=20, style = "text", words = "w", total = "count", marks.good="bad" },
  { field = "number", label = "数", width = 12, style = "number", total = "sum", nonzero = "bad" },
  { field = "mean", label = "均", width = 12, style = "number", total = "average" },
  { field = "share", label = "比", width = 12, style = "number", total = "ratio", of = ["number", "mean"] },
]
"""


def write(path: Path, rows: Iterable[dict[str, Any]], home: Path | None = None) -> Worksheet:
    """Write the small summary with these rows (fields left out are blank) and open it again."""
    definition = parse_summary(tomllib.loads(DEFINITION), "小表.toml")
    blank: Row = {"text": None, "number": None, "mean": None, "share": None}
    write_summary(path, definition, (("one", {**blank, **row}) for row in rows), home or path.parent)
    page = openpyxl.load_workbook(path)["一"]
    assert isinstance(page, Worksheet)
    return page


def results(path: Path) -> list[object]:
    """The stored results of the last row."""
    page = openpyxl.load_workbook(path, data_only=True)["一"]
    return [cell.value for cell in list(page.iter_rows())[-1]]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=100%", "+1", "-1", "@SUM(A1)", "\t=1", "http://example.org", "mailto:a@b.c",
     "internal:A1", "007", "TRUE", "2022-12-30", "{=1}", " 前后空格 ",
     "第一行\n第二行", "<&>\"'", "😀", "1E5"],
)  # fmt: skip
def test_text_is_text_to_the_letter(tmp_path: Path, text: str) -> None:
    page = write(tmp_path / "s.xlsx", [{"text": text}])
    assert (page["A2"].data_type, page["A2"].value) == ("s", text)
    assert page["A2"].hyperlink is None


def test_what_looks_like_an_escape_of_excel_is_kept(tmp_path: Path) -> None:
    write(tmp_path / "s.xlsx", [{"text": "_x000D_"}])
    _head, row, *_ = open_rows(tmp_path / "s.xlsx")[0].rows()  # openpyxl does not undo escapes
    assert row.cells[1].value == "_x000D_"


@pytest.mark.parametrize(
    ("given", "stored"),
    [("a\x00b\x0b\x1fc", "abc"),
     ("\r\n一\r二\u2028三", "\n一\n二\n三"), ("甲\ud800乙", "甲\ufffd乙"), ("\ufffe", None),
     ("\x1b[31m", "[31m")],
)  # fmt: skip
def test_what_no_cell_can_hold_is_left_out(tmp_path: Path, given: str, stored: str | None) -> None:
    page = write(tmp_path / "s.xlsx", [{"text": given}])
    assert_valid_package(tmp_path / "s.xlsx")
    assert page["A2"].value == stored


@pytest.mark.parametrize(("character", "units"), [("字", 1), ("😀", 2)])
def test_a_text_beyond_the_limit_says_that_it_goes_on(tmp_path: Path, character: str, units: int) -> None:
    most = 32_767 // units
    page = write(tmp_path / "s.xlsx", [{"text": character * most}, {"text": character * (most + 1)}])
    assert page["A2"].value == character * most
    cut = str(page["A3"].value)
    assert cut.endswith(f"{character}……（已截断）")
    assert 32_765 <= len(cut.encode("utf-16-le")) // 2 <= 32_767


def test_numbers_are_numbers_and_blanks_are_blank(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"number": Decimal("5725327.00")},
        {"number": 3},
        {"number": Decimal("-0.1")},
        {"number": None},
        {"number": 0},
    ]
    page = write(tmp_path / "s.xlsx", rows)
    cells = [page.cell(row, 2) for row in range(2, 7)]
    assert [cell.value for cell in cells] == [5725327, 3, -0.1, None, 0]
    assert {cell.data_type for cell in cells} == {"n"}
    assert {cell.number_format for cell in cells} == {"0.00"}


def test_a_number_beyond_every_cell_is_kept_as_text(tmp_path: Path) -> None:
    page = write(tmp_path / "s.xlsx", [{"number": Decimal("1E400")}, {"number": 2}])
    assert (page["B2"].data_type, page["B2"].value) == ("s", "1E+400")
    assert results(tmp_path / "s.xlsx")[1] == 2  # as a spreadsheet adds it: text is passed over


def test_totals_have_their_results_beside_them(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"text": "甲", "number": Decimal("0.1"), "mean": Decimal(3)},
        {"text": "乙", "number": Decimal("0.2")},
        {"mean": Decimal(4)},
    ]
    page = write(tmp_path / "s.xlsx", rows)
    assert page["B5"].value == "=SUBTOTAL(109,B2:B4)"
    assert page["A5"].value == "=SUBTOTAL(103,A2:A4)"
    assert results(tmp_path / "s.xlsx") == [2, 0.3, 3.5, pytest.approx(0.3 / 7)]


def test_totals_of_nothing_are_blank_and_no_error(tmp_path: Path) -> None:
    write(tmp_path / "s.xlsx", [{"text": "甲"}])
    assert results(tmp_path / "s.xlsx") == [1, 0, None, None]


def test_words_and_marks(tmp_path: Path) -> None:
    page = write(tmp_path / "s.xlsx", [{"text": "good", "number": 1}, {"text": "other", "number": 0}])
    assert [page["A2"].value, page["A3"].value] == ["好的", "other"]
    reds = [
        page[cell].font.color is not None and page[cell].font.color.rgb == "FFC00000"
        for cell in ("A2", "A3", "B2", "B3")
    ]
    assert reds == [True, False, True, False]


def test_an_empty_sheet_says_so(tmp_path: Path) -> None:
    page = write(tmp_path / "s.xlsx", [])
    assert_valid_package(tmp_path / "s.xlsx")
    assert [page["A1"].value, page["A2"].value, page.max_row] == ["文", "什么也没有", 2]


def test_rows_are_as_high_as_their_text(tmp_path: Path) -> None:
    page = write(
        tmp_path / "s.xlsx", [{"text": "短"}, {"text": "长" * 60}, {"text": "一\n二"}, {"text": "极" * 9_000}]
    )
    usual = page.sheet_format.defaultRowHeight
    heights = [page.row_dimensions[row].height or 0 for row in range(2, 6)]
    assert heights[0] == usual
    assert usual < heights[2] < heights[1] < heights[3]
    assert heights[1] > 5 * 10 * 1.2  # six lines at least, of 10 points
    assert 408 < heights[3] <= 409  # as high as Excel lets a row be


@pytest.mark.parametrize(
    "name",
    ["甲.xlsx", "有 空格.xlsx", "井#号.xlsx", "百分50%25.xlsx", "a%41.xlsx", "[方]{花}^`'引\".xlsx",
     "问?号.xlsx", "&<>.xlsx", "下级/乙.xlsx", "a", "C:D.xlsx"],
)  # fmt: skip
@pytest.mark.parametrize("home", [".", "汇总夹", "汇总 夹/内"])
def test_a_link_leads_to_the_file_and_its_cell(tmp_path: Path, name: str, home: str) -> None:
    file = tmp_path / "收件" / name
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x")
    (tmp_path / home).mkdir(parents=True, exist_ok=True)
    link = Link("看这里", file, "二〇二二 '表'#1", CellRange.parse("H23"))
    summary = tmp_path / home / "s.xlsx"
    cell = write(summary, [{"text": link}])["A2"]
    assert_valid_package(summary)
    assert cell.value == "看这里"
    assert cell.hyperlink is not None
    assert "\\" not in str(cell.hyperlink.target)
    assert (summary.parent / unquote(str(cell.hyperlink.target))).samefile(file)
    assert cell.hyperlink.location == "'二〇二二 ''表''#1'!H23"


@pytest.mark.parametrize("name", ["x" * 2_100, "换\n行.xlsx", "坏\udcff名.xlsx", "反\\斜.xlsx"])
def test_what_no_link_can_reach_is_plain_text(tmp_path: Path, name: str) -> None:
    cell = write(tmp_path / "s.xlsx", [{"text": Link("文件", tmp_path / name)}])["A2"]
    assert (cell.value, cell.hyperlink) == ("文件", None)


def test_links_beyond_the_number_that_excel_takes_are_plain_text(tmp_path: Path) -> None:
    link = Link("文件", tmp_path / "甲.xlsx")
    definition = parse_summary(tomllib.loads(DEFINITION), "小表.toml")
    row: Row = {"text": link, "number": None, "mean": None, "share": None}
    write_summary(tmp_path / "s.xlsx", definition, (("one", row) for _ in range(65_533)), tmp_path)
    part = Package.open(tmp_path / "s.xlsx").parts["xl/worksheets/sheet1.xml"]
    assert part.count("<t>文件</t>".encode()) == 65_533
    assert part.count(b"<hyperlink ") == 65_530


def test_the_overview_says_where_the_links_end(tmp_path: Path) -> None:
    definition = summary_definition()
    assert definition.overview is not None
    link = Link("甲.xlsx", tmp_path / "甲.xlsx")
    row: Row = {
        column.field: link if column.field == "file" else None
        for column in definition.sheets["files"].columns
    }
    overview = Overview(
        {count.key: 0 for count in definition.overview.counts}, dict.fromkeys(definition.overview.boards, ())
    )
    for count, said in ((65_530, False), (65_531, True)):
        write_summary(
            tmp_path / "s.xlsx", definition, (("files", row) for _ in range(count)), tmp_path, overview
        )
        texts = Package.open(tmp_path / "s.xlsx").parts["xl/sharedStrings.xml"].decode()
        assert ("“收件登记”的超链接做到 65,530 个为止" in texts) == said


def test_equal_rows_give_equal_bytes(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"text": Link("文件", tmp_path / "甲.xlsx"), "number": Decimal("1.5")},
        {"text": "=1"},
    ]
    for name in ("a.xlsx", "b.xlsx"):
        write(tmp_path / name, rows)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_rows_that_fail_stop_the_writing(tmp_path: Path) -> None:
    def rows() -> Iterable[dict[str, Any]]:
        yield {"text": "甲"}
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write(tmp_path / "s.xlsx", rows())


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('style = "text"', 'style = "没有"', r"sheets\.one\.columns\[0\]\.style"),
        ('total = "sum"', 'total = "合"', r"sheets\.one\.columns\[1\]\.total"),
        ('of = ["number", "mean"]', 'of = ["number"]', r"sheets\.one\.columns\[3\]\.of"),
        ('of = ["number", "mean"]', 'of = ["number", "nix"]', r"sheets\.one\.columns"),
        ('marks.good="bad"', 'marks.good="nix"', r"sheets\.one\.columns\[0\]\.marks"),
        ('print_to = "number"', 'print_to = "nix"', r"sheets\.one\.print_to"),
        ('field = "mean"', 'field = "number"', r"sheets\.one\.columns"),
        ("width=20", 'width="20"', r"sheets\.one\.columns\[0\]\.width"),
        ("bold = true", "blod = true", r"styles\.head\.blod"),
        ('title = "小表', 'titel = "小表', "title"),
        ('paper = "A4"', 'paper = "B5"', r"page\.paper"),
    ],
)  # fmt: skip
def test_a_wrong_definition_is_refused_with_file_and_key(before: str, after: str, key: str) -> None:
    assert before in DEFINITION
    with pytest.raises(DefinitionError, match=f"^小表.toml：{key}"):
        parse_summary(tomllib.loads(DEFINITION.replace(before, after, 1)), "小表.toml")


def test_more_rows_than_a_sheet_can_have_are_counted_and_the_first_listed(tmp_path: Path) -> None:
    definition = parse_summary(tomllib.loads(DEFINITION), "小表.toml")
    rows: list[Row] = [
        {"text": f"=组{number % 3}", "number": Decimal(number), "mean": Decimal(2), "share": None}
        for number in range(100)
    ]
    path = tmp_path / "s.xlsx"
    placed = (("one", row) for row in rows)
    write_summary(path, definition, placed, tmp_path, elsewhere=["全部.sqlite"], most=5)
    assert_valid_package(path)
    lines = list(openpyxl.load_workbook(path)["一"].iter_rows(values_only=True))
    assert lines[1] == ("100 行，按 数 前 4 行，按 文 小计。见 全部.sqlite", None, None, None)
    assert [line[1] for line in lines[2:6]] == [99, 98, 97, 96]
    assert lines[6][:3] == (100, 4950, 2)  # of all rows, not of those that are listed
    assert lines[8][:3] == ("文", "行数", "数")
    groups = [line[:3] for line in lines[9:]]
    assert groups == [("=组0", 34, 1683), ("=组1", 33, 1617), ("=组2", 33, 1650)]
    write_summary(path, definition, (("one", row) for row in rows[:5]), tmp_path, most=5)  # what fits stays
    page = openpyxl.load_workbook(path)["一"]
    assert [page[f"B{line}"].value for line in range(2, 7)] == [0, 1, 2, 3, 4]


def test_rows_are_the_same_however_many_are_written_together(tmp_path: Path) -> None:
    """Some hundred go to the sheet at a time: nothing may be lost or mixed up where they meet."""
    count = 1_203
    rows: list[dict[str, Any]] = [
        {
            "text": Link(f"文件{number}", tmp_path / f"{number}.xlsx") if number % 3 else f"文字{number}",
            "number": None if number % 7 == 0 else Decimal(number) / 4,
            "mean": number,
        }
        for number in range(count)
    ]
    page = write(tmp_path / "s.xlsx", rows)
    cells = list(page.iter_rows(min_row=2, max_row=count + 1, max_col=3))
    assert [(number.value, mean.value) for _, number, mean in cells] == [
        (None if row["number"] is None else float(row["number"]), row["mean"]) for row in rows
    ]
    for number, (text, *_) in enumerate(cells):
        assert text.value == (f"文件{number}" if number % 3 else f"文字{number}")
        assert (text.hyperlink and text.hyperlink.target) == (f"{number}.xlsx" if number % 3 else None)
    numbers = [row["number"] for row in rows if row["number"] is not None]
    means = sum(range(count))
    assert results(tmp_path / "s.xlsx") == [
        count, float(sum(numbers)), means / count, pytest.approx(float(sum(numbers)) / means),
    ]  # fmt: skip


def test_far_more_rows_than_a_sheet_can_have_are_counted_to_the_last(tmp_path: Path) -> None:
    definition = parse_summary(tomllib.loads(DEFINITION), "小表.toml")
    count = 2_345
    rows: list[Row] = [
        {"text": f"组{number % 2}", "number": Decimal(number * 7919 % count), "mean": None, "share": None}
        for number in range(count)
    ]
    path = tmp_path / "s.xlsx"
    write_summary(path, definition, (("one", row) for row in rows), tmp_path, most=700)
    lines = list(openpyxl.load_workbook(path)["一"].iter_rows(values_only=True))
    assert [line[1] for line in lines[2:701]] == list(range(count - 1, count - 700, -1))
    assert lines[701][:2] == (count, sum(range(count)))
    groups = {line[0]: line[1:3] for line in lines[704:]}
    evens = sum(number * 7919 % count for number in range(0, count, 2))
    assert groups == {"组0": (1_173, evens), "组1": (1_172, sum(range(count)) - evens)}
