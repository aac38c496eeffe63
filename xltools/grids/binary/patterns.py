"""The number formats of .xls and .xlsb, by the index that a cell names, which python-calamine doesn't tell.

Without them 96% in a cell is 0.96.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from decimal import Decimal

from xltools.grids.values import from_double
from xltools.grids.xlsx.styles import format_of

_FORMAT, _XF, _EOF, _BOF, _BIFF8 = 0x041E, 0x00E0, 0x000A, 0x0809, 0x0600
_NUMBERS, _MANY_NUMBERS = (0x0203, 0x027E), 0x00BD  # records of a sheet
_WIDE_FORMAT, _WIDE_XF, _BEGIN_CELL_XFS, _END_CELL_XFS = 44, 47, 617, 618
_INTEGER, _DOUBLE, _PERCENT = 0x1E, 0x1F, 0x14  # the parts of a formula that is but a number

Record = tuple[int, bytes]


def biff_patterns(records: Iterable[Record]) -> list[str]:
    """The formats of an .xls by style index, from the records of its workbook."""
    own: dict[str | None, str] = {}
    styles: list[str] = []
    wide = False
    for kind, body in records:
        if kind == _BOF and len(body) >= 2:
            wide = struct.unpack_from("<H", body)[0] == _BIFF8
        elif kind == _FORMAT and len(body) > 3:
            own[str(int.from_bytes(body[:2], "little"))] = _biff_text(body, wide)
        elif kind == _XF and len(body) >= 4:
            styles.append(str(int.from_bytes(body[2:4], "little")))
        elif kind == _EOF:
            break
    return [format_of(number, own) for number in styles]


def _biff_text(body: bytes, wide: bool) -> str:
    if not wide:
        return body[3 : 3 + body[2]].decode("gb18030", "replace")
    length = int.from_bytes(body[2:4], "little")
    if len(body) > 4 and body[4] & 1:
        return body[5 : 5 + 2 * length].decode("utf-16-le", "replace")
    return body[5 : 5 + length].decode("latin-1")


def xlsb_patterns(records: Iterable[Record]) -> list[str]:
    """The formats of an .xlsb by style index, from the records of its styles."""
    own: dict[str | None, str] = {}
    styles: list[str] = []
    cells = False
    for kind, body in records:
        if kind == _WIDE_FORMAT and len(body) >= 6:
            text = body[6 : 6 + 2 * int.from_bytes(body[2:6], "little")]
            own[str(int.from_bytes(body[:2], "little"))] = text.decode("utf-16-le", "replace")
        elif kind in (_BEGIN_CELL_XFS, _END_CELL_XFS):
            cells = kind == _BEGIN_CELL_XFS
        elif kind == _WIDE_XF and cells and len(body) >= 4:
            styles.append(str(int.from_bytes(body[2:4], "little")))
    return [format_of(number, own) for number in styles]


def biff_styles(kind: int, body: bytes) -> Iterator[tuple[int, int, int]]:
    """Row, column and style of the numbers in one record of a sheet."""
    if kind in _NUMBERS and len(body) >= 6:
        row, column, style = struct.unpack_from("<3H", body)
        yield row, column, style
    elif kind == _MANY_NUMBERS and len(body) >= 6:
        row, first = struct.unpack_from("<2H", body)
        for index in range((len(body) - 6) // 6):
            yield row, first + index, int.from_bytes(body[4 + 6 * index : 6 + 6 * index], "little")


def constant(tokens: bytes) -> str:
    """The text of a formula that is but a number: `100%`; empty for any other."""
    number: Decimal | None = None
    rest = b""
    if tokens[:1] == bytes([_INTEGER]):
        number, rest = Decimal(int.from_bytes(tokens[1:3], "little")), tokens[3:]
    elif tokens[:1] == bytes([_DOUBLE]) and len(tokens) >= 9:
        number, rest = from_double(struct.unpack_from("<d", tokens, 1)[0]), tokens[9:]
    if number is None or rest.strip(bytes([_PERCENT])) or len(rest) > 1:
        return ""
    return f"{number:f}{'%' if rest else ''}"
