"""How cells look: named styles as data, a form's own keys over the common ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltools.rules.tables import Table

BASE = "base"
DEFAULT = "default"
"""The workbook's own font, by whose digits columns are measured."""
STRUT = "strut"
"""A blank cell beside the form that keeps its row from shrinking."""


ECHO = "echo"
"""A copy, not to be seen, of what is typed into merged cells: their row grows with it."""


@dataclass(frozen=True, slots=True)
class Style:
    """One cell style. `size` in points, colours as RRGGBB, `input` for cells a person fills."""

    font: str
    charset: int
    size: float
    bold: bool
    horizontal: str
    vertical: str
    wrap: bool
    shrink: bool
    border: bool
    format: str
    input: bool
    fill: str | None = None
    color: str | None = None
    underline: bool = False
    lines: int = 1  # room for so many, also where the cell is blank


StyleSheet = Mapping[str, Style]


def parse_styles(data: Any, file: str, own: Mapping[str, Table] | None = None) -> StyleSheet:  # noqa: ANN401
    """The style sheet: each named style is `base` with its own keys over it. Raises DefinitionError."""
    common = Table(data, file)
    base = _style(common.table(BASE), None)
    sheet = {name: _style(common.table(name), base) for name in common}
    for name, table in (own or {}).items():
        sheet[name] = _style(table, sheet.get(name, base))
    return sheet


def _style(table: Table, under: Style | None) -> Style:
    def default(key: str) -> dict[str, Any]:
        return {} if under is None else {"default": getattr(under, key)}

    style = Style(
        font=table.text("font", **default("font")),
        charset=table.integer("charset", **default("charset"), least=0),
        size=table.size("size", **default("size")),
        bold=table.flag("bold", **default("bold")),
        horizontal=table.choice("horizontal", ("left", "center", "right"), **default("horizontal")),
        vertical=table.choice("vertical", ("top", "center", "bottom"), **default("vertical")),
        wrap=table.flag("wrap", **default("wrap")),
        shrink=table.flag("shrink", **default("shrink")),
        border=table.flag("border", **default("border")),
        format=table.text("format", **default("format")),
        input=table.flag("input", **default("input")),
        fill=table.text("fill", under.fill if under else None),
        color=table.text("color", under.color if under else None),
        underline=table.flag("underline", under.underline if under else False),
        lines=table.integer("lines", under.lines if under else 1),
    )
    table.close()
    return style
