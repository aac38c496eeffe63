"""Level names as people write them: which name of the form is meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from xltools.rules.checks.standards import Standards, Words
from xltools.rules.definition.model import FormDefinition, Level1
from xltools.rules.labels import plain
from xltools.rules.scoring.printed_points import points_in, without_points

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_NOUN = "指标"
_SHORTEST = 2  # 数量, 成本: what is left of a name without its noun


_MOST_KNOWN = 4096  # texts; a season repeats a few


@dataclass(frozen=True, eq=False)
class LevelNames:
    """The level names of a form. Its rows repeat a few texts, so what each means is found once."""

    tree: tuple[Level1, ...]
    words: Words
    _known: dict[tuple[str, ...], str | None] = field(default_factory=dict, init=False)

    def level1(self, text: str) -> str | None:
        """The 一级指标 that a text means."""
        key = (text,)
        return self._known[key] if key in self._known else self._keep(key, [one.name for one in self.tree])

    def level2(self, text: str, under: str | None = None) -> str | None:
        """The 二级指标 that a text means, first among those of a 一级指标, then among all."""
        key = (text, under or "")
        if key in self._known:
            return self._known[key]
        own = [name for level in self.tree if level.name == under for name in level.level2]
        every = dict.fromkeys(name for level in self.tree for name in level.level2)
        return self._keep(key, own, every)

    def _keep(self, key: tuple[str, ...], *among: Iterable[str]) -> str | None:
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        meant = (self._meant(key[0], names) for names in among)
        self._known[key] = found = next(filter(None, meant), None)
        return found

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


@lru_cache(maxsize=64)
def level_names(definition: FormDefinition, standards: Standards) -> LevelNames:
    """Those of a form, known to all who check it."""
    return LevelNames(definition.tree, standards.words)


@lru_cache(maxsize=4096)
def _stem(text: str, tails: tuple[str, ...]) -> str:
    """`产出指标(50分)` → `产出`."""
    bare = _BRACKETED.sub("", unicodedata.normalize("NFKC", text))
    bare = plain(without_points(bare))
    for tail in (*tails, _NOUN):
        bare = bare.removesuffix(tail)
    return bare
