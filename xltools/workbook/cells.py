"""The cells of a sheet as XML: an address, the number of a style, and what stands there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from xltools.refs import column_letters
from xltools.rules.layout import Content, Placed
from xltools.workbook.package import number_text

_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Body:
    """What a sheet holds: its rows as XML, and the merged areas."""

    rows: str
    merges: list[str]


def escaped(text: str) -> str:
    """A text as it stands between tags."""
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;") if "\r" in text else text


def quoted(text: str) -> str:
    """A text as it stands in an attribute."""
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def body_of(cells: Iterable[Placed], styles: Mapping[str, str], heights: Mapping[int, float]) -> Body:
    """The rows from the top; every cell of a merged area has its style, the first one its content."""
    rows: dict[int, list[tuple[int, str]]] = defaultdict(list)
    merges: list[str] = []
    for placed in cells:
        first, last, style = placed.area.first, placed.area.last, styles[placed.style]
        top, left, bottom, right = first.row, first.column, last.row, last.column
        address = f"{column_letters(left)}{top}"
        rows[top].append((left, cell_xml(address, style, placed)))
        if bottom > top or right > left:
            merges.append(f"{address}:{column_letters(right)}{bottom}")
            _rest(rows, (top, left, bottom, right), style)
    return Body("".join([_row(row, rows[row], heights.get(row)) for row in sorted(rows)]), merges)


def _row(number: int, cells: list[tuple[int, str]], height: float | None) -> str:
    tall = "" if height is None else f' ht="{height:g}" customHeight="1"'
    return f'<row r="{number}"{tall}>{"".join([xml for _, xml in sorted(cells)])}</row>'


def _rest(rows: dict[int, list[tuple[int, str]]], area: tuple[int, int, int, int], style: str) -> None:
    """The cells of a merged area behind its first."""
    top, left, bottom, right = area
    for column in range(left, right + 1):
        before, after = f'<c r="{column_letters(column)}', f'" s="{style}"/>'
        for row in range(top if column > left else top + 1, bottom + 1):
            rows[row].append((column, f"{before}{row}{after}"))


def cell_xml(address: str, style: str, placed: Placed) -> str:
    """One cell. A text stays text, also where it begins with `=`."""
    content = placed.content
    if placed.formula is not None:
        return _formula(address, style, placed.formula, content)
    if content is None:
        return f'<c r="{address}" s="{style}"/>'
    if isinstance(content, Decimal):
        return f'<c r="{address}" s="{style}"><v>{number_text(content)}</v></c>'
    return f'<c r="{address}" s="{style}" t="inlineStr"><is>{_text(content)}</is></c>'


def _formula(address: str, style: str, formula: str, result: Content) -> str:
    if isinstance(result, Decimal):
        return f'<c r="{address}" s="{style}"><f>{escaped(formula)}</f><v>{number_text(result)}</v></c>'
    return f'<c r="{address}" s="{style}" t="str"><f>{escaped(formula)}</f><v>{escaped(result or "")}</v></c>'


def _text(text: str) -> str:
    keep = ' xml:space="preserve"' if "\n" in text or text != text.strip() else ""
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    return f"<t{keep}>{escaped(text)}</t>"
