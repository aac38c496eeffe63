"""A form of one's own: a file in a folder, and no Python."""

from __future__ import annotations

from pathlib import Path

from xltools.assets import asset

OWN_ID = "lakeside"
_OWN = {
    'id = "national-2020"': f'id = "{OWN_ID}"',
    'name = "项目支出绩效自评表（全国通用，2020 年）"': 'name = "湖区项目绩效自评表"',
    'title = ["项目支出绩效自评表"]': "\n".join(
        (
            'title = ["湖区项目绩效评价表"]',
            'actual = ["年末达到值"]',
            'level3 = ["考核要点"]',
            'filled_by = ["填表人"]',
            'phone = ["联系电话"]',
        )
    ),
}
_SIGNATURE = """
[[blocks]]
kind = "lines"
lines = [
  [
    { columns = "A:B", label = "filled_by" },
    { columns = "C:D", style = "text" },
    { columns = "E", label = "phone" },
    { columns = "F:I", style = "text" },
  ],
]

[[tree]]"""


def own_folder(place: Path) -> Path:
    """A folder with one form more: words, id and name of its own, and a line for who filled it."""
    text = asset("templates", "forms", "national-2020.toml").read_text("utf-8")
    for shipped, own in _OWN.items():
        assert shipped in text
        text = text.replace(shipped, own)
    text = text.replace("\n[[tree]]", _SIGNATURE, 1)
    place.mkdir()
    (place / f"{OWN_ID}.toml").write_text(text, "utf-8")
    return place
