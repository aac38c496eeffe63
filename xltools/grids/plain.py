"""Takes the plain cells out of a worksheet part by pattern, so that the parser has little left to do.

The pattern knows only what the common programs write. It must cover the whole of `sheetData`, from one tag
to the next, or else nothing is taken and the parser reads all: slower, and to the same result. What is
left, rows without their cells and everything around them, still goes through the parser, which judges it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xltools.grids.xml import SPREADSHEET

# Characters that XML allows and that stand for themselves; a carriage return doesn't.
_TEXT = r"[^<>&\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]*"
_ESCAPED = rf"{_TEXT}(?:&(?:amp|lt|gt|quot|apos|#[0-9]{{1,7}});{_TEXT})*"
_CELL = (
    r'<c r="(?P<ref>[A-Z]{1,3}[0-9]{1,7})"(?: s="(?P<style>[0-9]+)")?(?: t="(?P<kind>[A-Za-z]+)")?(?: ?/>|>'
    rf"(?:<f>(?P<formula>{_ESCAPED})</f>)?"
    rf"(?P<content><v ?/>|<v>(?P<value>{_ESCAPED})</v>"
    rf'|<is><t(?: xml:space="preserve")?>(?P<inline>{_ESCAPED})</t></is>)?</c>)'
)
_TOKEN = re.compile(rf"(?P<whole>{_CELL}|<row [^<>]*>|</row>)")
_DEFAULT_NAMESPACE = "|".join(map(re.escape, SPREADSHEET))
_HEAD = re.compile(
    r"""(?:\ufeff)?(?:<\?xml\ version=["']1\.0["'](?:\ encoding=["'](?i:utf-8)["'])?"""
    r"""(?:\ standalone=["'](?:yes|no)["'])?\ ?\?>\s*)?"""
    rf"""<worksheet(?:\ [^<>']*)?\ xmlns="(?:{_DEFAULT_NAMESPACE})"[^<>]*>""",
    re.VERBOSE,
)
_NAMES = re.compile(r"<([^\s<>/]+)")
_BEFORE = frozenset(
    ("?xml", "worksheet", "sheetPr", "tabColor", "outlinePr", "pageSetUpPr", "dimension", "sheetViews",
     "sheetView", "pane", "selection", "sheetFormatPr", "cols", "col", "sheetData")
)  # fmt: skip
_START, _END = "<sheetData>", "</sheetData>"

_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]+));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NO_CHARACTERS = (range(9), range(11, 13), range(14, 32), range(0xD800, 0xE000), range(0xFFFE, 0x10000))


@dataclass(frozen=True, slots=True)
class PlainCell:
    """The texts of one cell as they stand in the XML: None for what is not there."""

    ref: str
    style: str
    kind: str
    formula: str | None
    value: str | None
    inline: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """The cells that hold something, and the part without them."""

    cells: Sequence[PlainCell]
    rest: bytes


class _Unusual(Exception):  # noqa: N818 - a message within this module
    """Something that the parser had better judge."""


def take_plain(data: bytes) -> Taken | None:
    """The plain cells of a worksheet part; None where it is not written as usual."""
    try:
        text = data.decode("utf-8")
        return _taken(text)
    except (UnicodeDecodeError, _Unusual):
        return None


def _taken(text: str) -> Taken | None:
    start, end = text.find(_START) + len(_START), text.rfind(_END)
    if not _usual(text, start, end):
        return None
    tokens = _TOKEN.findall(text, start, end)
    if sum(len(token[0]) for token in tokens) != end - start:
        return None
    cells = [_cell(token) for token in tokens if _filled(token)]
    rows = "".join(token[0] for token in tokens if not token[1])
    return Taken(cells, f"{text[:start]}{rows}{text[end:]}".encode())


def _usual(text: str, start: int, end: int) -> bool:
    """Whether names mean what they seem to, before, in and after the cells."""
    if not len(_START) <= start <= end or "<!" in text or text.count(_START) != 1 or text.count("<?") > 1:
        return False
    head = text[:start]
    return (
        _HEAD.match(head) is not None
        and head.count("xmlns=") == 1
        and _BEFORE.issuperset(_NAMES.findall(head))
    )


def _filled(token: tuple[str, ...]) -> bool:
    return bool(token[5]) or token[3] == "e" or "<f>" in token[0]


def _cell(token: tuple[str, ...]) -> PlainCell:
    whole, ref, style, kind, formula, content, value, inline = token
    has_inline = content.startswith("<is")
    return PlainCell(
        ref,
        style or "0",
        kind or "n",
        _unescaped(formula) if "<f>" in whole else None,
        _unescaped(value) if content and not has_inline else None,
        _unescaped(inline) if has_inline else None,
    )


def _unescaped(text: str) -> str:
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    code = int(match[2])
    if code > 0x10FFFF or any(code in gap for gap in _NO_CHARACTERS):
        raise _Unusual
    return chr(code)
