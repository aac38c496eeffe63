"""Every hostile file ends in one clear outcome, and in bounded memory."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile.make import ATTACKS, OPENS, Attack
from tests.hostile.parts import sheet, workbook, xls
from xltools.grid import Book
from xltools.grids import UnopenableBook, open_book, open_bytes

OUTCOMES = {"not-a-form", "encrypted", "unreadable", "too-large"}
MOST_MEMORY_KB = 500_000  # of the process and the one that it starts, together
MOST_SECONDS = 5  # of processor time, for one file
PARTS = 5
ROOT = Path(__file__).parents[2]

_MEASURE = """
import json, resource, sys
from os import times
from pathlib import Path
from xltools.grid import Book
from xltools.grids import UnopenableBook, open_book
outcomes, seconds = {}, {}
for name in sys.argv[1:]:
    before = sum(times()[:4])
    try:
        open_book(Path(name))
        outcomes[Path(name).name] = "opens"
    except UnopenableBook as error:
        outcomes[Path(name).name] = error.outcome
    seconds[Path(name).name] = sum(times()[:4]) - before
# Not RUSAGE_SELF: it begins with the peak of the process that started this one.
own = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
peak = own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"outcomes": outcomes, "seconds": seconds, "peak": peak}))
"""


def opened(data: bytes) -> Book | UnopenableBook:
    """The workbook, or why there is none."""
    try:
        return open_bytes(data)
    except UnopenableBook as error:
        return error


def outcome(data: bytes) -> str:
    """`opens`, or the outcome with its message checked."""
    result = opened(data)
    if isinstance(result, Book):
        return OPENS
    assert result.outcome in OUTCOMES
    assert "请" in str(result)
    assert "{" not in str(result)
    assert str(result).isprintable()
    return result.outcome


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack_ends_in_its_outcome(attack: Attack) -> None:
    assert outcome(attack.make()) in attack.expected


def test_names_of_attacks_differ() -> None:
    assert Counter(attack.name for attack in ATTACKS).most_common(1)[0][1] == 1


@pytest.mark.parametrize("part", range(PARTS))
def test_attacks_stay_within_memory_and_time(part: int, tmp_path: Path) -> None:
    paths, attacks = [], ATTACKS[part::PARTS]
    for attack in attacks:
        path = tmp_path / attack.name
        path.write_bytes(attack.make())
        paths.append(str(path))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _MEASURE, *paths]
    child = subprocess.run(command, capture_output=True, check=True, env=environment, timeout=100)
    answer = json.loads(child.stdout)
    for attack in attacks:
        assert answer["outcomes"][attack.name] in attack.expected
    assert max(answer["seconds"].values()) < MOST_SECONDS, answer["seconds"]
    assert answer["peak"] < MOST_MEMORY_KB


def _sample() -> bytes:
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>得分</t></si></sst>'
    )
    cells = '<c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><f>1/3</f><v>0.33333333333333331</v></c>'
    return workbook(sheet(f'<row r="1">{cells}</row>', '<mergeCell ref="A1:A2"/>'), strings=strings)


def test_bit_flips_never_change_a_value_silently() -> None:
    data = _sample()
    whole = open_bytes(data)
    dice = random.Random(20221231)
    for _ in range(1_500):
        changed = bytearray(data)
        changed[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        book = opened(bytes(changed))
        assert isinstance(book, UnopenableBook) or book == whole


def test_a_file_cut_anywhere_is_never_read() -> None:
    data = _sample()
    for length in range(1, len(data)):
        with pytest.raises(UnopenableBook) as refused:
            open_bytes(data[:length])
        assert refused.value.outcome in ("unreadable", "not-a-form")


def test_an_old_file_cut_or_flipped_never_crashes() -> None:
    data = xls(bytes.fromhex("03020e000000000000000000000000f83f"))
    dice = random.Random(5)
    for _ in range(60):
        changed = bytearray(data[: dice.randrange(600, len(data))])
        for _ in range(3):
            changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        assert outcome(bytes(changed)) in {*OUTCOMES, OPENS}


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_get_an_outcome(data: bytes) -> None:
    assert outcome(data) in OUTCOMES


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    st.binary(max_size=700),
    st.binary(max_size=100),
)
def test_bytes_behind_a_signature_get_an_outcome(signature: bytes, middle: bytes, end: bytes) -> None:
    assert outcome(signature + middle + b"PK\x05\x06" + end) in OUTCOMES


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('<>/"=& \n!-[]'), max_size=30), st.integers(0, 300))
def test_broken_xml_gets_an_outcome(noise: str, place: int) -> None:
    part = sheet('<row r="1"><c r="A1" s="1"><f>B1</f><v>1</v></c></row>', '<mergeCell ref="A1:B1"/>')
    assert outcome(workbook(part[:place] + noise + part[place:])) in {*OUTCOMES, OPENS}


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "表.xlsx"
    os.mkfifo(pipe)
    with pytest.raises(UnopenableBook) as refused:
        open_book(pipe)
    assert (refused.value.outcome, refused.value.cause) == ("unreadable", "no-file")


def test_what_is_no_file_is_unreadable(tmp_path: Path) -> None:
    loop = tmp_path / "loop.xlsx"
    loop.symlink_to(loop)
    for path, cause in (
        (tmp_path, "folder"),
        (tmp_path / "没有.xlsx", "missing"),
        (loop, "no-access"),
        (tmp_path / "a\x00b.xlsx", "no-access"),
        (tmp_path / ("长" * 300 + ".xlsx"), "no-access"),
    ):
        with pytest.raises(UnopenableBook) as refused:
            open_book(path)
        assert (refused.value.outcome, refused.value.cause) == ("unreadable", cause)


def test_a_name_can_not_speak_to_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2J.xlsx"
    path.write_bytes(b"")
    with pytest.raises(UnopenableBook) as refused:
        open_book(path)
    assert str(refused.value).startswith("a\ufffd[2J.xlsx：文件是空的")


def test_a_file_far_too_big_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(UnopenableBook) as refused:
        open_book(path)
    assert refused.value.outcome == "too-large"
    assert "200 MB" in str(refused.value)
