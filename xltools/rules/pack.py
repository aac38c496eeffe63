"""A rule pack: the scoring rules of a place as data, each written once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xltools.errors import DefinitionError
from xltools.rules.expression import Expression, ExpressionError, References, Values, parse_expression
from xltools.rules.tables import Table


@dataclass(frozen=True)
class ComputedRule:
    """One arithmetic rule. Blank (None, or "" in Excel) where its inputs are not there."""

    name: str
    value: Expression
    text: str  # the rule in Chinese
    source: str
    needs: tuple[str, ...] = ()  # each must hold a number
    any: str | None = None  # a list of which one at least must hold a number
    when: Expression | None = None

    def compute(self, values: Values) -> Decimal | None:
        """The result for these inputs; a list input holds only its numbers."""
        if any(not isinstance(values.get(name), Decimal) for name in self.needs):
            return None
        if self.any is not None and not values.get(self.any):
            return None
        if self.when is not None and not self.when.holds(values):
            return None
        return self.value.compute(values)

    def excel(self, references: References) -> str:
        """The same as an Excel 2010 formula without `=`; a list is several references with commas."""
        formula = self.value.excel(references)
        if self.when is not None:
            formula = f'IF({self.when.excel(references)},{formula},"")'
        if self.any is not None:
            formula = f'IF(COUNT({references[self.any]})=0,"",{formula})'
        if self.needs:
            cells = ",".join(references[name] for name in self.needs)
            formula = f'IF(COUNT({cells})<{len(self.needs)},"",{formula})'
        return formula


@dataclass(frozen=True)
class RulePack:
    """The scoring rules of a place."""

    id: str
    name: str
    source: str
    confirmed: bool  # the official text was at hand
    computed: Mapping[str, ComputedRule]

    def rule(self, name: str) -> ComputedRule:
        """A rule by name. Raises DefinitionError (Chinese) where the pack has none of that name."""
        if name not in self.computed:
            raise DefinitionError(f"{self.id}.toml", f"computed.{name}", "表单用到了这条规则，但规则包里没有")
        return self.computed[name]


def parse_pack(data: Any, file: str) -> RulePack:  # noqa: ANN401 - whatever TOML gave
    """Check a rule pack. Raises DefinitionError naming file, key and reason in Chinese."""
    table = Table(data, file)
    rules = table.table("computed")
    pack = RulePack(
        id=table.text("id"),
        name=table.text("name"),
        source=table.text("source"),
        confirmed=table.flag("confirmed"),
        computed={name: _rule(rules.table(name), name) for name in rules},
    )
    table.close()
    return pack


def _rule(table: Table, name: str) -> ComputedRule:
    rule = ComputedRule(
        name=name,
        value=_expression(table, "value"),
        text=table.text("text"),
        source=table.text("source"),
        needs=table.texts("needs", []),
        any=table.text("any", None),
        when=_expression(table, "when") if table.has("when") else None,
    )
    table.close()
    asked = rule.value.names | (rule.when.names if rule.when else frozenset())
    missing = asked - set(rule.needs) - {rule.any}
    if missing:
        raise table.error("value", f"用到了 {'、'.join(sorted(missing))}，但 needs 或 any 里没有写")
    return rule


def _expression(table: Table, key: str) -> Expression:
    try:
        return parse_expression(table.text(key))
    except ExpressionError as error:
        raise table.error(key, str(error)) from None
