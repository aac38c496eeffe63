"""When a file was last saved, by what it says itself: the same in every copy, whatever disk it lies on."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from datetime import UTC, datetime, timedelta

from xltools.grids.packages.guard import Container
from xltools.grids.packages.ole import CompoundFile
from xltools.grids.unopenable import UnopenableBook

_PARTS = (("docProps/core.xml", "modified"), ("meta.xml", "date"))  # Office; OpenDocument
_MOST = 64_000  # bytes of a part: properties are short
_YEARS = (1995, 2200)
_PROPERTIES = "\x05SummaryInformation"  # of older workbooks: a set of properties as [MS-OLEPS] describes it
_LAST_SAVED, _TIME = 13, 0x40  # the number of the property, and the type that it must have
_FIRST_SET, _MOST_PROPERTIES = 44, 1_000  # where the place of the first set stands
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def saved_at(data: bytes) -> str | None:
    """`2023-03-05T10:11:12Z`, or None where the file does not say it; without a zone, taken as it is."""
    if data.startswith(Container.OLE.value):
        return _saved_in_properties(data)
    if not data.startswith(Container.ZIP.value):
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
    return _of_our_days(time if time.tzinfo is None else time.astimezone(UTC))


def _saved_in_properties(data: bytes) -> str | None:
    """What Excel 97 to 2003, WPS and LibreOffice write into an .xls or .et."""
    try:
        file = CompoundFile(data)
        ticks = _last_saved(file.stream(_PROPERTIES)) if _PROPERTIES in file else 0
        return _of_our_days(_EPOCH + timedelta(microseconds=ticks // 10))
    except (UnopenableBook, struct.error, OverflowError):
        return None


def _last_saved(properties: bytes) -> int:
    """The time in steps of 100 nanoseconds from 1601; 0 where it is not there."""
    (start,) = struct.unpack_from("<L", properties, _FIRST_SET)
    (count,) = struct.unpack_from("<L", properties, start + 4)
    for index in range(min(count, _MOST_PROPERTIES)):
        number, at = struct.unpack_from("<2L", properties, start + 8 + 8 * index)
        if number == _LAST_SAVED:
            kind, ticks = struct.unpack_from("<LQ", properties, start + at)
            return int(ticks) if kind == _TIME else 0
    return 0


def _of_our_days(time: datetime) -> str | None:
    if not _YEARS[0] < time.year < _YEARS[1]:
        return None
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
