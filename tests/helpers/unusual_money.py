"""Forms that tell of their money in sentences, or in two units."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.helpers.strange_paper import Paper, box
from tests.helpers.strange_records import Record
from tests.helpers.unusual_parts import (
    AMOUNTS,
    FUND_HEADS,
    WIDE,
    Draw,
    Row,
    goals,
    head,
    indicators,
    plain,
    total,
)


def prose(write: Callable[[Record], list[Row]], *, unit: str = "万元") -> Draw:
    """The money in sentences, where the table would stand."""

    def draw(says: Record) -> list[Paper]:
        paper = Paper()
        row = says["funds"][0]
        for name in AMOUNTS:
            row[name] = Decimal("123.45") if row[name] is None else row[name]
        says["funds"] = [row]
        row["item"] = row["weight"] = row["execution_rate"] = row["score"] = None
        head(paper, says)
        for line in write(row):
            paper.line(line)
        goals(paper, says)
        indicators(paper, says)
        total(paper, says)
        return [paper]

    return draw


def _amounts(row: Record) -> tuple[str, ...]:
    return tuple(plain(row[name]) for name in AMOUNTS)


def _pairs(row: Record) -> list[Row]:
    said = zip(FUND_HEADS, _amounts(row), strict=False)
    return [[box("项目资金", 2), box("　".join(f"{name}：{amount}万元" for name, amount in said), 7)]]


def _lines(row: Record) -> list[Row]:
    said = zip(FUND_HEADS, _amounts(row), strict=False)
    return [[box("项目资金", 2), box("\n".join(f"{name}：{amount}万元" for name, amount in said), 7)]]


def _sentence(row: Record) -> list[Row]:
    first, second, third = _amounts(row)
    text = f"年初预算数{first}万元，全年预算数{second}万元，全年执行数{third}万元。"
    return [[box("项目资金", 2), box(text, 7)]]


def _alone(row: Record) -> list[Row]:
    first, second, third = _amounts(row)
    return [[box(f"项目资金：年初预算数{first}万元；全年预算数{second}万元；全年执行数{third}万元", WIDE)]]


def _cells(row: Record) -> list[Row]:
    return [
        [box(f"{name}：{amount}万元", 3) for name, amount in zip(FUND_HEADS, _amounts(row), strict=False)]
    ]


def _labels(row: Record) -> list[Row]:
    said = zip(FUND_HEADS, AMOUNTS, strict=False)
    return [[piece for name, field in said for piece in (box(f"{name}（万元）", 2), box(row[field]))]]


def _labels_down(row: Record) -> list[Row]:
    said = zip(FUND_HEADS, AMOUNTS, strict=False)
    return [[box(f"{name}（万元）", 2), box(row[field], 7)] for name, field in said]


PROSE: dict[str, Draw] = {
    "label: number": prose(_pairs),
    "label: number in lines": prose(_lines),
    "a sentence": prose(_sentence),
    "a sentence alone": prose(_alone),
    "three cells": prose(_cells),
    "labels beside numbers": prose(_labels),
    "labels above each other": prose(_labels_down),
}


def two_units(where: str) -> Draw:
    """万元 in some columns or rows, 元 in others. The record stays in 万元."""

    def draw(says: Record) -> list[Paper]:
        paper = Paper()
        head(paper, says)
        heads, rows = list(FUND_HEADS), [dict(row) for row in says["funds"]]
        if where == "columns":
            heads[:3] = ["年初预算数（万元）", "全年预算数（万元）", "全年执行数（元）"]
            for row in rows:
                row["executed"] = None if row["executed"] is None else row["executed"] * 10_000
        for place, row in enumerate(rows):
            if where == "rows":
                yuan = place > 0
                row["item"] += "（元）" if yuan else "（万元）"
                says["funds"][place]["item"] = row["item"]
                if yuan:
                    row |= {name: None if row[name] is None else row[name] * 10_000 for name in AMOUNTS}
            if where == "cells":
                row |= {
                    name: None if row[name] is None else f"{row[name] * 10_000:f}元" for name in AMOUNTS[2:]
                }
        side = "项目资金" if where in ("columns", "rows") else "项目资金（万元）"
        paper.line([box(side, 1, len(rows) + 1), box(None, 2), *map(box, heads)])
        for row in rows:
            figures = (*AMOUNTS, "weight", "execution_rate", "score")
            paper.line([box(row["item"], 2), *(box(row[name]) for name in figures)])
        goals(paper, says)
        indicators(paper, says)
        total(paper, says)
        return [paper]

    return draw


UNITS: dict[str, Draw] = {f"units by {where}": two_units(where) for where in ("columns", "rows", "cells")}
