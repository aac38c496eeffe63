"""The text of a sheet, and a form written as a table."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Protection
from openpyxl.worksheet.datavalidation import DataValidation

from tests.helpers.sheet import form_table, sheet_text


def test_a_sheet_reads_as_one_line_per_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("绩效自评表", 0)
    sheet["A1"] = "财政项目支出\n绩效自评表"
    sheet.merge_cells("A1:C1")
    sheet["A2"] = "=100%"
    sheet["A2"].data_type = "s"
    sheet["B2"] = "95"
    sheet["C2"] = 0.8552
    sheet["C2"].number_format = "0.00%"
    sheet["A3"] = "=SUM(C2:C2)"
    sheet["B3"] = " 及时 "
    sheet["B4"].protection = Protection(locked=False)
    for rule, cell in (
        (DataValidation(type="list", formula1='"产出指标,效益指标"'), "C3"),
        (DataValidation(type="decimal", operator="between", formula1="0", formula2="$G$9"), "B4"),
    ):
        rule.add(cell)
        sheet.add_data_validation(rule)
    book.save(tmp_path / "form.xlsx")

    assert sheet_text(tmp_path / "form.xlsx", "绩效自评表") == sheet_text(tmp_path / "form.xlsx")
    assert sheet_text(tmp_path / "form.xlsx") == (
        "A1:C1 | 财政项目支出⏎绩效自评表 |  | General | locked\n"
        'A2 | "=100%" |  | General | locked\n'
        'B2 | "95" |  | General | locked\n'
        "C2 | 0.8552 |  | 0.00% | locked\n"
        "A3 | =SUM(C2:C2) |  | General | locked\n"
        'B3 | " 及时 " |  | General | locked\n'
        'C3 |  | "产出指标,效益指标" | General | locked\n'
        "B4 |  | decimal between 0..$G$9 | General | open\n"
    )


def test_a_stored_result_stands_beside_its_formula(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    book.add_worksheet().write_formula("A1", "=ROUND(8.552,2)", None, 8.55)
    book.close()
    assert sheet_text(tmp_path / "a.xlsx") == "A1 | =ROUND(8.552,2) → 8.55 |  | General | locked\n"


def test_a_form_is_written_as_a_table() -> None:
    record = form_table("""
        表样：shanghai-2022
        年度：2022
        项目名称：城市道路养护
        实际完成情况：按计划完成⏎无遗留问题
        项目资金 | 年初预算数 | 全年预算数 | 全年执行数 | 分值
        年度资金总额 | 508800 | 508800.00 | 506900 | 10
        其中：当年财政拨款 | 508800 | | |
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因
        产出指标 | 数量指标 | 养护里程 | ≥100公里 | 95公里 | 50 | 48 | 雨季停工
        〃 | 质量指标 | 合格率 | =100% | =100% | 40 | 40 |
        总分：100 | 97.96
    """)
    first, second = record["indicators"]
    assert {key: value for key, value in record.items() if key not in {"funds", "indicators"}} == {
        "form": "shanghai-2022",
        "year": 2022,
        "project": "城市道路养护",
        "actual_outcome": "按计划完成\n无遗留问题",
        "total_weight": "100",
        "total_score": "97.96",
    }
    assert record["funds"] == [
        {
            "item": "年度资金总额",
            "initial_budget": "508800",
            "annual_budget": "508800.00",
            "executed": "506900",
            "weight": "10",
        },
        {
            "item": "其中：当年财政拨款",
            "initial_budget": "508800",
            "annual_budget": None,
            "executed": None,
            "weight": None,
        },
    ]
    assert first["level3"] == "养护里程"
    assert first["reason"] == "雨季停工"
    assert second == {
        "level1": "产出指标",
        "level2": "质量指标",
        "level3": "合格率",
        "target": "=100%",
        "actual": "=100%",
        "weight": "40",
        "score": "40",
        "reason": None,
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("产出指标 | 数量指标", "no column names"),
        ("一级指标 | 三级指示", "is no column"),
        ("一级指标 | 三级指标\n产出指标 | 里程 | 5", "3 cells under 2 columns"),
        ("一级指标 | 三级指标\n〃 | 里程", "no row above"),
    ],
)
def test_a_table_that_fits_nowhere_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        form_table(text)
