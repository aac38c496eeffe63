"""The wheels that a package needs on another computer: found by the markers of that one, not of this.

pip answers markers such as `sys_platform == "win32"` for the computer that it runs on, whatever platform it
is asked to download for. So it downloads one by one here, and what each needs is looked up in its metadata.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name, parse_wheel_filename

from xltools.errors import OutputError

PLATFORM = "win_amd64"
_ABSENT = re.compile(r"No matching distribution found for (\S+)")
_TALK = 400
"""So many of the last characters that pip said are shown: its reason stands there."""


@dataclass(frozen=True, slots=True)
class Target:
    """The computer that the wheels are for: Windows on x64, with a CPython of this version (`3.12`)."""

    python: str

    def environment(self, extra: str = "") -> dict[str, str]:
        """What markers of requirements are answered with there."""
        return {
            "os_name": "nt",
            "sys_platform": "win32",
            "platform_system": "Windows",
            "platform_machine": "AMD64",
            "platform_release": "10",
            "platform_version": "10.0.19045",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "implementation_version": f"{self.python}.0",
            "extra": extra,
        }


@dataclass(slots=True)
class Need:
    """What all others together ask of one package."""

    specifier: SpecifierSet = field(default_factory=SpecifierSet)
    extras: set[str] = field(default_factory=set)


def collect_wheels(own: Path, target: Target, links: Sequence[Path] = ()) -> list[Path]:
    """Put beside a wheel all those that it needs; returns them all, by name.

    `links` are folders of wheels to take them from, instead of the network. Raises OutputError (Chinese)
    where one cannot be had.
    """
    folder = own.parent
    while absent := missing(own, target):
        for name in absent:
            for old in _wheels(folder, name):
                old.unlink()
        _download(absent, folder, target, links)
        again = set(missing(own, target).items()) & set(absent.items())
        if again:
            raise OutputError(f"没有找到合用的程序包：{_listed(dict(again))}。")
    unneeded = {path for path in folder.glob("*.whl") if _name(path) not in needs(own, target)}
    for path in unneeded - {own}:
        path.unlink()
    return sorted(folder.glob("*.whl"))


def missing(own: Path, target: Target) -> dict[str, str]:
    """The packages that a wheel needs on the target and that do not stand beside it, with their versions."""
    found = needs(own, target)
    return {
        name: str(need.specifier) for name, need in found.items() if not _satisfied(own.parent, name, need)
    }


def needs(own: Path, target: Target) -> dict[str, Need]:
    """Everything that a wheel needs on the target, through the wheels that stand beside it."""
    found: dict[str, Need] = {}
    waiting = [(own, "")]
    done: set[tuple[Path, str]] = set()
    while waiting:
        wheel, extra = waiting.pop()
        if (wheel, extra) in done:
            continue
        done.add((wheel, extra))
        for one in _requirements(wheel, target, extra):
            name = canonicalize_name(one.name)
            need = found.setdefault(name, Need())
            need.specifier &= one.specifier
            need.extras |= one.extras
            waiting += [
                (path, each) for path in _wheels(own.parent, name) for each in ("", *sorted(need.extras))
            ]
    return found


def _requirements(wheel: Path, target: Target, extra: str) -> Iterator[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
    environment = target.environment(extra)
    for text in metadata.get_all("Requires-Dist", []):
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            yield requirement


def _satisfied(folder: Path, name: str, need: Need) -> bool:
    versions = (parse_wheel_filename(path.name)[1] for path in _wheels(folder, name))
    return any(need.specifier.contains(version, prereleases=True) for version in versions)


def _wheels(folder: Path, name: str) -> list[Path]:
    return [path for path in folder.glob("*.whl") if _name(path) == name]


def _name(wheel: Path) -> str:
    return parse_wheel_filename(wheel.name)[0]


def _download(wanted: dict[str, str], folder: Path, target: Target, links: Sequence[Path]) -> None:
    source = [word for link in links for word in ("--find-links", str(link))]
    pip(
        ["download", "--no-deps", "--only-binary=:all:", "--platform", PLATFORM, "--implementation", "cp",
         "--python-version", target.python, "--dest", str(folder), *(["--no-index"] if links else []),
         *source, *(f"{name}{specifier}" for name, specifier in wanted.items())],
        "下载不到要用的程序包",
    )  # fmt: skip


def pip(words: Sequence[str], failure: str) -> None:
    """Run pip. Raises OutputError with the sentence `failure`, what to do, and what pip said."""
    ended = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *words],
        capture_output=True, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    if ended.returncode:
        said = " ".join(ended.stderr.split())[-_TALK:]
        absent = _ABSENT.search(said)
        failure = f"{failure}，没有找到 {absent[1]}" if absent else failure
        raise OutputError(
            f"{failure}。请检查网络后重试；没有网络时，用 --find-links 指定放有这些 .whl 文件的文件夹。"
            f"（pip：{said}）"
        )


def _listed(wanted: dict[str, str]) -> str:
    return "、".join(f"{name}{specifier}" for name, specifier in wanted.items())
