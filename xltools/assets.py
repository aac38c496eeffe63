"""Finds `templates/` and `macros/`, in a checkout and in an installed wheel."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from xltools.errors import DefinitionError

_PACKAGE = Path(__file__).resolve().parent


def asset(*parts: str) -> Path:
    """Path of a shipped file or folder, e.g. `asset("templates", "forms")`."""
    checkout = _PACKAGE.parent
    home = checkout if (checkout / "pyproject.toml").is_file() else _PACKAGE / "_assets"
    return home.joinpath(*parts)


def load_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file. Raises DefinitionError (Chinese) where it cannot be read or is no TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))  # editors on Windows begin it with a mark
    except FileNotFoundError as error:
        raise DefinitionError(path.name, "", "找不到这个文件") from error
    except OSError as error:
        raise DefinitionError(path.name, "", f"打不开这个文件（{error.strerror}）") from error
    except UnicodeDecodeError as error:
        raise DefinitionError(path.name, "", "不是 UTF-8 编码，请另存为 UTF-8 编码的文本") from error
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(path.name, "", f"不是有效的 TOML 文件（{error}）") from error


@cache
def shipped_toml(*parts: str) -> dict[str, Any]:
    """A TOML file of ours, read once; callers do not change it."""
    return load_toml(asset(*parts))
