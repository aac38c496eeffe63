"""Zip archives with a password, as Info-ZIP (the old cipher) and pyzipper (AES) made them."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from xltools.grids import UnopenableBook, member_content

WORD = "机密"
LOCKED = {
    "old": (
        "UEsDBBQACQAIAAAAIlYr5w9kIgAAAC8AAAAFAAAAYS50eHQmR06DGE/stvRgdGjmNi+PaM8CCkrllxBU397MnXRGhA"
        "/1UEsHCCvnD2QiAAAALwAAAFBLAQIeAxQACQAIAAAAIlYr5w9kIgAAAC8AAAAFAAAAAAAAAAEAAACkgQAAAABhLnR4"
        "dFBLBQYAAAAAAQABADMAAABVAAAAAAA="
    ),
    "aes128": (
        "UEsDBBQAAQBjAFICd10AAAAAKgAAADAAAAAFAAsAYS50eHQBmQcAAgBBRQEIACLhMpUDbXFJoTMF454smBBVj+YhMn"
        "RZ+OGBgcBE11DC82Yy8GgiSyDqQ1BLAQIUAxQAAQBjAFICd10AAAAAKgAAADAAAAAFAAsAAAAAAAAAAACAAQAAAABh"
        "LnR4dAGZBwACAEFFAQgAUEsFBgAAAAABAAEAPgAAAFgAAAAAAA=="
    ),
    "aes256": (
        "UEsDBBQAAQBjAFICd10AAAAAMgAAADAAAAAFAAsAYS50eHQBmQcAAgBBRQMIABsHWagqC2VPw3DjB1w/JBeM+rWvzj"
        "IZLjPFPU79NXm+PutO55p5gPHOLE/GpC6reRg9UEsBAhQDFAABAGMAUgJ3XQAAAAAyAAAAMAAAAAUACwAAAAAAAAAA"
        "AIABAAAAAGEudHh0AZkHAAIAQUUDCABQSwUGAAAAAAEAAQA+AAAAYAAAAAAA"
    ),
}


@pytest.fixture(params=sorted(LOCKED))
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "包.zip"
    path.write_bytes(base64.b64decode(LOCKED[request.param]))
    return path


def test_a_member_opens_with_its_password_among_others(archive: Path) -> None:
    words = ["一", *map(str, range(600)), WORD]  # one in 256 seems to fit the old cipher
    text = member_content(archive, (0,), words).decode()
    assert text.split() == ["年度指标值"] * 3


@pytest.mark.parametrize("words", [(), ("一",), tuple(map(str, range(600)))])
def test_without_its_password_it_is_called_encrypted(archive: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(UnopenableBook) as refused:
        member_content(archive, (0,), words)
    assert refused.value.outcome == "encrypted"


def test_a_changed_member_never_opens_with_other_content(archive: Path) -> None:
    data = bytearray(archive.read_bytes())
    for at in range(35, data.index(b"PK\x01\x02")):
        data[at] ^= 0x10
        archive.write_bytes(data)
        data[at] ^= 0x10
        try:
            text = member_content(archive, (0,), [WORD]).decode()
        except UnopenableBook:
            continue
        assert text.split() == ["年度指标值"] * 3  # what changed told the sizes a second time
