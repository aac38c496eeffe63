"""Where Excel looks for add-ins and settings on this computer, and what the computer says of itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

WINDOWS, MACOS = "win32", "darwin"
VARIABLE = "XLTOOLS_PYTHON"
"""The variable of the user that names the Python to start (Windows)."""

_ENVIRONMENT = r"HKCU\Environment"
_CONTAINER = Path("Library", "Containers", "com.microsoft.Excel", "Data")
_STARTUP = Path("Library", "Group Containers", "UBF8T346G9.Office", "User Content.localized",
                "Startup.localized", "Excel")  # fmt: skip
_SCRIPTS = Path("Library", "Application Scripts", "com.microsoft.Excel")
_FACT = re.compile(r'name="(\w+)"><vt:lpwstr>([^<]*)</vt:lpwstr>')


@dataclass(frozen=True, slots=True)
class System:
    """A computer and its user. `run` gives what a program says, or None where it fails or is not there.

    `registry` gives the values of a key by name (its default by `""`): none where there is no such key, None
    where it may not be read.
    """

    platform: str
    home: Path
    variables: Mapping[str, str]
    python: str
    run: Callable[[Sequence[str]], str | None]
    registry: Callable[[str], Mapping[str, object] | None]

    @property
    def startup_folder(self) -> Path | None:
        """The user's folder whose add-ins Excel loads when it starts; None where there is no Excel."""
        if self.platform == WINDOWS:
            roaming = self.variables.get("APPDATA")
            data = Path(roaming) if roaming else self.home / "AppData" / "Roaming"
            return data / "Microsoft" / "Excel" / "XLSTART"
        return self.home / _STARTUP if self.platform == MACOS else None

    def settings_file(self, project: str) -> Path:
        """The user's file of settings, where the VBA of xlwings looks for it."""
        if self.platform == MACOS:
            return self.home / _CONTAINER / f"{project}.conf"
        return self.home / f".{project}" / f"{project}.conf"

    def launcher(self, project: str) -> Path:
        """The script that starts Python on the Mac, where Excel knows no variables of the user."""
        return self.home / f".{project}" / "python"

    def apple_script(self, xlwings_version: str) -> Path:
        """The script through which Excel may start programs on the Mac; all add-ins by xlwings share it."""
        return self.home / _SCRIPTS / f"xlwings-{xlwings_version}.applescript"

    def excel_runs(self) -> bool:
        """True where a running Excel is seen; False too where one cannot look."""
        if self.platform == WINDOWS:
            said = self.run(("tasklist", "/FI", "IMAGENAME eq EXCEL.EXE", "/FO", "CSV", "/NH"))
            return "excel.exe" in (said or "").lower()
        return self.platform == MACOS and bool(self.run(("pgrep", "-x", "Microsoft Excel")))

    def interpreter(self) -> str | None:
        """The Python that the user's variable names (Windows)."""
        said = self.run(("reg", "query", _ENVIRONMENT, "/v", VARIABLE)) or ""
        found = re.search(rf"{VARIABLE}\s+REG_(?:EXPAND_)?SZ\s+(\S.*?)\s*$", said, re.MULTILINE)
        return found[1] if found else None

    def set_interpreter(self) -> bool:
        """Make the user's variable name this Python; programs started afterwards see it."""
        return self.run(("setx", VARIABLE, self.python)) is not None

    def forget_interpreter(self) -> bool:
        """Take the user's variable away."""
        return self.run(("reg", "delete", _ENVIRONMENT, "/v", VARIABLE, "/f")) is not None


def this_system() -> System:
    """The computer that this runs on."""
    return System(sys.platform, Path.home(), os.environ, sys.executable, _run, registry_key)


def recorded_versions(addin: Path) -> dict[str, str]:
    """The versions recorded in an add-in, by `xltools` and `xlwings`; empty where the file is not ours."""
    try:
        with zipfile.ZipFile(addin) as archive:
            return dict(_FACT.findall(archive.read("docProps/custom.xml").decode()))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return {}


def mark_of_the_web(file: Path) -> Path:
    """The stream beside a file in which Windows notes that it came from elsewhere."""
    return file.with_name(f"{file.name}:Zone.Identifier")


if sys.platform == "win32":
    import winreg

    _ROOTS = {
        "HKCR": winreg.HKEY_CLASSES_ROOT,
        "HKCU": winreg.HKEY_CURRENT_USER,
        "HKLM": winreg.HKEY_LOCAL_MACHINE,
    }

    def registry_key(key: str) -> dict[str, object] | None:
        """The values of a key; see `System`."""
        root, _, path = key.partition("\\")
        try:
            with winreg.OpenKey(
                _ROOTS[root], path, access=winreg.KEY_READ | winreg.KEY_WOW64_64KEY
            ) as opened:
                entries = (
                    winreg.EnumValue(opened, number) for number in range(winreg.QueryInfoKey(opened)[1])
                )
                return {name: value for name, value, _ in entries}
        except FileNotFoundError:
            return {}
        except OSError:
            return None
else:

    def registry_key(key: str) -> dict[str, object] | None:
        """Only Windows has a registry."""
        return None if key else {}


def _run(command: Sequence[str]) -> str | None:
    encoding = "oem" if sys.platform == WINDOWS else "utf-8"  # what console programs of Windows speak
    try:
        ended = subprocess.run(  # noqa: S603 - fixed programs of the system, arguments not through a shell
            command, capture_output=True, encoding=encoding, errors="replace", timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ended.stdout if ended.returncode == 0 else None
