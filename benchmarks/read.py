"""How fast our own forms are read, beside other readers and the floor, all in one run.

`python -m benchmarks.read [FORMS]` prints milliseconds of processor time per file, files per second of one
core, the ratio to openpyxl's `data_only`, and the memory at the peak of the whole run.
"""

from __future__ import annotations

import io
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from tests.helpers.records import random_record
from xltools.check import check_form
from xltools.generate import generate_file
from xltools.grids import open_book
from xltools.read import read_file

FORMS = 300
OPENPYXL_FORMS = 60  # it takes long enough on these
ROUNDS = 3


def inflated(path: Path) -> None:
    """The floor: every part unpacked, none understood."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        for name in archive.namelist():
            archive.read(name)


def by_calamine(path: Path) -> None:
    """Values and merged areas of every sheet."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    for index in range(len(workbook.sheet_names)):
        sheet = workbook.get_sheet_by_index(index)
        sheet.to_python()
        sheet.merged_cell_ranges  # noqa: B018 - a property that reads


def by_openpyxl(path: Path) -> None:
    """Values, as most programs would read them."""
    openpyxl.load_workbook(path, data_only=True)


def checked(path: Path) -> None:
    """From the file to the checked record."""
    for form in read_file(path).forms:
        check_form(form, path.name)


STEPS: dict[str, Callable[[Path], object]] = {
    "unzip + inflate (floor)": inflated,
    "python-calamine, values and merges": by_calamine,
    "openpyxl data_only": by_openpyxl,
    "xltools: grid": open_book,
    "xltools: record": read_file,
    "xltools: checked record": checked,
}


def seconds(step: Callable[[Path], object], files: Sequence[Path]) -> float:
    """Processor time per file, the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        before = time.process_time()
        for path in files:
            step(path)
        best = min(best, time.process_time() - before)
    return best / len(files)


def main(count: int) -> None:
    """Make the forms, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number:05}.xlsx" for number in range(count)]
        for number, path in enumerate(files):
            generate_file(random_record(number), "shanghai-2022", path, "benchmark")
        taken = {
            name: seconds(step, files[:OPENPYXL_FORMS] if step is by_openpyxl else files)
            for name, step in STEPS.items()
        }
    base = taken["openpyxl data_only"]
    print(f"{count} forms, {'ms/file':>26} {'files/s':>9} {'x openpyxl':>11}")
    for name, time_ in taken.items():
        print(f"{name:36} {time_ * 1000:7.3f} {1 / time_:9.0f} {base / time_:11.1f}")
    print(f"peak memory of the run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FORMS)
