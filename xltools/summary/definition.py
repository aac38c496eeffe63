"""What the summary looks like, read from `templates/summary.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from xltools.assets import shipped_toml
from xltools.rules.tables import Table
from xltools.summary.overview_definition import OverviewDefinition, parse_overview

_FILE = "summary.toml"
BASE = "base"
Kind = Literal["text", "integer", "decimal"]
_KINDS: Mapping[str, Kind] = {  # of styles
    **dict.fromkeys(("year", "count"), "integer"),
    **dict.fromkeys(("money", "points", "weight", "percent", "value"), "decimal"),
}
_TOTALS = ("sum", "average", "count", "ratio", "label")
_TEXT_KEYS = ("font_name", "font_color", "bg_color", "border_color", "align", "valign", "num_format")
_FLAG_KEYS = ("bold", "shrink", "text_wrap")
_COUNT_KEYS = ("border", "top", "underline")
_MARGINS = ("left", "right", "top", "bottom", "header", "footer")

Style = Mapping[str, str | float | bool]
"""Properties of a cell, named as XlsxWriter names them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field that stands in it, its label, look, and what stands under it."""

    field: str
    label: str
    width: float
    style: str
    total: str | None
    of: tuple[str, ...]  # the two columns of a ratio
    words: Mapping[str, str]
    marks: Mapping[str, str]
    nonzero: str | None
    named: str | None  # the column that says of which column of another sheet the number is

    @property
    def kind(self) -> Kind:
        """What values it has, for tables that tell."""
        return _KINDS.get(self.style, "text")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `print_to` is the index of the last column on paper.

    Where there are more rows than a sheet can have, they are counted by the column `group`, and listed from
    the top of the column `top`.
    """

    name: str
    freeze: int
    empty: str
    print_to: int
    group: str
    top: str
    columns: tuple[Column, ...]

    def index(self, field: str) -> int:
        """The position of a field's column, from 0."""
        return [column.field for column in self.columns].index(field)


@dataclass(frozen=True, slots=True)
class Page:
    """Paper, margins (inches), and the lines above and below each page (`{title}`, `{sheet}`)."""

    paper: str
    orientation: str
    margins: Mapping[str, float]
    head: str
    foot: str


@dataclass(frozen=True, slots=True)
class SummaryDefinition:
    """All of the summary that is not data."""

    title: str
    author: str
    total: str
    truncated: str
    condensed: Mapping[str, str]  # sentences of a sheet that shows only groups and the top of its list
    page: Page
    sheets: Mapping[str, Sheet]
    styles: Mapping[str, Style]
    words: Mapping[str, Mapping[str, str]]
    money: Mapping[str, Decimal]  # one of a form's unit in 元
    notes: Mapping[str, str]  # sentences of rows
    similar: int  # names at least so much alike (%) are shown together
    overview: OverviewDefinition | None


@lru_cache(maxsize=1)
def summary_definition() -> SummaryDefinition:
    """The shipped definition."""
    return parse_summary(shipped_toml("templates", _FILE), _FILE)


def parse_summary(data: Any, file: str) -> SummaryDefinition:  # noqa: ANN401 - whatever TOML gave
    """Check a definition of the summary. Raises DefinitionError naming file, key and reason in Chinese."""
    table = Table(data, file)
    texts, words, money = table.table("texts"), table.table("words"), table.table("money")
    styles = _styles(table.table("styles"))
    vocabularies = {name: _mapping(words.table(name)) for name in words}
    sheets = table.table("sheets")
    known = {name: _sheet(sheets.table(name), styles, vocabularies) for name in sheets}
    fields = {name: tuple(column.field for column in sheet.columns) for name, sheet in known.items()}
    roster = table.table("roster", optional=True)
    definition = SummaryDefinition(
        title=table.text("title"),
        author=table.text("author"),
        total=texts.text("total"),
        truncated=texts.text("truncated"),
        condensed=_mapping(table.table("condensed")),
        page=_page(table.table("page")),
        sheets=known,
        styles=styles,
        words=vocabularies,
        money={unit: money.decimal(unit) for unit in money},
        notes=_mapping(table.table("notes", optional=True)),
        similar=roster.integer("similar", 100),
        overview=parse_overview(table.table("overview"), fields) if table.has("overview") else None,
    )
    for part in (texts, roster, table):
        part.close()
    return definition


def _mapping(table: Table) -> dict[str, str]:
    return {key: table.text(key) for key in table}


def _styles(table: Table) -> dict[str, Style]:
    base = _style(table.table(BASE))
    return {name: {**base, **_style(table.table(name))} for name in table}


def _style(table: Table) -> Style:
    style: dict[str, str | float | bool] = {key: table.text(key) for key in _TEXT_KEYS if table.has(key)}
    style |= {key: table.flag(key) for key in _FLAG_KEYS if table.has(key)}
    style |= {key: int(table.size(key)) for key in _COUNT_KEYS if table.has(key)}
    if table.has("font_size"):
        style["font_size"] = table.size("font_size")
    table.close()
    return style


def _page(table: Table) -> Page:
    page = Page(
        paper=table.choice("paper", ("A3", "A4")),
        orientation=table.choice("orientation", ("portrait", "landscape")),
        margins={side: table.size(side) for side in _MARGINS},
        head=table.text("head"),
        foot=table.text("foot"),
    )
    table.close()
    return page


def _sheet(table: Table, styles: Mapping[str, Style], words: Mapping[str, Mapping[str, str]]) -> Sheet:
    columns = tuple(_column(column, styles, words) for column in table.tables("columns"))
    fields = tuple(column.field for column in columns)
    if not fields or len(set(fields)) < len(fields):
        raise table.error("columns", "至少要有一列，每个字段只能有一列")
    for column in columns:
        if not {*column.of, column.named or column.field} <= set(fields):
            raise table.error("columns", f"{column.field} 的 of 或 named 里有本表没有的列")
    sheet = Sheet(
        name=table.text("name"),
        freeze=table.integer("freeze"),
        empty=table.text("empty"),
        print_to=fields.index(table.choice("print_to", fields)),
        group=table.choice("group", fields),
        top=table.choice("top", fields),
        columns=columns,
    )
    table.close()
    return sheet


def _column(table: Table, styles: Mapping[str, Style], words: Mapping[str, Mapping[str, str]]) -> Column:
    vocabulary = table.choice("words", tuple(words)) if table.has("words") else None
    column = Column(
        field=table.text("field"),
        label=table.text("label"),
        width=table.size("width"),
        style=table.choice("style", tuple(styles)),
        total=table.choice("total", _TOTALS) if table.has("total") else None,
        of=table.texts("of", []),
        words=words[vocabulary] if vocabulary else {},
        marks=_mapping(table.table("marks", optional=True)),
        nonzero=table.choice("nonzero", tuple(styles)) if table.has("nonzero") else None,
        named=table.text("named") if table.has("named") else None,
    )
    if (column.total == "ratio") != (len(column.of) == 2):
        raise table.error("of", 'total = "ratio" 时写两列（分子、分母），其他时候不写')
    if not set(column.marks.values()) <= set(styles):
        raise table.error("marks", "用到了 [styles] 里没有的样式")
    table.close()
    return column
