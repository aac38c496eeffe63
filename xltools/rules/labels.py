"""Labels as people vary them: width, spaces, line breaks, colons and brackets do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PUNCTUATION = re.compile(r"[\s:：()（）\[\]【】、,，。．.\-—_*★☆#/]+")
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


@lru_cache(maxsize=1 << 13)
def even(text: str) -> str:
    """The text with one width for all its characters (NFKC)."""
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=1 << 13)
def plain(text: str) -> str:
    """The label without what people vary, for comparing only."""
    return _PUNCTUATION.sub("", even(text).translate(_ZERO_WIDTH)).lower()
