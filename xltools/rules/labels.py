"""Labels as people vary them: width, spaces, line breaks, colons and brackets do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PUNCTUATION = re.compile(r"[\s:：()（）\[\]【】《》“”‘’\"'·•、,，。．.\-—_*★☆#/]+")
# no-width spaces and joiners, the soft hyphen, marks of writing direction, variants of signs
_UNSEEN = [0xAD, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)]
_UNSEEN += range(0xFE00, 0xFE10)
_ZERO_WIDTH = dict.fromkeys(_UNSEEN)
UNSEEN = "".join(map(chr, _UNSEEN))
"""Characters that nobody sees."""


@lru_cache(maxsize=1 << 13)
def even(text: str) -> str:
    """The text with one width for all its characters (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def seen(text: str) -> str:
    """The same without characters that nobody sees."""
    return even(text).translate(_ZERO_WIDTH)


@lru_cache(maxsize=1 << 13)
def plain(text: str) -> str:
    """The label without what people vary, for comparing only."""
    return _PUNCTUATION.sub("", seen(text)).lower()
