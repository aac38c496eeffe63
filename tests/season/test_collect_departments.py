"""The money of each department in 概况, re-added from the records."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from tests.helpers.records import seed_records
from xltools.collect import collect
from xltools.generate import generate_folder


def test_the_money_of_each_department_is_added_up(tmp_path: Path) -> None:
    first, second, third = seed_records()
    records = [first, second, third | {"department": "另一主管部门"}]
    generate_folder(records, "shanghai-2022", tmp_path / "报送", "测试")
    collect([tmp_path / "报送"], tmp_path / "汇总.xlsx")
    sheet = load_workbook(tmp_path / "汇总.xlsx")["概况"]
    rows = [[cell.value for cell in row[:4]] for row in sheet.iter_rows()]
    start = rows.index(["主管部门", "份数", "全年预算数（元）", "全年执行数（元）"])
    added = {
        str(name): (count, Decimal(str(budget)), Decimal(str(spent)))
        for name, count, budget, spent in rows[start + 1 : start + 3]
    }
    assert added == {
        "上海市交通委员会": (
            2,
            Decimal("5725327") + Decimal("45822"),
            Decimal("4896155.12") + Decimal("45822"),
        ),
        "另一主管部门": (1, Decimal("508800"), Decimal("506900")),
    }
