"""How long a click takes: the start of Python, and a recalculation of a form that is open in LibreOffice.

`python -m benchmarks.ribbon [ROUNDS]` prints the least processor time of a new Python: alone, with xlwings,
until Excel is asked for the first time, until all modules of a recalculation are loaded, and until it has
computed one. Then seconds by the clock, processor time of Python and of LibreOffice, and requests for a form
of 30 indicators, at the first click (every note is new) and at later ones; with the add-in and without.
"""

from __future__ import annotations

import compileall
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from shutil import copy
from statistics import median

import xlwings

import xltools
from tests.helpers.addin_office import start_with_addin
from tests.helpers.live_forms import form_of_thirty
from tests.helpers.uno_engine import Bridge, Engine
from xltools.excel.live_excel import ExcelBook
from xltools.live import recalculate_open

ROUNDS = 5
STARTS = {
    "python": "",
    "import xlwings": "import xlwings",
    "first question to Excel": "import xltools.ribbon.press",
    "重新计算 loaded": "import xltools.ribbon.press, xltools.ribbon.recalculating",
    "重新计算 computed": """
import sys
import xltools.ribbon.press, xltools.ribbon.recalculating
from pathlib import Path
from xltools.live import recalculate_open

class Closed:
    name, path = "表.xlsx", None
    copy = lambda self: Path(sys.argv[1]).read_bytes()
    renew = lambda self, *_: 0

assert recalculate_open(Closed()).changes
""",
}


def start_up(code: str, form: Path) -> float:
    """Processor seconds of a new Python that runs this code."""
    told = subprocess.run(
        [sys.executable, "-B", "-c", f"{code}\nimport time; print(time.process_time())", str(form)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(told.stdout)


def click(bridge: Bridge, live: ExcelBook) -> tuple[float, float, float, dict[str, int]]:
    """Seconds by the clock, processor seconds of this Python and of LibreOffice, and requests to it."""
    bridge.counts.clear()
    before, worked, there = time.perf_counter(), time.process_time(), bridge.processor_time()
    recalculate_open(live)
    took, here = time.perf_counter() - before, time.process_time() - worked
    return took, here, bridge.processor_time() - there, dict(bridge.counts)


def show(name: str, seconds: float, here: float, there: float, requests: dict[str, int]) -> None:
    """Print a line of the second table."""
    kinds = ", ".join(f"{count} {kind}" for kind, count in requests.items())
    print(f"{name:<24} {seconds:.2f} s; processor: Python {here:.2f} s, LibreOffice {there:.2f} s")
    print(f"{'':<24} {sum(requests.values())} requests: {kinds}")


def clicks(engine: Engine, bridge: Bridge, form: Path, rounds: int, name: str) -> None:
    """Print the lines of a form that is recalculated for the first time, and again."""
    book = engine.app.books.open(str(form))
    live = xlwings.main.Book(impl=book)
    first = click(bridge, ExcelBook(live))
    later = [click(bridge, ExcelBook(live)) for _ in range(rounds)]
    show(f"first click, {name}", *first)
    seconds, here, there = (median(one[part] for one in later) for part in range(3))
    show(f"later, {name}", seconds, here, there, later[0][3])


def main() -> None:
    """Print both tables."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    compileall.compile_dir(Path(xltools.__file__).parent, quiet=1)  # as pip does when it installs
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        form = form_of_thirty(folder / "表.xlsx")
        for name, code in STARTS.items():
            print(f"{name:<24} {min(start_up(code, form) for _ in range(rounds)):.2f} s processor time")
        bridge, addin = start_with_addin(folder)
        try:
            engine = Engine(bridge)
            engine.activate()
            engine.app.load(addin)
            clicks(engine, bridge, form, rounds, "add-in")
            engine.app.addin = None
            clicks(engine, bridge, Path(copy(form, folder / "又.xlsx")), rounds, "without")
        finally:
            bridge.close()


if __name__ == "__main__":
    main()
