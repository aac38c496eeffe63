"""The add-in in its place: for this user, without administrator rights or network, and back out again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from xltools import __version__
from xltools.addin.content import FILE_NAME, PROJECT, addin_content
from xltools.errors import OutputError, UsageError
from xltools.excel.addin import addin_bytes, apple_script_source, installed_version
from xltools.excel.addin.system import (
    MACOS,
    VARIABLE,
    WINDOWS,
    System,
    mark_of_the_web,
    recorded_versions,
    this_system,
)
from xltools.files import output_errors, write_file

_SETTING = f'"INTERPRETER_WIN","%{VARIABLE}%"'.encode("ascii")
_SETTING_KEY = b'"INTERPRETER_WIN"'


class Step(StrEnum):
    """What an installation consists of."""

    ADDIN = "addin"
    INTERPRETER = "interpreter"
    SETTINGS = "settings"
    SCRIPT = "script"


class Problem(StrEnum):
    """Why the ribbon would not work."""

    NO_EXCEL = "no_excel"
    NOT_INSTALLED = "not_installed"
    OTHER_VERSION = "other_version"
    OTHER_XLWINGS = "other_xlwings"
    NO_INTERPRETER = "no_interpreter"
    OTHER_INTERPRETER = "other_interpreter"
    NO_SCRIPT = "no_script"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Done:
    """One step that was done, and where."""

    step: Step
    place: str


@dataclass(frozen=True, slots=True)
class Status:
    """How the add-in stands: its place, the versions in it, the Python it starts, and what is wrong."""

    place: Path | None
    version: str | None
    xlwings_version: str | None
    interpreter: str | None
    excel_runs: bool
    problems: tuple[Problem, ...]


def install(system: System | None = None, file: Path | None = None) -> list[Done]:
    """Put the add-in where Excel loads it, and name this Python to it. Doing it again changes nothing.

    `file` is an add-in that was built before, such as a signed copy; without it one is built.

    Raises UsageError where there is no Excel or it is running, or the file is no add-in of this version;
    OutputError where a part cannot be written.
    """
    system = system or this_system()
    place = _place(system)
    _refuse_while_excel_runs(system)
    content = addin_content()
    write_file(place, addin_bytes(content) if file is None else _built(file, content.facts))
    with suppress(OSError):
        mark_of_the_web(place).unlink(missing_ok=True)
    done = [Done(Step.ADDIN, str(place))]
    steps = (
        _windows_steps(system)
        if system.platform == WINDOWS
        else _macos_steps(system, content.facts["xlwings"])
    )
    return [*done, *steps]


def uninstall(system: System | None = None) -> list[Done]:
    """Take back what `install` did; what the user added to the settings stays, and what others use too.

    Raises UsageError where there is no Excel or it is running, OutputError where a part cannot be removed.
    """
    system = system or this_system()
    place = _place(system)
    _refuse_while_excel_runs(system)
    done = [Done(Step.ADDIN, str(place))] if _removed(place) else []
    if system.platform == WINDOWS and system.interpreter() is not None and system.forget_interpreter():
        done.append(Done(Step.INTERPRETER, VARIABLE))
    launcher = system.launcher(PROJECT)
    if system.platform == MACOS and _removed(launcher):
        done.append(Done(Step.INTERPRETER, str(launcher)))
    settings = system.settings_file(PROJECT)
    if system.platform == WINDOWS and _SETTING in _lines(settings):
        _write_settings(settings, [line for line in _lines(settings) if line != _SETTING])
        done.append(Done(Step.SETTINGS, str(settings)))
    with suppress(OSError):  # the folder goes when nothing of the user's is in it
        launcher.parent.rmdir()
    return done


def status(system: System | None = None) -> Status:
    """How the add-in stands. Changes nothing."""
    system = system or this_system()
    folder = system.startup_folder
    if folder is None:
        return Status(None, None, None, None, excel_runs=False, problems=(Problem.NO_EXCEL,))
    place = folder / FILE_NAME
    versions = recorded_versions(place)
    return Status(
        place,
        versions.get("xltools"),
        versions.get("xlwings"),
        _interpreter(system),
        system.excel_runs(),
        tuple(_problems(system, place, versions)),
    )


def _problems(system: System, place: Path, versions: dict[str, str]) -> Iterator[Problem]:
    if not place.is_file():
        yield Problem.NOT_INSTALLED
        return
    if versions.get("xltools") != __version__:
        yield Problem.OTHER_VERSION
    if versions.get("xlwings") != installed_version():
        yield Problem.OTHER_XLWINGS
    if mark_of_the_web(place).exists():
        yield Problem.BLOCKED
    interpreter = _interpreter(system)
    if interpreter is None or not Path(interpreter).is_file():
        yield Problem.NO_INTERPRETER
    elif interpreter != system.python:
        yield Problem.OTHER_INTERPRETER
    if system.platform == MACOS and not system.apple_script(str(versions.get("xlwings"))).is_file():
        yield Problem.NO_SCRIPT


def _built(file: Path, facts: Mapping[str, str]) -> bytes:
    """An add-in of just these versions."""
    versions = recorded_versions(file)
    if any(versions.get(name) != version for name, version in facts.items()):
        found = " ".join(versions.get(name, "") for name in facts).strip() or "不是本程序的加载项"
        raise UsageError(
            f"{file}：{found}，与程序（{' '.join(facts.values())}）不一致。请用同一个版本的加载项。"
        )
    return file.read_bytes()


def _place(system: System) -> Path:
    folder = system.startup_folder
    if folder is None:
        raise UsageError(
            "加载项只能装在 Windows 或 macOS 的 Excel 里，这台电脑两者都不是。"
            "可以用 xltools addin build 生成加载项文件，拿到有 Excel 的电脑上用。"
        )
    return folder / FILE_NAME


def _refuse_while_excel_runs(system: System) -> None:
    if system.excel_runs():
        raise UsageError("Excel 正在运行，这时不能换加载项。请保存并关闭所有 Excel 窗口，再执行一次。")


def _windows_steps(system: System) -> Iterator[Done]:
    if system.interpreter() != system.python and not system.set_interpreter():
        raise OutputError(
            f"环境变量 {VARIABLE} 没有设上。请手工为自己的账户设置：{VARIABLE} = {system.python}"
        )
    yield Done(Step.INTERPRETER, f"{VARIABLE} = {system.python}")
    settings = system.settings_file(PROJECT)
    others = [line for line in _lines(settings) if not line.upper().startswith(_SETTING_KEY)]
    _write_settings(settings, [*others, _SETTING])
    yield Done(Step.SETTINGS, str(settings))


def _macos_steps(system: System, xlwings_version: str) -> Iterator[Done]:
    launcher = system.launcher(PROJECT)
    quoted = system.python.replace("'", "'\\''")
    write_file(launcher, f"#!/bin/sh\nexec '{quoted}' \"$@\"\n".encode())
    launcher.chmod(0o755)
    yield Done(Step.INTERPRETER, str(launcher))
    script = system.apple_script(xlwings_version)
    write_file(script, apple_script_source(xlwings_version))
    yield Done(Step.SCRIPT, str(script))


def _interpreter(system: System) -> str | None:
    """The Python that a click would start."""
    if system.platform == WINDOWS:
        return system.interpreter()
    try:
        line = system.launcher(PROJECT).read_text(encoding="utf-8").splitlines()[1]
    except (OSError, IndexError, UnicodeDecodeError):
        return None
    return line.removeprefix("exec '").removesuffix('\' "$@"').replace("'\\''", "'")


def _lines(settings: Path) -> list[bytes]:
    """The lines of the user's settings, as bytes: VBA keeps them in the code page of the system."""
    try:
        return settings.read_bytes().splitlines()
    except OSError:
        return []


def _write_settings(settings: Path, lines: list[bytes]) -> None:
    if lines:
        write_file(settings, b"".join(line + b"\r\n" for line in lines))
    else:
        _removed(settings)


def _removed(path: Path) -> bool:
    """Remove a file; False where there was none. Raises OutputError (Chinese) where it stays."""
    if not path.exists():
        return False
    with output_errors(path):
        path.unlink()
    return True
