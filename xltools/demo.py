"""The demo: the whole season on the three real forms that come with the program."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from xltools.assets import asset, shipped_toml
from xltools.check import Checked, check_file
from xltools.collect import Collected, collect
from xltools.generate import generate_folder
from xltools.recalculate import recalculate_file

Step = Callable[[str, tuple[Path, ...]], None]
"""Told after each step: its name (blank, filled, recalculated) and the files it made."""


@dataclass(frozen=True)
class DemoForm:
    """One of the three forms at the end: its project, total and findings, read from the recalculated copy."""

    file: Path
    project: str
    total_score: Decimal | None
    checked: Checked


@dataclass(frozen=True)
class Demo:
    """What the demo made."""

    blank: tuple[Path, ...]
    filled: tuple[Path, ...]
    recalculated: tuple[Path, ...]
    forms: tuple[DemoForm, ...]
    summary: Path
    collected: Collected


def run_demo(folder: Path, step: Step = lambda _name, _files: None) -> Demo:
    """Issue, fill, recalculate, check and collect the three forms into `folder`; older results are replaced.

    Raises OutputError (Chinese) where the folder cannot be written.
    """
    plan = shipped_toml("templates", "demo", "demo.toml")
    records = list(_records())
    issued = [_without(record, plan["later"]) for record in records]
    blank = _forms(issued, plan["form"], folder / plan["blank"])
    step("blank", blank)
    filled = _forms(records, plan["form"], folder / plan["filled"])
    step("filled", filled)
    copies = tuple(folder / plan["recalculated"] / path.name for path in filled)
    for path, copy in zip(filled, copies, strict=True):
        recalculate_file(path, copy)
    step("recalculated", copies)
    forms = tuple(_result(copy) for copy in copies)
    summary = folder / plan["summary"]
    collected = collect(copies, summary)
    return Demo(blank, filled, copies, forms, summary, collected)


def _records() -> Iterator[dict[str, Any]]:
    """The three records as their units published them."""
    for path in sorted(asset("templates", "demo").glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def _forms(records: list[dict[str, Any]], form: str, folder: Path) -> tuple[Path, ...]:
    return tuple(generate_folder(records, form, folder, "demo").files)


def _without(record: Mapping[str, Any], fields: list[str]) -> dict[str, Any]:
    """The record with these fields blank; `funds.executed` is a field of every row."""
    blank = {field for field in fields if "." not in field}
    kept = {name: None if name in blank else value for name, value in record.items()}
    for rows in ("funds", "indicators"):
        gone = {field.removeprefix(f"{rows}.") for field in fields if field.startswith(f"{rows}.")}
        kept[rows] = [
            {name: None if name in gone else value for name, value in row.items()} for row in record[rows]
        ]
    return kept


def _result(path: Path) -> DemoForm:
    checked = check_file(path)
    evaluation = checked.reading.forms[0].evaluation
    return DemoForm(path, evaluation.project or path.stem, evaluation.total_score, checked)
