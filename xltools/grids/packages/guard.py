"""What a file is, judged by its first bytes and never by its ending."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from os import fstat
from pathlib import Path
from typing import BinaryIO

from xltools.grids import limits
from xltools.grids.packages.rar import Told, told
from xltools.grids.packages.seven_zip import is_locked
from xltools.grids.unopenable import UnopenableBook
from xltools.refusals import refusal


class Container(Enum):
    """What holds a workbook: a zip (.xlsx, .xlsb, .ods) or an OLE compound file (.xls, .et, encrypted)."""

    ZIP = b"PK\x03\x04"
    OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
# (first bytes, cause, detail)
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x05\x06", "archive", "空的 zip 压缩包"),
    (b"PK\x07\x08PK\x03\x04", "volume", ""),
    (b"\x89PNG\r\n\x1a\n", "other-content", "图片（PNG）"),
    (b"\xff\xd8\xff", "other-content", "图片（JPEG）"),
    (b"GIF8", "other-content", "图片（GIF）"),
    (b"BM", "other-content", "图片（BMP）"),
    (b"II*\x00", "other-content", "图片（TIFF）"),
    (b"MM\x00*", "other-content", "图片（TIFF）"),
    (b"%PDF", "other-content", "PDF 文档"),
    (b"%!PS", "other-content", "PostScript 文档"),
    (b"%OFD", "other-content", "OFD 文档"),
    (b"{\\rtf", "other-content", "RTF 文档"),
    (b"SQLite format 3\x00", "other-content", "数据库"),
    (b"MZ", "other-content", "程序"),
    (b"\x7fELF", "other-content", "程序"),
    (b"ID3", "other-content", "音频"),
    (_SEVEN_ZIP, "other-archive", "7z 压缩包"),
    (b"\x1f\x8b", "other-archive", "gzip 压缩包"),
    (b"BZh", "other-archive", "bzip2 压缩包"),
    (b"\xfd7zXZ\x00", "other-archive", "xz 压缩包"),
    # A bare BIFF stream, as Excel 2 to 4 wrote it
    (b"\x09\x00\x04\x00", "old-format", "Excel 2.x"),
    (b"\x09\x02\x06\x00", "old-format", "Excel 3.0"),
    (b"\x09\x04\x06\x00", "old-format", "Excel 4.0"),
    (b"\x09\x08\x08\x00", "old-format", "Excel 5.0"),
    (b"ID;P", "old-format", "SYLK"),
)
# (where, the mark there, cause, detail): of what begins with something else
_MARKS = (
    (8, b"WEBP", "other-content", "图片（WebP）"),
    (8, b"WAVE", "other-content", "音频"),
    (8, b"AVI ", "other-content", "视频"),
    (4, b"ftyp", "other-content", "图片或视频"),
    (257, b"ustar", "other-archive", "tar 压缩包"),
)
# (a word in the first kilobyte of a text, cause, detail)
_TEXTS = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "old-format", "XML 表格 2003"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "old-format", "平面 ODS"),
    (b"<html", "web-page", ""),
    (b"<!doctype html", "web-page", ""),
    (b"<table", "web-page", ""),
    (b"mime-version:", "web-page", ""),
    (b"<svg", "other-content", "图片（SVG）"),
)
_ENCODINGS = ("utf-8", "gb18030")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_HEAD = 4_096


def content(path: Path) -> bytes:
    """The bytes of a regular file of bearable size. Never blocks on a pipe or a device."""
    with opened_file(path, limits.MAX_FILE_BYTES) as file:
        size = fstat(file.fileno()).st_size
        data = file.read(size + 1)  # to ask for more takes longer than to read it
        if len(data) > size:
            data += file.read(limits.MAX_FILE_BYTES)
    if len(data) > limits.MAX_FILE_BYTES:  # it grew meanwhile
        raise UnopenableBook("file-size", f"超过 {limits.MAX_FILE_BYTES // 1_000_000} MB")
    return data


@contextmanager
def opened_file(path: Path, most: int) -> Iterator[BinaryIO]:
    """A regular file of at most so many bytes, opened; what the system refuses is an UnopenableBook."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnopenableBook("folder" if stat.S_ISDIR(status.st_mode) else "no-file")
        if status.st_size > most:
            raise UnopenableBook("file-size", f"{status.st_size // 1_000_000} MB")
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise UnopenableBook("missing") from None
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise UnopenableBook("no-access", refusal(error)) from None


def sniff(data: bytes) -> Container:
    """The container of a workbook. Raises UnopenableBook, saying what it is, for anything else."""
    for container in Container:
        if data.startswith(container.value):
            return container
    if not data:
        raise UnopenableBook("empty")
    if not data.strip(b"\x00"):
        raise UnopenableBook("zeros")
    raise _known(data) or _text(data) or _unknown(data)


def _known(data: bytes) -> UnopenableBook | None:
    if data.startswith(_SEVEN_ZIP) and is_locked(data):
        return UnopenableBook("locked-archive", "7z 压缩包")
    if (rar := told(data)) is not None:
        return _rar(rar)
    for signature, cause, detail in _SIGNATURES:
        if data.startswith(signature):
            return UnopenableBook(cause, detail)
    for at, mark, cause, detail in _MARKS:
        if data.startswith(mark, at):
            return UnopenableBook(cause, detail)
    return None


def _rar(rar: Told) -> UnopenableBook:
    if rar.locked:
        return UnopenableBook("locked-archive", "RAR 压缩包")
    return UnopenableBook("volume") if rar.volume else UnopenableBook("other-archive", "RAR 压缩包")


def _text(data: bytes) -> UnopenableBook | None:
    head = data[:_HEAD]
    if head.startswith(_UTF16_MARKS):
        return UnopenableBook("other-content", "文本文件")
    lower = head.lower()
    for word, cause, detail in _TEXTS:
        if word in lower:
            return UnopenableBook(cause, detail)
    if any(byte < 0x20 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return None
    if any(_decodes(head, encoding) for encoding in _ENCODINGS):
        return UnopenableBook("other-content", "文本文件")
    return None


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        head.decode(encoding)
    except UnicodeDecodeError as error:
        return len(head) == _HEAD and error.start >= _HEAD - 4  # a character cut in two at the end
    return True


def _unknown(data: bytes) -> UnopenableBook:
    if _ends_volumes(data):
        return UnopenableBook("volume")
    if Container.ZIP.value in data and b"PK\x05\x06" in data[-70_000:]:
        return UnopenableBook("damaged-zip", "开头不是工作簿的开头")
    return UnopenableBook("other-content", "认不出的数据")


def _ends_volumes(data: bytes) -> bool:
    """True for the last part of a zip in several parts, whose end says the number of parts before it."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 70_000))
    return at >= 0 and data[at + 4 : at + 6] not in (b"", b"\x00\x00", b"\xff\xff")
