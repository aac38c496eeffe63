"""自检 and 关于."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterator
from functools import reduce
from operator import getitem
from pathlib import Path

import xlwings

import xltools
from xltools.addin import diagnose, gather
from xltools.assets import asset, shipped_toml
from xltools.excel.live_excel import ExcelBook
from xltools.generate import form_bytes, intake
from xltools.read import read_content
from xltools.recalculate import recalculate_form
from xltools.ribbon.journal import log_path, write_down
from xltools.ribbon.versions import versions_apart
from xltools.ribbon.words import number, say


def about(_book: ExcelBook) -> str:
    """Version, place and log."""
    return say(
        "about",
        "text",
        version=xltools.__version__,
        xlwings=xlwings.__version__,
        python=platform.python_version(),
        place=_place(),
        log=str(log_path()),
    )


def self_test(book: ExcelBook, addin_versions: str) -> str:
    """Each part of the installation, tried: one line each."""
    tried = _tried(book, addin_versions)
    lines = [say("self_test", "good" if good else "bad", what=what) for good, what in tried]
    return "\n".join([say("self_test", "head"), *lines, *_diagnosis(book)])


def _tried(book: ExcelBook, addin_versions: str) -> Iterator[tuple[bool, str]]:
    yield True, say("self_test", "python", version=platform.python_version(), place=sys.executable)
    yield True, say("self_test", "versions", xltools=xltools.__version__, xlwings=xlwings.__version__)
    apart = versions_apart(addin_versions)
    yield apart is None, apart or say("self_test", "addin_same" if addin_versions else "addin_unknown")
    yield True, say("self_test", "excel", name=book.name)
    yield True, say("self_test", "no_copy" if book.copy() is None else "copy")
    yield True, say("self_test", "macros" if book.has_macros() else "no_macros")
    yield _proof()
    logged = write_down("self_test", say("self_test", "head"))
    yield logged, say("self_test", "log" if logged else "no_log", path=str(log_path()))


def _diagnosis(book: ExcelBook) -> Iterator[str]:
    """What `xltools doctor` says of the Excel side, in its words."""
    texts = shipped_toml("templates", "text", "zh.toml")
    for one in diagnose(gather(book=book.place)):
        what = str(reduce(getitem, one.key.split("."), texts)).format_map(one.values)
        yield texts["diagnosis"][one.grade].format(what=what)


def _proof() -> tuple[bool, str]:
    """A published form, made, read back and recalculated here."""
    path = min(asset("templates", "demo").glob("*.json"))
    form_id = str(shipped_toml("templates", "demo", "demo.toml")["form"])
    form, evaluation, _ = intake(json.loads(path.read_text("utf-8")), form_id, path.name)
    read = read_content(path, form_bytes(form, evaluation)).forms[0]
    total = read.evaluation.total_score
    good = total is not None and not recalculate_form(read)
    return good, say("self_test", "proof" if good else "proof_wrong", total=number(total))


def _place() -> str:
    return str(Path(xltools.__file__).parent)
