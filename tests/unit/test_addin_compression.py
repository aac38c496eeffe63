"""Compressed VBA source comes back to the byte, by the decompressors of two other projects."""

from __future__ import annotations

import pyopenvba.vba
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.olevba import decompressed
from xltools.addin.content import addin_content
from xltools.excel.addin.ovba import CHUNK, compress

TEXTS = st.text("ab \r\n", max_size=3 * CHUNK) | st.text(
    st.characters(min_codepoint=9, max_codepoint=126), max_size=CHUNK
)
NEAR_CHUNKS = st.sampled_from([0, 1, 2, 3, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 2])


@given(TEXTS, st.integers(1, 3))
def test_text_comes_back(text: str, times: int) -> None:
    data = (text * times).encode("ascii")
    assert decompressed(compress(data)) == data


@given(NEAR_CHUNKS, st.binary(min_size=1, max_size=70))
def test_repetition_comes_back_at_the_borders_of_chunks(length: int, unit: bytes) -> None:
    data = (unit * (length // len(unit) + 1))[:length]
    assert decompressed(compress(data)) == data


@given(st.binary(max_size=2 * CHUNK))
def test_noise_comes_back_with_nothing_but_zeros_after_it(data: bytes) -> None:
    back = decompressed(compress(data))
    assert (back[: len(data)], back[len(data) :].strip(b"\0")) == (data, b"")


def test_noise_of_whole_chunks_is_stored_as_it_is() -> None:
    data = bytes((n * n * 7919 + n * 104729) >> 5 & 0xFF for n in range(3 * CHUNK))
    packed = compress(data)
    assert len(packed) <= 1 + 3 * (CHUNK + 2)
    assert decompressed(packed) == data


def test_source_gets_shorter_and_another_project_reads_it_too() -> None:
    for module in addin_content().modules:
        data = module.text.encode("ascii")
        packed = compress(data)
        assert len(packed) < 0.7 * len(data)
        assert pyopenvba.vba.decompress(packed) == data == decompressed(packed)
