"""Forms in which two texts of an indicator share a column: target and actual value, or name and target."""

from __future__ import annotations

from collections.abc import Callable

from tests.helpers.strange_paper import Paper
from tests.helpers.strange_records import Record
from tests.helpers.unusual_parts import STANDARD, Columns, Draw, form

Write = Callable[[str, str], str]


def _shown(heading: str, write: Write, first: str, second: str) -> Columns:
    found: Columns = {}
    for label, name in STANDARD.items():
        if name == first:
            found[heading] = lambda row: write(row[first], row[second])
        elif name != second:
            found[label] = name
    return found


def achieved(heading: str, write: Write) -> Draw:
    """Target and actual value in one column."""

    def draw(says: Record) -> list[Paper]:
        for row in says["indicators"]:
            row["target"], row["actual"] = row["target"] or "及时", row["actual"] or "基本及时"
        return form(_shown(heading, write, "target", "actual"))(says)

    return draw


def aimed(heading: str, write: Write) -> Draw:
    """Name and target in one column."""

    def draw(says: Record) -> list[Paper]:
        for row in says["indicators"]:
            row["level3"] = row["level3"] or "培训人数"
            row["target"] = "≥100人" if (row["target"] or "及")[0] not in "≥≧=＝>" else row["target"]
        return form(_shown(heading, write, "level3", "target"))(says)

    return draw


TEXTS: dict[str, Draw] = {
    "≥95% / 97%": achieved("年度指标值/实际完成值", lambda target, actual: f"{target} / {actual}"),
    "≥95%/97%": achieved("指标值/完成值", lambda target, actual: f"{target}/{actual}"),
    "97%/≥95%": achieved("实际完成值/年度指标值", lambda target, actual: f"{actual}/{target}"),
    "≥95% over 97%": achieved("年度指标值\n实际完成值", lambda target, actual: f"{target}\n{actual}"),
    "≥95%（97%）": achieved("指标值（完成值）", lambda target, actual: f"{target}（{actual}）"),
    "≥95%、97%": achieved("年度指标值、实际完成值", lambda target, actual: f"{target}、{actual}"),
    "≥95%→97%": achieved("指标值与完成值", lambda target, actual: f"{target}→{actual}"),
    "目标：完成：": achieved("指标完成情况", lambda target, actual: f"目标：{target} 完成：{actual}"),
    "目标值：over 完成值：": achieved(
        "指标值及完成情况", lambda target, actual: f"目标值：{target}\n实际完成值：{actual}"
    ),
    "≥95%，实际97%": achieved("年度指标值", lambda target, actual: f"{target}，实际{actual}"),
    "人数≥100人": aimed("三级指标", lambda name, target: f"{name}{target}"),
    "人数（≥100人）": aimed("三级指标及指标值", lambda name, target: f"{name}（{target}）"),
    "人数：≥100人": aimed("指标名称（目标值）", lambda name, target: f"{name}：{target}"),
    "人数 over ≥100人": aimed("三级指标/年度指标值", lambda name, target: f"{name}\n{target}"),
}
