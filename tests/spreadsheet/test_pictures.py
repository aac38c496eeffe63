"""The pictures in the docs are ones that anybody can draw again."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from tests.helpers.pictures import PICTURES, RIBBON, draw, draw_recalculation
from xltools.library import official_forms


def size(picture: Path) -> tuple[int, int]:
    """Width and height of a PNG in pixels."""
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height


@pytest.mark.parametrize("form_id", official_forms())
def test_a_form_is_drawn_on_a_page_as_large_as_the_picture_in_the_docs(form_id: str, tmp_path: Path) -> None:
    assert size(draw(form_id, tmp_path)) == size(PICTURES / f"{form_id}.png")


def test_a_recalculation_is_drawn_before_and_after_and_said_as_in_the_docs(tmp_path: Path) -> None:
    drawn, said = draw_recalculation(tmp_path)
    assert [size(picture) for picture in drawn] == [size(RIBBON / picture.name) for picture in drawn]
    assert drawn[0].read_bytes() != drawn[1].read_bytes()
    assert said in (PICTURES.parent / "ribbon.md").read_text("utf-8")
