"""Times the writing of a large summary against openpyxl and its peers, in one run.

`python benchmarks/summary.py [FORMS]` makes the sheets of 10,000 forms with 20 indicators each: 汇总 with a
row per form, 指标明细 with a row per indicator. Each writer runs in a process of its own, so that peaks of
memory are its own. Prints seconds of the processor, peak memory, and the ratio to plain openpyxl. openpyxl,
its write-only mode, XlsxWriter and rustpy-xlsxwriter (where installed) write bare values without styles,
links, heights, totals, charts or proof: less than the summary does.
"""

from __future__ import annotations

import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from xltools.refs import CellRange
from xltools.summary import Link, Overview, Row, Value, summary_definition, write_summary

INDICATORS = 20
_LINK_STYLES = ("link", "cell")
_NUMBER_STYLES = ("count", "money", "points", "weight", "percent", "year")
_AREA = CellRange.parse("D23:I23")


@lru_cache(maxsize=1)
def path_of(folder: Path, form: int) -> Path:
    """The file of a form: one path for all its rows, as in a collection."""
    return folder / f"收件/单位{form % 700}_项目{form}.xlsx"


Maker = Callable[[int, int], Value]
"""Makes the value of a cell from the numbers of its form and its row."""

_ROWS: dict[str, Maker] = {
    "reason": lambda _form, row: (
        None if row % 5 else f"因第{row % 31}批设备到货延迟，部分工作顺延至下一年度，已督促加快进度。"
    ),
    "level1": lambda _form, row: f"{('产出', '效益', '满意度')[row % 3]}指标",
    "level2": lambda _form, row: f"{('数量', '质量', '时效', '成本')[row % 4]}指标",
    "level3": lambda form, row: f"第{form}个项目的第{row % INDICATORS}项工作完成情况",
    "target": lambda _form, row: f"≥{row % 100}%",
    "actual": lambda _form, row: f"≥{row % 100}%",
}
_NUMBERS = [Decimal(number) + Decimal("0.5") for number in range(90)]


def maker(field: str, style: str, folder: Path) -> Maker:
    """What a column looks like in a real collection: heads repeat, targets are short, reasons rare.

    Made once for a column: each writer pays for the rows, and the less they take, the clearer the ratio.
    """
    area = _AREA.a1
    if style == "cell":
        return lambda form, _row: Link(area, path_of(folder, form), "绩效自评表", _AREA)
    if style in _LINK_STYLES:
        return lambda form, _row: Link(path_of(folder, form).name, path_of(folder, form), "绩效自评表", _AREA)
    if style in _NUMBER_STYLES:
        return lambda _form, row: _NUMBERS[row % 90]
    return _ROWS.get(field, lambda form, _row: f"{field}{form}的名称")


def rows(sheet_id: str, forms: int, folder: Path) -> Iterator[Row]:
    """The rows of a sheet; the sheets that are not measured are empty."""
    each = {"forms": 1, "indicators": INDICATORS}.get(sheet_id, 0)
    columns = summary_definition().sheets[sheet_id].columns
    makers = [(column.field, maker(column.field, column.style, folder)) for column in columns]
    for number in range(forms * each):
        form = number // each
        yield {field: make(form, number) for field, make in makers}


def plain(row: Row) -> dict[str, str | float | None]:
    """The values alone."""
    return {
        field: one.text if isinstance(one, Link) else float(one) if isinstance(one, Decimal) else one
        for field, one in row.items()
    }


def sheets(forms: int, folder: Path) -> Iterator[tuple[str, Iterator[dict[str, str | float | None]]]]:
    """The two long sheets as plain values."""
    for sheet_id in ("forms", "indicators"):
        yield sheet_id, map(plain, rows(sheet_id, forms, folder))


def write_ours(path: Path, forms: int) -> None:
    """The summary: styles, links, heights, totals, charts, and the proof at the end."""
    definition = summary_definition()
    assert definition.overview is not None
    counts: dict[str, int | Decimal | None] = {count.key: 0 for count in definition.overview.counts}
    boards = {name: [("优", forms)] if name == "grades" else [] for name in definition.overview.boards}
    overview = Overview(counts, boards)
    made = ((sheet_id, row) for sheet_id in definition.sheets for row in rows(sheet_id, forms, path.parent))
    write_summary(path, definition, made, path.parent, overview)


def write_openpyxl(path: Path, forms: int, write_only: bool = False) -> None:
    """Plain openpyxl, as most scripts use it."""
    import openpyxl  # noqa: PLC0415 - each in a process of its own

    book = openpyxl.Workbook(write_only=write_only)
    for name, lines in sheets(forms, path.parent):
        page = book.create_sheet(name)
        for line in lines:
            page.append(list(line.values()))
    book.save(path)


def write_openpyxl_only(path: Path, forms: int) -> None:
    """The same in its write-only mode."""
    write_openpyxl(path, forms, write_only=True)


def write_xlsxwriter(path: Path, forms: int) -> None:
    """XlsxWriter in constant memory."""
    import xlsxwriter  # noqa: PLC0415 - each in a process of its own

    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        for name, lines in sheets(forms, path.parent):
            page = book.add_worksheet(name)
            for row, line in enumerate(lines):
                for column, one in enumerate(line.values()):
                    if one is not None:
                        page.write(row, column, one)


def write_rust(path: Path, forms: int) -> None:
    """rustpy-xlsxwriter."""
    from rustpy_xlsxwriter import FastExcel  # noqa: PLC0415 - each in a process of its own

    book = FastExcel(str(path))
    for name, lines in sheets(forms, path.parent):
        book.sheet(name, lines)
    book.save()


def write_nothing(path: Path, forms: int) -> None:
    """Only makes the rows: the floor, which every writer pays."""
    for _name, lines in sheets(forms, path.parent):
        for _line in lines:
            pass


WRITERS: dict[str, Callable[[Path, int], None]] = {
    "openpyxl": write_openpyxl,
    "openpyxl write-only": write_openpyxl_only,
    "XlsxWriter constant memory": write_xlsxwriter,
    "rustpy-xlsxwriter": write_rust,
    "rows alone": write_nothing,
    "xltools summary": write_ours,
}


def measure(name: str, forms: int) -> None:
    """Run one writer here and print what it took, as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "summary.xlsx"
        started, wall = time.process_time(), time.perf_counter()
        WRITERS[name](path, forms)
        taken = time.process_time() - started, time.perf_counter() - wall
        size = path.stat().st_size if path.exists() else 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(json.dumps({"seconds": taken[0], "wall": taken[1], "megabytes": peak, "size": size / 1e6}))


def main(forms: int) -> None:
    """Measure every writer, each in its own process."""
    print(f"{forms:,} forms, {forms * INDICATORS:,} indicator rows")
    print(f"{'':28}{'cpu s':>8}{'wall s':>8}{'peak MB':>9}{'file MB':>9}{'of openpyxl':>13}")
    first = None
    for name in WRITERS:
        if name.startswith("rustpy") and importlib.util.find_spec("rustpy_xlsxwriter") is None:
            print(f"{name:28}  not installed")
            continue
        ran = subprocess.run(
            [sys.executable, __file__, str(forms), name], capture_output=True, text=True, check=True
        )
        told = json.loads(ran.stdout)
        first = first or told["seconds"]
        print(
            f"{name:28}{told['seconds']:8.1f}{told['wall']:8.1f}{told['megabytes']:9.0f}"
            f"{told['size']:9.1f}{told['seconds'] / first:12.2f}x"
        )


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    if len(sys.argv) > 2:
        measure(sys.argv[2], number)
    else:
        main(number)
