"""A clerk's desk: LibreOffice with an issued form in front, and what is typed into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.helpers.uno_engine import PERSON, Bridge

SHEET = "绩效自评表"
ISSUED = """
    表样：shanghai-2022
    年度：2022
    项目名称：城市道路养护
    主管部门：交通委
    实施单位：养护中心
    预期目标：养护 100 公里。
    项目资金 | 年初预算数 | 全年预算数 | 分值
    年度资金总额 | 100 | 100 | 10
    其中：当年财政拨款 | 100 | 100 |
    一级指标 | 二级指标 | 三级指标 | 年度指标值 | 分值
    产出指标 | 数量指标 | 养护里程 | ≥100公里 | 20
    〃 | 〃 | 检查次数 | =12次 | 10
    〃 | 质量指标 | 合格率 | =100% | 20
    效益指标 | 社会效益指标 | 通行改善 | 明显改善 | 30
    满意度指标 | 服务对象满意度指标 | 居民满意度 | ≥90% | 10
"""
REASON = "雨季停工二十天，进度推迟，部分路段的材料又没有按时到货。改进措施：提前安排工期，按月检查。" * 5
TYPED = {
    "F6": "90", "F7": "90", "F11": "养护 98 公里。",
    "F13": "98公里", "H13": "19", "I13": REASON,
    "F14": "=12次", "H14": "10", "F15": "=100%", "H15": "20",
    "F16": "明显改善，居民称便", "H16": "30", "F17": "95%", "H17": "10",
}  # fmt: skip
INSERTED = {"D14": "巡查次数", "E14": "=4次", "F14": "4次", "G14": "5", "H14": "5"}
LAST = {
    "B18": "满意度指标", "C18": "服务对象满意度指标", "D18": "投诉处理满意度",
    "E18": "≥90%", "F18": "92%", "G18": "5", "H18": "5",
}  # fmt: skip
_NO_QUESTIONS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
  <item oor:path="/org.openoffice.Office.Calc/Input">
    <prop oor:name="ReplaceCellsWarning" oor:op="fuse"><value>false</value></prop>
  </item>
</oor:items>
"""


class Desk:
    """A LibreOffice with one workbook in front."""

    def __init__(self, bridge: Bridge, path: Path) -> None:
        self.bridge, self.book = bridge, bridge("look", str(path))

    def type(self, cells: dict[str, str]) -> None:
        """Type into cells."""
        for cell, text in cells.items():
            self("type", cell, text)

    def __call__(self, order: str, *arguments: Any) -> Any:
        return self.bridge(order, self.book, *arguments)

    def seen(self, *cells: str) -> list[str]:
        """What cells show."""
        return [self("seen", cell) for cell in cells]

    def saved(self, path: Path) -> Path:
        """The file, in the format of its ending."""
        self("store", str(path))
        return path


def started(folder: Path) -> Bridge:
    """A LibreOffice that asks nothing."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_NO_QUESTIONS, "utf-8")
    return Bridge.start(folder, PERSON)
