"""How long a click takes: the start of Python, and a recalculation of a form that is open in LibreOffice.

`python -m benchmarks.ribbon [ROUNDS]` prints the processor time of a new Python: alone, with xlwings, until
Excel is asked for the first time, and until all is loaded that a recalculation needs. Then seconds by the
clock and requests for a form of 30 indicators, at the first click (every note is new) and at later ones.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import xlwings

from tests.helpers.live_forms import saved
from tests.helpers.records import seed_records
from tests.helpers.uno_engine import Bridge, Engine
from xltools.excel.live_excel import ExcelBook
from xltools.live import recalculate_open

ROUNDS = 5
STARTS = {
    "python": "",
    "import xlwings": "import xlwings",
    "first question to Excel": "import xltools.ribbon.press",
    "重新计算 loaded": "import xltools.ribbon.press, xltools.ribbon.recalculating",
}


def start_up(code: str) -> float:
    """Processor seconds of a new Python that runs this code."""
    told = subprocess.run(
        [sys.executable, "-B", "-c", f"{code}\nimport time; print(time.process_time())"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(told.stdout)


def form_of_thirty(folder: Path) -> Path:
    """A published form with some of its indicators once more, every third without a score."""
    record = seed_records()[0]
    rows = record["indicators"]
    more = [{**row, "level3": f"{row['level3']}（二）", "reason": None} for row in rows[: 30 - len(rows)]]
    record["indicators"] = [
        {**row, "score": row["score"] if number % 3 else None} for number, row in enumerate([*rows, *more])
    ]
    return saved(record, folder / "表.xlsx")


def click(bridge: Bridge, live: ExcelBook) -> tuple[float, int]:
    """Seconds by the clock, and requests to the spreadsheet program."""
    bridge.counts.clear()
    before = time.perf_counter()
    recalculate_open(live)
    return time.perf_counter() - before, sum(bridge.counts.values())


def main() -> None:
    """Print both tables."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    for name, code in STARTS.items():
        print(f"{name:<24} {median(start_up(code) for _ in range(rounds)):.2f} s processor time")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bridge = Bridge.start(folder)
        try:
            engine = Engine(bridge)
            engine.activate()
            book = engine.app.books.open(str(form_of_thirty(folder)))
            live = ExcelBook(xlwings.main.Book(impl=book))
            first = click(bridge, live)
            later = [click(bridge, live) for _ in range(rounds)]
        finally:
            bridge.close()
    print(f"{'first click':<24} {first[0]:.2f} s, {first[1]} requests")
    print(f"{'later clicks':<24} {median(seconds for seconds, _ in later):.2f} s, {later[0][1]} requests")


if __name__ == "__main__":
    main()
