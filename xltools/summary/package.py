"""Puts the rows into the workbook that XlsxWriter made around them; equal rows give equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from xltools.summary.rows import SheetRows

_LEVEL = 1  # of compression: higher ones take three times as long for a fifth less
_HEAD_END = b"</row>"  # of the first row
_LINKS_BEFORE = b"<printOptions"
_RELATIONSHIPS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)


def assemble(path: Path, frame: bytes, rows: Mapping[int, SheetRows]) -> None:
    """Write the workbook: the frame's parts, and in those of some sheets (by number, from 1) their rows.

    Entries that are opened by name bear the first day of 1980, whatever the day.
    Raises OSError where the disk refuses.
    """
    sheets = {f"xl/worksheets/sheet{number}.xml": body for number, body in rows.items()}
    with (
        zipfile.ZipFile(io.BytesIO(frame)) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as target,
    ):
        for name in source.namelist():
            with target.open(name, "w", force_zip64=name in sheets) as part:
                if name in sheets:
                    _write_sheet(part, source.read(name), sheets[name])
                else:
                    part.write(source.read(name))
        for name, body in sheets.items():
            relationships = body.links.relationships()
            if relationships:
                folder, _, file = name.rpartition("/")
                with target.open(f"{folder}/_rels/{file}.rels", "w") as part:
                    part.write(_RELATIONSHIPS.format(relationships).encode())


def _write_sheet(part: IO[bytes], frame: bytes, body: SheetRows) -> None:
    head = frame.index(_HEAD_END) + len(_HEAD_END)
    links = frame.index(_LINKS_BEFORE, head)
    part.write(frame[:head])
    body.copy_to(part)
    part.write(frame[head:links])
    body.links.copy_to(part)
    part.write(frame[links:])
