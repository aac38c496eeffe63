"""How fast forms are read and checked, beside other readers and the floor, all in one run.

`python -m benchmarks.read [FORMS]` makes so many forms of each kind: ours as offices hand them in, ours with
every field at random (a third of the cells wrong), and those of other places, made by hand. Each reader
reads each file once, in a process of its own, as a collection does; the first part of the files warms it up.
That is done in rounds, all readers in turn, and of each file the best round counts: where a machine is now
fast and now slow, it is so to all of them.
Printed are milliseconds of processor time per file, files per second of one core, the ratio to openpyxl's
`data_only` on the same files, and the peak of memory after half of the files and after all of them.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

FORMS = 300
SLOW_FORMS = 40  # after the warm-up: openpyxl takes long enough on these
WARM_UP = 5  # one file in so many
ROUNDS = 3


def inflated(path: Path) -> None:
    """The floor: every part unpacked, none understood."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        for name in archive.namelist():
            archive.read(name)


def by_calamine(path: Path) -> None:
    """Values and merged areas of every sheet."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - each in a process of its own

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    for index in range(len(workbook.sheet_names)):
        sheet = workbook.get_sheet_by_index(index)
        sheet.to_python()
        sheet.merged_cell_ranges  # noqa: B018 - a property that reads


def by_openpyxl(path: Path) -> None:
    """Values, as most programs would read them."""
    import openpyxl  # noqa: PLC0415

    openpyxl.load_workbook(path, data_only=True)


def by_openpyxl_only(path: Path) -> None:
    """The values of every row in its read-only mode."""
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()


def gridded(path: Path) -> None:
    """Every sheet as a grid: values, formulas, errors, formats, merges; and the names."""
    from xltools.grids import open_book  # noqa: PLC0415

    open_book(path)


def recorded(path: Path) -> None:
    """From the file to the record."""
    from xltools.read import read_file  # noqa: PLC0415

    assert read_file(path).forms


def checked(path: Path) -> None:
    """From the file to the checked record."""
    from xltools.check import check_form  # noqa: PLC0415
    from xltools.read import read_file  # noqa: PLC0415

    for form in read_file(path).forms:
        check_form(form, path.name)


BASE = "openpyxl data_only"
STEPS: dict[str, Callable[[Path], object]] = {
    "unzip + inflate (floor)": inflated,
    "python-calamine, values and merges": by_calamine,
    "openpyxl read-only": by_openpyxl_only,
    BASE: by_openpyxl,
    "xltools: grid of every sheet": gridded,
    "xltools: record": recorded,
    "xltools: checked record": checked,
}
_SLOW = (by_openpyxl, by_openpyxl_only)


def make_own(folder: Path, count: int) -> None:
    """Our forms, filled as they are handed in."""
    from tests.helpers.many import filled_record  # noqa: PLC0415
    from xltools.generate import generate_file  # noqa: PLC0415

    for number in range(count):
        generate_file(filled_record(number), "shanghai-2022", folder / f"{number:05}.xlsx", "benchmark")


def make_random(folder: Path, count: int) -> None:
    """Our forms with anything in any cell."""
    from tests.helpers.records import random_record  # noqa: PLC0415
    from xltools.generate import generate_file  # noqa: PLC0415

    for number in range(count):
        generate_file(random_record(number), "shanghai-2022", folder / f"{number:05}.xlsx", "benchmark")


def make_foreign(folder: Path, count: int) -> None:
    """The official layouts of other places, and ours retyped with other habits, in turn."""
    from tests.helpers.foreign import Habits, foreign_form  # noqa: PLC0415
    from tests.helpers.foreign_layouts import LAYOUTS, draw  # noqa: PLC0415

    habits = (Habits(), Habits(top=4, left=3), Habits(colon="：", spaced=True), Habits(repeated=True))
    for number, kind in enumerate(islice(cycle((*LAYOUTS, *habits)), count)):
        path = folder / f"{number:05}.xlsx"
        if isinstance(kind, str):
            draw(computed_record(number, kind), kind, path)
        else:
            foreign_form(computed_record(number, "shanghai-2022"), path, kind)


def computed_record(seed: int, form_id: str) -> dict[str, Any]:
    """A record with the figures that its paper shows."""
    from tests.helpers.compare import evaluation_of  # noqa: PLC0415
    from tests.helpers.many import filled_record  # noqa: PLC0415
    from xltools.library import official_form  # noqa: PLC0415
    from xltools.rules.record import evaluation_to_json  # noqa: PLC0415
    from xltools.rules.scoring.computed import compute, with_computed  # noqa: PLC0415

    form, evaluation = official_form(form_id), evaluation_of({**filled_record(seed), "form": form_id})
    return evaluation_to_json(with_computed(evaluation, compute(evaluation, form.definition, form.pack)))


KINDS: dict[str, Callable[[Path, int], None]] = {
    "our forms, as handed in": make_own,
    "our forms, filled at random": make_random,
    "forms of other places": make_foreign,
}


def peak() -> int:
    """The most memory that this process has had, in MB."""
    status = Path("/proc/self/status").read_text("ascii")  # what getrusage says began with another program
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


@dataclass(frozen=True)
class Run:
    """Seconds of the processor for each file after the warm-up, and the peaks of memory in MB."""

    seconds: list[float]
    halfway: int
    end: int

    def best(self, other: Run) -> Run:
        """The better time of each file, and the higher peaks."""
        seconds = list(map(min, self.seconds, other.seconds))
        return Run(seconds, max(self.halfway, other.halfway), max(self.end, other.end))

    def faster_than(self, other: Run) -> float:
        """How many times, on the files that both have read."""
        common = min(len(self.seconds), len(other.seconds))
        return sum(other.seconds[:common]) / sum(self.seconds[:common])


def take(step: Callable[[Path], object], files: Sequence[Path], warm: int) -> Run:
    """Read the files once, the first of them to warm up."""
    seconds, halfway = [], 0
    for number, path in enumerate(files):
        if number == len(files) // 2:
            halfway = peak()
        began = time.process_time()
        step(path)
        seconds.append(time.process_time() - began)
    return Run(seconds[warm:], halfway, peak())


def in_own_process(name: str, folder: Path) -> Run:
    """A step in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.read", "--step", name, str(folder)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    return Run(**json.loads(run.stdout))


def in_rounds(folder: Path) -> dict[str, Run]:
    """Every step, the best of some rounds."""
    best: dict[str, Run] = {}
    for _ in range(ROUNDS):
        for name in STEPS:
            run = in_own_process(name, folder)
            best[name] = best[name].best(run) if name in best else run
    return best


def main(count: int) -> None:
    """Make the forms, measure, print."""
    for kind, make in KINDS.items():
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), count)
            runs = in_rounds(Path(folder))
        print(f"{count} {kind:37} {'ms/file':>8} {'files/s':>8} {'x openpyxl':>11} {'peak MB':>10}")
        for name, run in runs.items():
            seconds, ratio = sum(run.seconds) / len(run.seconds), run.faster_than(runs[BASE])
            speed = f"{seconds * 1000:8.3f} {1 / seconds:8.0f} {ratio:11.1f}"
            print(f"  {name:39} {speed} {run.halfway:5} {run.end:4}")


def one_step(name: str, folder: Path) -> None:
    """What `in_own_process` starts."""
    files = sorted(folder.glob("*.xlsx"))
    step, warm = STEPS[name], len(files) // WARM_UP
    run = take(step, files[: warm + SLOW_FORMS] if step in _SLOW else files, warm)
    print(json.dumps(asdict(run)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        one_step(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else FORMS)
