"""Lines of a roster that are no projects, its title, and offices that only the row above names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from xltools.grid import Cell
from xltools.rules.labels import plain, seen
from xltools.rules.money import MONEY_UNITS
from xltools.rules.notation.celltext import text_of

Texts = Mapping[str, str | None]
"""What a row says, by field."""

_PEOPLE = ("department", "unit")
_TITLE_YEAR = re.compile(r"(?<![\d—~至到-])((?:19|20)\d\d)(?=年度?(?![底末初终前内后以]|\d))")


@lru_cache(maxsize=8)
def _remark(words: tuple[str, ...]) -> re.Pattern[str]:
    """Of 审核人：, 科室负责人（签字）：, 注1：张."""
    named = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(rf"[^:：（()）]{{0,6}}?(?:{named})\d*(?:[（(][^()（）]*[)）])?[:：]")


def is_remark(texts: Iterable[str | None], words: Sequence[str]) -> bool:
    """True for a line that begins as a remark or a signature does; the texts are in its order."""
    first = next((text for text in texts if text), None)
    return first is not None and _remark(tuple(words)).match("".join(seen(first).split())) is not None


def is_word(cell: Cell, words: Sequence[str]) -> bool:
    """True where a cell says one of these words and nothing else."""
    return isinstance(cell.value, str) and plain(cell.value) in words


def text_in(cell: Cell) -> str | None:
    """The text of a cell without the blanks around it."""
    value = cell.value
    if isinstance(value, str) and cell.formula is None:
        return value.strip() or None
    return _odd_text(cell)


@lru_cache(maxsize=4096)
def _odd_text(cell: Cell) -> str | None:
    text = text_of(cell)
    return text.strip() or None if text else None


@dataclass
class Carried:
    """Rows of projects whose department or unit is blank, and what the rows above say.

    Merged cells leave only their first row filled where a sheet was saved as .csv: it `fills` then. A blank
    unit is that above only where the department is blank too: behind a department of its own it may well be
    the department itself. Elsewhere a blank is a blank.
    """

    fills: bool = False
    rows: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))  # blank, by field
    above: dict[str, str] = field(default_factory=dict)

    def forget(self) -> None:
        """Nothing is carried beyond a row that names a group."""
        self.above.clear()

    def filled(self, row: int, texts: Texts) -> Texts:
        """The texts of the first row of a project, with what the row above says for what is blank."""
        full = {**texts}
        blank = [name for name in _PEOPLE if name in texts and texts[name] is None]
        for name in blank:
            self.rows[name].append(row)
        if self.fills:
            if texts.get("department") is not None:
                self.above.pop("unit", None)
            full |= {name: self.above[name] for name in blank if name in self.above}
            self.above |= {name: text for name in _PEOPLE if (text := full.get(name))}
        return full


Said = Mapping[str, tuple[str, str]]
"""By field, what the lines above a roster say of all its projects, and the line that says it."""


def said_above(titles: Sequence[str], lines: Sequence[str], headings: Mapping[str, Sequence[str]]) -> Said:
    """The year of the title (2025年度…名册), and the offices behind their labels (填报单位：某中学).

    `lines` are whole rows, `headings` what the labels may be called. What is said twice, otherwise, is none.
    """
    years = {year: line for line in titles for year in _TITLE_YEAR.findall(seen(line))}
    found = {"year": years} | {name: _behind(headings[name], lines) for name in _PEOPLE}
    return {name: next(iter(texts.items())) for name, texts in found.items() if len(texts) == 1}


def _behind(labels: Sequence[str], lines: Sequence[str]) -> dict[str, str]:
    """What stands behind one of these labels, and the line."""
    label = _labelled(tuple(labels))
    found = {match[1]: line for line in lines for match in label.finditer(line)}
    return {text: line for text, line in found.items() if text not in MONEY_UNITS}


@lru_cache(maxsize=8)
def _labelled(labels: tuple[str, ...]) -> re.Pattern[str]:
    """The text behind a label and a colon, a seal aside: 填报单位（盖章）：某中学."""
    named = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
    return re.compile(
        rf"(?<!\S)(?:{named})\s*(?:[（(][^()（）]*[)）])?\s*[:：]\s*"
        r"([^\s:：，,;；]+?)(?:[（(](?:公章|盖章|签章|印章)[)）])?(?=\s|[，,;；]|\Z)"
    )
