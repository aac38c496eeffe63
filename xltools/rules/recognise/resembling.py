"""Labels with a slip of the pen, or with a word more than is known: 得份, 本项设定分值."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from xltools.model import NUMBER_FIELDS
from xltools.refs import CellRef
from xltools.rules.definition.model import FormDefinition
from xltools.rules.labels import plain
from xltools.rules.recognise.label_search import LabelSearch

_LONGEST = 16  # characters of a label
_LEAST_WHOLE = 3  # characters of a word that makes a label with others before it
_LEAST_POINTS = 2  # the same over figures: 得分, 分值
_OTHERS = ("上年", "去年", "上期", "以前", "复核", "审核", "评审", "财政")
"""Words before a label that make another column of it: 上年完成值, 复核得分."""
_AT_FIRST = ("年初", "期初", "初始")  # before 预算数, which alone is that of the whole year


def resembles(text: str, definition: FormDefinition, names: Collection[str]) -> bool:
    """True for a text, made bare, that is nearly one of these labels: a character differs, or one ends it.

    Also for one that is a label, and means something else on this form.
    """
    if not 1 < len(text) <= _LONGEST or text.startswith(_OTHERS):
        return False
    return any(_resembles(text, definition, name) for name in names)


@lru_cache(maxsize=1 << 14)  # forms repeat the same headings
def _resembles(text: str, definition: FormDefinition, name: str) -> bool:
    return any(_is_like(text, word, name) for word in _words(definition, name))


def ends_with(text: str, definition: FormDefinition, names: Collection[str]) -> bool:
    """True for a text, made bare, with one of these labels at its end."""
    return any(text.endswith(word) for name in names for word in _words(definition, name) if len(word) > 1)


def nearly_said(search: LabelSearch, name: str, rows: range) -> CellRef | None:
    """The one cell in these rows that nearly says a label of the head."""
    texts = [text for row in rows for text in search.sheet.rows.get(row, ()) if not search.keys(text)]
    like = [text.ref for text in texts if resembles(text.bare, search.definition, (name,))]
    return like[0] if len(like) == 1 else None


def _is_like(text: str, word: str, name: str) -> bool:
    if len(text) == len(word) > 1:
        return sum(one != other for one, other in zip(text, word, strict=True)) < 2
    least = _LEAST_POINTS if name in NUMBER_FIELDS else _LEAST_WHOLE
    return len(word) >= least and text.endswith(word) and not text.startswith(_AT_FIRST)


@lru_cache(maxsize=1 << 10)
def _words(definition: FormDefinition, name: str) -> frozenset[str]:
    return frozenset(plain(text) for text in definition.labels.get(name, ()) if "{" not in text)
