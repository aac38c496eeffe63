"""RAR archives, as their headers are laid out: those that need a password are called encrypted."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from tests.helpers.program import xltools
from xltools.grids import UnopenableBook, open_bytes

NAME = "自评表.xlsx".encode("gbk")
PACKED = bytes(range(200))
VOLUME, NAMES_LOCKED = 0x0001, 0x0080
LOCKED, LARGE = 0x0004, 0x0100


def header4(kind: int, flags: int, rest: bytes) -> bytes:
    body = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
    return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body


def file4(flags: int = 0) -> bytes:
    large = struct.pack("<LL", 0, 0) if flags & LARGE else b""
    rest = struct.pack("<LLBLLBBHL", len(PACKED), 999, 2, 0, 0, 29, 0x33, len(NAME), 32) + large + NAME
    return header4(0x74, 0x8000 | flags, rest) + PACKED


def rar4(*rest: bytes, flags: int = 0) -> bytes:
    return b"Rar!\x1a\x07\x00" + header4(0x73, flags, bytes(6)) + b"".join(rest) + header4(0x7B, 0x4000, b"")


def number(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + number(rest) if rest else bytes([low])


def header5(kind: int, fields: bytes, extra: bytes = b"", packed: bytes = b"") -> bytes:
    flags = (1 if extra else 0) | (2 if packed else 0)
    sizes = (number(len(extra)) if extra else b"") + (number(len(packed)) if packed else b"")
    body = number(kind) + number(flags) + sizes + fields + extra
    body = number(len(body)) + body
    return struct.pack("<L", zlib.crc32(body)) + body + packed


def record5(kind: int, rest: bytes) -> bytes:
    body = number(kind) + rest
    return number(len(body)) + body


TIMES, LOCK = record5(3, bytes(9)), record5(1, bytes(34))


def file5(*records: bytes, kind: int = 2) -> bytes:
    fields = number(0) + number(999) + number(32) + number(0) + number(1) + number(len(NAME)) + NAME
    return header5(kind, fields, b"".join(records), PACKED)


def rar5(*rest: bytes, flags: int = 0) -> bytes:
    return b"Rar!\x1a\x07\x01\x00" + header5(1, number(flags)) + b"".join(rest) + header5(5, number(0))


LOCKED_ONES = {
    "4: names": rar4(PACKED, flags=NAMES_LOCKED),
    "4: first file": rar4(file4(LOCKED)),
    "4: a later file": rar4(file4(), file4(LARGE), file4(LOCKED)),
    "4: one of several parts": rar4(file4(LOCKED), flags=VOLUME),
    "5: names": b"Rar!\x1a\x07\x01\x00" + header5(4, bytes(20)) + PACKED,
    "5: first file": rar5(file5(LOCK)),
    "5: a later file": rar5(file5(TIMES), file5(), file5(TIMES, LOCK)),
    "5: a comment": rar5(file5(LOCK, kind=3)),
}
OPEN_ONES = {
    "4": rar4(file4(), file4(LARGE)),
    "4: empty": rar4(),
    "5": rar5(file5(TIMES), file5()),
    "5: empty": rar5(),
    "of old": b"Rar!\x1a\x06" + bytes(20),
}
PARTS = {"4": rar4(file4(), flags=VOLUME), "5": rar5(file5(TIMES), flags=1)}


def refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(UnopenableBook) as told:
        open_bytes(data)
    assert "解压" in str(told.value)
    return told.value.outcome, told.value.cause


@pytest.mark.parametrize("name", LOCKED_ONES)
def test_one_that_needs_a_password_is_called_encrypted(name: str) -> None:
    assert refused(LOCKED_ONES[name]) == ("encrypted", "locked-archive")


@pytest.mark.parametrize("name", OPEN_ONES)
def test_one_that_needs_none_is_only_to_be_unpacked(name: str) -> None:
    assert refused(OPEN_ONES[name]) == ("not-a-form", "other-archive")


@pytest.mark.parametrize("name", PARTS)
def test_one_of_several_parts_is_called_so(name: str) -> None:
    assert refused(PARTS[name]) == ("unreadable", "volume")


@pytest.mark.parametrize("data", [*LOCKED_ONES.values(), *OPEN_ONES.values()])
def test_a_broken_one_still_ends_in_one_outcome(data: bytes) -> None:
    known = {("encrypted", "locked-archive"), ("not-a-form", "other-archive"), ("unreadable", "volume")}
    for at in range(6, len(data)):
        broken = bytearray(data)
        broken[at] ^= 0xFF
        assert refused(bytes(broken)) in known
        assert refused(data[:at]) in known


def test_the_clerk_is_told_to_send_a_zip(tmp_path: Path) -> None:
    box = tmp_path / "收件"
    box.mkdir()
    (box / "加密.rar").write_bytes(LOCKED_ONES["5: names"])
    (box / "没有密码.rar").write_bytes(OPEN_ONES["4"])
    ran = xltools("collect", box, "-o", tmp_path / "汇总.xlsx", "--json")
    told = {Path(one["file"]).name: (one["outcome"], one["reason"]) for one in ran.json["files"]}
    assert told["加密.rar"][0] == "encrypted"
    assert "设了密码的RAR 压缩包" in told["加密.rar"][1]
    assert told["没有密码.rar"][0] == "not-a-form"
    assert "请解压后报送其中的工作簿，或改用 zip 压缩后报送" in told["没有密码.rar"][1]
