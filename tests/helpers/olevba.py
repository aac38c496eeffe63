"""oletools as a judge of VBA projects."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # oletools calls pyparsing by its old names
    from oletools import olevba


def decompressed(data: bytes) -> bytes:
    """What oletools reads in a compressed container."""
    return bytes(olevba.decompress_stream(bytearray(data)))


def modules(path: Path) -> dict[str, str]:
    """The source of each module of a workbook, as oletools extracts it, by stream."""
    parser: Any = olevba.VBA_Parser(str(path))
    try:
        return {stream: code for _, stream, _, code in parser.extract_macros()}
    finally:
        parser.close()
