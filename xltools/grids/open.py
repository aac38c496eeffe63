"""Open any file as a plain workbook, or say what it is instead."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xltools.grid import Book
from xltools.grids import limits
from xltools.grids.binary.reader import encryption, read_ole, read_xlsb
from xltools.grids.ods import is_open_document, is_spreadsheet, mentions_encryption, read_ods
from xltools.grids.packages.archive import is_archive
from xltools.grids.packages.encrypted import decrypted
from xltools.grids.packages.guard import Container, content, sniff
from xltools.grids.packages.package import Package
from xltools.grids.packages.zipped import directory
from xltools.grids.unopenable import UnopenableBook
from xltools.grids.xlsx.reader import main_part, read_ooxml


def open_book(path: Path, passwords: Sequence[str] = ()) -> Book:
    """Read a workbook of any kind: .xlsx, .xlsm, .xltx, .xls, .xlsb, .ods, .et.

    The content decides, never the ending. `passwords` are tried where one is needed. Raises
    UnopenableBook, whose `outcome` is not-a-form, encrypted, unreadable or too-large, and whose text says
    what to do.
    """
    try:
        return open_bytes(content(path), passwords)
    except UnopenableBook as error:
        raise error.at(path.name) from None


def open_bytes(data: bytes, passwords: Sequence[str] = ()) -> Book:
    """The same for a file held in memory, such as one inside an archive."""
    return open_on_demand(data, passwords).whole()


def open_on_demand(data: bytes, passwords: Sequence[str] = ()) -> Book:
    """The same, a sheet being read when it is first asked for, where the format allows it.

    What is wrong with a sheet is raised then; with one that nobody asks for, never.
    """
    if sniff(data) is Container.ZIP:
        return _open_zip(data)
    locked = encryption(data)
    if locked is None:
        return read_ole(data)
    content_ = decrypted(data, locked, passwords)
    return _open_zip(content_) if sniff(content_) is Container.ZIP else read_ole(content_)


def _open_zip(data: bytes) -> Book:
    entries = directory(data, limits.MAX_MEMBERS)
    if is_archive(entries):
        raise UnopenableBook("archive", "zip 压缩包")
    package = Package(data, entries)
    if is_open_document(package):
        return _read_open_document(package)
    part = main_part(package)
    if part is None:
        raise UnopenableBook("archive", "zip 压缩包")
    if part.lower().endswith(".bin"):
        return read_xlsb(data, package, part)
    return read_ooxml(package, part)


def _read_open_document(package: Package) -> Book:
    if not is_spreadsheet(package):
        if mentions_encryption(package):
            raise UnopenableBook("encrypted")
        raise UnopenableBook("other-content", "OpenDocument 文档")
    return read_ods(package)
