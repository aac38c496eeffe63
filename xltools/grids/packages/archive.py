"""Zip archives of files, and archives in them: what is inside, and the content of each, in memory.

Nothing is unpacked to disk. A member is known by its place in the directory, so names that are equal,
hostile or unreadable make no difference to which file is read.
"""

from __future__ import annotations

import mmap
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from xltools.grids import limits
from xltools.grids.packages.guard import Container, opened_file
from xltools.grids.packages.zip_lock import unlocked
from xltools.grids.packages.zipped import Bytes, ZipEntry, directory, packed, unpacked
from xltools.grids.unopenable import UnopenableBook

Inside = tuple[int, ...]
"""Which member of a file on disk, which member of that one, and so on; empty: the file itself."""

# Parts that make a zip the package of an Office document; and those of an OpenDocument.
_OFFICE = frozenset({"[content_types].xml", "_rels/.rels", "xl/workbook.xml", "xl/workbook.bin"})
_OPEN_DOCUMENT = frozenset({"content.xml", "meta-inf/manifest.xml"})
_MIMETYPE = "mimetype"
_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its place, a name fit to be shown, its promised size, whether it's a link."""

    index: int
    name: str
    size: int
    link: bool


class Allowance:
    """What the archives in one file on disk may hold, those within others included."""

    def __init__(self) -> None:
        self._files = limits.MAX_MEMBERS
        self._bytes = limits.MAX_ARCHIVE_UNPACKED_BYTES

    def spend(self, sizes: Sequence[int]) -> None:
        """Count the files of one archive. Raises UnopenableBook, and counts nothing, where it's too much."""
        if len(sizes) > self._files:
            raise UnopenableBook("members", f"共超过 {limits.MAX_MEMBERS} 个")
        if sum(sizes) > self._bytes:
            raise UnopenableBook("members", f"共超过 {limits.MAX_ARCHIVE_UNPACKED_BYTES // 1_000_000} MB")
        self._files -= len(sizes)
        self._bytes -= sum(sizes)


@dataclass(frozen=True)
class _Archive:
    """An archive that was opened: `content` is where the file lies, or what it holds if it has no place."""

    content: Path | bytes
    entries: Sequence[ZipEntry]


def is_archive(entries: Sequence[ZipEntry]) -> bool:
    """True for a zip that holds files, false for one that is a document."""
    names = {entry.part_name for entry in entries}
    if names & _OFFICE or names >= _OPEN_DOCUMENT:  # the second also where a mail gate lost the mimetype
        return False
    return not (_MIMETYPE in names and names & _OPEN_DOCUMENT)


def members(path: Path, inside: Inside = (), passwords: Sequence[str] = ()) -> tuple[Member, ...] | None:
    """The files in a zip archive, without its folders; None where it is no archive but one document.

    Raises UnopenableBook where it can't be read, holds too many or lies in too many others. What the
    files promise together is judged by an `Allowance`.
    """
    entries = _archive(path, _state(path), inside, tuple(passwords)).entries
    if not is_archive(entries):
        return None
    if len(inside) >= limits.MAX_ARCHIVE_DEPTH:
        raise UnopenableBook("depth", str(limits.MAX_ARCHIVE_DEPTH))
    return tuple(
        Member(index, _shown(entry.name), entry.size, stat.S_ISLNK(entry.mode))
        for index, entry in enumerate(entries)
        if not entry.name.endswith(("/", "\\"))
    )


def member_content(path: Path, inside: Inside, passwords: Sequence[str] = ()) -> bytes:
    """The bytes of one member; `passwords` are tried where one is needed.

    Raises UnopenableBook: broken, encrypted or inflated beyond all measure.
    """
    *outer, index = inside
    return _read(_archive(path, _state(path), tuple(outer), tuple(passwords)), index, passwords)


def member_name(path: Path, inside: Inside, passwords: Sequence[str] = ()) -> str | None:
    """How a member is called now; None where the archive has none at that place any more.

    Raises UnopenableBook where the archive can't be read.
    """
    *outer, index = inside
    entries = _archive(path, _state(path), tuple(outer), tuple(passwords)).entries
    return _shown(entries[index].name) if index < len(entries) else None


@lru_cache(maxsize=1)
def _archive(
    path: Path, state: tuple[int, int] | None, inside: Inside, passwords: tuple[str, ...]
) -> _Archive:
    """The archive at a place; the last one is kept, since its members are read one after another."""
    if not inside:
        with _mapped(path) as data:
            return _Archive(path, _entries(data))
    content = _read(_archive(path, state, inside[:-1], passwords), inside[-1], passwords)
    return _Archive(content, _entries(content))


def _entries(data: Bytes) -> Sequence[ZipEntry]:
    return directory(data, limits.MAX_MEMBERS) if data[:4] == Container.ZIP.value else ()


def _read(archive: _Archive, index: int, passwords: Sequence[str]) -> bytes:
    entry = archive.entries[index]
    if isinstance(archive.content, bytes):
        return _content(archive.content, entry, passwords)
    with _mapped(archive.content) as data:
        return _content(data, entry, passwords)


def _content(data: Bytes, entry: ZipEntry, passwords: Sequence[str]) -> bytes:
    if entry.size > limits.MAX_FILE_BYTES:
        raise UnopenableBook("file-size", f"{entry.size // 1_000_000} MB")
    if entry.size > max(limits.HARMLESS_BYTES, limits.MAX_INFLATION * entry.packed):
        raise UnopenableBook("inflation", f"超过 {limits.MAX_INFLATION} 倍")
    content = packed(data, entry)
    if not entry.encrypted:
        return _inflated(content, entry)
    refused = UnopenableBook("encrypted")
    for opened, plain in unlocked(bytes(content), entry, passwords):
        try:
            return _inflated(plain, opened)
        except UnopenableBook as error:  # by a wrong password that seemed to fit, or one that does
            refused = error if error.cause == "zip-method" else refused
    raise refused


def _inflated(content: Bytes | memoryview, entry: ZipEntry) -> bytes:
    pieces: list[bytes] = []
    size = 0
    for chunk in unpacked(content, entry.method, entry.crc, "压缩包里的文件"):
        size += len(chunk)
        if size > entry.size:
            raise UnopenableBook("damaged-zip", "目录与内容不符")
        pieces.append(chunk)
    return b"".join(pieces)


@contextmanager
def _mapped(path: Path) -> Iterator[Bytes]:
    with opened_file(path, limits.MAX_ARCHIVE_BYTES) as file:
        if os.fstat(file.fileno()).st_size == 0:  # nothing can't be mapped
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_size, status.st_mtime_ns


def _shown(name: str) -> str:
    """A member's name as a path below its archive: no way up, no drive, nothing a terminal would obey."""
    parts = (part.replace(":", "") for part in name.replace("\\", "/").split("/"))
    path = "/".join(part for part in parts if part.strip() not in ("", ".", ".."))
    text = "".join(char if char.isprintable() else "\ufffd" for char in path)
    return text if 0 < len(text) <= _LONGEST_NAME else f"…{text[-_LONGEST_NAME:]}"
