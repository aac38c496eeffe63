"""A worksheet as text, and a form as a small text table: so that tests read as the field reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

Row = dict[str, str | None]

FUND_COLUMNS = {
    "项目资金": "item",
    "年初预算数": "initial_budget",
    "全年预算数": "annual_budget",
    "全年执行数": "executed",
    "分值": "weight",
    "执行率": "execution_rate",
    "得分": "score",
}
INDICATOR_COLUMNS = {
    "一级指标": "level1",
    "二级指标": "level2",
    "三级指标": "level3",
    "年度指标值": "target",
    "实际完成值": "actual",
    "分值": "weight",
    "得分": "score",
    "偏差原因": "reason",
}
TABLES = {"项目资金": ("funds", FUND_COLUMNS), "一级指标": ("indicators", INDICATOR_COLUMNS)}
HEAD_LINES = {
    "表样": "form",
    "年度": "year",
    "标题": "title",
    "项目名称": "project",
    "主管部门": "department",
    "实施单位": "unit",
    "预期目标": "expected_goal",
    "实际完成情况": "actual_outcome",
}
SAME_AS_ABOVE = "〃"
_TOTAL = "总分"


def sheet_text(path: Path, sheet: str | None = None) -> str:
    """A sheet (the first, unless named) as text: a line for each cell that holds or takes something.

    `address | value | list | format | locked`: a merged area by its range; text as it stands, `⏎` for a
    line break; a formula with its `=` and, after `→`, the stored result, if any; text that begins like a
    formula or a number in quotation marks, so that it is not taken for one; the choices of a validation,
    or its bounds; the number format; locked or open.
    """
    formulas, results = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    name = sheet or formulas.sheetnames[0]
    lines = _lines(formulas[name], results[name])
    return "\n".join(" | ".join(line) for line in lines) + "\n"


def _lines(sheet: Worksheet, results: Worksheet) -> list[tuple[str, ...]]:
    ranges = {area.start_cell.coordinate: area.coord for area in sheet.merged_cells.ranges}
    choices = _choices(sheet)
    lines: list[tuple[str, ...]] = []
    for row in sheet.iter_rows():
        for cell in row:
            value, offered = _value(cell, results), choices.get(cell.coordinate, "")
            if isinstance(cell, Cell) and (value or offered or not cell.protection.locked):
                where = ranges.get(cell.coordinate, cell.coordinate)
                locked = "locked" if cell.protection.locked else "open"
                lines.append((where, value, offered, cell.number_format, locked))
    return lines


def _value(cell: Cell | MergedCell, results: Worksheet) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        result = results[cell.coordinate].value
        return f"{value}" if result is None else f"{value} → {result}"
    text = str(value).replace("\n", "⏎")
    return f'"{text}"' if isinstance(value, str) and _looks_otherwise(text) else text


def _looks_otherwise(text: str) -> bool:
    """True for text that a reader would take for a formula or a number, or whose edges don't show."""
    if text.startswith("=") or text != text.strip():
        return True
    try:
        float(text)
    except ValueError:
        return False
    return True


def _choices(sheet: Worksheet) -> dict[str, str]:
    found: dict[str, str] = {}
    for rule in sheet.data_validations.dataValidation:
        said = rule.formula1 or ""
        if rule.type != "list":
            bounds = [bound for bound in (rule.formula1, rule.formula2) if bound]
            said = f"{rule.type} {rule.operator or 'between'} {'..'.join(bounds)}"
        for area in rule.sqref.ranges:
            for row, column in area.cells:
                found[sheet.cell(row, column).coordinate] = said
    return found


def form_table(text: str) -> dict[str, Any]:
    """A filled form, written as a table, as the record that `new --data` takes.

        实施单位：某某中心
        项目名称：城市道路养护
        项目资金 | 年初预算数 | 全年预算数 | 全年执行数 | 分值
        年度资金总额 | 508800 | 508800 | 506900 | 10
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因
        产出指标 | 数量指标 | 养护里程 | ≥100公里 | 95公里 | 50 | 48 | 雨季停工
        〃 | 〃 | 检查次数 | =12次 | =12次 | 40 | 40 |
        总分：100 | 97.96

    Lines `label：text` fill the head, a line that begins with 项目资金 or 一级指标 names the columns that
    follow (any of them, in any order). `〃` repeats the cell above; an empty cell is a blank; `⏎` is a line
    break. What is not written is not in the record. Raises ValueError for a line that fits nowhere.
    """
    record: dict[str, Any] = {}
    rows: list[Row] | None = None
    fields: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        cells = [cell.strip() for cell in line.split("|")]
        if cells[0] in {"项目资金", "一级指标"}:
            key, known = (
                ("funds", FUND_COLUMNS) if cells[0] == "项目资金" else ("indicators", INDICATOR_COLUMNS)
            )
            rows, fields = record.setdefault(key, []), [_named(known, cell, line) for cell in cells]
        elif _is_head(line):
            record.update(_head(line))
        elif rows is None:
            raise ValueError(f"no column names stand above this line: {line}")
        else:
            rows.append(_row(fields, cells, rows[-1] if rows else {}, line))
    return record


def _is_head(line: str) -> bool:
    label, colon, _ = line.partition("：")
    return bool(colon) and (label in HEAD_LINES or label == _TOTAL)


def _head(line: str) -> dict[str, Any]:
    label, _, text = line.partition("：")
    if label == _TOTAL:
        weight, _, score = text.partition("|")
        return {"total_weight": _content(weight), "total_score": _content(score)}
    return {HEAD_LINES[label]: int(text) if label == "年度" else _content(text)}


def _row(fields: list[str], cells: list[str], above: Row, line: str) -> Row:
    if len(cells) != len(fields):
        raise ValueError(f"{len(cells)} cells under {len(fields)} columns: {line}")
    if SAME_AS_ABOVE in cells and not above:
        raise ValueError(f"there is no row above to repeat: {line}")
    pairs = zip(fields, cells, strict=True)
    return {field: above[field] if cell == SAME_AS_ABOVE else _content(cell) for field, cell in pairs}


def _named(known: dict[str, str], cell: str, line: str) -> str:
    if cell not in known:
        raise ValueError(f"{cell!r} is no column of this table: {line}")
    return known[cell]


def _content(cell: str) -> str | None:
    return cell.strip().replace("⏎", "\n") or None
