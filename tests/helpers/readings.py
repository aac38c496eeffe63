"""Readings written short, as a person labels them: `quantity >= 95 %`, `deadline <= 2021-12`, `quality`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from xltools.rules.notation import Quantity, Reading

CASES = Path(__file__).resolve().parent.parent / "cases"


def short(reading: Reading) -> str:
    """A reading in the words of the label files."""
    if reading.kind == "deadline":
        return f"deadline {reading.comparator} {_due(reading)}".strip()
    if reading.kind != "quantity":
        return str(reading.kind)
    if reading.ratio:
        return "quantity ratio"
    if reading.parts:
        return "quantity parts " + "; ".join(f"{_number(part)}".strip() for part in reading.parts)
    return f"quantity {reading.comparator} {_number(reading)}".strip()


def _due(reading: Reading) -> str:
    return reading.due.text if reading.due else "?"


def _number(one: Reading | Quantity) -> str:
    assert one.value is not None
    high = f"~{one.high:f}" if one.high is not None else ""
    return f"{one.value:f}{high} {one.unit.text if one.unit else ''}".strip()


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a label file."""
    with (CASES / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)
