"""Folders that are no folders of this machine, by their address: `s3://bucket/folder`, `memory://box`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import unquote, urlsplit

from xltools.errors import MissingExtraError, UsageError

_LOCAL = "file://"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file under an address, its name below that, and its size where the other side tells."""

    url: str
    name: str
    size: int | None


def is_url(text: str) -> bool:
    """True for an address of another place; `file://` is a place of this machine, see `local_path`."""
    return "://" in text and not text.startswith(_LOCAL)


def local_path(text: str) -> Path:
    """The path of something on this machine."""
    return Path(unquote(urlsplit(text).path)) if text.startswith(_LOCAL) else Path(text)


def remote_files(url: str) -> list[RemoteFile]:
    """Every file under an address, or the file itself, in the order of their names; none is opened.

    Raises MissingExtraError where fsspec or its driver for such addresses is not installed, UsageError
    (Chinese) where nothing is there or the other side refuses.
    """
    with _refusals(url):
        system, root = _place(url)
        found = system.find(root, detail=True)
        if not found:
            raise FileNotFoundError
        return [_file(system, root, path, info) for path, info in sorted(found.items())]


def opened(url: str) -> BinaryIO:
    """A file to read, to be closed. Raises OSError and whatever else a driver raises."""
    system, path = _place(url)
    return cast("BinaryIO", system.open(path, "rb"))


def content_at(url: str) -> bytes | None:
    """The bytes of a file, None where there is none."""
    try:
        with opened(url) as stream:
            return stream.read()
    except FileNotFoundError:
        return None


def put_at(url: str, data: bytes) -> None:
    """Write a file."""
    system, path = _place(url)
    system.makedirs(path.rpartition("/")[0], exist_ok=True)
    with system.open(path, "wb") as stream:
        stream.write(data)


def _place(url: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtraError("fsspec", "remote") from error
    try:
        system, path = url_to_fs(url)
    except (ImportError, ValueError) as error:  # no driver installed, or none known
        raise UsageError(f"{url}：没有打开这种地址的程序库（{error}）。请安装后重试。") from error
    return system, path


def _file(system: Any, root: str, path: str, info: dict[str, Any]) -> RemoteFile:  # noqa: ANN401 - of fsspec
    name = path.removeprefix(root).lstrip("/") or path.rpartition("/")[2]
    return RemoteFile(system.unstrip_protocol(path), name, info.get("size"))


@contextmanager
def _refusals(url: str) -> Iterator[None]:
    try:
        yield
    except UsageError:
        raise
    except FileNotFoundError as error:
        raise UsageError(f"{url}：这里没有文件。请核对地址。") from error
    except Exception as error:  # drivers raise what they like
        raise UsageError(f"{url}：打不开（{type(error).__name__}：{error}）。请核对地址和权限。") from error
