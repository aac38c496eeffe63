"""When an older workbook was saved, by its own properties; test_grids_office asks LibreOffice and olefile."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

import pytest

from tests.hostile.parts import compound_file
from xltools.grids import saved_at

TIME = datetime(2023, 3, 5, 10, 11, 12, 345678, tzinfo=UTC)
LAST_SAVED, CREATED, PAGES, FILE_TIME, LONG = 13, 12, 14, 0x40, 3


def ticks(time: datetime) -> int:
    """As Windows counts: in steps of 100 nanoseconds from 1601."""
    return (time - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10


def properties(*values: tuple[int, int, int]) -> bytes:
    """A set of properties: number, type, value."""
    at = 8 + 8 * len(values)
    numbers = [number for number, _, _ in values]
    index = b"".join(struct.pack("<2L", number, at + 12 * place) for place, number in enumerate(numbers))
    body = b"".join(struct.pack("<LQ", kind, value) for _, kind, value in values)
    head = struct.pack("<2HL16sL16sL", 0xFFFE, 0, 0x20006, bytes(16), 1, bytes(16), 48)
    return head + struct.pack("<2L", at + len(body), len(values)) + index + body


def saved(content: bytes, name: str = "\x05SummaryInformation") -> str | None:
    return saved_at(compound_file({"Workbook": b"", name: content}))


def test_the_time_is_found_among_others_whatever_the_case_of_the_name() -> None:
    before, last = (CREATED, FILE_TIME, ticks(TIME) - 10**9), (LAST_SAVED, FILE_TIME, ticks(TIME))
    content = properties(before, last, (PAGES, LONG, 3))
    assert saved(content) == "2023-03-05T10:11:12Z"
    assert saved(content, "\x05SUMMARYINFORMATION") == "2023-03-05T10:11:12Z"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        properties(),
        properties((CREATED, FILE_TIME, ticks(TIME))),
        properties((LAST_SAVED, LONG, ticks(TIME))),
        properties((LAST_SAVED, FILE_TIME, 0)),
        properties((LAST_SAVED, FILE_TIME, 2**64 - 1)),
        properties((LAST_SAVED, FILE_TIME, ticks(TIME)))[:44] + b"\xff\xff\xff\xff",
        properties((LAST_SAVED, FILE_TIME, ticks(TIME)))[:60],
    ],
)
def test_what_is_no_time_is_none(content: bytes) -> None:
    assert saved(content) is None


def test_a_file_without_properties_says_nothing() -> None:
    assert saved_at(compound_file({"Workbook": b""})) is None


def test_no_broken_byte_is_more_than_another_time_or_none() -> None:
    content = properties((CREATED, FILE_TIME, ticks(TIME)), (LAST_SAVED, FILE_TIME, ticks(TIME)))
    for at in range(len(content)):
        broken = bytearray(content)
        broken[at] ^= 0xFF
        told = saved(bytes(broken))
        assert told is None or 1995 < datetime.fromisoformat(told).year < 2200
    whole = compound_file({"\x05SummaryInformation": content})
    for at in range(600):
        saved_at(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        saved_at(whole[: 8 + at])
