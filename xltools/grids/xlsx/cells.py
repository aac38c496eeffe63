"""From the texts of a cell's XML to the cell; equal ones, of which a season has many, are made once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from xltools.grid import Cell, Value
from xltools.grids.values import NUMBER_ERROR, is_no_number, iso_serial, number, unescape
from xltools.grids.xlsx.references import ESCAPED, unescaped
from xltools.grids.xlsx.styles import GENERAL, number_formats
from xltools.grids.xml import DamagedPart

# What follows the address of a cell, up to the next cell, as the common programs write it.
_CONTENT = re.compile(
    r'(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?(?: ?/>|>'
    r'(<f(?: aca="false")?(?: t="shared"(?: ref="[A-Z0-9:]+")? si="([0-9]+)")?'
    rf"(?: ?/>|>({ESCAPED})</f>))?(<v ?/>|<v>({ESCAPED})</v>)?"
    rf'(<is><t(?: xml:space="preserve")?>({ESCAPED})</t></is>)?</c>)'
)
_INLINE = re.compile(  # the most usual of them, a text of its own
    rb'(?: s="([0-9]+)")? t="inlineStr"><is><t(?: xml:space="preserve")?>([^<>&]*)</t></is></c>'
)
_SHARED = b' t="s"'
_LONG_CONTENT = 160  # characters: longer ones hardly come twice
_MOST_KNOWN = 1 << 14
_UNKNOWN_ERROR = "#VALUE!"


@dataclass(frozen=True, slots=True)
class Texts:
    """What the cells of all sheets refer to: shared strings, and the number format of each style."""

    strings: Sequence[str]
    formats: Mapping[str, str]  # by style index, as written in the cell
    styles: bytes = b""  # the part that the formats come from

    def string(self, index: str) -> str:
        """A shared string. Raises ValueError, LookupError or DamagedPart where there is none."""
        at = int(index)
        if at < 0:
            raise DamagedPart("negative string index")
        return self.strings[at]


class Made(NamedTuple):
    """The cell that a content makes, None for one that holds nothing, and the characters of its own texts.

    `shares` numbers the formula that it has with others: what it is depends on where the cell stands.
    """

    cell: Cell | None
    characters: int
    shares: str | None = None


STYLE_ALONE = Made(None, 0)
"""Of a cell that is there for its style; not even its address is looked at."""


class Unusual(Exception):  # noqa: N818 - a message between those who read by pattern
    """Something that the parser had better judge."""


class ByContent(dict[bytes, Made]):
    """The cells by what stands behind their address in the XML, made when they are first asked for.

    Raises Unusual, ValueError, LookupError or DamagedPart for a content that the parser is to judge.
    """

    def __init__(self, texts: Texts, shared: ByContent | None = None) -> None:
        super().__init__()
        self._texts, self._shared = texts, shared

    def __missing__(self, content: bytes) -> Made:
        if self._shared is not None and _SHARED not in content:
            made = self._shared[content]
        else:
            made = _inline(content, self._texts) or _made(content.decode("utf-8"), self._texts)
        if len(content) < _LONG_CONTENT:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[content] = made
        return made


def by_content(texts: Texts) -> ByContent:
    """The cells of a workbook; those without shared strings are kept for the next one of equal styles."""
    shared = _of_styles(texts.styles)
    return ByContent(texts, shared) if texts.strings else shared


@lru_cache(maxsize=4)
def _of_styles(styles: bytes) -> ByContent:
    return ByContent(Texts((), number_formats("", styles) if styles else {}, styles))


def _inline(content: bytes, texts: Texts) -> Made | None:
    """The cell of a text without references and control characters; None for any other.

    A form of ours carries its record as one long text, which is looked at so in a tenth of the time.
    """
    match = _INLINE.fullmatch(content)
    text = match[2].decode("utf-8") if match else None
    if match is None or text is None or not text.isprintable():
        return None
    text = unescape(text)
    number_format = texts.formats.get((match[1] or b"0").decode(), GENERAL)
    return Made(Cell(text, None, None, number_format), len(text))


def _made(content: str, texts: Texts) -> Made:
    match = _CONTENT.fullmatch(content)
    if match is None:
        raise Unusual
    style, kind, has_formula, shares, formula, has_value, value, has_inline, inline = match.groups()
    if has_value and has_inline:
        raise Unusual
    if not (has_value or has_inline or has_formula or kind == "e"):
        return STYLE_ALONE
    formula = unescaped(formula or "") if has_formula else None
    value = unescaped(value or "") if has_value else None
    inline = unescaped(inline) if has_inline else None
    cell = make_cell(kind or "n", style or "0", formula, value, inline, texts)
    own = cell.value if isinstance(cell.value, str) and kind != "s" else ""
    return Made(None if is_nothing(cell) else cell, len(formula or "") + len(own), shares)


def is_nothing(cell: Cell) -> bool:
    """True for a cell of which a grid needs to know nothing."""
    return cell.value is None and cell.formula is None and cell.error is None


def make_cell(
    kind: str, style: str, formula: str | None, value: str | None, inline: str | None, texts: Texts
) -> Cell:
    """The cell that its texts make. Raises what `Texts.string` raises."""
    number_format = texts.formats.get(style, "General")
    if kind == "s" and value:
        return Cell(texts.string(value), formula, None, number_format)
    if kind == "e":
        return Cell(None, formula, (value or "").strip() or _UNKNOWN_ERROR, number_format)
    if kind == "n":
        return _number_cell(number_format, formula, value)
    return Cell(_other(kind, value, inline), formula, None, number_format)


def _number_cell(number_format: str, formula: str | None, text: str | None) -> Cell:
    value = number(text) if text else None
    if value is not None or not text or not text.strip():
        return Cell(value, formula, None, number_format)
    if is_no_number(text):
        return Cell(None, formula, NUMBER_ERROR, number_format)
    return Cell(text, formula, None, number_format)


def _other(kind: str, text: str | None, inline: str | None) -> Value:
    if kind == "inlineStr" and inline is not None:
        return unescape(inline)
    if text is None or kind == "s":  # an index that is not there
        return None
    if kind == "b":
        return text.strip().lower() in ("1", "true")
    if kind == "d":
        moment = iso_serial(text)
        return text if moment is None else moment
    return unescape(text)
