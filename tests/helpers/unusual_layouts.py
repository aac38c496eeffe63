"""Forms that few offices draw, and some do: each layout by hand, on a sheet of paper or two.

Nothing here looks at our definitions.
"""

from __future__ import annotations

from tests.helpers.unusual_columns import COLUMNS
from tests.helpers.unusual_groups import GROUPED, SECTIONS
from tests.helpers.unusual_habits import HABITS
from tests.helpers.unusual_money import PROSE, UNITS
from tests.helpers.unusual_parts import Draw
from tests.helpers.unusual_places import APART, CARDS, CONTINUED, FOLDED, ORDER, TURNED
from tests.helpers.unusual_points import ABOVE, TOGETHER
from tests.helpers.unusual_published import PUBLISHED
from tests.helpers.unusual_texts import TEXTS

ALL: dict[str, dict[str, Draw]] = {
    "一级指标 as rows": SECTIONS,
    "groups in rows of points": GROUPED,
    "总分 above": ABOVE,
    "points in one cell": TOGETHER,
    "money as prose": PROSE,
    "two units of money": UNITS,
    "head and indicators apart": APART,
    "over two sheets": CONTINUED,
    "turned round": TURNED,
    "cards": CARDS,
    "folded": FOLDED,
    "another order": ORDER,
    "other habits": HABITS,
    "unusual headings": COLUMNS,
    "two texts in one column": TEXTS,
    "as published": PUBLISHED,
}
