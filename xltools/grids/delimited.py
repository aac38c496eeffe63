"""Reads .csv files row by row, in the encodings that Chinese offices send."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

from xltools.grid import Cell, Row
from xltools.grids.unopenable import UnopenableBook

_ENDINGS = frozenset({".csv", ".tsv", ".txt"})
_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", codecs.BOM_UTF8: "utf-8-sig"}
_ENCODINGS = ("utf-8", "gb18030")
_DELIMITERS = ",\t;"
_SAMPLE = 20  # lines, by which the delimiter is judged
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_CHUNK = 1 << 20


def looks_like_csv(path: Path, data: bytes) -> bool:
    """True for a file that is named as a table of texts and is no workbook."""
    return path.suffix.lower() in _ENDINGS and bool(data) and not data.startswith(_BINARY)


def csv_rows(data: bytes, name: str) -> Iterator[Row]:
    """The rows of such a file as texts. Raises UnopenableBook (Chinese) where it is no text."""
    try:
        encoding = _encoding(data)
        lines = TextIOWrapper(BytesIO(data), encoding, newline="")
        reader = csv.reader(lines, delimiter=_delimiter(data, encoding), strict=True)
        for row, values in enumerate(reader, start=1):
            yield Row(row, {place: Cell(value) for place, value in enumerate(values, 1) if value.strip()})
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnopenableBook("other-content", "不能识别的文字（不是 CSV）", name) from error


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return encoding
    return next((encoding for encoding in _ENCODINGS if _decodes(data, encoding)), _ENCODINGS[-1])


def _decodes(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(data: bytes, encoding: str) -> str:
    lines = TextIOWrapper(BytesIO(data), encoding, newline="")
    sample = "".join(line for line, _ in zip(lines, range(_SAMPLE), strict=False))
    return max(_DELIMITERS, key=sample.count)
