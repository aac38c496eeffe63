"""Forms with the mistakes that a recalculation mends, as files."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook

from tests.helpers.records import random_record, seed_records
from xltools.generate import generate_file

SHEET = "绩效自评表"
_FORM = "xl/worksheets/sheet1.xml"


def saved(record: dict[str, Any], path: Path) -> Path:
    """A record as our form."""
    generate_file(record, "shanghai-2022", path, "测试")
    return path


def seed_with_blanks(index: int, blanks: tuple[int, ...] = (0, 3, 10, 12)) -> dict[str, Any]:
    """A published form with the scores of some indicators left blank."""
    record = seed_records()[index]
    for number in blanks:
        if number < len(record["indicators"]):
            record["indicators"][number]["score"] = None
    return record


def form_of_thirty(path: Path) -> Path:
    """A published form with some of its indicators once more, every third without a score."""
    record = seed_records()[0]
    rows = record["indicators"]
    more = [{**row, "level3": f"{row['level3']}（二）", "reason": None} for row in rows[: 30 - len(rows)]]
    record["indicators"] = [
        {**row, "score": row["score"] if number % 3 else None} for number, row in enumerate([*rows, *more])
    ]
    return saved(record, path)


def random_form(seed: int, path: Path) -> Path:
    """A random form: every third score blank, and computed cells typed over now and then."""
    dice = random.Random(seed)
    record = random_record(seed, most=12)
    for row in record["indicators"]:
        if dice.random() < 0.35:
            row["score"] = None
    saved(record, path)
    if dice.random() < 0.25:
        typed = {
            address: dice.choice((0.5, 1, "约8分", None))
            for address in dice.sample(("H6", "I6"), dice.randint(1, 2))
        }
        if dice.random() < 0.25:
            _by_openpyxl(path, typed)  # forgets all results
        else:
            _typed_over(path, typed)
    return path


def _by_openpyxl(path: Path, typed: Mapping[str, float | str | None]) -> None:
    book = load_workbook(path)
    for address, content in typed.items():
        book[SHEET][address].value = content
    book.save(path)


def _typed_over(path: Path, typed: Mapping[str, float | str | None]) -> None:
    """The same, all else of the file being as it was: much quicker."""
    with ZipFile(path) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, _with(data.decode(), typed).encode() if name == _FORM else data)


def _with(xml: str, typed: Mapping[str, float | str | None]) -> str:
    for address, content in typed.items():
        inside = {str: f"<is><t>{content}</t></is>", type(None): ""}.get(type(content), f"<v>{content}</v>")
        kind = ' t="inlineStr"' if isinstance(content, str) else ""
        cell = rf'<c r="{address}"( s="\d+")?[^>]*>.*?</c>'
        xml, count = re.subn(cell, rf'<c r="{address}"\1{kind}>{inside}</c>', xml)
        assert count == 1
    return xml
