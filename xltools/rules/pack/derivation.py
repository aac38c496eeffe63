"""The third voice of a rule: how its number came about, as people write it on paper: `95% ÷ 100% × 4`.

Of a rule only the branch that was taken is told, without rounding and without guards such as `max(0, …)`;
where a guard changed the number, `value` differs from the rule's result, and the reader is told both.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltools.rules.pack.computing import Values
from xltools.rules.pack.expression import Expression

_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "÷"}
_ROUNDING = ("round", "trunc")


@dataclass(frozen=True, slots=True)
class Working:
    """What was reckoned, and what it gives, rounded as the rule says.

    `is_bare`: nothing was reckoned, the rule names a number or takes one over.
    """

    text: str
    value: Decimal
    is_bare: bool


def working(expression: Expression, values: Values, texts: Mapping[str, str] | None = None) -> Working:
    """The working of one result; `texts` prints inputs otherwise than as plain numbers (`95%`)."""
    taken = _taken(expression.tree, values)
    value = Expression(expression.text, taken).compute(values)
    return Working(_print(taken, values, texts or {}), value, _is_simple(taken))


def plain(number: Decimal) -> str:
    """Without zeros behind the point: 4, 95.8."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _taken(node: ast.expr, values: Values) -> ast.expr:
    """The tree without branches that were not taken, and without guards."""
    match node:
        case ast.IfExp(test, body, orelse):
            holds = Expression("", test).holds(values)
            return _taken(body if holds else orelse, values)
        case ast.BinOp(left, op, right):
            return ast.BinOp(_taken(left, values), op, _taken(right, values))
        case ast.UnaryOp(op, operand):
            return ast.UnaryOp(op, _taken(operand, values))
        case ast.Call(ast.Name(name) as function, args, _):
            args = [_taken(arg, values) for arg in args]
            return _unguarded(name, args, values) if name in ("min", "max") else ast.Call(function, args, [])
    return node


def _unguarded(name: str, args: Sequence[ast.expr], values: Values) -> ast.expr:
    """The one argument that is reckoned, else the one that is no fixed number, else the one that wins."""
    for group in (
        [arg for arg in args if not _is_simple(arg)],
        [arg for arg in args if not isinstance(arg, ast.Constant)],
    ):
        if len(group) == 1:
            return group[0]
    choose = min if name == "min" else max
    return choose(args, key=lambda arg: Expression("", arg).compute(values))


def _is_simple(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _ROUNDING:
        return _is_simple(node.args[0])
    return isinstance(node, ast.Constant | ast.Name)


def _print(node: ast.expr, values: Values, texts: Mapping[str, str]) -> str:
    match node:
        case ast.Name(name):
            return texts.get(name) or _number(values[name])
        case ast.BinOp(left, op, right):
            product, minus = isinstance(op, ast.Mult | ast.Div), isinstance(op, ast.Sub)
            first = _operand(left, values, texts, brackets=product and _is_sum(left))
            second = _operand(right, values, texts, brackets=product or (minus and _is_sum(right)))
            return f"{first} {_SIGNS[type(op)]} {second}"
        case ast.UnaryOp(_, operand):
            return f"−{_operand(operand, values, texts, brackets=True)}"
        case ast.Call(ast.Name(name), args, _) if name in _ROUNDING:
            return _print(args[0], values, texts)
        case ast.Call(_, args, _):
            return " + ".join(_print(arg, values, texts) for arg in args)
    return ast.unparse(node)


def _operand(node: ast.expr, values: Values, texts: Mapping[str, str], *, brackets: bool) -> str:
    text = _print(node, values, texts)
    return f"({text})" if brackets and " " in text else text


def _is_sum(node: ast.expr) -> bool:
    match node:
        case ast.Call(ast.Name(name), [inner, *_], _) if name in _ROUNDING:
            return _is_sum(inner)
        case ast.BinOp(_, op, _):
            return isinstance(op, ast.Add | ast.Sub)
    return isinstance(node, ast.Call)


def _number(value: Decimal | Sequence[Decimal] | None) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return " + ".join(map(plain, value or ()))
