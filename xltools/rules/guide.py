"""The sheet 填报说明: lines of text with their styles, from one template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xltools.rules.definition import FormDefinition
from xltools.rules.pack import RulePack

SHEET = "填报说明"
WIDTH = 92.0  # characters
_STYLES = {"# ": "guide-title", "## ": "guide-heading"}
# The figures of a published form: 交通行业资质管理及信用评价经费项目, 2022.
_EXAMPLE = {"executed": Decimal("4896155.12"), "annual_budget": Decimal(5725327)}


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One line of the sheet."""

    style: str
    text: str


def guide_lines(
    template: str,
    definition: FormDefinition,
    pack: RulePack,
    password: str,
    render: Callable[[str, Mapping[str, Any]], str],
) -> tuple[GuideLine, ...]:
    """The sheet's lines; `# ` begins the title and `## ` a heading."""
    rules = dict.fromkeys(definition.formulas.values())
    text = render(
        template,
        {
            "form": definition,
            "pack": pack,
            "rules": [pack.rule(name) for name in rules],
            "weights": _weights(definition),
            "example": _example(definition, pack),
            "password": password,
        },
    )
    return tuple(_line(line) for line in text.splitlines() if line.strip())


def _line(line: str) -> GuideLine:
    for mark, style in _STYLES.items():
        if line.startswith(mark):
            return GuideLine(style, line.removeprefix(mark))
    return GuideLine("guide-text", line)


def _weights(definition: FormDefinition) -> str:
    funds = definition.funds.rows if definition.funds else ()
    parts = [f"预算执行 {row.weight} 分" for row in funds if row.total and row.weight is not None]
    parts += [f"{level.name} {level.weight} 分" for level in definition.tree if level.weight is not None]
    return "，".join(parts)


def _example(definition: FormDefinition, pack: RulePack) -> dict[str, str]:
    """A worked example; its results come from the rules."""
    funds = definition.funds.rows if definition.funds else ()
    weight = next((row.weight for row in funds if row.total and row.weight is not None), Decimal(10))
    values = {**_EXAMPLE, "weight": weight}
    rate = pack.rule("execution_rate").compute(values) or Decimal(0)
    score = pack.rule("execution_score").compute(values)
    return {
        "annual_budget": f"{values['annual_budget']:,}",
        "executed": f"{values['executed']:,}",
        "weight": f"{weight:f}",
        "rate": f"{rate * 100:.2f}%",
        "score": f"{score:f}",
    }
