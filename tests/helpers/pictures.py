"""The pictures of the docs: `python -m tests.helpers.pictures` draws them again.

Each known form, filled as a published one is; LibreOffice draws its first page.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.helpers.office import to_png
from tests.helpers.records import pictured_record
from xltools.generate import generate_file
from xltools.library import official_forms

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
DPI = 90  # readable, and under 200 kB


def draw(form_id: str, folder: Path) -> Path:
    """The first printed page of a filled form as `<form_id>.png` in a folder."""
    with tempfile.TemporaryDirectory() as place:
        workbook = Path(place) / "form.xlsx"
        generate_file(pictured_record(form_id), form_id, workbook, "demo")
        page = to_png(workbook, Path(place), DPI)[0]
        picture = folder / f"{form_id}.png"
        picture.write_bytes(page.read_bytes())
    return picture


def main() -> None:
    """Draw every known form."""
    for form_id in official_forms():
        print(draw(form_id, PICTURES))


if __name__ == "__main__":
    main()
