"""`xltools doctor`: what this computer has of what the forms may need."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer

import xltools
from xltools.addin import diagnose, gather
from xltools.cli.base import as_command, terminal
from xltools.cli.machine import find_font, find_programs
from xltools.cli.wording import Wording
from xltools.errors import XltoolsError
from xltools.library import forms_folder, official_forms

LIBRARIES = ("openpyxl", "XlsxWriter", "lxml", "python-calamine", "jinja2", "typer", "rich", "xlwings")


def doctor(context: typer.Context) -> int:
    """Look around, and change nothing."""
    ours = terminal(context)
    for part in (_program, _libraries, _spreadsheets, _addin, _fonts, _rights):
        ours.show("\n".join(part(ours.say)))
    return 0


def _program(say: Wording) -> Iterator[str]:
    yield say("doctor.xltools", version=xltools.__version__, place=Path(xltools.__file__).parent)
    yield say("doctor.python", version=platform.python_version(), place=sys.executable)
    yield say("doctor.system", system=platform.platform())
    yield say("doctor.encoding", screen=sys.stdout.encoding, names=sys.getfilesystemencoding())
    try:
        forms = official_forms(forms_folder())
        known = (f"{form_id} v{form.definition.version}" for form_id, form in forms.items())
        yield say("doctor.forms", forms=say("messages.list_separator").join(known))
    except XltoolsError as error:
        yield say("doctor.forms_broken", message=error)


def _libraries(say: Wording) -> Iterator[str]:
    yield say("doctor.libraries")
    for name in LIBRARIES:
        try:
            yield say("doctor.library", name=name, version=version(name))
        except PackageNotFoundError:
            yield say("doctor.library_missing", name=name)


def _spreadsheets(say: Wording) -> Iterator[str]:
    yield say("doctor.programs")
    for name, place in find_programs().items():
        key = "program" if place else "program_missing"
        yield say(f"doctor.{key}", name=name, place=place)
    yield say("doctor.programs_note")


def _addin(say: Wording) -> Iterator[str]:
    """The same as the button 自检 says."""
    yield say("diagnosis.head")
    for one in diagnose(gather()):
        yield say(f"diagnosis.{one.grade}", what=say(one.key, **one.values))


def _fonts(say: Wording) -> Iterator[str]:
    yield say("doctor.fonts")
    for font, name in say.section("doctor.font_names").items():
        place = find_font(font)
        key = "font" if place else "font_missing"
        yield say(f"doctor.{key}", name=name, place=place)


def _rights(say: Wording) -> Iterator[str]:
    yield say("doctor.rights")
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        try:
            with tempfile.TemporaryFile(dir=folder):
                yield say("doctor.right", place=folder)
        except OSError as error:
            yield say("doctor.right_missing", place=folder, detail=error.strerror)


command = as_command(doctor)
