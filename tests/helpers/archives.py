"""Zip archives as offices and attackers send them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tests.hostile.parts import doctored

_UTF8_FLAG = 0x800


def zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    """An archive of these files; a name may come twice."""
    return zipped_as([(name.encode(), content) for name, content in files], utf8=True)


def zipped_as(files: Sequence[tuple[bytes, bytes]], *, utf8: bool) -> bytes:
    """An archive with names in whatever encoding, declared as UTF-8 or as nothing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number, (name, content) in enumerate(files):
            entry = _Named(str(number), name, utf8=utf8)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=1)
    return stream.getvalue()


class _Named(zipfile.ZipInfo):
    """An entry whose name is the bytes that are given."""

    def __init__(self, key: str, raw: bytes, *, utf8: bool) -> None:
        super().__init__(key)
        self.raw, self.utf8 = raw, utf8

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - how zipfile asks for it
        return self.raw, _UTF8_FLAG if self.utf8 else 0


def with_link(name: str, target: str) -> bytes:
    """An archive of one symbolic link."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, target)
    return stream.getvalue()


def locked(data: bytes) -> bytes:
    """The archive as if its files needed a password."""

    def lock(directory: bytearray, at: int) -> None:
        directory[at + 8] |= 1

    return doctored(data, lock)


def put(path: Path, files: Sequence[tuple[str, bytes]]) -> Path:
    """Write an archive of these files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zipped(files))
    return path
