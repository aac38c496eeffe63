"""The lines of the sheet 校验 as data: `templates/live_checks.toml`."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from xltools.assets import shipped_toml
from xltools.findings import Severity, catalogue
from xltools.rules.pack.expression import ExpressionError
from xltools.rules.tables import Table
from xltools.rules.verification.condition import Terms

GROUPS = ("head", "funds", "total", "others", "parts", "strangers", "first_fund", "first_indicator",
          "indicators")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells that a line marks under a condition: each of these fields in the rows of a group."""

    group: str
    fields: tuple[tuple[str, ...], ...]  # of several, the first that the form has
    when: ast.expr
    named: bool  # the place that the line names, not one beside it


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet: the findings it stands for. Without cells it is judged elsewhere."""

    codes: tuple[str, ...]
    cells: tuple[Cells, ...] = ()
    rule: str | None = None
    unit: str | None = None

    @property
    def code(self) -> str:
        """What it is known by."""
        return self.codes[0]

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return catalogue()[self.code].severity

    @property
    def title(self) -> str:
        """What it is called."""
        return catalogue()[self.code].title

    @property
    def asks(self) -> str:
        """What the rule asks for."""
        return self.rule or catalogue()[self.code].rule


@dataclass(frozen=True, slots=True)
class SheetTexts:
    """What the sheet says, and the widths of its columns in characters."""

    name: str
    columns: tuple[float, ...]
    headings: tuple[str, ...]
    heading: str
    note: str
    elsewhere: str
    error: str
    verify: str
    passed: str
    pending: str
    unjudged: str
    uncounted: str
    count: str
    next: str
    nothing: str
    correct: str
    explain: str
    ready: str
    print_footer: str


@dataclass(frozen=True, eq=False)
class LiveChecks:
    """All lines in the order of repair, the words that their conditions know, and the texts of the sheet."""

    lines: tuple[Line, ...]
    words: Mapping[str, tuple[str, ...]]
    sheet: SheetTexts


@lru_cache(maxsize=1)
def shipped_lines() -> LiveChecks:
    """The lines of `templates/live_checks.toml`."""
    return parse_lines(shipped_toml("templates", "live_checks.toml"), "live_checks.toml")


def parse_lines(data: Any, file: str) -> LiveChecks:  # noqa: ANN401 - whatever TOML gave
    """Check the lines. Raises DefinitionError naming file, key and reason in Chinese."""
    table = Table(data, file)
    terms = _terms(table.table("terms"))
    lines = [_line(one, terms) for one in table.tables("lines")]
    elsewhere = table.table("elsewhere")
    rules = elsewhere.table("rules", optional=True)
    lines += [Line((code,), rule=rules.text(code, None)) for code in elsewhere.texts("codes")]
    words = table.table("words")
    known = {f"words.{key}": words.texts(key) for key in words}
    checks = LiveChecks(_sorted(lines, table), known, _sheet(table.table("sheet")))
    for each in (rules, elsewhere, table):
        each.close()
    return checks


def _sorted(lines: list[Line], table: Table) -> tuple[Line, ...]:
    order = {code: number for number, code in enumerate(catalogue())}
    units: dict[str, list[str | None]] = defaultdict(list)
    for line in lines:
        for code in line.codes:
            units[code].append(line.unit)
    for code, known in units.items():
        twice = len(set(known)) < len(known) or (None in known and len(known) > 1)
        if code not in order or twice:
            raise table.error("lines", f"“{code}”不是 findings.toml 里的一个代码，或写了两次")
    return tuple(sorted(lines, key=lambda line: (not line.cells, line.severity.rank, order[line.code])))


def _sheet(table: Table) -> SheetTexts:
    texts = [name for name in SheetTexts.__slots__ if name not in ("columns", "headings")]
    sheet = SheetTexts(
        columns=table.sizes("columns"),
        headings=table.texts("headings"),
        **{name: table.text(name) for name in texts},
    )
    table.close()
    return sheet


def _terms(table: Table) -> Terms:
    terms = Terms({})
    for name in table:
        terms = Terms({**terms.trees, name: _condition(table, name, terms)})
    return terms


def _condition(table: Table, key: str, terms: Terms) -> ast.expr:
    try:
        return terms.parse(table.text(key))
    except ExpressionError as error:
        raise table.error(key, str(error)) from error


def _line(table: Table, terms: Terms) -> Line:
    cells = [
        _cells(one, terms, named=key == "cells")
        for key in ("cells", "also")
        for one in table.tables(key, optional=key == "also")
    ]
    line = Line(table.texts("codes"), tuple(cells), table.text("rule", None), table.text("unit", None))
    table.close()
    return line


def _cells(table: Table, terms: Terms, *, named: bool) -> Cells:
    fields = tuple(tuple(field.split("|")) for field in table.texts("fields"))
    cells = Cells(table.choice("of", GROUPS), fields, _condition(table, "when", terms), named)
    table.close()
    return cells
