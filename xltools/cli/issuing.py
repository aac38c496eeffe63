"""Issues a roster's forms, and tells what became of each row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from xltools.cli import exits
from xltools.cli.bar import counting
from xltools.cli.record_list import any_roster
from xltools.cli.terminal import Terminal
from xltools.errors import RecordError
from xltools.issue import Issued, issue


class ZipBy(StrEnum):
    """What the forms are put together by."""

    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which form and rules are asked for, if not those of the records; and the folder of own definitions."""

    form: str | None
    rules: str | None
    own_forms: Path | None


def issue_roster(ours: Terminal, roster: Path, asked: Asked, folder: Path, *, zip_by_department: bool) -> int:
    """A form for each project of the roster. File names to stdout, the rest to stderr."""
    source = any_roster(roster, ours.say)
    with counting(ours) as report:
        made = issue(
            source,
            folder,
            asked.form,
            asked.rules,
            own_forms=asked.own_forms,
            zip_by_department=zip_by_department,
            report=report,
        )
    return _told(ours, made)


def _told(ours: Terminal, made: Issued) -> int:
    for path in made.written:
        ours.show(str(path))
    for note in made.notes:
        ours.tell("messages.note", message=note)
    for refused in made.refused:
        ours.tell("messages.error", message=refused)
    ours.tell("new.issued", forms=made.forms, written=len(made.written), unchanged=len(made.unchanged),
              kept=len(made.kept))  # fmt: skip
    if made.register is not None:
        ours.tell("new.register", path=made.register)
    if made.refused:
        ours.tell("new.refused", count=len(made.refused))
    return RecordError.exit_code if made.refused else exits.CLEAN
