"""Forms with the mistakes that a recalculation mends, as files."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.helpers.records import random_record, seed_records
from xltools.generate import generate_file

SHEET = "绩效自评表"


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
        book = load_workbook(path)
        for address in dice.sample(("H6", "I6"), dice.randint(1, 2)):
            book[SHEET][address].value = dice.choice((0.5, 1, "约8分", None))
        book.save(path)
    return path
