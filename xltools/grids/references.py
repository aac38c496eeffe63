"""Texts as they stand between tags: references such as `&amp;` and `&#24180;`, and what they stand for."""

from __future__ import annotations

import re

# Characters that XML allows and that stand for themselves; a carriage return doesn't.
_PLAIN = r"[^<>&\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]*"
ESCAPED = rf"{_PLAIN}(?:&(?:amp|lt|gt|quot|apos|#[0-9]{{1,7}});{_PLAIN})*"
"""The pattern of such a text."""

_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]+));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NO_CHARACTERS = (range(9), range(11, 13), range(14, 32), range(0xD800, 0xE000), range(0xFFFE, 0x10000))


def unescaped(text: str) -> str:
    """The text that is meant. Raises ValueError for a number that is no character of XML."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    code = int(match[2])
    if code > 0x10FFFF or any(code in gap for gap in _NO_CHARACTERS):
        raise ValueError(match[0])
    return chr(code)
