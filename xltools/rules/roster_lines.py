"""Lines of a roster that are no projects, its title, and offices that only the row above names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from xltools.grid import Cell
from xltools.rules.celltext import text_of
from xltools.rules.labels import plain, seen

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


def title_year(lines: Iterable[str]) -> tuple[str, str] | None:
    """The year that the title above a roster says, and the title; None where it says none or several."""
    said = {year: line for line in lines for year in _TITLE_YEAR.findall(seen(line))}
    return next(iter(said.items())) if len(said) == 1 else None
