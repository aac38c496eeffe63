"""Outputs on disk: safe names, and files that are written beside and then replaced."""

from __future__ import annotations

import os
import re
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xltools.errors import OutputError
from xltools.refusals import refusal

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?\Z")
MAX_NAME_BYTES = 180  # leaves room for an ending and a counter under the 255 bytes of most disks
MAX_NAME_CHARACTERS = 80  # whole Windows paths end at 260
_BESIDE, _ENDING = ".xltools-", ".tmp"  # of what is not finished; no collection takes such a file for a form
_ABANDONED_SECONDS = 24 * 3600


def safe_name(text: str, otherwise: str) -> str:
    """A file name (without ending) for every system, as near to the text as that allows."""
    name = unicodedata.normalize("NFC", text).encode("utf-8", "ignore").decode()
    name = _FORBIDDEN.sub("_", name).strip(" ._")[:MAX_NAME_CHARACTERS]
    while len(name.encode()) > MAX_NAME_BYTES:
        name = name[:-1]
    name = name.strip(" .")
    return f"_{name}" if _RESERVED.match(name) else name or otherwise


class Names:
    """Gives each file of one run a name of its own, also where the disk ignores case."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}  # and the last counter given

    def unique(self, name: str) -> str:
        """The name, or the name with a counter: 项目（2）."""
        key = name.casefold()
        candidate, count = name, self._taken.get(key, 1)
        while candidate.casefold() in self._taken:
            count += 1
            candidate = f"{name}（{count}）"
        self._taken[key] = count
        self._taken.setdefault(candidate.casefold(), 1)
        return candidate


def lock_file(path: Path) -> Path | None:
    """The lock that Excel, WPS or LibreOffice keeps beside a file that is open in it."""
    candidates = (path.with_name(f"~${path.name}"), path.with_name(f"~${path.name[2:]}"),
                  path.with_name(f".~{path.name}"), path.with_name(f".~lock.{path.name}#"))  # fmt: skip
    return next((lock for lock in candidates if lock.exists()), None)


@contextmanager
def output_errors(path: Path) -> Iterator[None]:
    """Turns what the system says into a Chinese OutputError about this path."""
    try:
        yield
    except PermissionError as error:
        raise OutputError(
            f"{path}：没有写入权限，或文件正被其他程序打开。请关闭该文件或换一个文件夹。"
        ) from error
    except (FileExistsError, NotADirectoryError) as error:
        raise OutputError(f"{path}：路径中有一部分是文件，不是文件夹。请换一个位置。") from error
    except IsADirectoryError as error:
        raise OutputError(f"{path}：这是一个文件夹，不能当作文件写入。请写上文件名。") from error
    except OSError as error:
        raise OutputError(
            f"{path}：没有写成（{refusal(error)}）。原有文件没有改动；请检查磁盘空间和路径后重试。"
        ) from error


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside, synced, then put in place.

    Raises OutputError (Chinese) where it cannot; what stood there before is then unchanged.
    """
    with replacing(path) as beside:
        beside.write_bytes(data)


def write_new(path: Path, data: bytes) -> None:
    """The same in a fifth of the time, for many files that are not there yet and can be made again."""
    beside = f"{path.parent}/{_BESIDE}{os.getpid()}{_ENDING}"
    with output_errors(path):
        try:
            with Path(beside).open("wb") as stream:
                stream.write(data)
            os.replace(beside, path)  # noqa: PTH105 - Path.replace makes a path of its result
        except BaseException:
            with suppress(OSError):
                os.unlink(beside)  # noqa: PTH108
            raise


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` to write to; it takes the place of `path` when all went well.

    Raises OutputError (Chinese) where the file is open elsewhere or the disk refuses.
    """
    lock = lock_file(path)
    if lock is not None:
        raise OutputError(f"{path}：文件正在其他程序中打开（旁边有 {lock.name}）。请先关闭它再重试。")
    with output_errors(path):
        if path.is_dir():
            raise IsADirectoryError
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_BESIDE, suffix=_ENDING, dir=path.parent)
        os.close(handle)
        beside = Path(name)
        try:
            yield beside
            _settle(beside)
            beside.replace(path)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def try_writing(path: Path) -> None:
    """Raises OutputError (Chinese) where no file can be written here: said before the work for it."""
    with output_errors(path):
        if path.is_dir():
            raise IsADirectoryError
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(prefix=_BESIDE, suffix=_ENDING, dir=path.parent):
            pass


def sweep(folder: Path) -> None:
    """Remove what runs that were killed long ago left beside their outputs; others may still be at work."""
    now = time.time()
    for path in folder.glob(f"{_BESIDE}*{_ENDING}"):
        with suppress(OSError):
            if path.is_file() and now - path.lstat().st_mtime > _ABANDONED_SECONDS:
                path.unlink()


@contextmanager
def replacing_files(folder: Path) -> Iterator[Path]:
    """A temporary folder beside `folder` to write files to; they take the place of those of their names.

    Raises OutputError (Chinese) where the disk refuses.
    """
    with output_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_BESIDE, dir=folder) as beside:
            yield Path(beside)
            written = sorted(Path(beside).iterdir())
            for path in written:
                _settle(path)
            for path in written:
                path.replace(folder / path.name)


def _settle(path: Path) -> None:
    """On the disk, with the rights that a new file has."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
