"""Part files: what was read stays where the workers wrote it, and is not read again."""

from __future__ import annotations

import sqlite3
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from tests.helpers.inbox import put_forms, put_oddities
from tests.helpers.many import put_many
from xltools.collect import Options, collect
from xltools.collect import run as run_module
from xltools.collect.submission import Entry, Submission
from xltools.collect.take.file import take
from xltools.summary import summary_definition

FUND = {"item": "年度资金总额", "initial_budget": "0.12345678905", "annual_budget": "1", "executed": "1"}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    put_many(folder, 160)
    put_oddities(folder)
    put_forms(folder, ["=1+1.xlsx"], project="=1+1", funds=[FUND])
    with zipfile.ZipFile(folder / "包.zip", "w") as package:
        package.write(folder / "=1+1.xlsx", "里面/丁.xlsx")
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read."""
    names: list[str] = []

    def noted(entry: Entry, **rest: Any) -> Submission:
        if entry.outcome is None:
            names.append(entry.name)
        return take(entry, **rest)

    monkeypatch.setattr(run_module, "take", noted)
    return names


def through_parts(inbox: Path, tmp_path: Path, jobs: int = 1, **options: Any) -> bytes:
    output = tmp_path / "分批.xlsx"
    collect([inbox], output, jobs=jobs, options=Options(parts=str(tmp_path / "分批"), **options))
    return output.read_bytes()


def test_parts_give_the_same_summary_and_are_named_by_content(inbox: Path, tmp_path: Path) -> None:
    collect([inbox], tmp_path / "汇总.xlsx")
    assert through_parts(inbox, tmp_path, jobs=2) == (tmp_path / "汇总.xlsx").read_bytes()
    first = {path.name: path.read_bytes() for path in (tmp_path / "分批").iterdir()}
    assert len(first) > 1
    assert all(len(Path(name).stem) == 64 for name in first)
    through_parts(inbox, tmp_path, fresh=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "分批").iterdir()} == first


def test_a_run_that_was_broken_off_goes_on_with_its_parts(
    inbox: Path, tmp_path: Path, read: list[str]
) -> None:
    whole = through_parts(inbox, tmp_path)
    every = len(read)
    read.clear()
    assert through_parts(inbox, tmp_path) == whole
    assert read == ["空.xlsx"]  # what could not be read is tried again
    gone = sorted((tmp_path / "分批").iterdir())[0]
    kept = gone.read_bytes()
    gone.unlink()
    read.clear()
    assert through_parts(inbox, tmp_path) == whole
    assert 1 < len(read) < every
    gone.write_bytes(kept[: len(kept) // 2])  # damaged: read again, and made whole
    assert through_parts(inbox, tmp_path) == whole
    assert gone.read_bytes() == kept


def test_a_new_file_changes_one_part(inbox: Path, tmp_path: Path, read: list[str]) -> None:
    through_parts(inbox, tmp_path)
    before = {path.name for path in (tmp_path / "分批").iterdir()}
    put_forms(inbox, ["00组/00000a.xlsx"], project="新的项目")
    read.clear()
    through_parts(inbox, tmp_path)
    assert "00组/00000a.xlsx" in read
    new = {path.name for path in (tmp_path / "分批").iterdir()} - before
    assert 1 <= len(new) <= 2  # the part it falls into, and what that hands on where it has the most


def test_parquet_and_sqlite_hold_the_same(inbox: Path, tmp_path: Path) -> None:
    folder, base = tmp_path / "表", tmp_path / "表.sqlite"
    collect([inbox], tmp_path / "汇总.xlsx", options=Options(sqlite=base, parquet=folder))
    definition = summary_definition()
    with sqlite3.connect(base) as database:
        for name, sheet in definition.sheets.items():
            table = parquet.read_table(folder / f"{name}.parquet")
            assert table.column_names == [column.field for column in sheet.columns]
            ours = [tuple(row.values()) for row in table.to_pylist()]
            theirs = database.execute(f'SELECT * FROM "{name}"').fetchall()
            assert [tuple(map(plain, row)) for row in ours] == [tuple(map(plain, row)) for row in theirs]
        described = database.execute("SELECT name, field, label FROM columns").fetchall()
    database.close()
    explained = parquet.read_table(folder / "columns.parquet").to_pylist()
    assert [(row["name"], row["field"], row["label"]) for row in explained] == described
    forms = parquet.read_table(folder / "forms.parquet").to_pylist()
    odd = next(row for row in forms if row["project"] == "=1+1")  # to the letter: nothing runs it
    assert odd["initial_budget"] == Decimal("0.1234567891")  # ten places, half up
    again = tmp_path / "再次"
    collect([inbox], tmp_path / "汇总.xlsx", options=Options(parquet=again))
    assert all((again / path.name).read_bytes() == path.read_bytes() for path in folder.iterdir())


def plain(value: Any) -> Any:
    return round(float(value), 9) if isinstance(value, Decimal | int | float) else value
