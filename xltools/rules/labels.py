"""Labels as people vary them: width, spaces, line breaks, colons, brackets, 繁 or 简 do not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from xltools.assets import shipped_toml

_PUNCTUATION = re.compile(r"[\s:：()（）\[\]【】《》“”‘’\"'·•、,，。．.\-—_*★☆#/]+")
# no-width spaces and joiners, the soft hyphen, marks of writing direction, variants of signs
_UNSEEN = [0xAD, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)]
_UNSEEN += range(0xFE00, 0xFE10)
UNSEEN = "".join(map(chr, _UNSEEN))
"""Characters that nobody sees."""


@lru_cache(maxsize=1 << 13)
def even(text: str) -> str:
    """The text with one width for all its characters (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def seen(text: str) -> str:
    """The same without characters that nobody sees, in simplified characters."""
    return even(text).translate(_as_seen())


@cache
def simplified() -> Mapping[str, str]:
    """The simplified character for each traditional one (data in `templates/traditional.toml`)."""
    pairs = " ".join(shipped_toml("templates", "traditional.toml")["pairs"]).split()
    return {pair[0]: pair[1] for pair in pairs}


@cache
def _as_seen() -> dict[int, str | None]:
    return dict.fromkeys(_UNSEEN) | str.maketrans(dict(simplified()))


@lru_cache(maxsize=1 << 13)
def plain(text: str) -> str:
    """The label without what people vary, for comparing only."""
    return _PUNCTUATION.sub("", seen(text)).lower()
