"""Takes the plain cells out of a worksheet part by pattern, so that the parser has little left to do.

The patterns know only what the common programs write. They must cover the whole of `sheetData`, from one tag
to the next, or else nothing is taken and the parser reads all: slower, and to the same result. What is
left, everything around the rows, still goes through the parser, which judges it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase

from xltools.grid import Cell
from xltools.grids import limits
from xltools.grids.xlsx.cells import STYLE_ALONE, ByContent, Made, Unusual
from xltools.grids.xlsx.shared import SharedFormulas
from xltools.grids.xml import SPREADSHEET, DamagedPart
from xltools.refs import CellRef, column_letters

_CELL = b'<c r="'
_ROW, _ROW_END = b"<row ", b"</row>"
_ROW_HEAD = re.compile(rb'r="[0-9]{1,7}"((?: [A-Za-z]+="[\w .:+-]*")*) ?/?', re.ASCII)
_ROW_ATTRIBUTE = re.compile(rb"([A-Za-z]+)=")
_ANY_HEAD = re.compile(rb'[^"<>]*(?:"[^"<>]*"[^"<>]*)*')
_UNPICKED = re.compile(rb'<(?:[!?]|sheetData>|c(?! r="[A-Z]))')  # or a cell that does not say so where it is
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
_START, _END = b"<sheetData>", b"</sheetData>"
_MERGE = rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})" ?/>'
_MERGE_REF = re.compile(_MERGE.decode())
_MERGES = re.compile(
    rb'(</sheetData>(?:<[A-Za-z]+(?: [A-Za-z]+="[^"<>&]*")*/?>|</[A-Za-z]+>)*)'  # tags without text between
    rb'<mergeCells(?: count="[0-9]+")?>((?:%s)+)</mergeCells>' % _MERGE.replace(b"(", b"(?:")
)
_REFERENCE = "&(?:amp|lt|gt|quot|apos|#10);"
_SIGNS, _INNER = (rf"[^<>&{quote}\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]*" for quote in ('"', ""))
_ATTRIBUTE = rf'[A-Za-z]+="{_SIGNS}(?:{_REFERENCE}{_SIGNS})*"'
_ATTRIBUTES = rf"{_ATTRIBUTE}(?: {_ATTRIBUTE})* ?"
_TEXT = rf"{_INNER}(?:{_REFERENCE}{_INNER})*"
_FORMULAS = rf"(?:<formula>{_TEXT}</formula>|<formula1>{_TEXT}</formula1>|<formula2>{_TEXT}</formula2>)*"
_ELEMENT = re.compile(  # one that says nothing of cells: a validation or a conditional format
    rf"(?P<own>{_ATTRIBUTES})(?:/>|>{_FORMULAS}"
    rf"(?:<cfRule (?P<rule>{_ATTRIBUTES})>{_FORMULAS}</cfRule>)?</(?P<name>[A-Za-z]+)>)"
)
_NAME_AND_VALUE = re.compile(r'([A-Za-z]+)="([^"]*)"')


# Whatever is wrong, the parser is to say it: it meets things in their order.
_NOT_PLAIN = (Unusual, DamagedPart, ValueError, LookupError)


@dataclass(frozen=True, slots=True)
class Taken:
    """The cells that hold something, the characters of their texts, the merged areas, and the rest."""

    cells: Mapping[CellRef, Cell]
    characters: int
    merges: Sequence[str]
    rest: bytes


def take_plain(data: bytes, contents: ByContent, last_column: int = limits.MAX_COLUMN) -> Taken | None:
    """The plain cells of a worksheet part; None where it is not written as usual.

    What stands right of `last_column` is not looked at where it can be passed over quickly.
    """
    try:
        return _taken(data, contents, last_column)
    except _NOT_PLAIN:
        return None


def pick_plain(data: bytes, contents: ByContent, refs: Collection[CellRef]) -> dict[CellRef, Cell] | None:
    """Some cells of such a part, the others not being looked at; None where they had better be."""
    try:
        start, end = _bounds(data)
        if _UNPICKED.search(data, start, end) or data.find(_START, end) >= 0:
            return None
        found: dict[CellRef, Cell] = {}
        for column in {ref.column for ref in refs}:
            found.update(_column(data[start:end], column_letters(column).encode(), contents))
    except _NOT_PLAIN:
        return None
    return {ref: found[ref] for ref in refs if ref in found}


def _column(rows: bytes, letters: bytes, contents: ByContent) -> Iterator[tuple[CellRef, Cell]]:
    for text in rows.split(_CELL + letters)[1:]:
        number, _, rest = text.partition(b'"')
        if number.isdigit():  # else the letters go on
            made = contents[rest.partition(_CELL)[0].partition(_ROW_END)[0]]
            if made.shares is not None:
                raise Unusual
            if made.cell is not None:
                yield near(letters + number), made.cell


def _taken(data: bytes, contents: ByContent, last_column: int) -> Taken:
    start, end = _bounds(data)
    inside = data[start:end]
    before, *rows = inside.split(_ROW)
    if before or _declares(inside):
        raise Unusual
    head, left = data[:start], []
    cells: dict[CellRef, Cell] = {}
    characters, shared = 0, SharedFormulas()
    for row in rows:
        attributes, _, inside = row.partition(b">")
        alone = attributes.endswith(b"/")
        if not _plain_row(_known_attributes(attributes, head)):
            left.append(_ROW + attributes + (b">" if alone else b">" + _ROW_END))
        for text in _cells(_up_to(last_column, inside), alone=alone):
            address, _, content = text.partition(b'"')
            made = contents[content]
            if made is not STYLE_ALONE:
                ref = near(address)
                if made.shares is not None:
                    made = _unshared(made, made.shares, ref, shared)
                if made.cell is not None:
                    cells[ref] = made.cell
                    characters += made.characters
    merges, tail = _merges(data[end:])
    return Taken(cells, characters, merges, b"".join((head, *left, tail)))


def _unshared(made: Made, index: str, ref: CellRef, shared: SharedFormulas) -> Made:
    """The cell with the formula that it shares. Raises Unusual where that was not met."""
    cell = made.cell
    assert cell is not None
    assert cell.formula is not None
    text = shared.text(index, cell.formula, ref)
    if not text:
        raise Unusual
    full = Cell(cell.value, text, cell.error, cell.number_format)
    return Made(full, made.characters - len(cell.formula) + len(text))


@lru_cache(maxsize=1 << 15)  # forms repeat the same few hundred addresses
def near(address: bytes) -> CellRef:
    """The place of a cell. Raises Unusual for one too far out for a form, ValueError for none."""
    ref = CellRef.parse(address.decode("ascii"))
    if ref.row > limits.MAX_ROW or ref.column > limits.MAX_COLUMN:
        raise Unusual
    return ref


def _bounds(data: bytes) -> tuple[int, int]:
    """Where the rows begin and end. Raises Unusual where names don't mean what they seem to."""
    start, end = data.find(_START) + len(_START), data.rfind(_END)
    if not (len(_START) <= start <= end and _usual_head(data[:start])):
        raise Unusual
    return start, end


def _declares(rows: bytes) -> bool:
    """True where there is a comment, an instruction or the like. One sign is found faster than two."""
    return (b"!" in rows and b"<!" in rows) or (b"?" in rows and b"<?" in rows)


@lru_cache(maxsize=256)
def _usual_head(data: bytes) -> bool:
    head = data.decode("utf-8")
    return (
        _HEAD.match(head) is not None
        and head.count("xmlns=") == 1
        and head.count("<?") <= 1
        and _BEFORE.issuperset(_NAMES.findall(head))
    )


def _known_attributes(attributes: bytes, head: bytes) -> bytes:
    """The attributes of a row; the one that Excel adds to each counts as any other once it is declared."""
    if b"x14ac:" in attributes and b' xmlns:x14ac="' in head:
        return attributes.replace(b" x14ac:", b" ")
    return attributes


@lru_cache(maxsize=1 << 12)
def _plain_row(attributes: bytes) -> bool:
    """True for a row of which nothing is left to judge; the parser sees any other."""
    match = _ROW_HEAD.fullmatch(attributes)
    if match is not None:
        names = [b"r", *_ROW_ATTRIBUTE.findall(match[1])]
        return len(set(names)) == len(names)
    if _ANY_HEAD.fullmatch(attributes) is None:
        raise Unusual
    return False


def _cells(inside: bytes, *, alone: bool) -> Sequence[bytes]:
    """The cells of a row, each from its address on; `alone`: its tag has no end."""
    if not inside.endswith(b"" if alone else _ROW_END):
        raise Unusual
    before, *cells = inside.removesuffix(_ROW_END).split(_CELL)
    if before or (alone and inside):
        raise Unusual
    return cells


def _up_to(last_column: int, inside: bytes) -> bytes:
    """A row without the cells behind those up to a column; the whole row where it isn't so ordered."""
    if not 1 <= last_column <= len(ascii_uppercase):
        return inside
    within, beyond = _sides(last_column)
    first = beyond.search(inside)
    if first is None or within.search(inside, first.start()) or not inside.endswith(_ROW_END):
        return inside
    return inside[: first.start()] + _ROW_END


@lru_cache(maxsize=32)
def _sides(last_column: int) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Where a cell begins that is needed, up to a column of one letter or oddly addressed; and another."""
    within = rb"(?:[A-%s][0-9]|(?![A-Z]{1,3}[0-9]))" % column_letters(last_column).encode()
    return re.compile(re.escape(_CELL) + within), re.compile(re.escape(_CELL) + b"(?!%s)" % within)


def plainly_aside(name: str, text: bytes) -> dict[str, str] | None:
    """The attributes, as they are written, of one element that has nothing to do with cells.

    `text` is all of it from its first attribute on. None where the parser had better judge it.
    """
    match = _ELEMENT.fullmatch(text.decode("utf-8", "surrogateescape"))
    if match is None or match["name"] not in (None, name):
        return None
    own, rule = (_NAME_AND_VALUE.findall(attributes or "") for attributes in match.group("own", "rule"))
    if len(dict(own)) < len(own) or len(dict(rule)) < len(rule):
        return None
    return dict(own)


def _merges(tail: bytes) -> tuple[Sequence[str], bytes]:
    """The merged areas, and the end of the part without them; none where they are not written as usual."""
    found = _MERGES.match(tail)
    if found is None or b"xmlns=" in found[1]:
        return (), tail
    return _MERGE_REF.findall(found[2].decode()), found[1] + tail[found.end() :]
