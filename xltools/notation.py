"""What `xltools notation` prints: how targets and actuals are read, as JSON-ready lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xltools.errors import UsageError
from xltools.rules.notation import Comparison, Quantity, Reading, compare, read_notation

_RATIO_PLACES = Decimal("0.000001")
TARGET, ACTUAL = "target", "actual"
INDICATOR = ("level3", "indicator", "三级指标")


def describe_texts(texts: Iterable[str]) -> list[dict[str, Any]]:
    """One item for each text: `text, kind, comparator, value, unit, reason` and what more is known."""
    return [describe(read_notation(text)) for text in texts]


def describe_pair(target: str, actual: str, indicator: str = "") -> dict[str, Any]:
    """The reading of the target, with that of the actual under `actual`, `comparison` and `ratio`.

    `reason` tells why the two are not compared, or why one of them is not read.
    """
    goal, done = read_notation(target), read_notation(actual)
    result = compare(goal, done, indicator=indicator)
    item = describe(goal)
    item.update(
        actual=describe(done),
        comparison=str(result.outcome),
        ratio=_ratio(result),
        reason=result.reason or goal.reason or done.reason,
    )
    return item


def describe_rows(rows: Iterable[Mapping[str, str | None]]) -> list[dict[str, Any]]:
    """One item for each row of a table with the columns target and actual; other columns are passed over.

    The indicator's name (level3), where the table has it, only holds verdicts back: below a bare target of a
    控制率 is a judgement, not a miss. Raises UsageError where a column is missing.
    """
    items = []
    for row in rows:
        if TARGET not in row or ACTUAL not in row:
            raise UsageError("表格里没有 target 和 actual 两列：请在第一行写上这两个列名")
        name = next((row[column] for column in INDICATOR if row.get(column)), None)
        items.append(describe_pair(row[TARGET] or "", row[ACTUAL] or "", name or ""))
    return items


def describe(reading: Reading) -> dict[str, Any]:
    """A reading as JSON: Decimals as strings, what is not there as null."""
    item: dict[str, Any] = {
        "text": reading.text,
        "kind": str(reading.kind),
        "comparator": str(reading.comparator),
        "value": _decimal(reading.value),
        "unit": reading.unit.text if reading.unit else None,
        "reason": reading.reason,
    }
    if reading.high is not None:
        item["high"] = _decimal(reading.high)
    if reading.due is not None:
        item["date"] = reading.due.text
    if reading.direction:
        item["direction"] = reading.direction
    if reading.qualifier:
        item["qualifier"] = reading.qualifier
    if reading.parts:
        item["parts"] = [_part(part) for part in reading.parts]
    if reading.span is not None:
        item["span"] = list(reading.span)
    return item


def _part(part: Quantity) -> dict[str, Any]:
    unit = part.unit.text if part.unit else None
    return {"comparator": str(part.comparator), "value": _decimal(part.value), "unit": unit}


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _ratio(result: Comparison) -> str | None:
    """Actual ÷ target to six places, without trailing zeros."""
    if result.ratio is None:
        return None
    return f"{result.ratio.quantize(_RATIO_PLACES, ROUND_HALF_UP).normalize():f}"
