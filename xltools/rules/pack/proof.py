"""Tries the arithmetic rules of a pack on a few numbers, so that a wrong one is refused when it is read."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from xltools.rules.pack.derivation import plain
from xltools.rules.pack.model import ComputedRule
from xltools.rules.tables import Table

_TRIED = {
    "actual": ("-5", "0", "3", "95", "100", "250"),
    "target": ("-3", "0", "0.5", "95", "100"),
    "weight": ("0", "4", "3.335"),
}
_ANY = ("0", "1", "100")


def prove_score(table: Table, rule: ComputedRule) -> None:
    """Points of an indicator are between 0 and its weight, whatever was reached."""
    for numbers in product(*(map(Decimal, _TRIED[name]) for name in rule.needs)):
        values = dict(zip(rule.needs, numbers, strict=True))
        result = _result(table, rule, values)
        if result is not None and not 0 <= result <= values.get("weight", result):
            raise table.error("value", f"{_told(values)} 时得 {plain(result)}，应当在 0 和分值之间")


def prove_blank_free(table: Table, rule: ComputedRule) -> None:
    """No rule divides by 0: that would print an error into the form."""
    for number in map(Decimal, _ANY):
        for other in map(Decimal, _ANY):
            values = {name: number if index % 2 else other for index, name in enumerate(rule.inputs)}
            _result(table, rule, values)


def _result(table: Table, rule: ComputedRule, values: dict[str, Decimal]) -> Decimal | None:
    try:
        return rule.compute(values)
    except ArithmeticError:
        raise table.error("value", f"{_told(values)} 时除以 0；请用 when 写明什么时候才计算") from None


def _told(values: dict[str, Decimal]) -> str:
    return "、".join(f"{name} = {plain(value)}" for name, value in values.items())
