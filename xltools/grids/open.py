"""Open any file as a plain workbook, or say what it is instead."""

from __future__ import annotations

from pathlib import Path

from xltools.grid import Book
from xltools.grids.guard import Container, content, sniff
from xltools.grids.ooxml import main_part, read_ooxml
from xltools.grids.package import Package
from xltools.grids.unopenable import UnopenableBook


def open_book(path: Path) -> Book:
    """Read a workbook of any kind: .xlsx, .xlsm, .xltx, .xls, .xlsb, .ods, .et.

    The content decides, never the ending. Raises UnopenableBook, whose `outcome` is not-a-form,
    encrypted, unreadable or too-large, and whose text says what to do.
    """
    try:
        return open_bytes(content(path))
    except UnopenableBook as error:
        raise error.at(path.name) from None


def open_bytes(data: bytes) -> Book:
    """The same for a file held in memory, such as one inside an archive."""
    if sniff(data) is Container.OLE:
        raise UnopenableBook("no-reader", "xls")
    package = Package(data)
    part = main_part(package)
    if part is None:
        raise UnopenableBook("archive", "zip 压缩包")
    return read_ooxml(package, part)
