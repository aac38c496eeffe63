"""The add-in in its place, on a Windows and on a Mac that are folders: put there, found, taken away."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from xltools import __version__
from xltools.addin import Done, Problem, Step, build, install, status, uninstall
from xltools.addin.content import addin_content
from xltools.errors import OutputError, UsageError
from xltools.excel.addin import addin_bytes
from xltools.excel.addin.system import System, mark_of_the_web, this_system

WINDOWS_ADDIN = Path("AppData/Roaming/Microsoft/Excel/XLSTART/xltools.xlam")
MAC_ADDIN = Path(
    "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel/xltools.xlam"
)
TASKS = '"EXCEL.EXE","4711","Console","1","120,000 K"\n'


@dataclass
class Machine:
    """What the programs of a computer know: the user's variables, and what is running."""

    variables: dict[str, str] = field(default_factory=dict)
    running: str = ""
    broken: bool = False

    def registry(self, _key: str) -> dict[str, object]:
        return {}

    def run(self, command: Sequence[str]) -> str | None:
        name, *rest = command
        if self.broken:
            return None
        if name in ("tasklist", "pgrep"):
            return self.running
        if name == "setx":
            self.variables[rest[0]] = rest[1]
            return ""
        assert name == "reg"
        variable = rest[3]
        if rest[0] == "delete":
            return "" if self.variables.pop(variable, None) else None
        value = self.variables.get(variable)
        return value and f"\r\nHKEY_CURRENT_USER\\Environment\r\n    {variable}    REG_SZ    {value}\r\n\r\n"


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """An interpreter in a folder with a blank, a quote and Chinese in its name."""
    place = tmp_path / "张三's 程序" / "python.exe"
    place.parent.mkdir()
    place.write_text("")
    return place


@pytest.fixture
def windows(tmp_path: Path, machine: Machine, python: Path) -> System:
    roaming = tmp_path / "home" / "AppData" / "Roaming"
    return System(
        "win32", tmp_path / "home", {"APPDATA": str(roaming)}, str(python), machine.run, machine.registry
    )


@pytest.fixture
def mac(tmp_path: Path, machine: Machine, python: Path) -> System:
    return System("darwin", tmp_path / "home", {}, str(python), machine.run, machine.registry)


def files(system: System) -> set[str]:
    home = system.home
    return {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}


def test_on_windows_everything_is_put_in_its_place(windows: System, machine: Machine) -> None:
    done = install(windows)
    assert [one.step for one in done] == [Step.ADDIN, Step.INTERPRETER, Step.SETTINGS]
    assert files(windows) == {WINDOWS_ADDIN.as_posix(), ".xltools/xltools.conf"}
    assert (
        windows.home / ".xltools/xltools.conf"
    ).read_bytes() == b'"INTERPRETER_WIN","%XLTOOLS_PYTHON%"\r\n'
    assert machine.variables == {"XLTOOLS_PYTHON": windows.python}
    found = status(windows)
    assert (found.place, found.version, found.problems) == (windows.home / WINDOWS_ADDIN, __version__, ())
    assert found.interpreter == windows.python


def test_on_the_mac_everything_is_put_in_its_place(mac: System) -> None:
    done = install(mac)
    assert [one.step for one in done] == [Step.ADDIN, Step.INTERPRETER, Step.SCRIPT]
    xlwings = status(mac).xlwings_version
    script = f"Library/Application Scripts/com.microsoft.Excel/xlwings-{xlwings}.applescript"
    assert files(mac) == {MAC_ADDIN.as_posix(), ".xltools/python", script}
    assert status(mac).problems == ()
    assert status(mac).interpreter == mac.python


def test_the_launcher_of_the_mac_starts_the_python_that_installed(mac: System, python: Path) -> None:
    python.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    python.chmod(0o755)
    install(mac)
    launcher = mac.home / ".xltools" / "python"
    assert this_system().run((str(launcher), "-c", "a 'b' \"c\"")) == "-c|a 'b' \"c\"|"


@pytest.mark.parametrize("name", ["windows", "mac"])
def test_installing_again_changes_nothing(name: str, request: pytest.FixtureRequest) -> None:
    system: System = request.getfixturevalue(name)
    install(system)
    before = {path: (system.home / path).read_bytes() for path in files(system)}
    install(system)
    assert {path: (system.home / path).read_bytes() for path in files(system)} == before


def test_on_windows_nothing_is_left(windows: System, machine: Machine) -> None:
    install(windows)
    done = uninstall(windows)
    assert [one.step for one in done] == [Step.ADDIN, Step.INTERPRETER, Step.SETTINGS]
    assert files(windows) == set()
    assert machine.variables == {}
    assert not (windows.home / ".xltools").exists()
    assert uninstall(windows) == []
    assert status(windows).problems == (Problem.NOT_INSTALLED,)


def test_on_the_mac_only_the_script_that_others_share_is_left(mac: System) -> None:
    install(mac)
    assert [one.step for one in uninstall(mac)] == [Step.ADDIN, Step.INTERPRETER]
    assert {Path(path).suffix for path in files(mac)} == {".applescript"}


def test_what_the_user_wrote_into_the_settings_stays(windows: System) -> None:
    settings = windows.home / ".xltools" / "xltools.conf"
    settings.parent.mkdir(parents=True)
    own = '"ONEDRIVE_CONSUMER_WIN","D:\\网盘"'.encode("gbk")
    settings.write_bytes(own + b'\r\n"interpreter_win","C:\\old.exe"\r\n')
    install(windows)
    assert settings.read_bytes() == own + b'\r\n"INTERPRETER_WIN","%XLTOOLS_PYTHON%"\r\n'
    uninstall(windows)
    assert settings.read_bytes() == own + b"\r\n"


@pytest.mark.parametrize("action", [install, uninstall])
@pytest.mark.parametrize(("name", "running"), [("windows", TASKS), ("mac", "4711\n")])
def test_a_running_excel_is_not_disturbed(
    action: Callable[[System], object],
    name: str,
    running: str,
    machine: Machine,
    request: pytest.FixtureRequest,
) -> None:
    system: System = request.getfixturevalue(name)
    machine.running = running
    with pytest.raises(UsageError, match="Excel 正在运行"):
        action(system)
    assert files(system) == set()
    assert status(system).excel_runs


def test_elsewhere_there_is_no_place_for_it(windows: System) -> None:
    linux = replace(windows, platform="linux")
    assert status(linux).problems == (Problem.NO_EXCEL,)
    with pytest.raises(UsageError, match="xltools addin build"):
        install(linux)


def test_a_variable_that_cannot_be_set_is_told(windows: System, machine: Machine) -> None:
    machine.broken = True
    with pytest.raises(OutputError, match="XLTOOLS_PYTHON"):
        install(windows)


def test_a_blocked_file_is_unblocked(windows: System) -> None:
    install(windows)
    mark = mark_of_the_web(windows.home / WINDOWS_ADDIN)
    mark.write_text("[ZoneTransfer]\nZoneId=3\n")
    assert status(windows).problems == (Problem.BLOCKED,)
    install(windows)
    assert status(windows).problems == ()


def test_an_interpreter_that_is_gone_or_another_is_seen(windows: System, python: Path) -> None:
    install(windows)
    assert status(replace(windows, python="C:\\other.exe")).problems == (Problem.OTHER_INTERPRETER,)
    python.unlink()
    assert status(windows).problems == (Problem.NO_INTERPRETER,)


def test_a_missing_script_on_the_mac_is_seen(mac: System) -> None:
    install(mac)
    next(mac.home.rglob("*.applescript")).unlink()
    assert status(mac).problems == (Problem.NO_SCRIPT,)


def test_add_in_and_package_apart_are_seen(windows: System, monkeypatch: pytest.MonkeyPatch) -> None:
    install(windows)
    monkeypatch.setattr("xltools.addin.installation.__version__", "9.9")
    monkeypatch.setattr("xltools.addin.installation.installed_version", lambda: "9.9")
    assert status(windows).problems == (Problem.OTHER_VERSION, Problem.OTHER_XLWINGS)


def test_a_file_of_that_name_that_is_not_ours_is_seen(windows: System) -> None:
    install(windows)
    (windows.home / WINDOWS_ADDIN).write_bytes(b"no zip")
    assert status(windows).problems == (Problem.OTHER_VERSION, Problem.OTHER_XLWINGS)


def test_the_installed_file_is_the_built_one(windows: System, tmp_path: Path) -> None:
    assert install(windows)[0] == Done(Step.ADDIN, str(windows.home / WINDOWS_ADDIN))
    assert (windows.home / WINDOWS_ADDIN).read_bytes() == build(tmp_path / "out").path.read_bytes()


def test_this_computer_is_asked_for_its_own_facts() -> None:
    system = this_system()
    assert system.home == Path.home()
    assert system.variables == os.environ
    assert system.run(("no such program",)) is None
    assert system.run(("false",)) is None


def test_a_signed_copy_is_installed_as_it_is(windows: System, tmp_path: Path) -> None:
    signed = build(tmp_path / "out").path
    signed.write_bytes(signed.read_bytes() + b"signature")
    install(windows, signed)
    assert (windows.home / WINDOWS_ADDIN).read_bytes() == signed.read_bytes()


@pytest.mark.parametrize("other", ["another version", "no add-in"])
def test_a_file_that_does_not_fit_is_refused(windows: System, tmp_path: Path, other: str) -> None:
    file = tmp_path / "xltools.xlam"
    if other == "no add-in":
        file.write_text("no zip")
    else:
        content = addin_content()
        file.write_bytes(addin_bytes(replace(content, facts={**content.facts, "xltools": "0.0.9"})))
    with pytest.raises(UsageError, match="不是本程序的加载项" if other == "no add-in" else r"0\.0\.9"):
        install(windows, file)
    assert files(windows) == set()
