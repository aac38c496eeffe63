"""A folder that installs xltools and its add-in on a Windows without network."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import xltools
from xltools.addin.content import FILE_NAME, build
from xltools.addin.wheels import PLATFORM, Target, collect_wheels, pip
from xltools.assets import asset, shipped_toml
from xltools.errors import UsageError
from xltools.files import output_errors
from xltools.text import render

DISTRIBUTION = "xltools-evaluation"
WHEELS = "wheels"
CHECKSUMS = "SHA256SUMS.txt"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was made: its folder, the Python that it is for, and the wheels in it."""

    folder: Path
    python: str
    wheels: tuple[str, ...]
    size: int


def bundle(folder: Path, python: str, links: Sequence[Path] = ()) -> Bundle:
    """Make the folder: add-in, wheels, scripts, guide and checksums.

    `python` is the version of the Python on the other computer (`3.12`); `links` are folders of wheels to
    take the packages from, instead of the network.

    Raises UsageError where the folder is not empty or the version is none, OutputError where a package cannot
    be had or the disk refuses.
    """
    _refuse(folder, python)
    with output_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".xltools-") as place:
            made = Path(place) / "bundle"
            wheels = _fill(made, python, links)
            folder.rmdir()
            made.rename(folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Bundle(folder, python, tuple(wheel.name for wheel in wheels), size)


def _refuse(folder: Path, python: str) -> None:
    major, _, minor = python.partition(".")
    if not (major == "3" and minor.isdecimal() and int(minor) >= _lowest()):
        raise UsageError(f"--python {python}：请写成 3.{_lowest()} 或更高的版本号，例如 3.12。")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}：已经存在，而且不是空文件夹。请换一个名字，或先删去它。")


def _lowest() -> int:
    """The lowest minor version of Python that we run on."""
    return int(distribution(DISTRIBUTION).metadata["Requires-Python"].rpartition(".")[2])


def _fill(made: Path, python: str, links: Sequence[Path]) -> list[Path]:
    wheels = collect_wheels(_own_wheel(made / WHEELS, links), Target(python), links)
    build(made)
    texts = shipped_toml("templates", "bundle.toml")
    variables = {
        "version": xltools.__version__,
        "python": python,
        "platform": PLATFORM,
        "addin": FILE_NAME,
        "distribution": DISTRIBUTION,
        "wheels": WHEELS,
        "checksums": CHECKSUMS,
        "packages": [wheel.name for wheel in wheels],
    }
    for one in texts["files"]:
        (made / one["name"]).write_bytes(_filled(one, variables))
    _sum_up(made)
    return wheels


def _filled(one: Mapping[str, str], variables: Mapping[str, object]) -> bytes:
    """A text of the bundle with the line ends of Windows; a script of `cmd` must not begin with a BOM."""
    text = render(asset("templates", "text", one["template"]).read_text("utf-8"), variables)
    return text.rstrip("\n").replace("\n", "\r\n").encode(one["encoding"]) + b"\r\n"


def _own_wheel(folder: Path, links: Sequence[Path]) -> Path:
    """A wheel of this program."""
    source = _source()
    offline = (
        ["--no-index", *(word for link in links for word in ("--find-links", str(link)))] if links else []
    )
    here = ["--no-build-isolation"] if find_spec("hatchling") else []
    pip(
        ["wheel", "--no-deps", *offline, *here, "--wheel-dir", str(folder), source],
        f"做不出程序自己的 wheel（{source}）",
    )
    return next(folder.glob("*.whl"))


def _source() -> str:
    """What pip makes our wheel of: the checkout, else what we were installed from, else our name."""
    checkout = Path(xltools.__file__).parents[1]
    if (checkout / "pyproject.toml").is_file():
        return str(checkout)
    installed = distribution(DISTRIBUTION).read_text("direct_url.json")
    url = urlsplit(json.loads(installed)["url"]) if installed else urlsplit("")
    path = Path(url2pathname(url.path))
    return str(path) if url.scheme == "file" and path.exists() else f"{DISTRIBUTION}=={xltools.__version__}"


def _sum_up(made: Path) -> None:
    """The checksum of each file, as `sha256sum --check` reads them."""
    files = sorted(path for path in made.rglob("*") if path.is_file())
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(made).as_posix()}\n"
        for path in files
    )
    (made / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
