"""The VBA of xlwings, taken from the installed package when the add-in is built. Only what is BSD or MIT.

`xlwings_custom_addin.bas` (BSD-3-Clause, Zoomer Analytics) starts Python; `addin/Dictionary.cls` (MIT, Tim
Hall) is what it uses on the Mac in place of Scripting.Dictionary. Nothing of `xlwings/pro` is touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from xltools.errors import XltoolsError
from xltools.excel.addin.project import Module, class_module, standard_module

_PROJECT = re.compile(r'(?m)^(Public Const PROJECT_NAME As String = )"[^"]*"')
_VERSION = re.compile(r'(?m)^Public Const XLWINGS_VERSION As String = "([^"]*)"')


@dataclass(frozen=True, slots=True)
class XlwingsSource:
    """Modules of the installed xlwings, and the version they are of."""

    version: str
    modules: tuple[Module, ...]


def xlwings_source(project: str) -> XlwingsSource:
    """The modules, with `project` as the name by which xlwings calls its settings.

    Raises XltoolsError (Chinese) where xlwings is not installed, or its files are not as they were.
    """
    folder = _folder()
    text = _read(folder / "xlwings_custom_addin.bas")
    found = _VERSION.search(text)
    named, count = _PROJECT.subn(rf'\g<1>"{project}"', text)
    if found is None or count != 1:
        raise XltoolsError("xlwings 的 VBA 模块与预期不符。请安装 pyproject.toml 所列版本的 xlwings 后重试。")
    if found[1] != version("xlwings"):
        raise XltoolsError(
            f"xlwings 的程序包是 {version('xlwings')}，VBA 模块是 {found[1]}。请重新安装 xlwings。"
        )
    dictionary = _read(folder / "addin" / "Dictionary.cls")
    return XlwingsSource(
        found[1], (standard_module("xlwings", named), class_module("Dictionary", dictionary))
    )


def apple_script_source(of_version: str) -> bytes:
    """The script through which xlwings starts Python on the Mac. Raises XltoolsError (Chinese)."""
    return _read(_folder() / f"xlwings-{of_version}.applescript", "utf-8").encode()


def installed_version() -> str | None:
    """The version of the installed xlwings."""
    try:
        return version("xlwings")
    except PackageNotFoundError:
        return None


def _folder() -> Path:
    """Where xlwings is installed; it is not imported, which would take its time."""
    spec = find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise XltoolsError("没有安装 xlwings。请执行 pip install xlwings 后重试。")
    return Path(spec.origin).parent


def _read(path: Path, encoding: str = "ascii") -> str:
    try:
        return path.read_text(encoding=encoding)
    except (OSError, UnicodeDecodeError) as error:
        raise XltoolsError(f"读不到 xlwings 的文件 {path.name}（{error}）。请重新安装 xlwings。") from error
