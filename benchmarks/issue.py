"""Issuing a roster: forms a second, ratio to plain openpyxl in the same run, and peak memory.

    python -m benchmarks.issue                 1,000 forms, and a roster of 2,000 for the memory
    python -m benchmarks.issue 1000 10000

Each project has 15 to 25 indicators in groups of chance, so hardly two layouts are alike. The seconds are
processor time of one process; the plain forms run between ours, so that a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.plain import plain_form
from benchmarks.read import peak
from tests.helpers.rosters import project_record, roster_of
from xltools.generate import form_bytes, intake
from xltools.issue import issue, open_roster, records_source
from xltools.library import official_form
from xltools.rules.layout.issued_record import issued_rows
from xltools.rules.layout.placing import lay_out
from xltools.text import render

FORM = "shanghai-2022"
ROUNDS = 10


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("forms", nargs="?", type=int, default=1_000)
    parser.add_argument("memory", nargs="?", type=int, default=2_000)
    parser.add_argument("--memory-of", type=Path, help=argparse.SUPPRESS)  # the child that is measured
    given = parser.parse_args(arguments)
    if given.memory_of is not None:
        print(_peak(given.memory_of))
        return
    rate, plain = _rates([project_record(seed) for seed in range(given.forms)])
    print(f"forms made (in memory)     {rate:8.0f} a second of one core")
    print(f"plain openpyxl, same run   {plain:8.1f} a second of one core")
    print(f"ratio                      {rate / plain:8.1f}")
    print(f"records into a folder      {_issued(given.forms):8.0f} a second of one core")
    print(f"the command, .xlsx roster  {_commanded(given.forms):8.0f} a second of one core")
    for count in (given.memory // 10, given.memory):
        print(f"peak memory, {count:6,} forms {_measured(count):8.0f} MB")


def _rates(records: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """Forms a second from records, ours and plain, in rounds that take turns."""
    ours = plain = 0.0
    made = 0
    form = official_form(FORM)
    for round_number in range(ROUNDS):
        part = records[round_number::ROUNDS]
        start = time.process_time()
        for record in part:
            form_bytes(*intake(record, FORM, "benchmark")[:2])
        ours += time.process_time() - start
        sample = [intake(record, FORM, "benchmark")[1] for record in part[:2]]
        start = time.process_time()
        for evaluation in sample:
            layout = lay_out(form.definition, evaluation, form.pack, form.styles, render)
            plain_form(layout, form, {"form": FORM, **issued_rows(evaluation)})
        plain += time.process_time() - start
        made += len(sample)
    return len(records) / ours, made / plain


def _issued(count: int) -> float:
    """Forms a second onto the disk, register and all."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        issue(records_source(_records(count), "benchmark"), Path(folder), FORM)
        return count / (time.process_time() - start)


def _commanded(count: int) -> float:
    """Forms a second of the whole command from a workbook with a row for each indicator, start-up and all."""
    with tempfile.TemporaryDirectory() as folder:
        roster = roster_of(Path(folder) / "roster.xlsx", _records(count))
        command = [
            sys.executable,
            "-m",
            "xltools",
            "new",
            "--form",
            FORM,
            "--roster",
            str(roster),
            "-o",
            folder,
        ]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return count / (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _measured(count: int) -> float:
    """Peak memory of issuing so many forms, in a process of its own; who makes the roster needs more."""
    with tempfile.TemporaryDirectory() as folder:
        roster = roster_of(Path(folder) / "roster.xlsx", _records(count))
        command = [sys.executable, "-m", "benchmarks.issue", "--memory-of", str(roster)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _peak(roster: Path) -> float:
    with tempfile.TemporaryDirectory() as folder:
        issue(open_roster(roster), Path(folder), FORM)
    return peak()


def _records(count: int) -> Iterator[dict[str, Any]]:
    return (project_record(seed) for seed in range(count))


if __name__ == "__main__":
    main()
