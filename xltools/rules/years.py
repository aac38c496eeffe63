"""The year that a text names, as titles, labels and notes write it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from xltools.rules.labels import plain

_YEAR_OF_FORM = re.compile(r"((?:19|20)\d{2})\s*年?\s*度")
_YEAR = re.compile(r"((?:19|20)\d{2})(?!\d)\s*(?:年(?!\s*\d{1,2}\s*月)|\Z)")
_ANY_YEAR = re.compile(r"\d{4}年?度?")
_CHINESE_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}(?=\s*年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


@lru_cache(maxsize=8192)
def year_of(text: str | None) -> int | None:
    """The year that a title names: `2022年度` before `2022年`, and no month of a date."""
    folded = _with_digits(text or "")
    match = _YEAR_OF_FORM.search(folded) or _YEAR.search(folded)
    return int(match[1]) if match else None


def _with_digits(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return _CHINESE_YEAR.sub(lambda match: match[0].translate(_DIGITS), folded)


def is_year(text: str) -> bool:
    """True for `（2022 年度）`: a year of a form and nothing else."""
    folded = _with_digits(text)
    return bool(_YEAR_OF_FORM.search(folded)) and not plain(_YEAR_OF_FORM.sub("", folded, count=1))


@lru_cache(maxsize=8192)
def undated(label: str) -> str:
    """A label without the years in it."""
    return _ANY_YEAR.sub("", label)
