"""Rosters for the tests: rows of values as a workbook, a .csv, or whatever else offices send."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

HEADING = [
    "项目名称",
    "主管部门",
    "实施单位",
    "全年预算数",
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "分值",
]
WHOLE_HEADING = ["年度", *HEADING[:3], "预期目标", "年初预算数", *HEADING[3:]]
GROUPS = [
    ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"), ("产出指标", "成本指标"),
    ("效益指标", "经济效益指标"), ("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度指标"),
]  # fmt: skip


def roster_book(
    path: Path, rows: Sequence[Sequence[Any]], *, merges: Sequence[str] = (), hidden: Sequence[int] = ()
) -> Path:
    """A workbook whose first sheet holds these rows from A1 on; texts stay texts."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column)
            cell.value = value
            if isinstance(value, str) and not value.startswith("=SUM"):
                cell.data_type = "s"
    for area in merges:
        sheet.merge_cells(area)
    for row in hidden:
        sheet.row_dimensions[row].hidden = True
    book.save(path)
    return path


def roster_of(path: Path, records: Iterable[dict[str, Any]]) -> Path:
    """Such records as a roster with a row for each indicator, as Excel writes one."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, WHOLE_HEADING)
        row = 0
        for record in records:
            fund = record["funds"][0]
            head = [record[name] for name in ("year", "project", "department", "unit", "expected_goal")]
            money = [float(fund["initial_budget"]), float(fund["annual_budget"])]
            for number, indicator in enumerate(record["indicators"]):
                row += 1
                if number == 0:
                    sheet.write_row(row, 0, [*head, *money])
                texts = [indicator[name] for name in ("level1", "level2", "level3", "target")]
                sheet.write_row(row, len(head) + len(money), [*texts, float(indicator["weight"])])
    return path


def roster_csv(path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8", comma: str = ",") -> Path:
    """The rows as text."""
    path.write_bytes("".join(comma.join(row) + "\r\n" for row in rows).encode(encoding))
    return path


def project_record(seed: int) -> dict[str, Any]:
    """A project as it is issued: 15 to 25 indicators in groups of chance, nothing filled in by people yet."""
    dice = random.Random(seed)
    count = dice.randint(15, 25)
    cuts = sorted(dice.sample(range(1, count), len(GROUPS) - 1))
    return {
        "year": 2025,
        "project": f"第{seed}号道路养护项目{'（含桥梁）' * dice.randint(0, 3)}",
        "department": f"第{seed % 30}交通委员会",
        "unit": f"第{seed % 300}公路事业发展中心",
        "funds": [{"item": "年度资金总额", "weight": "10", "initial_budget": str(dice.randint(1, 10**8)),
                   "annual_budget": f"{dice.randint(1, 10**9) / 100:.2f}"}],
        "expected_goal": f"完成{seed}公里养护，" + "保障道路安全畅通。" * dice.randint(1, 12),
        "indicators": [_indicator(dice, index, sum(index >= cut for cut in cuts)) for index in range(count)],
    }  # fmt: skip


def _indicator(dice: random.Random, index: int, group: int) -> dict[str, str]:
    level1, level2 = GROUPS[group]
    target = dice.choice([f"≥{dice.randint(1, 99)}%", f"={dice.randint(1, 999)}公里", "12月底前完成", "及时"])
    name = f"第{index}项{'养护工程验收合格' * dice.randint(0, 3)}完成率"
    return {
        "level1": level1,
        "level2": level2,
        "level3": name,
        "target": target,
        "weight": str(dice.randint(1, 8)),
    }
