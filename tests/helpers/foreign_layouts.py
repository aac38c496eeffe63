"""The official forms of other places as offices fill them: drawn by hand after published ones.

Nothing here looks at our definitions. A row is a list of cells; `None` leaves a box empty, `(value, 3)`
is merged over three columns, `(value, 3, 2)` also over two rows.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Record = dict[str, Any]
Box = Any


class Pen:
    """Writes rows downwards from A1, over the columns that merged boxes from above leave free."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.row = sheet, 1
        self.taken: set[tuple[int, int]] = set()

    def line(self, *boxes: Box) -> None:
        column = 1
        for box in boxes:
            value, wide, high = (*box, 1, 1)[:3] if isinstance(box, tuple) else (box, 1, 1)
            while (self.row, column) in self.taken:
                column += 1
            self.put(column, value)
            if wide > 1 or high > 1:
                last = (self.row + high - 1, column + wide - 1)
                self.sheet.merge_cells(
                    start_row=self.row, start_column=column, end_row=last[0], end_column=last[1]
                )
                self.taken |= {
                    (row, place)
                    for row in range(self.row, last[0] + 1)
                    for place in range(column, last[1] + 1)
                }
            column += wide
        self.row += 1

    def put(self, column: int, value: Any) -> None:
        if value is None:
            return
        cell = self.sheet.cell(self.row, column, value)
        if isinstance(value, str):
            cell.data_type = "s"


def number(text: str | None) -> float | None:
    return None if text is None else float(text)


def levels(rows: list[Record]) -> list[list[Box]]:
    """The boxes of 一级 and 二级 in each row, merged downwards over their runs."""
    boxes: list[list[Box]] = [[] for _ in rows]
    for depth in (1, 2):
        start = 0
        for key, run in groupby((row["level1"], row["level2"])[:depth] for row in rows):
            count = len(list(run))
            boxes[start].append((key[-1], 1, count))
            start += count
    return boxes


def target_cells(text: str | None) -> list[str | None]:
    """Comparator, number and unit as three typed cells: `≧ 735 人次`, else the text in the middle."""
    parts = (text or "").split()
    return list(parts) if len(parts) == 3 else [None, text, None]


def anhui(pen: Pen, record: Record) -> None:
    """The national form as a town filled it: points in the level names, codes before the offices."""
    rows, funds = record["indicators"], record["funds"]
    pen.line((f"项目支出绩效自评表\n（{record['year']}年度）", 9))
    pen.line(("项目名称", 3), (record["project"], 6))
    pen.line(("主管部门", 3), (record["department"], 2), "实施单位", (record["unit"], 3))
    head = ("年初预算数(A)", "全年预算数(B)", "全年执行数(C)", "分值", "执行率(C/B)", "得分")
    pen.line(("项目资金\n(万元)", 1, len(funds) + 1), (None, 2), *head)
    for fund in funds:
        amounts = (number(fund.get(name)) for name in ("initial_budget", "annual_budget", "executed"))
        points = [number(fund.get(n)) if fund.get(n) else "—" for n in ("weight", "execution_rate", "score")]
        pen.line((fund["item"], 2), *amounts, *points)
    pen.line(("年度总\n体目标", 1, 2), ("预期目标", 4), ("实际完成情况", 4))
    pen.line((record["expected_goal"], 4), (record["actual_outcome"], 4))
    heads = (
        "一级指标",
        "二级指标",
        "三级指标",
        "年度\n指标值",
        "实际\n完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    )
    pen.line(("绩\n效\n指\n标", 1, len(rows) + 1), *heads)
    for row, boxes in zip(rows, levels(rows), strict=True):
        pen.line(*boxes, row["level3"], row["target"], row["actual"],
                 number(row["weight"]), number(row["score"]), row["reason"])  # fmt: skip
    pen.line(("总分", 6), number(record["total_weight"]), number(record["total_score"]), None)
    pen.line(("注：1.其他资金包括和财政资金共同投入到同一项目的自有资金、社会资金。", 9))


def hubei(pen: Pen, record: Record) -> None:
    """项目自评表 with 20 + 80 points, a date of filling, boxes to tick, and remarks below the total."""
    rows, fund = record["indicators"], record["funds"][0]
    pen.line((f"{record['year']}年度{record['project']}自评表", 7))
    pen.line((f"单位名称：{record['unit']}　　填报日期：{record['year'] + 1}年3月15日", 7))
    pen.line("项目名称", (record["project"], 6))
    pen.line("主管部门", (record["department"], 3), "项目实施单位", (record["unit"], 2))
    pen.line("项目类别", ("1、部门预算项目 ☑　2、市直专项 □　3、其他 □", 6))
    pen.line(("预算执行情况\n（万元）\n（20分）", 1, 2), (None, 2), "预算数（A）", "执行数（B）",
             "执行率（B/A）", "得分\n（20分*执行率）")  # fmt: skip
    pen.line((fund["item"], 2), number(fund["annual_budget"]), number(fund["executed"]),
             f"{float(fund['execution_rate']):.0%}", number(fund["score"]))  # fmt: skip
    heads = ("一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分")
    pen.line(("年度绩效目标\n（80分）", 1, len(rows) + 1), *heads)
    for row, boxes in zip(rows, levels(rows), strict=True):
        pen.line(*boxes, row["level3"], row["target"], row["actual"], number(row["score"]))
    pen.line(("总分", 6), number(record["total_score"]))
    pen.line("偏差大或\n目标未完成\n原因分析", ("无", 6))
    pen.line("改进措施及\n结果应用方案", ("继续执行", 6))


def yunnan(pen: Pen, record: Record) -> None:
    """公开14表: a heading of two rows, three cells for a target, remarks above the total, a grade."""
    rows, funds = record["indicators"], record["funds"]
    pen.line((None, 10), "公开14表")
    pen.line(("项目支出绩效自评表", 11))
    pen.line((f"（{record['year']}年度）", 10), "金额单位：元")
    pen.line(("项目名称", 2), (record["project"], 9))
    pen.line(("主管部门", 2), (record["department"], 4), ("实施单位", 2), (record["unit"], 3))
    pen.line(("项目资金", 1, len(funds) + 1), (None, 2), ("年初预算数", 2), "全年预算数", ("全年执行数", 2),
             "分值", "执行率", "得分")  # fmt: skip
    for fund in funds:
        points = [number(fund.get(n)) if fund.get(n) else "—" for n in ("weight", "execution_rate", "score")]
        pen.line((fund["item"], 2), (number(fund["initial_budget"]), 2), number(fund["annual_budget"]),
                 (number(fund["executed"]), 2), *points)  # fmt: skip
    pen.line(("年度总体目标", 1, 2), ("预期目标", 5), ("实际完成情况", 5))
    pen.line((record["expected_goal"], 5), (record["actual_outcome"], 5))
    upper = ("指标性质", "指标值", "度量单位", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
    pen.line(("绩效指标", 1, len(rows) + 2), ("年度绩效指标", 3), *((text, 1, 2) for text in upper))
    pen.line("一级指标", "二级指标", "三级指标")
    for row, boxes in zip(rows, levels(rows), strict=True):
        pen.line(*boxes, row["level3"], *target_cells(row["target"]), row["actual"],
                 number(row["weight"]), number(row["score"]), row["reason"])  # fmt: skip
    pen.line(("其他需要说明的事项", 3), ("无", 8))
    pen.line(
        ("总分", 7), number(record["total_weight"]), number(record["total_score"]), "（自评等级）优", None
    )
    pen.line(("备注：1.自评等级划分为4档，100-90（含）分为优。", 11))


def rural(pen: Pen, record: Record) -> None:
    """衔接资金: 分值 before the target, colons behind the funds, sub rows without points, no left column."""
    rows, funds = record["indicators"], record["funds"]
    pen.line((f"衔接资金项目绩效目标自评表（{record['year']}年度）", 8))
    pen.line((f"项目名称：{record['project']}", 8))
    pen.line((f"主管部门：{record['department']}", 4), (f"实施单位：{record['unit']}", 4))
    pen.line(("资金情况\n（万元）", 1, len(funds) + 1), None, "全年预算数（A）", "全年执行数（B）", "分值",
             "执行率（B/A）", "得分")  # fmt: skip
    for fund in funds:
        points = [number(fund.get(n)) for n in ("weight", "execution_rate", "score")]
        pen.line(fund["item"], number(fund["annual_budget"]), number(fund["executed"]), *points)
    pen.line(("年度总体目标", 1, 2), ("年初设定目标", 3), ("全年实际完成情况", 4))
    pen.line((record["expected_goal"], 3), (record["actual_outcome"], 4))
    pen.line(
        "一级指标",
        "二级指标",
        "三级指标",
        "分值",
        "年度指标值",
        "全年实际完成值",
        "得分",
        "未完成原因和改进措施",
    )
    for row, boxes in zip(rows, levels(rows), strict=True):
        pen.line(*boxes, row["level3"], number(row["weight"]), row["target"], row["actual"],
                 number(row["score"]), row["reason"])  # fmt: skip
    pen.line(("总分", 3), number(record["total_weight"]), None, None, number(record["total_score"]), None)
    pen.line(("填表人：张三", 3), ("联系电话：0557-0000000", 5))


def chongqing(pen: Pen, record: Record) -> None:
    """部门整体绩效自评表: no project, no levels, twelve columns, five of them for people only."""
    rows, fund = record["indicators"], record["funds"][0]
    pen.line((f"{record['year']}年度部门整体绩效自评表", 11))
    pen.line("部门（单位）名称", (record["unit"], 5), "部门联系人", ("李四", 4))
    pen.line(("部门预算执行情况\n（万元）", 1, 2), None, ("年初预算数", 2), ("全年（调整）预算数", 2),
             ("全年执行数", 2), "执行率（%）", "执行率权重", "执行率得分")  # fmt: skip
    pen.line(fund["item"], (None, 2), (number(fund["annual_budget"]), 2), (number(fund["executed"]), 2),
             76, 10, number(fund["score"]))  # fmt: skip
    pen.line(("当年整体绩效目标", 1, 2), ("年初绩效目标", 5), ("全年目标实际完成情况", 5))
    pen.line((record["expected_goal"], 5), (record["actual_outcome"], 5))
    pen.line("指标名称", "计量单位", "指标性质", "年初指标值", "调整指标值", "全年完成值", "得分系数（%）",
             "指标权重", "指标得分", "是否核心指标")  # fmt: skip
    for row in rows:
        pen.line(row["level3"], None, None, row["target"], None, row["actual"], 100,
                 number(row["weight"]), number(row["score"]), "否")  # fmt: skip
    pen.line(("总分", 7), number(record["total_weight"]), number(record["total_score"]), None)


def sichuan(pen: Pen, record: Record) -> None:
    """四川: one row of 预算执行情况 headings, five funds, 权重, a target in three cells."""
    rows, funds = record["indicators"], record["funds"]
    pen.line((f"{record['year']}年部门预算项目支出绩效自评表", 11))
    pen.line(("主管部门及代码", 2), (record["department"], 4), ("实施单位", 2), (record["unit"], 3))
    pen.line(("项目名称", 2), (record["project"], 9))
    pen.line(("项目预算\n执行情况\n（万元）", 1, len(funds) + 1), ("预算执行情况", 2), ("年初预算", 2),
             "调整后预算数", ("预算执行数", 2), "预算执行率", "权重", "得分")  # fmt: skip
    for fund in funds:
        points = [number(fund.get(n)) for n in ("execution_rate", "weight", "score")]
        pen.line((fund["item"], 2), (number(fund["initial_budget"]), 2), number(fund["annual_budget"]),
                 (number(fund["executed"]), 2), *points)  # fmt: skip
    pen.line(("年度目标\n完成情况", 1, 2), ("预期目标", 5), ("实际完成目标", 5))
    pen.line((record["expected_goal"], 5), (record["actual_outcome"], 5))
    pen.line(("绩效指标", 1, len(rows) + 1), "一级指标", "二级指标", "三级指标", "指标性质",
             "指标值", "度量单位", "实际完成值", "权重", "得分", "未完成原因分析")  # fmt: skip
    for row, boxes in zip(rows, levels(rows), strict=True):
        pen.line(*boxes, row["level3"], *target_cells(row["target"]), row["actual"],
                 number(row["weight"]), number(row["score"]), row["reason"])  # fmt: skip
    pen.line(("合计", 8), number(record["total_weight"]), number(record["total_score"]), None)


LAYOUTS: dict[str, Callable[[Pen, Record], None]] = {
    "national-2020": anhui,
    "national-cost": anhui,
    "hubei": hubei,
    "yunnan-public": yunnan,
    "rural-revitalisation": rural,
    "department-whole": chongqing,
    "sichuan": sichuan,
}


def draw(record: Record, layout: str, path: Path) -> Path:
    """Write a record as such a form."""
    book = Workbook()
    LAYOUTS[layout](Pen(book.worksheets[0]), record)
    book.save(path)
    return path


def draw_below(records: list[tuple[Record, str]], path: Path, *, sheets: bool = False) -> Path:
    """Several forms in one workbook: below each other on one sheet, or a sheet for each."""
    book = Workbook()
    pen = Pen(book.worksheets[0])
    for index, (record, layout) in enumerate(records):
        if sheets and index:
            pen = Pen(book.create_sheet())
        LAYOUTS[layout](pen, record)
        pen.row += 2
    book.save(path)
    return path
