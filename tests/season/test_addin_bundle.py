"""`xltools addin bundle`: what goes to a Windows without network, made of stand-ins for the packages."""

from __future__ import annotations

import hashlib
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from tests.helpers.program import Ran, xltools
from xltools import __version__
from xltools.addin.wheels import Target, missing
from xltools.cli import exits

ROOT = Path(__file__).parents[2]
WINDOWS, LINUX, ANY = "cp312-cp312-win_amd64", "cp312-cp312-manylinux_2_28_x86_64", "py3-none-any"
NEEDS = {
    "xlwings": ["pywin32>=224; sys_platform == 'win32'", "appscript; sys_platform == 'darwin'"],
    "typer": ["click>=8", "uvloop; sys_platform == 'linux'"],
    "click": ["colorama; platform_system == 'Windows'"],
    "jinja2": ["MarkupSafe>=2"],
    "rich": ["markupsafe<3", "pygments[windows-terminal]>=2", "typing-extensions; python_version < '3.12'"],
    "pygments": ["colorama>=0.4.6; extra == 'windows-terminal'", "sphinx; extra == 'docs'"],
}
"""What the stand-ins need: markers for other systems, a second wish that excludes the newest, an extra."""
OTHERS = {
    "click": "8.1",
    "colorama": "0.4.6",
    "pygments": "2.18",
    "pywin32": "312",
    "uvloop": "1",
    "appscript": "1",
}


def stand_in(folder: Path, name: str, version: str, tag: str = ANY) -> None:
    """A wheel that says what it needs and holds nothing."""
    plain = canonicalize_name(name).replace("-", "_")
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", "Provides-Extra: docs"]
    lines += ["Provides-Extra: windows-terminal", *(f"Requires-Dist: {need}" for need in NEEDS.get(name, []))]
    inside = f"{plain}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{plain}-{version}-{tag}.whl", "w") as archive:
        archive.writestr(f"{inside}/METADATA", "\n".join(lines) + "\n")
        archive.writestr(f"{inside}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        archive.writestr(f"{inside}/RECORD", "")


def lowest(requirement: str) -> tuple[str, str]:
    """Name and lowest version of a requirement of ours."""
    one = Requirement(requirement)
    return one.name, next(spec.version for spec in one.specifier if spec.operator == ">=")


def index(folder: Path, *, without: Iterable[str] = ()) -> Path:
    """All that we need and much that we don't."""
    folder.mkdir()
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    for name, version in (*map(lowest, ours), *OTHERS.items()):
        if name not in without:
            stand_in(folder, name, version, WINDOWS if name in ("lxml", "pywin32") else ANY)
    stand_in(folder, "lxml", "99", LINUX)
    for version in ("2.1", "3.0"):
        stand_in(folder, "MarkupSafe", version)
    return folder


def make(folder: Path, links: Path, *more: str) -> Ran:
    return xltools("addin", "bundle", "-o", folder, "--find-links", links, *more)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """One bundle, in a folder with blanks and Chinese in its name."""
    place = tmp_path_factory.mktemp("bundle")
    folder = place / "离线 安装"
    return folder, make(folder, index(place / "index"))


def wheels(folder: Path) -> dict[str, str]:
    return {
        str(n): str(v) for n, v, *_ in (parse_wheel_filename(p.name) for p in (folder / "wheels").iterdir())
    }


def test_it_says_what_it_made_and_what_is_not_in_it(made: tuple[Path, Ran]) -> None:
    folder, ran = made
    assert (ran.code, ran.lines) == (exits.CLEAN, [str(folder)]), ran.err
    assert "里面没有 Python 和 Excel" in ran.err
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["SHA256SUMS.txt", "install.cmd", "uninstall.cmd", "wheels", "xltools.xlam", "安装说明.txt"]
    )


def test_the_packages_are_those_for_windows_and_no_others(made: tuple[Path, Ran]) -> None:
    found = wheels(made[0])
    assert found["xltools-evaluation"] == __version__
    assert {"pywin32", "colorama", "pygments", "click"} <= set(found)
    assert not {"appscript", "uvloop", "sphinx", "typing-extensions"} & set(found)
    assert (found["markupsafe"], found["lxml"]) == ("2.1", "5.2")
    tags = {path.name.rpartition("-")[2] for path in (made[0] / "wheels").iterdir()}
    assert tags == {"any.whl", "win_amd64.whl"}


def test_nothing_is_missing_on_windows_and_a_lack_would_be_seen(made: tuple[Path, Ran]) -> None:
    own = next((made[0] / "wheels").glob("xltools_evaluation-*.whl"))
    assert missing(own, Target("3.12")) == {}
    assert missing(own, Target("3.11")) == {"typing-extensions": ""}


def test_every_checksum_is_right(made: tuple[Path, Ran]) -> None:
    folder = made[0]
    lines = (folder / "SHA256SUMS.txt").read_text("utf-8").splitlines()
    sums = {line[66:]: line[:64] for line in lines}
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert set(sums) == set(files) - {"SHA256SUMS.txt"}
    assert all(hashlib.sha256(files[name].read_bytes()).hexdigest() == told for name, told in sums.items())


def test_the_scripts_are_safe_for_cmd(made: tuple[Path, Ran]) -> None:
    for name in ("install.cmd", "uninstall.cmd"):
        data = (made[0] / name).read_bytes()
        assert data.startswith(b"@echo off\r\n")
        assert data.count(b"\n") == data.count(b"\r\n")
        text = data.decode("gbk")
        before, _, after = text.partition("chcp 936")
        assert before.isascii(), "read before the code page is set"
        second = {character.encode("gbk")[1] for character in after if not character.isascii()}
        assert not second & set(b'%^&|<>()!"'), "half a Chinese sign must not look like a mark of cmd"


def test_the_installer_needs_no_network_no_administrator_and_takes_any_folder(made: tuple[Path, Ran]) -> None:
    text = (made[0] / "install.cmd").read_bytes().decode("gbk")
    steps = [line for line in text.splitlines() if "python.exe" in line]
    assert '-m pip install --no-index --find-links "%~dp0wheels"' in steps[0]
    assert f'"xltools-evaluation=={__version__}"' in steps[0]
    assert '-m xltools addin install --from "%~dp0xltools.xlam"' in steps[1]
    assert all(line.startswith('"%PLACE%') and line.endswith("|| goto failed") for line in steps)
    assert 'set "PLACE=%LOCALAPPDATA%\\xltools\\python"' in text
    assert "(3, 12)" in text
    assert not {"runas", "powershell", "http", "curl"} & set(text.lower().replace('"', " ").split())
    labels = {line[1:] for line in text.splitlines() if line.startswith(":")}
    assert {line.rpartition("goto ")[2] for line in text.splitlines() if "goto " in line} == labels


def test_the_guide_names_every_package_and_what_it_lacks(made: tuple[Path, Ran]) -> None:
    text = (made[0] / "安装说明.txt").read_text("utf-8-sig")
    assert all(path.name in text for path in (made[0] / "wheels").iterdir())
    assert "里面没有什么" in text
    assert "还没有在真正的 Windows 和 Excel 里运行过" in text
    assert "{" not in text


def test_the_add_in_in_it_is_the_one_that_is_built(made: tuple[Path, Ran], tmp_path: Path) -> None:
    xltools("addin", "build", "-o", tmp_path)
    assert (made[0] / "xltools.xlam").read_bytes() == (tmp_path / "xltools.xlam").read_bytes()


def test_what_cannot_be_had_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    ran = make(tmp_path / "包", index(tmp_path / "index", without=["pywin32"]))
    assert (ran.code, ran.out) == (exits.NOT_WRITTEN, "")
    assert (
        "下载不到要用的程序包，没有找到 pywin32>=224。请检查网络后重试；没有网络时，用 --find-links"
        in ran.err
    )
    assert not (tmp_path / "包").exists() or not any((tmp_path / "包").iterdir())
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    ran = make(tmp_path, tmp_path)
    assert (ran.code, "不是空文件夹" in ran.err) == (exits.USAGE, True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("version", ["3", "3.x", "2.7", "3.10", "3.12.1"])
def test_a_version_that_is_none_is_told(tmp_path: Path, version: str) -> None:
    ran = make(tmp_path / "包", tmp_path, "--python", version)
    assert ran.code == exits.USAGE
    assert f"--python {version}：请写成 3.11 或更高" in ran.err
