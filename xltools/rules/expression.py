"""One rule, several voices: an expression of a rule pack as Decimal computation and as Excel formula.

The language is a small part of Python's: numbers, names, + - * /, comparisons, and/or/not,
`a if condition else b`, and round(x, places) half up, trunc(x, places), min, max, sum(list).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache

Number = Decimal | bool
Values = Mapping[str, Decimal | Sequence[Decimal] | None]
References = Mapping[str, str]

_PRECISION = Context(prec=40)

_BINARY: dict[type[ast.operator], tuple[str, Callable[[Decimal, Decimal], Decimal]]] = {
    ast.Add: ("+", lambda a, b: a + b),
    ast.Sub: ("-", lambda a, b: a - b),
    ast.Mult: ("*", lambda a, b: a * b),
    ast.Div: ("/", lambda a, b: a / b),
}
_COMPARE: dict[type[ast.cmpop], tuple[str, Callable[[Decimal, Decimal], bool]]] = {
    ast.Lt: ("<", lambda a, b: a < b),
    ast.LtE: ("<=", lambda a, b: a <= b),
    ast.Gt: (">", lambda a, b: a > b),
    ast.GtE: (">=", lambda a, b: a >= b),
    ast.Eq: ("=", lambda a, b: a == b),
    ast.NotEq: ("<>", lambda a, b: a != b),
}
_FUNCTIONS = {"round": "ROUND", "trunc": "ROUNDDOWN", "min": "MIN", "max": "MAX", "sum": "SUM"}


def half_up(value: Decimal, places: int) -> Decimal:
    """Round half away from zero to `places` decimals, as Excel's ROUND does."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _PRECISION)


class ExpressionError(ValueError):
    """The text is no expression of this language; the message is Chinese."""


@dataclass(frozen=True)
class Expression:
    """A parsed expression."""

    text: str
    tree: ast.expr

    @property
    def names(self) -> frozenset[str]:
        """The inputs it asks for."""
        return frozenset(
            node.id
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name) and node.id not in _FUNCTIONS
        )

    def compute(self, values: Values) -> Decimal:
        """The value, exact to 40 digits. Raises ZeroDivisionError where the rule divides by 0."""
        with localcontext(_PRECISION):
            return Decimal(_compute(self.tree, values))

    def holds(self, values: Values) -> bool:
        """The value as a condition."""
        with localcontext(_PRECISION):
            return bool(_compute(self.tree, values))

    def excel(self, references: References) -> str:
        """The same as an Excel formula, without the leading `=`; references by name."""
        return _excel(self.tree, references)


@cache
def parse_expression(text: str) -> Expression:
    """Parse one expression. Raises ExpressionError (Chinese) for anything outside the language."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ExpressionError(f"“{text}”不是算式") from error
    _check(tree)
    return Expression(text, tree)


def _check(node: ast.expr) -> None:
    """Refuse every node that the two voices do not speak."""
    match node:
        case ast.Constant(value=bool()) | ast.Constant(value=str()):
            raise ExpressionError("算式里只能写数字")
        case ast.Constant(value=int() | float()) | ast.Name():
            children: Sequence[ast.expr] = ()
        case ast.BinOp(left, op, right) if type(op) in _BINARY:
            children = (left, right)
        case ast.UnaryOp(ast.USub() | ast.Not(), operand):
            children = (operand,)
        case ast.BoolOp(_, values):
            children = values
        case ast.Compare(left, [op], [right]) if type(op) in _COMPARE:
            children = (left, right)
        case ast.IfExp(test, body, orelse):
            children = (test, body, orelse)
        case ast.Call(ast.Name(name), args, []) if name in _FUNCTIONS:
            children = args
        case _:
            raise ExpressionError(f"算式里不能写“{ast.unparse(node)}”")
    for child in children:
        _check(child)


def _compute(node: ast.expr, values: Values) -> Number:  # noqa: PLR0911 - one line per kind of node
    match node:
        case ast.Constant():
            return Decimal(ast.unparse(node))
        case ast.Name(name):
            return _number(values[name])
        case ast.BinOp(left, op, right):
            return _BINARY[type(op)][1](Decimal(_compute(left, values)), Decimal(_compute(right, values)))
        case ast.UnaryOp(ast.USub(), operand):
            return -Decimal(_compute(operand, values))
        case ast.UnaryOp(_, operand):
            return not _compute(operand, values)
        case ast.BoolOp(op, parts):
            results = [bool(_compute(part, values)) for part in parts]
            return all(results) if isinstance(op, ast.And) else any(results)
        case ast.Compare(left, [op], [right]):
            return _COMPARE[type(op)][1](Decimal(_compute(left, values)), Decimal(_compute(right, values)))
        case ast.IfExp(test, body, orelse):
            return _compute(body if _compute(test, values) else orelse, values)
        case ast.Call(ast.Name(name), args):
            return _call(name, args, values)
    raise AssertionError(ast.dump(node))


def _number(value: Decimal | Sequence[Decimal] | None) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError("a list or a blank stands where a number is needed")
    return value


def _call(name: str, args: list[ast.expr], values: Values) -> Decimal:
    numbers: list[Decimal] = []
    for arg in args:
        value = values[arg.id] if isinstance(arg, ast.Name) else Decimal(_compute(arg, values))
        numbers.extend([value] if isinstance(value, Decimal) else value or ())
    match name:
        case "round":
            return half_up(numbers[0], int(numbers[1]))
        case "trunc":
            return numbers[0].quantize(Decimal(1).scaleb(-int(numbers[1])), ROUND_DOWN, _PRECISION)
        case "sum":
            return sum(numbers, Decimal(0))
        case _:
            return min(numbers) if name == "min" else max(numbers)


def _excel(node: ast.expr, refs: References) -> str:  # noqa: PLR0911 - one line per kind of node
    match node:
        case ast.Constant():
            return ast.unparse(node)
        case ast.Name(name):
            return refs[name]
        case ast.BinOp(left, op, right):
            return f"{_operand(left, refs, first=True)}{_BINARY[type(op)][0]}{_operand(right, refs)}"
        case ast.UnaryOp(ast.USub(), operand):
            return f"-{_operand(operand, refs)}"
        case ast.UnaryOp(_, operand):
            return f"NOT({_excel(operand, refs)})"
        case ast.BoolOp(op, parts):
            word = "AND" if isinstance(op, ast.And) else "OR"
            return f"{word}({','.join(_excel(part, refs) for part in parts)})"
        case ast.Compare(left, [op], [right]):
            return f"{_operand(left, refs)}{_COMPARE[type(op)][0]}{_operand(right, refs)}"
        case ast.IfExp(test, body, orelse):
            return f"IF({_excel(test, refs)},{_excel(body, refs)},{_excel(orelse, refs)})"
        case ast.Call(ast.Name(name), args):
            return f"{_FUNCTIONS[name]}({','.join(_excel(arg, refs) for arg in args)})"
    raise AssertionError(ast.dump(node))


def _operand(node: ast.expr, refs: References, *, first: bool = False) -> str:
    """An operand, in brackets wherever Excel might bind it differently; a first product needs none."""
    text = _excel(node, refs)
    product = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div)
    if isinstance(node, ast.BinOp | ast.Compare | ast.UnaryOp) and not (first and product):
        return f"({text})"
    return text
