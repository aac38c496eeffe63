"""Takes the plain cells out of a worksheet part by pattern, so that the parser has little left to do.

The patterns know only what the common programs write. They must cover the whole of `sheetData`, from one tag
to the next, or else nothing is taken and the parser reads all: slower, and to the same result. What is
left, everything around the rows, still goes through the parser, which judges it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from xltools.grids.xml import SPREADSHEET

# Characters that XML allows and that stand for themselves; a carriage return doesn't.
_TEXT = r"[^<>&\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]*"
_ESCAPED = rf"{_TEXT}(?:&(?:amp|lt|gt|quot|apos|#[0-9]{{1,7}});{_TEXT})*"
_CELL = '<c r="'
# What follows the address of a cell, up to the next cell.
_CONTENT = re.compile(
    r'(?: s="(?P<style>[0-9]+)")?(?: t="(?P<kind>[A-Za-z]+)")?(?: ?/>|>'
    rf"(?P<has_formula><f>(?P<formula>{_ESCAPED})</f>)?"
    rf"(?P<has_value><v ?/>|<v>(?P<value>{_ESCAPED})</v>)?"
    rf'(?P<has_inline><is><t(?: xml:space="preserve")?>(?P<inline>{_ESCAPED})</t></is>)?</c>)'
)
_LONG_CONTENT = 160  # characters: longer ones hardly come twice
_ROW, _ROW_END = "<row ", "</row>"
_ROW_HEAD = re.compile(r'r="[0-9]{1,7}"((?: [A-Za-z]+="[\w .:+-]*")*) ?/?', re.ASCII)
_ATTRIBUTE = re.compile(r"([A-Za-z]+)=")
_ANY_HEAD = re.compile(r'[^"<>]*(?:"[^"<>]*"[^"<>]*)*')
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
_MERGE = r'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})" ?/>'
_MERGE_REF = re.compile(_MERGE)
_MERGES = re.compile(
    r'(</sheetData>(?:<[A-Za-z]+(?: [A-Za-z]+="[^"<>&]*")*/?>|</[A-Za-z]+>)*)'  # tags without text between
    rf'<mergeCells(?: count="[0-9]+")?>((?:{_MERGE.replace("(", "(?:")})+)</mergeCells>'
)

_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]+));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NO_CHARACTERS = (range(9), range(11, 13), range(14, 32), range(0xD800, 0xE000), range(0xFFFE, 0x10000))


class PlainCell(NamedTuple):
    """The texts of one cell as they stand in the XML: None for what is not there."""

    style: str
    kind: str
    formula: str | None
    value: str | None
    inline: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """The cells that hold something and the merged areas, by address, and the part without them."""

    cells: Sequence[tuple[str, PlainCell]]
    merges: Sequence[str]
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
    before, *rows = text[start:end].split(_ROW)
    if before:
        return None
    head, left = text[:start], []
    cells: list[tuple[str, PlainCell]] = []
    for row in rows:
        attributes, _, inside = row.partition(">")
        if not _plain_row(_known_attributes(attributes, head)):
            left.append(f"{_ROW}{attributes}>{'' if attributes.endswith('/') else _ROW_END}")
        cells += _cells(inside, alone=attributes.endswith("/"))
    merges, tail = _merges(text[end:])
    return Taken(cells, merges, f"{head}{''.join(left)}{tail}".encode())


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


def _known_attributes(attributes: str, head: str) -> str:
    """The attributes of a row; the one that Excel adds to each counts as any other once it is declared."""
    if "x14ac:" in attributes and ' xmlns:x14ac="' in head:
        return attributes.replace(" x14ac:", " ")
    return attributes


@lru_cache(maxsize=1 << 12)
def _plain_row(attributes: str) -> bool:
    """True for a row of which nothing is left to judge; the parser sees any other."""
    match = _ROW_HEAD.fullmatch(attributes)
    if match is not None:
        names = ["r", *_ATTRIBUTE.findall(match[1])]
        return len(set(names)) == len(names)
    if _ANY_HEAD.fullmatch(attributes) is None:
        raise _Unusual
    return False


def _cells(inside: str, *, alone: bool) -> Iterator[tuple[str, PlainCell]]:
    """The cells of a row that hold something; `alone`: its tag has no end."""
    if not inside.endswith("" if alone else _ROW_END):
        raise _Unusual
    before, *cells = inside.removesuffix(_ROW_END).split(_CELL)
    if before or (alone and inside):
        raise _Unusual
    for cell in cells:
        ref, _, content = cell.partition('"')
        if not ref.isalnum():
            raise _Unusual
        plain = _known_content(content) if len(content) < _LONG_CONTENT else _content(content)
        if plain is not None:
            yield ref, plain


def _content(text: str) -> PlainCell | None:
    """What stands in a cell, from the XML behind its address; None for a style alone."""
    match = _CONTENT.fullmatch(text)
    if match is None or (match["has_value"] and match["has_inline"]):
        raise _Unusual
    has_content = match["has_value"] or match["has_inline"]
    if not (has_content or match["has_formula"] or match["kind"] == "e"):
        return None
    return PlainCell(
        match["style"] or "0",
        match["kind"] or "n",
        _unescaped(match["formula"]) if match["has_formula"] else None,
        _unescaped(match["value"] or "") if match["has_value"] else None,
        _unescaped(match["inline"]) if match["has_inline"] else None,
    )


_known_content = lru_cache(maxsize=1 << 14)(_content)  # the labels of a season's forms are the same


def _merges(tail: str) -> tuple[Sequence[str], str]:
    """The merged areas, and the end of the part without them; none where they are not written as usual."""
    found = _MERGES.match(tail)
    if found is None or "xmlns=" in tail:
        return (), tail
    return _MERGE_REF.findall(found[2]), found[1] + tail[found.end() :]


def _unescaped(text: str) -> str:
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    code = int(match[2])
    if code > 0x10FFFF or any(code in gap for gap in _NO_CHARACTERS):
        raise _Unusual
    return chr(code)
