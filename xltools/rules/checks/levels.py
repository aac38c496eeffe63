"""Level names as people write them: which name of the form is meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from xltools.rules.checks.standards import Words
from xltools.rules.definition import Level1
from xltools.rules.labels import plain
from xltools.rules.printed_points import points_in, without_points

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_NOUN = "指标"
_SHORTEST = 2  # 数量, 成本: what is left of a name without its noun


@dataclass(frozen=True)
class LevelNames:
    """The level names of a form. Its rows repeat a few texts, so what each means is found once."""

    tree: tuple[Level1, ...]
    words: Words
    _known: dict[tuple[str, ...], str | None] = field(default_factory=dict, init=False, compare=False)

    def level1(self, text: str) -> str | None:
        """The 一级指标 that a text means."""
        if (text,) not in self._known:
            self._known[(text,)] = self._meant(text, [level.name for level in self.tree])
        return self._known[(text,)]

    def level2(self, text: str, under: str | None = None) -> str | None:
        """The 二级指标 that a text means, first among those of a 一级指标, then among all."""
        key = (text, under or "")
        if key not in self._known:
            own = [name for level in self.tree if level.name == under for name in level.level2]
            every = dict.fromkeys(name for level in self.tree for name in level.level2)
            self._known[key] = self._meant(text, own) or self._meant(text, every)
        return self._known[key]

    def parents(self, level2: str) -> list[str]:
        """The 一级指标 that have this 二级指标."""
        return [level.name for level in self.tree if level2 in level.level2]

    def children(self, level1: str) -> tuple[str, ...]:
        """The 二级指标 of a 一级指标."""
        return next((level.level2 for level in self.tree if level.name == level1), ())

    def printed_points(self, text: str) -> Decimal | None:
        """The points a form prints into a level's name: 50 of `产出指标(50分)`."""
        return points_in(text)

    def _meant(self, text: str, names: Iterable[str]) -> str | None:
        tails = self.words.level_tail
        stem = _stem(text, tails)
        if len(stem) < _SHORTEST:
            return None
        stems = {name: _stem(name, tails) for name in names}
        for matches in (
            [name for name, other in stems.items() if other == stem],
            [name for name, other in stems.items() if other.endswith(stem) or stem.endswith(other)],
        ):
            if len(matches) == 1:
                return matches[0]
        return None


@lru_cache(maxsize=4096)
def _stem(text: str, tails: tuple[str, ...]) -> str:
    """`产出指标(50分)` → `产出`."""
    bare = _BRACKETED.sub("", unicodedata.normalize("NFKC", text))
    bare = plain(without_points(bare))
    for tail in (*tails, _NOUN):
        bare = bare.removesuffix(tail)
    return bare
