"""Thousands of real forms in little time: a few are made, the others are these with names of their own.

`put_many` makes forms as others make them: a tenth of the bytes of our own, which `put_own` makes, with
their guide and lists.
"""

from __future__ import annotations

import random
import tempfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from tests.helpers.compare import evaluation_of
from tests.helpers.foreign import Habits, foreign_form
from tests.helpers.rosters import project_record
from xltools.generate import generate_file
from xltools.rules.record import evaluation_to_json

_NAME = "第0号示范项目"
KINDS = 20


def filled_record(seed: int, *, most: int = 25) -> dict[str, Any]:
    """A project as it is handed in: every indicator with its result and score, some below their weight."""
    record, dice = project_record(seed), random.Random(-seed - 1)
    fund = record["funds"][0]
    fund["executed"] = f"{float(fund['annual_budget']) * dice.randint(60, 100) / 100:.2f}"
    rows = record["indicators"] = record["indicators"][:most]
    for row in rows:
        row["actual"], row["score"] = row["target"], row.get("weight")
        if row["score"] and dice.random() < 0.15:
            row["score"] = str(float(row["score"]) - 0.5)
            row["reason"] = f"因第{dice.randint(1, 31)}批设备到货延迟，部分工作顺延至下一年度。"
    return record


def put_many(folder: Path, count: int, *, most: int = 4) -> list[Path]:
    """So many forms of different projects, in folders of 500."""
    return _put(folder, count, [_kind(seed, most, _foreign) for seed in range(KINDS)], zipfile.ZIP_STORED)


def put_own(folder: Path, count: int, *, most: int = 25) -> list[Path]:
    """The same as the issuer makes them."""
    return _put(folder, count, [_kind(seed, most, _own) for seed in range(KINDS)], zipfile.ZIP_DEFLATED)


Kind = list[tuple[str, bytes]]
"""The parts of one form."""


def _put(folder: Path, count: int, kinds: list[Kind], compression: int) -> list[Path]:
    paths = [folder / f"{number // 500:02}组" / f"{number:05}.xlsx" for number in range(count)]
    for parent in {path.parent for path in paths}:
        parent.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(paths):
        path.write_bytes(_package(kinds[number % KINDS], f"第{number + 1}号示范项目", compression))
    return paths


def _kind(seed: int, most: int, make: Callable[[dict[str, Any], Path], None]) -> Kind:
    record = {**filled_record(seed, most=most), "project": _NAME}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "一.xlsx"
        make(record, path)
        made = path.read_bytes()
    with zipfile.ZipFile(BytesIO(made)) as package:
        return [(info.filename, package.read(info)) for info in package.infolist()]


def _foreign(record: dict[str, Any], path: Path) -> None:
    foreign_form(evaluation_to_json(evaluation_of({**record, "form": "shanghai-2022"})), path, Habits())


def _own(record: dict[str, Any], path: Path) -> None:
    generate_file(record, "shanghai-2022", path, "测试记录")


def _package(parts: Kind, name: str, compression: int) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for part, data in parts:
            info = zipfile.ZipInfo(part)  # with the time that every package has
            package.writestr(info, _renamed(data, name), compression)
    return stream.getvalue()


def _renamed(data: bytes, name: str) -> bytes:
    """A part with another name of the project, however its writer encodes Chinese."""
    for old, new in ((_NAME.encode(), name.encode()), (_references(_NAME), _references(name))):
        data = data.replace(old, new)
    return data


def _references(text: str) -> bytes:
    return text.encode("ascii", "xmlcharrefreplace")
