"""The sheet 填报说明: lines of text with their styles, from one template; its figures come from the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xltools.model import Indicator
from xltools.rules.definition.model import FormDefinition
from xltools.rules.layout.beside.columns import beside, has_beside
from xltools.rules.money import scale_of
from xltools.rules.pack.derivation import plain
from xltools.rules.pack.model import Basis, RulePack
from xltools.rules.scoring.suggest import suggest
from xltools.rules.tables import Table

SHEET = "填报说明"
WIDTHS = (12.0, 80.0)  # characters: the swatches of the legend, and what they mean; other lines take both
HEADING = "guide-heading"
_STYLES = {"# ": "guide-title", "## ": HEADING}
_SWATCH = re.compile(r"\[([a-z-]+)\|([^\]]*)\] (.*)")  # [style|what stands in the cell] what it means

Render = Callable[[str, Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Swatch:
    """A cell of the legend, painted as such cells are on the form."""

    style: str
    text: str


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One line of the sheet."""

    style: str
    text: str
    swatch: Swatch | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """The figures that the sheet works through; money in 元."""

    source: str
    year: int
    annual_budget: Decimal
    executed: Decimal
    weight: Decimal
    indicators: tuple[Indicator, ...]


def parse_example(data: Any, file: str) -> Example:  # noqa: ANN401 - whatever TOML gave
    """The example from its file. Raises DefinitionError."""
    table = Table(data, file)
    example = Example(
        source=table.text("source"),
        year=table.integer("year", 1),
        annual_budget=table.decimal("annual_budget"),
        executed=table.decimal("executed"),
        weight=table.decimal("weight"),
        indicators=tuple(_indicator(row) for row in table.tables("indicators")),
    )
    table.close()
    return example


def _indicator(table: Table) -> Indicator:
    texts = {name: table.text(name) for name in ("level2", "level3", "target", "actual")}
    indicator = Indicator(**texts, weight=table.decimal("weight"))
    table.close()
    return indicator


def guide_lines(
    template: str,
    definition: FormDefinition,
    pack: RulePack,
    password: str,
    example: Example,
    render: Render,
) -> tuple[GuideLine, ...]:
    """The sheet's lines.

    In the template `# ` begins the title, `## ` a heading, and `[style|text] ` a line of the legend.
    """
    text = render(
        template,
        {
            "form": definition,
            "pack": pack,
            "label": definition.column_labels(),
            "beside": beside().words if has_beside(definition) else None,
            "rules": list(dict.fromkeys(_bases(definition, pack))),
            "points": list(_points(definition)),
            "example": _worked(definition, pack, example),
            "password": password,
        },
    )
    return tuple(_line(line) for line in text.splitlines() if line.strip())


def _line(line: str) -> GuideLine:
    swatch = _SWATCH.fullmatch(line)
    if swatch is not None:
        return GuideLine("guide-text", swatch[3], Swatch(swatch[1], swatch[2]))
    for mark, style in _STYLES.items():
        if line.startswith(mark):
            return GuideLine(style, line.removeprefix(mark))
    return GuideLine("guide-text", line)


def _bases(definition: FormDefinition, pack: RulePack) -> Iterator[Basis]:
    """The rules that bear on this form: its computed cells, the scores of its indicators, the grade."""
    yield from (pack.rule(name).basis for name in definition.formulas.values())
    if "score" in {cell.field for cell in definition.indicators.columns}:
        if definition.tree:
            yield pack.weights.split_for([level.name for level in definition.tree]).basis
        yield from (_unnamed(rule.basis) for rule in pack.quantitative.values())
        yield pack.qualitative.basis
        yield from (part.basis for part in (pack.over_achievement, pack.caps) if part is not None)
        yield pack.grades.basis


def _unnamed(basis: Basis) -> Basis:
    """Rules that say the same are told once."""
    return Basis("", basis.text, basis.source, basis.confirmed)


def _points(definition: FormDefinition) -> Iterator[tuple[str, Decimal]]:
    """What the form says of the division of the points."""
    if definition.execution_weight is not None:
        yield "预算执行", definition.execution_weight
    for level in definition.tree:
        if level.weight is not None:
            yield level.name, level.weight


def _worked(definition: FormDefinition, pack: RulePack, example: Example) -> dict[str, Any] | None:
    """The example in the form's unit of money; None for a form that gives no points for the execution."""
    rules = {path.rpartition(".")[2]: pack.rule(name) for path, name in definition.formulas.items()}
    if not {"execution_rate", "score"} <= set(rules):
        return None
    scale = scale_of("元", definition.money_unit)
    weight = definition.execution_weight or example.weight
    money = {"annual_budget": example.annual_budget * scale, "executed": example.executed * scale}
    values = {**money, "weight": weight}
    rate, score = rules["execution_rate"].compute(values), rules["score"].compute(values)
    return {
        "source": example.source,
        "weight": plain(weight),
        "rate": f"{rate or Decimal(0):.2%}",
        "score": plain(score or Decimal(0)),
        "rule": rules["score"].text,
        "indicators": [
            (indicator, suggest(indicator, pack, example.year)) for indicator in example.indicators
        ],
        **{name: f"{value.normalize():,f}" for name, value in money.items()},
    }
