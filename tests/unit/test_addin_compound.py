"""The container of the VBA project keeps every rule of its format, for any content."""

from __future__ import annotations

import io

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.compound import BrokenRuleError, read_compound
from xltools.excel.addin.cfb import write_compound

NAMES = st.text("abcXYZ012_", min_size=1, max_size=31)
SIZES = st.sampled_from([0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 9000, 70_000])
STREAMS = st.dictionaries(
    NAMES, st.builds(lambda size, char: bytes([char]) * size, SIZES, st.integers(1, 255)), max_size=24
).filter(lambda streams: len({name.upper() for name in streams}) == len(streams))


@given(top=STREAMS, inner=STREAMS)
def test_two_strict_readers_find_no_fault_and_every_byte(
    top: dict[str, bytes], inner: dict[str, bytes]
) -> None:
    top = {name: data for name, data in top.items() if name.upper() != "FOLDER"}
    written = write_compound({**top, "folder": inner})
    expected = top | {f"folder/{name}": data for name, data in inner.items()}
    assert read_compound(written) == expected
    with olefile.OleFileIO(io.BytesIO(written), raise_defects=olefile.DEFECT_UNSURE) as other:
        assert other.parsing_issues == []
        assert {path: other.openstream(path).read() for path in expected} == expected


@pytest.mark.parametrize("name", ["", "a/b", "x" * 32])
def test_a_name_that_the_format_does_not_allow_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be a name"):
        write_compound({name: b""})


def test_names_that_differ_in_case_only_are_refused() -> None:
    with pytest.raises(ValueError, match="case"):
        write_compound({"Dir": b"", "dir": b""})


def test_a_file_beyond_the_table_in_the_header_is_refused() -> None:
    with pytest.raises(ValueError, match="larger"):
        write_compound({"big": bytes(8_000_000)})


@pytest.mark.parametrize("place", [0, 30, 44, 76, -508])
def test_the_strict_reader_sees_a_changed_byte(place: int) -> None:
    written = bytearray(write_compound({"name": b"x" * 5000}))
    written[place] ^= 1
    with pytest.raises((BrokenRuleError, IndexError)):
        read_compound(bytes(written))
