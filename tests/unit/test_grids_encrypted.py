"""Workbooks with a password to open."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from tests.helpers.encrypted import encrypted, encrypted_xls
from tests.hostile.parts import compound_file, padded, plain, xls
from xltools.grid import Book
from xltools.grids import UnopenableBook, open_bytes
from xltools.refs import CellRef

NEW = padded(plain(), 10_000)
OLD = xls(bytes.fromhex("03020e00000000000000000000000000f83f"))  # 1.5 in A1
EXCELS_OWN = "VelvetSweatshop"


def opened(data: bytes) -> Book | str:
    """The workbook, or the outcome."""
    try:
        return open_bytes(data)
    except UnopenableBook as refused:
        return refused.outcome


@pytest.mark.parametrize(("data", "lock"), [(NEW, encrypted), (OLD, encrypted_xls)], ids=["xlsx", "xls"])
def test_the_password_that_fits_opens_the_workbook(data: bytes, lock: object) -> None:
    assert callable(lock)
    locked = lock(data, "密码 1")
    assert open_bytes(locked, ["不对", "密码 1"]) == open_bytes(data)
    for words in ([], ["不对"], [""], ["密码 1 "]):
        with pytest.raises(UnopenableBook) as refused:
            open_bytes(locked, words)
        assert refused.value.outcome == "encrypted"
        assert "密码 1" not in str(refused.value)


@pytest.mark.parametrize(("data", "lock"), [(NEW, encrypted), (OLD, encrypted_xls)], ids=["xlsx", "xls"])
def test_what_excel_merely_protects_opens_without_a_password(data: bytes, lock: object) -> None:
    assert callable(lock)
    assert open_bytes(lock(data, EXCELS_OWN)) == open_bytes(data)


def test_the_old_format_is_read_to_the_digit() -> None:
    book = open_bytes(encrypted_xls(OLD, "x"), ["x"])
    assert book.sheets[0].cell(CellRef(1, 1)).value == Decimal("1.5")


def test_a_password_is_no_harm_where_none_is_needed() -> None:
    assert open_bytes(plain(), ["x"]) == open_bytes(plain())


def test_an_encryption_made_to_take_minutes_is_not_tried() -> None:
    locked = encrypted(NEW, "x")
    usual = b'spinCount="100000" saltSize="16"'
    assert usual in locked
    slow = locked.replace(usual, b'spinCount="%020d"' % 10**19)
    assert len(slow) == len(locked)
    before = time.monotonic()
    with pytest.raises(UnopenableBook) as refused:
        open_bytes(slow, ["x"])
    assert refused.value.outcome == "encrypted"
    assert time.monotonic() - before < 3


@pytest.mark.parametrize("info", [b"", b"\x04\x00\x04\x00" + bytes(40), b"\x03\x00\x02\x00" + b"\xff" * 500])
def test_a_broken_encryption_is_still_called_encrypted(info: bytes) -> None:
    data = compound_file({"EncryptionInfo": info, "EncryptedPackage": b"\xff" * 100})
    with pytest.raises(UnopenableBook) as refused:
        open_bytes(data, ["x"])
    assert refused.value.outcome == "encrypted"


def test_a_file_cut_or_flipped_after_encryption_never_gives_other_values() -> None:
    locked = encrypted(NEW, EXCELS_OWN)
    whole = open_bytes(locked)
    for place in range(0, len(locked), 797):
        changed = bytearray(locked)
        changed[place] ^= 4
        assert opened(bytes(changed)) in (whole, "encrypted", "unreadable", "not-a-form")
