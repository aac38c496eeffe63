"""Evens out width, look-alikes and spaces, and keeps the way back to the text as typed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from xltools.rules.labels import simplified

_LOOK_ALIKES = {
    "≧": "≥", "⩾": "≥", "≫": ">", "﹥": ">", "〉": ">", "⟩": ">", "›": ">", "ᐳ": ">",
    "≦": "≤", "⩽": "≤", "≪": "<", "﹤": "<", "〈": "<", "⟨": "<", "‹": "<", "≯": "≤", "≮": "≥",
    "═": "=", "﹦": "=", "⚌": "=", "〓": "=", "꞊": "=", "≒": "≈", "≅": "≈",
    "％": "%", "﹪": "%", "٪": "%", "℅": "%",
    "–": "-", "—": "-", "―": "-", "‐": "-", "‑": "-", "‒": "-", "−": "-",
    "－": "-", "﹣": "-", "─": "-", "━": "-",
    "～": "~", "〜": "~", "∼": "~", "˜": "~", "∽": "~",
    "﹐": ",", "٫": ".", "．": ".", "｡": "。",
    "∶": ":", "﹕": ":", "︰": ":", "﹔": ";", "；": ";", "／": "/", "∕": "/", "⁄": "/", "÷": "÷",
    "“": '"', "”": '"', "„": '"', "「": '"', "」": '"', "『": '"', "』": '"', "〝": '"', "〞": '"', "＂": '"',
    "‘": "'", "’": "'", "＇": "'", "`": "'", "´": "'",
    "〔": "(", "〕": ")", "【": "(", "】": ")", "［": "(", "］": ")", "[": "(", "]": ")", "{": "(", "}": ")",
    "〖": "(", "〗": ")", "⟦": "(", "⟧": ")",
    "µ": "μ", "￥": "¥", "…": "…", "╱": "/", "＊": "*", "﹡": "*", "∗": "*", "＿": "_",
}  # fmt: skip
"""Signs that look like another; the right side is the one the reader knows."""

_GAP = " "
_KEEP_WHOLE = frozenset("…№™㎡㎥")


class _Plain(dict[str, str]):
    """What each character becomes: itself, another, several, a gap, or nothing. Learned as met."""

    def __missing__(self, char: str) -> str:
        plain = _plain(char)
        if len(self) < 50_000:
            self[char] = plain
        return plain


def _plain(char: str) -> str:
    char = simplified().get(char, char)
    if char in _LOOK_ALIKES:
        return _LOOK_ALIKES[char]
    category = unicodedata.category(char)
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return _GAP
    if category in ("Cf", "Mn", "Me", "Cs", "Co"):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "No" or char in _KEEP_WHOLE:
        return char  # ① is no 1, ² no 2
    wide = unicodedata.normalize("NFKC", char)
    return char if wide == char else "".join(_plain(part) for part in wide).replace(_GAP, "")


_TABLE = _Plain()
_CJK_POINT = re.compile(r"(?<=\d)。(?=\d)")
_EDGE = " ;。,、!'"


@dataclass(frozen=True, slots=True)
class Clean:
    """The evened-out text; `origin[i]` is the place of its i-th character in the text as typed."""

    plain: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The part of the typed text that `plain[start:end]` came from."""
        if start >= end:
            return None
        return self.origin[start], self.origin[end - 1] + 1


def clean(text: str) -> Clean:
    """Even out a text. Spaces go, except between two digits, where they keep two numbers apart."""
    out: list[str] = []
    origin: list[int] = []
    gap = False
    for place, char in enumerate(text):
        for plain in _TABLE[char]:
            if plain == _GAP:
                gap = True
                continue
            if gap and out and out[-1].isdigit() and plain.isdigit():
                out.append(_GAP)
                origin.append(place - 1)
            gap = False
            out.append(plain)
            origin.append(place)
    return _trim(_settle("".join(out)), origin)


def _settle(plain: str) -> str:
    """Signs that mean something else beside their neighbours; the length stays."""
    if "。" in plain:
        plain = _CJK_POINT.sub(".", plain)
    return plain


def _trim(plain: str, origin: list[int]) -> Clean:
    """Without quotes and brackets around the whole, a leading apostrophe, and closing marks."""
    start, end = 0, len(plain)
    while start < end:
        before = (start, end)
        while start < end and plain[start] in _EDGE:
            start += 1
        while end > start and plain[end - 1] in _EDGE:
            end -= 1
        if _wrapped(plain, start, end):
            start, end = start + 1, end - 1
        if (start, end) == before:
            break
    return Clean(plain[start:end], tuple(origin[start:end]))


def _wrapped(plain: str, start: int, end: int) -> bool:
    if end - start < 2:
        return False
    first, last = plain[start], plain[end - 1]
    if (first, last) == ("(", ")"):
        return plain.find(")", start) == end - 1 and plain.count("(", start, end) == 1
    return first == last == '"' and plain.count('"', start, end) == 2
