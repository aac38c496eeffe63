"""Zip archives as offices and attackers send them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tests.hostile.parts import doctored

_UTF8_FLAG = 0x800


def zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    """An archive of these files, the same bytes every time; a name may come twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (_, content) in enumerate(files):
            archive.writestr(zipfile.ZipInfo(f"{number:08}"), content, zipfile.ZIP_DEFLATED)
    return renamed(stream.getvalue(), [name.encode() for name, _ in files], utf8=True)


def renamed(data: bytes, names: Sequence[bytes], *, utf8: bool) -> bytes:
    """The archive with other names, in whatever encoding, declared as UTF-8 or as nothing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for info, name in zip(old.infolist(), names, strict=True):
            entry = _Named(name, utf8=utf8)
            new.writestr(entry, old.read(info), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


class _Named(zipfile.ZipInfo):
    """An entry whose name is the bytes that are given."""

    def __init__(self, raw: bytes, *, utf8: bool) -> None:
        super().__init__("x")
        self.raw, self.flag = raw, _UTF8_FLAG if utf8 else 0

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - how zipfile asks for it
        return self.raw, self.flag_bits & ~_UTF8_FLAG | self.flag


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
