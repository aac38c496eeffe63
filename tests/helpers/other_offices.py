"""Forms as other offices draw them, written as small tables: a line is a row, `|` stands between cells.

`<` belongs to the cell on its left, `^` to the one above it, an empty cell is a blank, `⏎` a line break, `//`
begins the next sheet. Figures become numbers; everything else is text, as it stands.
"""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xltools.read import read_file
from xltools.rules.reading import ReadForm

_FIGURE = re.compile(r"\d+(?:\.\d+)?")

HEAD = """
项目支出绩效自评表
（2022年度）
项目名称 | 道路养护 | 主管部门 | 市交通局 | 实施单位 | 公路段
"""
FUNDS = """
项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
^ | 年度资金总额 | 120 | 100 | 90 | 10 | 90% | 9
^ | 其中：财政拨款 | 120 | 100 | 90
"""
GOALS = """
年度总体目标 | 预期目标 | < | < | 实际完成情况
^ | 养护一百公里 | < | < | 养护九十公里
"""
REASON = "偏差原因分析及改进措施"
HEADING = f"绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | {REASON}"
INDICATORS = f"""
{HEADING}
^ | 产出指标 | 数量指标 | 养护里程 | ≥100公里 | 90公里 | 50 | 45 | 雨季停工
^ | ^ | 质量指标 | 合格率 | =100% | 100% | 10 | 10 |
^ | 效益指标 | 社会效益指标 | 出行时间 | 缩短 | 缩短 | 30 | 30 |
"""
TOTAL = """
总分 | < | < | < | < | < | 100 | 94
"""
USUAL = HEAD + FUNDS + GOALS + INDICATORS + TOTAL


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The table with other words; each must stand in it."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def read_table(text: str, folder: Path) -> tuple[ReadForm, ...]:
    """The forms that are read from a workbook of these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(text.split("//"), 1):
        _draw(book.create_sheet(f"表{number}"), sheet.strip("\n").splitlines())
    book.save(folder / "表.xlsx")
    return read_file(folder / "表.xlsx").forms


def _draw(sheet: Worksheet, lines: list[str]) -> None:
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line.strip()]
    for row, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells, 1):
            if cell and cell not in "<^":
                _write(sheet, row, column, cell)
                _merge(sheet, rows, row, column)


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    if _FIGURE.fullmatch(text):
        sheet.cell(row, column, float(text))
    else:
        sheet.cell(row, column, text.replace("⏎", "\n")).data_type = "s"


def _merge(sheet: Worksheet, rows: list[list[str]], row: int, column: int) -> None:
    last_column, last_row = column, row
    while rows[row - 1][last_column : last_column + 1] == ["<"]:
        last_column += 1
    while last_row < len(rows) and rows[last_row][column - 1 : column] == ["^"]:
        last_row += 1
    if (last_row, last_column) != (row, column):
        sheet.merge_cells(start_row=row, start_column=column, end_row=last_row, end_column=last_column)
