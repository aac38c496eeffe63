"""LibreOffice and Gnumeric as independent judges: they open, recalculate, convert and print what we wrote.

LibreOffice runs with a profile of its own per test process (so workers don't wait for each other), set to
recalculate every file on load: as installed, it trusts the stored results of files that it didn't write. It
stays open from one file to the next, since it takes longer to start than to convert a form.
"""

from __future__ import annotations

import atexit
import glob
import os
import shutil
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from tests.helpers.office_error import OfficeError
from tests.helpers.uno_engine.bridge import Bridge

FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "pdf": "calc_pdf_Export",
}
"""LibreOffice's name of the writer for each file ending we ask for."""

MOST_PER_PROCESS = 200
"""Files, after which LibreOffice starts afresh: it keeps some memory of each."""

START_SECONDS = 120
FILE_SECONDS = 30
"""Generous limits: a busy two-core machine needs about 2 s to start and 0.1 s a form."""

_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
  <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
    <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
    <prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
  </item>
</oor:items>
"""


def recalculate(paths: Sequence[Path], outdir: Path) -> list[Path]:
    """Open each file in LibreOffice with a hard recalculation and save it as .xlsx, many in one process.

    The results stand in `outdir` under the same stem, in the order of `paths`.
    """
    return _convert(paths, "xlsx", outdir)


def convert(path: Path, extension: str, outdir: Path) -> Path:
    """Save a file in another format (`xlsx`, `xls`, `ods`, `pdf`), recalculated, under the same stem."""
    return _convert([path], extension, outdir)[0]


def locked(path: Path, extension: str, outdir: Path, password: str) -> Path:
    """The same, encrypted by LibreOffice with a password to open it."""
    (target,) = _targets([path], extension, outdir)
    _office(os.getpid()).convert(path, target, FILTERS[extension], password)
    return target


def to_pdf(path: Path, outdir: Path) -> Path:
    """The pages as LibreOffice prints them."""
    return convert(path, "pdf", outdir)


def to_png(path: Path, outdir: Path, dpi: int = 100) -> list[Path]:
    """One picture per printed page, in order, of a workbook or a PDF."""
    pdf = path if path.suffix == ".pdf" else to_pdf(path, outdir)
    outdir.mkdir(parents=True, exist_ok=True)
    for old in _pages(pdf, outdir):
        old.unlink()
    said = _run(["pdftoppm", "-png", "-r", str(dpi), str(pdf), str(outdir / pdf.stem)], START_SECONDS)
    pages = _pages(pdf, outdir)
    if not pages:
        raise OfficeError(f"pdftoppm made no page of {pdf}:\n{said}")
    return pages


def _pages(pdf: Path, outdir: Path) -> list[Path]:
    found = outdir.glob(f"{glob.escape(pdf.stem)}-*.png")
    return sorted(found, key=lambda page: int(page.stem.rpartition("-")[2]))


def gnumeric_recalculate(paths: Sequence[Path], outdir: Path) -> list[Path]:
    """Like `recalculate`, by Gnumeric: a second judge with its own arithmetic."""
    targets = _targets(paths, "xlsx", outdir)
    for path, target in zip(paths, targets, strict=True):
        said = _run(
            ["ssconvert", "--recalc", "--export-type=Gnumeric_Excel:xlsx", str(path), str(target)],
            FILE_SECONDS,
        )
        _expect([target], said)
    return targets


def stored_results(path: Path) -> dict[str, dict[str, object]]:
    """What stands in the cells of an .xlsx, results in place of formulas: sheet → address → value.

    Blank cells are left out. Numbers are floats or ints, as stored.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Gnumeric's files name no default style
        book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    try:
        return {sheet.title: dict(_filled(sheet)) for sheet in book.worksheets}
    finally:
        book.close()


def _filled(sheet: Any) -> Iterator[tuple[str, object]]:
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                yield cell.coordinate, cell.value


def _convert(paths: Sequence[Path], extension: str, outdir: Path) -> list[Path]:
    if extension not in FILTERS:
        raise ValueError(f"no LibreOffice writer is listed for .{extension}")
    targets = _targets(paths, extension, outdir)
    said = [_said(path, target, FILTERS[extension]) for path, target in zip(paths, targets, strict=True)]
    _expect(targets, "\n".join(filter(None, said)))
    return targets


def _said(path: Path, target: Path, kind: str) -> str | None:
    """What LibreOffice said against it, if it did, when it was to save a file as another."""
    try:
        _office(os.getpid()).convert(path, target, kind)
    except RuntimeError as error:
        return f"{path.name}: {error}"
    return None


class _Office:
    """A LibreOffice that waits for files, started when the first one comes."""

    def __init__(self, profile: Path) -> None:
        self._profile = profile
        self._bridge: Bridge | None = None
        self._converted = 0

    def convert(self, path: Path, target: Path, kind: str, password: str = "") -> None:
        """Raises RuntimeError where it refuses, and OfficeError where it is lost or takes too long."""
        if self._converted == MOST_PER_PROCESS:
            self.close()
        seconds = FILE_SECONDS + (0 if self._bridge else START_SECONDS)
        bridge = self._bridge or self._start()
        self._converted += 1
        try:
            bridge.within(seconds, "convert", str(path.resolve()), str(target.resolve()), kind, password)
        except OfficeError:
            self.close()
            raise

    def close(self) -> None:
        """End it; the next file starts another."""
        if self._bridge is not None:
            self._bridge.close()
        self._bridge, self._converted = None, 0

    def _start(self) -> Bridge:
        self._bridge = Bridge.start(self._profile)
        return self._bridge


def end_libreoffice() -> None:
    """End the LibreOffice that waits for this process's files; the next file starts another."""
    _office(os.getpid()).close()


def _targets(paths: Sequence[Path], extension: str, outdir: Path) -> list[Path]:
    """Where the results will stand; old ones are removed, so that a result found afterwards is new."""
    targets = [outdir / f"{path.stem}.{extension}" for path in paths]
    if len(set(targets)) < len(targets):
        raise ValueError("two files of one call have the same stem: one result would replace the other")
    for path, target in zip(paths, targets, strict=True):
        if not path.is_file():
            raise FileNotFoundError(path)
        if path.resolve() == target.resolve():
            raise ValueError(f"{path} would be replaced by its own result")
    outdir.mkdir(parents=True, exist_ok=True)
    for target in targets:
        target.unlink(missing_ok=True)
    return targets


def _expect(targets: Sequence[Path], said: str) -> None:
    """The judges report success even for a file they could not open: only the results tell."""
    missing = [target.name for target in targets if not target.is_file()]
    if missing:
        last_words = "\n".join(said.splitlines()[-10:])
        raise OfficeError(f"no result for {len(missing)}: {', '.join(missing[:10])}; it said:\n{last_words}")


def _run(command: Sequence[str], seconds: float) -> str:
    """Run a program to its end and return what it said; end it with all its children at the limit."""
    if shutil.which(command[0]) is None:
        raise OfficeError(f"{command[0]} is not installed; `make test` installs what the tests need")
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"},  # C.UTF-8: Chinese file names
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except BaseException as error:
            os.killpg(process.pid, signal.SIGKILL)  # `soffice` is a script: its child would live on
            if isinstance(error, subprocess.TimeoutExpired):
                raise OfficeError(f"{command[0]} was ended after {seconds:.0f} s") from error
            raise
    if process.returncode:
        raise OfficeError(f"{command[0]} ended with {process.returncode}:\n{said}")
    return said


@cache
def _office(_process: int) -> _Office:
    """That of this process, ended with its fresh profile at the end of it.

    `_process` is only the key: a forked worker must not share its parent's.
    """
    folder = Path(tempfile.mkdtemp(prefix="xltools-office-"))
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    office = _Office(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(office.close)  # first: what was registered last
    return office
