"""The cells of a sheet as XML: an address, the number of a style, and what stands there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from xltools.refs import CellRange, CellRef, column_letters
from xltools.rules.layout.model import Content, Placed, Slot
from xltools.workbook.package import number_text

_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SHORT = 32  # characters: longer texts seldom come again, and would fill the memory

Styles = Mapping[str, str]
"""The number of each style, as a cell writes it."""

Cells = dict[int, list[tuple[int, str]]]
"""By row: the column and the XML of each cell."""


def escaped(text: str) -> str:
    """A text as it stands between tags."""
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;") if "\r" in text else text


@dataclass(frozen=True, slots=True)
class Body:
    """What a sheet holds: its rows as XML, and the merged areas."""

    rows: str
    merges: Sequence[str]


class Grating:
    """Slots as XML with a gap for the content of each; made once for all forms of an arrangement."""

    def __init__(self, slots: Sequence[Slot], styles: Styles) -> None:
        self._styles = styles
        self._begins = [_begin(slot, styles[slot.style]) for slot in slots]
        self._formulas = list(_formulas(slots))
        pairs = zip(self._begins, self._formulas, strict=True)
        self._empty = [begin + _ending(None, formula) for begin, formula in pairs]
        self._merges = [slot.area.a1 for slot in slots if not slot.area.single]
        blank: Cells = defaultdict(list)  # the other cells of merged areas
        gaps: dict[int, list[tuple[int, int]]] = defaultdict(list)  # by row: column, index of the slot
        for index, slot in enumerate(slots):
            gaps[slot.area.first.row].append((slot.area.first.column, index))
            _add_rest(blank, slot, styles[slot.style])
        self._blank: list[str] = []  # they stand behind those of the slots
        for row, cells in blank.items():
            for column, xml in cells:
                gaps[row].append((column, len(slots) + len(self._blank)))
                self._blank.append(xml)
        self._rows = {row: tuple(zip(*sorted(cells), strict=True)) for row, cells in gaps.items()}

    def filled(
        self,
        contents: Sequence[Content],
        loose: Iterable[Placed],
        heights: Mapping[int, float],
        elastic: Mapping[int, str],
    ) -> Body:
        """The rows with these contents, and with cells that stand elsewhere in each form.

        `elastic` rows grow with what is typed into them; each has a last cell that keeps it from shrinking.
        """
        parts = zip(self._begins, self._formulas, self._empty, contents, strict=True)
        xml = [
            empty if content is None else begin + _ending(content, formula)
            for begin, formula, empty, content in parts
        ]
        xml += self._blank
        cells: Cells = defaultdict(list)
        merges = [*self._merges, *_add(cells, loose, self._styles)]
        rows = []
        for row in sorted({*self._rows, *cells}):
            columns, indexes = self._rows.get(row, ((), ()))
            made = _merged(columns, [xml[index] for index in indexes], cells.get(row))
            rows.append(_row(row, made, heights.get(row), elastic.get(row)))
        return Body("".join(rows), merges)


def body_of(cells: Iterable[Placed], styles: Styles) -> Body:
    """The rows of these cells, from the top."""
    rows: Cells = defaultdict(list)
    merges = _add(rows, cells, styles)
    return Body("".join([_row(row, _merged((), [], rows[row]), None) for row in sorted(rows)]), merges)


def text_row(number: int, texts: Iterable[str], style: str) -> str:
    """A row of texts from the first column on, as a long table has many."""
    begins = (
        (f'<c r="{column_letters(column)}{number}" s="{style}"', text) for column, text in enumerate(texts, 1)
    )
    cells = "".join([f"{begin}{_ending(text or None, None)}" for begin, text in begins])
    return f'<row r="{number}">{cells}</row>'


def _add(rows: Cells, cells: Iterable[Placed], styles: Styles) -> list[str]:
    """Put cells into their rows; every cell of a merged area has its style, the first one its content."""
    merges = []
    for placed in cells:
        first, style = placed.area.first, styles[placed.style]
        rows[first.row].append(
            (first.column, _begin(placed, style) + _ending(placed.content, _written(placed.formula)))
        )
        if not placed.area.single:
            merges.append(placed.area.a1)
            _add_rest(rows, placed, style)
    return merges


def _add_rest(rows: Cells, slot: Slot, style: str) -> None:
    """The cells of a merged area behind its first."""
    for row, cell in _rest(slot.area, style):
        rows[row].append(cell)


@lru_cache(maxsize=1 << 14)
def _rest(area: CellRange, style: str) -> tuple[tuple[int, tuple[int, str]], ...]:
    _, *others = area
    letters = {column: column_letters(column) for column in area.columns}
    return tuple(
        (ref.row, (ref.column, f'<c r="{letters[ref.column]}{ref.row}" s="{style}"/>')) for ref in others
    )


def _merged(columns: Sequence[int], xml: list[str], others: list[tuple[int, str]] | None) -> str:
    """Cells that are in order, and others among them: these mostly stand among the first."""
    if not others:
        return "".join(xml)
    cut = bisect_right(columns, max(others)[0])
    first = sorted([*others, *zip(columns[:cut], xml[:cut], strict=True)])
    return "".join([*[cell for _, cell in first], *xml[cut:]])


def _row(number: int, cells: str, height: float | None, strut: str | None = None) -> str:
    """A row; without `strut` its height is fixed."""
    fixed = ' customHeight="1"' if strut is None else ""
    tall = "" if height is None else f' ht="{height:g}"{fixed}'
    return f'<row r="{number}"{tall}>{cells}{strut or ""}</row>'


def strut(row: int, column: int, style: str, lines: int) -> str:
    """A blank cell, of large letters or of several lines: no row gets lower than what stands in its cells."""
    begin = f'<c r="{column_letters(column)}{row}" s="{style}"'
    return begin + _ending("\n" * (lines - 1) + " " if lines > 1 else None, None)


def _begin(slot: Slot, style: str) -> str:
    first = slot.area.first
    return f'<c r="{column_letters(first.column)}{first.row}" s="{style}"'


def _formulas(slots: Sequence[Slot]) -> Iterator[str | None]:
    """The formula of each slot as XML; what several share is written out with the first of them."""
    areas: dict[int, list[CellRef]] = defaultdict(list)
    for slot in slots:
        if slot.shared is not None:
            areas[slot.shared].append(slot.area.first)
    for slot in slots:
        cells = [] if slot.shared is None else areas[slot.shared]
        if slot.formula is None or len(cells) < 2:
            yield _written(slot.formula)
        elif slot.area.first == cells[0]:
            area = CellRange(cells[0], cells[-1]).a1
            yield f'<f t="shared" ref="{area}" si="{slot.shared}">{escaped(slot.formula)}</f>'
        else:
            yield f'<f t="shared" si="{slot.shared}"/>'


def _written(formula: str | None) -> str | None:
    return None if formula is None else f"<f>{escaped(formula)}</f>"


def _ending(content: Content, formula: str | None) -> str:
    """What stands in a cell with this formula as XML. A text stays text, also where it begins with `=`."""
    if formula is not None:
        return _formula(formula, content)
    if content is None:
        return "/>"
    if isinstance(content, str):
        text = _known_text(content) if len(content) <= _SHORT else _text(content)
        return f' t="inlineStr"><is>{text}</is></c>'
    return f"><v>{number_text(content)}</v></c>"


def _formula(formula: str, result: Content) -> str:
    if isinstance(result, Decimal):
        return f">{formula}<v>{number_text(result)}</v></c>"
    return f' t="str">{formula}<v>{escaped(result or "")}</v></c>'


def _text(text: str) -> str:
    keep = ' xml:space="preserve"' if "\n" in text or text != text.strip() else ""
    return f"<t{keep}>{escaped(spelled(text))}</t>"


def spelled(text: str) -> str:
    """A text as a cell stores it: what reads like the number of a character is none."""
    return _ESCAPE.sub("_x005F_", text) if "_x" in text else text


_known_text = lru_cache(maxsize=1 << 12)(_text)  # signs, units and levels stand in many rows
