"""The Decimal voice of an expression: its tree made into a function once, for thousands of forms."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache, reduce

Number = Decimal | bool
Values = Mapping[str, Decimal | Sequence[Decimal] | None]
Computed = Callable[[Values], Number]
"""The value of an expression for these inputs, exact to 40 digits."""

_PRECISION = Context(prec=40)

_BINARY: Mapping[type[ast.operator], Callable[[Number, Number], Decimal]] = {
    ast.Add: _PRECISION.add,
    ast.Sub: _PRECISION.subtract,
    ast.Mult: _PRECISION.multiply,
    ast.Div: _PRECISION.divide,
}
_COMPARE: Mapping[type[ast.cmpop], Callable[[Number, Number], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def half_up(value: Decimal, places: int) -> Decimal:
    """Round half away from zero to `places` decimals, as Excel's ROUND does."""
    return value.quantize(_last_place(places), ROUND_HALF_UP, _PRECISION)


@lru_cache(maxsize=64)
def _last_place(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def computed(node: ast.expr) -> Computed:  # noqa: PLR0911 - one line per kind of node
    """The function of a tree that `parse_expression` has passed; it may raise ZeroDivisionError."""
    match node:
        case ast.Constant():
            constant = Decimal(repr(node.value))
            return lambda _: constant
        case ast.Name(name):
            return lambda values: _number(values[name])
        case ast.BinOp(left, op, right):
            return _both(_BINARY[type(op)], computed(left), computed(right))
        case ast.Compare(left, [op], [right]):
            return _both(_COMPARE[type(op)], computed(left), computed(right))
        case ast.UnaryOp(op, operand):
            return _one(_PRECISION.minus if isinstance(op, ast.USub) else operator.not_, computed(operand))
        case ast.BoolOp(op, parts):
            return _every(all if isinstance(op, ast.And) else any, [computed(part) for part in parts])
        case ast.IfExp(test, body, orelse):
            return _choice(computed(test), computed(body), computed(orelse))
        case ast.Call(ast.Name(name), args):
            return _call(name, args)
    raise AssertionError(ast.dump(node))


def _both(function: Callable[[Number, Number], Number], left: Computed, right: Computed) -> Computed:
    return lambda values: function(left(values), right(values))


def _one(function: Callable[[Number], Number], operand: Computed) -> Computed:
    return lambda values: function(operand(values))


def _every(function: Callable[[list[Number]], bool], parts: list[Computed]) -> Computed:
    return lambda values: function([part(values) for part in parts])


def _choice(test: Computed, body: Computed, orelse: Computed) -> Computed:
    return lambda values: body(values) if test(values) else orelse(values)


def _call(name: str, args: Sequence[ast.expr]) -> Computed:
    """A function of numbers and lists; a blank is none of them."""
    gather = [_argument(arg) for arg in args]
    function = _FUNCTIONS[name]
    return lambda values: function([number for numbers in gather for number in numbers(values)])


def _argument(arg: ast.expr) -> Callable[[Values], Sequence[Decimal]]:
    if isinstance(arg, ast.Name):
        name = arg.id
        return lambda values: _listed(values[name])
    one = computed(arg)
    return lambda values: (Decimal(one(values)),)


def _listed(value: Decimal | Sequence[Decimal] | None) -> Sequence[Decimal]:
    return (value,) if isinstance(value, Decimal) else value or ()


def _number(value: Decimal | Sequence[Decimal] | None) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError("a list or a blank stands where a number is needed")
    return value


def _truncated(value: Decimal, places: int) -> Decimal:
    return value.quantize(_last_place(places), ROUND_DOWN, _PRECISION)


_FUNCTIONS: Mapping[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "round": lambda numbers: half_up(numbers[0], int(numbers[1])),
    "trunc": lambda numbers: _truncated(numbers[0], int(numbers[1])),
    "sum": lambda numbers: reduce(_PRECISION.add, numbers, Decimal(0)),
    "min": min,
    "max": max,
}
