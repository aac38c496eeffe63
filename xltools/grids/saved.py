"""When a file was last saved, by what it says itself: the same in every copy, whatever disk it lies on."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import UTC, datetime

_PARTS = (("docProps/core.xml", "modified"), ("meta.xml", "date"))  # Office; OpenDocument
_MOST = 64_000  # bytes of a part: properties are short
_YEARS = (1995, 2200)


def saved_at(data: bytes) -> str | None:
    """`2023-03-05T10:11:12Z`, or None where the file does not say it; without a zone, taken as it is."""
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return next(filter(None, (_time(package, part, name) for part, name in _PARTS)), None)
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error, EOFError):
        return None  # whatever is wrong with it is the reader's to say


def _time(package: zipfile.ZipFile, part: str, name: str) -> str | None:
    if part not in package.NameToInfo:
        return None
    with package.open(part) as stream:
        text = stream.read(_MOST).decode("utf-8", "replace")
    match = re.search(rf"<(?:\w+:)?{name}\b[^>]*>\s*([0-9T:.Z+-]{{10,40}})\s*</", text)
    return _utc(match[1]) if match else None


def _utc(text: str) -> str | None:
    """The time as UTC to the second; None where it is no time of our days."""
    try:
        time = datetime.fromisoformat(
            text[:19] + text[19:].partition(".")[2].lstrip("0123456789") if "." in text else text
        )
    except ValueError:
        return None
    if time.tzinfo is not None:
        time = time.astimezone(UTC)
    if not _YEARS[0] < time.year < _YEARS[1]:
        return None
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
