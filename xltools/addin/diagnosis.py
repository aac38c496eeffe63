"""Judges what keeps, or may keep, the ribbon from working: pure functions over facts gathered elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PureWindowsPath
from typing import Any

from xltools import __version__
from xltools.addin.installation import Problem, Status
from xltools.assets import shipped_toml
from xltools.excel.addin.system import WINDOWS

RegistryKey = Mapping[str, object]
"""The values of one key by name; `""` is its default."""


class Grade(StrEnum):
    """How a fact is to be taken."""

    GOOD = "good"
    BAD = "bad"
    NOTE = "note"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Observation:
    """One judgement. `key` is its text (dotted, in `templates/text/`), `values` are filled into it."""

    grade: Grade
    key: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in one place, in their order, as they are written."""

    place: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be known of the Excel side of a computer.

    `registry` holds the keys that were asked for: an empty one is not there, None could not be read. `cloud`
    names the folders that a cloud keeps. `book` is where the open workbook says it is (None: none is open).
    """

    platform: str
    python: str
    status: Status
    settings: tuple[Settings, ...] = ()
    registry: Mapping[str, RegistryKey | None] = field(default_factory=dict)
    cloud: tuple[str, ...] = ()
    com: bool = True
    book: str | None = None


def diagnose(facts: Facts) -> tuple[Observation, ...]:
    """Everything that can be said, in the order in which it is to be mended."""
    return tuple(one for judge in JUDGES for one in judge(facts))


def installation(facts: Facts) -> Iterator[Observation]:
    """The add-in in its place, of the version of the program, with a Python that is there."""
    for problem in facts.status.problems:
        grade = Grade.NOTE if problem is Problem.NO_EXCEL else Grade.BAD
        yield Observation(grade, f"addin.problems.{problem}", {"version": __version__})
    if not facts.status.problems:
        values = {"version": str(facts.status.version), "xlwings": str(facts.status.xlwings_version)}
        yield _good("installed", **values)


def interpreter(facts: Facts) -> Iterator[Observation]:
    """A Python that Excel can start, and that can talk to Excel."""
    chosen = facts.status.interpreter or facts.python
    if facts.platform == WINDOWS and "\\windowsapps\\" in chosen.lower():
        yield _bad("store_python", place=chosen)
    if facts.platform == WINDOWS and not facts.com:
        yield _bad("no_pywin32", place=facts.python)


def settings(facts: Facts) -> Iterator[Observation]:
    """Settings that VBA stumbles over, or that mean nothing."""
    known = shipped_toml("templates", "diagnosis.toml")["settings"]
    for one in facts.settings:
        names = Counter(name.upper() for name, _ in one.entries)
        for name, count in names.items():
            if count > 1:
                yield _bad("setting_twice", place=one.place, name=name)
            if name not in (*known["truths"], *known["others"]):
                yield Observation(Grade.NOTE, "diagnosis.setting_unknown", {"place": one.place, "name": name})
        for name, value in one.entries:
            if name.upper() in known["truths"] and value.strip().lower() not in ("true", "false"):
                yield _bad("setting_no_truth", place=one.place, name=name, value=value)


def clouds(facts: Facts) -> Iterator[Observation]:
    """A Python that a cloud may take away; a workbook that is opened from one."""
    chosen = facts.status.interpreter or facts.python
    for folder in facts.cloud:
        if _inside(chosen, folder):
            yield _bad("python_in_cloud", place=chosen, folder=folder)
            break
    if facts.book is not None and "://" in facts.book:
        yield Observation(Grade.NOTE, "diagnosis.book_in_cloud", {"place": facts.book})


def owner(facts: Facts) -> Iterator[Observation]:
    """The program that Windows starts for Excel.Application: WPS registers itself in Excel's place."""
    if facts.platform != WINDOWS:
        return
    data = shipped_toml("templates", "diagnosis.toml")["owner"]
    server = server_of(data, facts.registry)
    name = _program(server)
    if name in data["excel"]:
        yield _good("owner_excel", place=server)
    elif name in data["wps"]:
        yield _bad("owner_wps", place=server)
    else:
        yield _bad("owner_unknown", place=server) if server else _bad("owner_none")


def policies(facts: Facts) -> Iterator[Observation]:
    """Rules of an organisation that stop macros, add-ins, or programs started by Excel."""
    if facts.platform != WINDOWS:
        yield Observation(Grade.UNSEEN, "diagnosis.policies_elsewhere")
        return
    found = False
    for policy in shipped_toml("templates", "diagnosis.toml")["policies"]:
        for key in policy["keys"]:
            values = facts.registry.get(key, {})
            if values is None:
                yield Observation(Grade.UNSEEN, "diagnosis.policy_unreadable", {"place": key})
            elif _hinders(policy, values):
                found = True
                yield _bad(policy["code"], place=key)
    if not found:
        yield _good("no_policies")
    yield Observation(Grade.UNSEEN, "diagnosis.other_policies")


Judge = Callable[[Facts], Iterator[Observation]]
JUDGES: tuple[Judge, ...] = (installation, interpreter, settings, clouds, owner, policies)


def wanted_keys() -> list[str]:
    """The keys of the registry that the judges look at, but for those that depend on others."""
    data = shipped_toml("templates", "diagnosis.toml")
    keys = (key for policy in data["policies"] for key in policy["keys"])
    return [data["owner"]["class"], *dict.fromkeys(keys)]


def server_keys(class_id: str) -> list[str]:
    """Where the program of a class is named."""
    return [
        key.replace("{class}", class_id)
        for key in shipped_toml("templates", "diagnosis.toml")["owner"]["servers"]
    ]


def server_of(data: Mapping[str, Any], registry: Mapping[str, RegistryKey | None]) -> str:
    """The command that stands behind Excel.Application; empty where there is none."""
    class_id = str((registry.get(data["class"]) or {}).get("", ""))
    found = ((registry.get(key) or {}).get("") for key in server_keys(class_id))
    return next((str(server) for server in found if server), "")


def _hinders(policy: Mapping[str, Any], values: RegistryKey) -> bool:
    if "part" in policy:
        part = str(policy["part"]).lower()
        binary = (value for value in values.values() if isinstance(value, bytes))
        return any(part in value.decode("utf-16-le", errors="replace").lower() for value in binary)
    named = {name.lower(): value for name, value in values.items()}
    return str(named.get(policy["name"].lower())) in policy["values"]


def _program(command: str) -> str:
    """The file name of the program in a command, which may be quoted and followed by words."""
    path = command.split('"')[1] if command.startswith('"') else command.split(" /", maxsplit=1)[0]
    return PureWindowsPath(path.strip()).name.lower()


def _inside(path: str, folder: str) -> bool:
    here, there = (text.replace("/", "\\").rstrip("\\").lower() for text in (path, folder))
    return bool(there) and here.startswith(f"{there}\\")


def _good(code: str, **values: str) -> Observation:
    return Observation(Grade.GOOD, f"diagnosis.{code}", values)


def _bad(code: str, **values: str) -> Observation:
    return Observation(Grade.BAD, f"diagnosis.{code}", values)
