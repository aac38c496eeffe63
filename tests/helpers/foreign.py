"""Forms in the official layout as other people make them: by hand with openpyxl, without names."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADING = [
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
]
FUNDS = ["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
FIELDS = ["level1", "level2", "level3", "target", "actual", "weight", "score", "reason"]


@dataclass(frozen=True)
class Habits:
    """How somebody builds the form."""

    top: int = 1  # first row
    left: int = 1  # first column
    colon: str = ""  # behind labels
    spaced: bool = False  # labels broken by spaces and line breaks
    side_column: bool = True  # the left column with block names
    merged: bool = True  # levels merged downwards; otherwise written once and left blank below
    repeated: bool = False  # levels written in every row
    numbers_as_text: bool = False
    page_break: int = 0  # the heading is repeated after so many indicators
    cover: bool = False  # a cover sheet stands first


def foreign_form(record: dict[str, Any], path: Path, habits: Habits) -> None:
    """Write a record as such a form."""
    book = Workbook()
    sheet = book.worksheets[0]
    if habits.cover:
        sheet.title = "封面"
        sheet["B3"] = "2022 年度绩效自评材料"
        sheet = book.create_sheet("Sheet2")
    _Hand(sheet, habits).write(record)
    book.save(path)


class _Hand:
    def __init__(self, sheet: Worksheet, habits: Habits) -> None:
        self.sheet, self.habits = sheet, habits
        self.row = habits.top

    def label(self, text: str) -> str:
        if self.habits.spaced:
            text = f"{text[:2]} \n{text[2:]}　"
        return text + self.habits.colon

    def put(self, column: int, value: Any, *, last: int | None = None, rows: int = 1) -> None:
        first = self.habits.left + column
        if isinstance(value, str):
            cell = self.sheet.cell(self.row, first, "")
            cell.value = value
            cell.data_type = "s"
        elif value is not None:
            self.sheet.cell(self.row, first, value)
        end = self.habits.left + (last if last is not None else column)
        if end > first or rows > 1:
            self.sheet.merge_cells(
                start_row=self.row, end_row=self.row + rows - 1, start_column=first, end_column=end
            )

    def number(self, column: int, text: str | None, pattern: str = "General") -> None:
        if text is None:
            return
        if self.habits.numbers_as_text:
            shown = f"{float(text):.2%}" if "%" in pattern else f"{float(text):,.4f}"
            self.put(column, shown)
            return
        self.put(column, float(text))
        self.sheet.cell(self.row, self.habits.left + column).number_format = pattern

    def write(self, record: dict[str, Any]) -> None:
        self.put(0, record["title"], last=8)
        self.row += 1
        self.put(0, f"({record['year']} 年度)", last=8)
        self.row += 1
        self.put(0, self.label("项目名称"), last=2)
        self.put(3, record["project"], last=8)
        self.row += 1
        self.put(0, self.label("主管部门"), last=2)
        self.put(3, record["department"], last=5)
        self.put(6, self.label("实施单位"))
        self.put(7, record["unit"], last=8)
        self.row += 1
        self.funds(record["funds"])
        self.goals(record)
        self.indicators(record["indicators"])
        self.put(0, self.label("总分"), last=5)
        self.number(6, record["total_weight"])
        self.number(7, record["total_score"])

    def funds(self, funds: list[dict[str, Any]]) -> None:
        if self.habits.side_column:
            self.put(0, "项目资金\n（元）", rows=len(funds) + 1)
        for column, text in enumerate(FUNDS):
            self.put(column + 3, self.label(text))
        self.row += 1
        for fund in funds:
            self.put(1, fund["item"], last=2)
            for column, name in enumerate(("initial_budget", "annual_budget", "executed"), start=3):
                self.number(column, fund.get(name), "#,##0.00")
            if fund.get("weight") is None:
                self.put(6, "—")
            self.number(6, fund.get("weight"))
            self.number(7, fund.get("execution_rate"), "0.00%")
            self.number(8, fund.get("score"))
            self.row += 1

    def goals(self, record: dict[str, Any]) -> None:
        if self.habits.side_column:
            self.put(0, self.label("年度总体目标"), rows=2)
        self.put(1, self.label("预期目标"), last=4)
        self.put(5, self.label("实际完成情况"), last=8)
        self.row += 1
        self.put(1, record["expected_goal"], last=4)
        self.put(5, record["actual_outcome"], last=8)
        self.row += 1

    def indicators(self, rows: list[dict[str, Any]]) -> None:
        self.heading()
        start = self.row
        for index, row in enumerate(rows):
            if self.habits.page_break and index and index % self.habits.page_break == 0:
                self.heading()
            for column, name in enumerate(FIELDS):
                if column > 1:
                    (self.number if name in ("weight", "score") else self.put)(column + 1, row[name])
            self.row += 1
        end = self.row
        if self.habits.page_break:
            self.levels_each(rows, start)
        else:
            self.levels(rows, start)
        self.row = end

    def heading(self) -> None:
        if self.habits.side_column:
            self.put(0, "绩效指标")
        for column, text in enumerate(HEADING):
            self.put(column + 1, self.label(text))
        self.row += 1

    def levels_each(self, rows: list[dict[str, Any]], start: int) -> None:
        self.row = start
        for index, row in enumerate(rows):
            if index and index % self.habits.page_break == 0:
                self.row += 1
            self.put(1, row["level1"])
            self.put(2, row["level2"])
            self.row += 1

    def levels(self, rows: list[dict[str, Any]], start: int) -> None:
        for depth in (1, 2):
            place = start
            keys = [(row["level1"], row["level2"])[:depth] for row in rows]
            for key, run in groupby(keys):
                count = len(list(run))
                for offset in range(count if self.habits.repeated else 1):
                    self.row = place + offset
                    merged = self.habits.merged and not self.habits.repeated
                    self.put(depth, key[-1], rows=count if merged else 1)
                place += count
