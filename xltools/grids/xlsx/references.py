"""Texts as they stand between tags: references such as `&amp;` and `&#24180;`, and what they stand for."""

from __future__ import annotations

import re
from functools import lru_cache

# Characters that XML allows and that stand for themselves; a carriage return doesn't.
_PLAIN = r"[^<>&\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]*"
ESCAPED = rf"{_PLAIN}(?:&(?:amp|lt|gt|quot|apos|#[0-9]{{1,7}});{_PLAIN})*"
"""The pattern of such a text."""

_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]+));")
_NAMED = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}  # & last: it may begin another
_NO_CHARACTERS = (range(9), range(11, 13), range(14, 32), range(0xD800, 0xE000), range(0xFFFE, 0x10000))


def unescaped(text: str) -> str:
    """The text that is meant. Raises ValueError for a number that is no character of XML."""
    if "&" not in text:
        return text
    if "&#" in text:
        return _REFERENCE.sub(_meant, text)
    for name, character in _NAMED.items():
        text = text.replace(f"&{name};", character)
    return text


def _meant(match: re.Match[str]) -> str:
    return _NAMED[match[1]] if match[1] else _character(match[2])


@lru_cache(maxsize=1 << 13)  # some programs write all Chinese so
def _character(number: str) -> str:
    code = int(number)
    if code > 0x10FFFF or any(code in gap for gap in _NO_CHARACTERS):
        raise ValueError(number)
    return chr(code)
