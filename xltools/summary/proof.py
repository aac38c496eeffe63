"""Opens what was written once more: a summary that is not whole is never put in place."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from xml.parsers import expat

from xltools.errors import OutputError

_CHUNK = 1 << 20
_SHEET = "xl/worksheets/sheet{number}.xml"
_ROW, _ROW_END = b"<row", b"</row"  # they end in a letter that is rare, and so are found fast
_LONG = 4_000_000  # bytes of a part


def prove(path: Path, rows: Sequence[int]) -> None:
    """Every part unpacks with its checksum and is whole XML, and each sheet has its rows.

    Raises OutputError (Chinese).
    """
    expected = {_SHEET.format(number=number): count for number, count in enumerate(rows, start=1)}
    try:
        with zipfile.ZipFile(path) as package:
            found = {name: _rows(package, name) for name in package.namelist()}
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError) as error:
        raise OutputError(f"汇总表写好后再打开时不完整（{error}），没有采用。请检查磁盘后重试。") from error
    wrong = [name for name, count in expected.items() if found.get(name) != count]
    if wrong:
        raise OutputError(f"汇总表写好后再打开时行数不对（{'、'.join(wrong)}），没有采用。请重试。")


def _rows(package: zipfile.ZipFile, name: str) -> int:
    """How many rows a part has; it is read to the end. A short part is also taken apart as XML.

    The rows of long sheets are escaped where they are made; that they are all there is what can go wrong.
    """
    size = package.getinfo(name).file_size
    parser = expat.ParserCreate() if size <= _LONG else None
    begun = ended = 0
    before = b""
    with package.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            if parser is not None:
                parser.Parse(chunk, False)
            text = before + chunk
            begun, ended = begun + text.count(_ROW), ended + text.count(_ROW_END)
            before = text[-(len(_ROW_END) - 1) :]
            begun -= before.count(_ROW)  # it is seen again in front of the next chunk
    if parser is not None:
        parser.Parse(b"", True)
    begun += before.count(_ROW)
    return begun if begun == ended or not ended else -1
