"""The pictures of the docs: `python -m tests.helpers.pictures` draws them again.

Each known form, filled as a published one is, and a form before and after a click on 重新计算, with what
stands beside it; LibreOffice draws the first page. Notes at cells are drawn as small sheets of paper.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import xlwings

from tests.helpers.live_forms import SHEET, saved, seed_with_blanks
from tests.helpers.office import to_png
from tests.helpers.records import pictured_record
from tests.helpers.uno_engine import Bridge, Engine
from xltools import ribbon
from xltools.generate import generate_file
from xltools.library import official_forms

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
RIBBON = PICTURES / "ribbon"
DPI = 90  # readable, and under 200 kB


def draw(form_id: str, folder: Path, page: int = 0, name: str | None = None) -> Path:
    """A printed page of a filled form, the first if not another, as `<form_id>.png` in a folder."""
    with tempfile.TemporaryDirectory() as place:
        workbook = Path(place) / "form.xlsx"
        generate_file(pictured_record(form_id), form_id, workbook, "demo")
        drawn = to_png(workbook, Path(place), DPI)[page]
        picture = folder / f"{name or form_id}.png"
        picture.write_bytes(drawn.read_bytes())
    return picture


def draw_recalculation(folder: Path) -> tuple[list[Path], str]:
    """A form in the ribbon's hands, `before.png` and `after.png` in a folder, and what the button said."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        bridge, others = Bridge.start(place), xlwings.engines.active
        try:
            engine = Engine(bridge)
            engine.activate()
            book = engine.app.books.open(str(saved(seed_with_blanks(0), place / "自评表.xlsx")))
            pages = [_page(bridge, book.number, place / "before")]
            ribbon.recalculate()
            pages.append(_page(bridge, book.number, place / "after"))
        finally:
            bridge.close()
            xlwings.engines.active = others
        pictures = [folder / page.with_stem(page.stem.partition("-")[0]).name for page in pages]
        for page, picture in zip(pages, pictures, strict=True):
            picture.write_bytes(page.read_bytes())
    return pictures, engine.app.alerts[-1]


def _page(bridge: Bridge, book: int, place: Path) -> Path:
    """The first page as it now looks, with what stands beside it on the screen only."""
    pdf = place.with_suffix(".pdf")
    bridge("pdf", book, SHEET, str(pdf), True)
    return to_png(pdf, place.parent, DPI)[0]


def main() -> None:
    """Draw everything."""
    for form_id in official_forms():
        print(draw(form_id, PICTURES))
    print(draw("national-2020", PICTURES / "sheets", page=1, name="verification"))
    print(*draw_recalculation(RIBBON)[0], sep="\n")


if __name__ == "__main__":
    main()
