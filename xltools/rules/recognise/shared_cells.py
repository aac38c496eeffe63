"""Points to be got and points got that share one column: 分值/得分 with 10/9.5 below it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from xltools.rules.labels import seen
from xltools.rules.recognise.label_search import LabelSearch
from xltools.rules.recognise.sheet_texts import joined_words

_POINTS = ("weight", "score")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BETWEEN = re.compile(r"[\s/|\\、,;:()\[\]分值得满权重自评标准]*")
_WORDS = {"weight": re.compile("分值|权重|满分|标准分"), "score": re.compile("得分|自评")}

Shared = tuple[str, ...]
"""The fields of one cell in the order in which they stand in it; none where each has its own."""


def shared_column(search: LabelSearch, heading: int, known: Mapping[str, int]) -> tuple[Shared, int]:
    """The order of the points in a column of the heading that names both, and which column that is."""
    apart = known.get("weight", 0) != known.get("score", 0) and set(_POINTS) <= known.keys()
    for text in () if apart else search.sheet.shown(heading):
        words = [search.definition.label_keys.get(word, frozenset()) for word in joined_words(text.raw)]
        fields = [next((name for name in _POINTS if name in keys), "") for keys in words]
        others = [name for name, column in known.items() if column == text.ref.column and name not in _POINTS]
        if sorted(fields) == sorted(_POINTS) and not others:
            return tuple(fields), text.ref.column
    return (), 0


def points_together(text: str, order: Shared) -> Mapping[str, Decimal | None] | None:
    """The points of `10/9.5`, `10分（9.5分）`, `10/`; None where there is something else."""
    folded = seen(text)
    numbers, between = _NUMBER.findall(folded), _NUMBER.sub(" ", folded)
    if not _BETWEEN.fullmatch(between):
        return None
    places = {name: match.start() for name, word in _WORDS.items() if (match := word.search(folded))}
    if len(places) == len(_POINTS):
        order = tuple(sorted(places, key=places.__getitem__))
    if len(numbers) == len(order):
        return dict(zip(order, map(Decimal, numbers), strict=True))
    alone = len(numbers) == 1 and between.strip().strip("分").endswith(("/", "、", "("))
    return {order[0]: Decimal(numbers[0]), order[1]: None} if alone else None
