"""One rule, several voices: an expression of a rule pack as Decimal computation and as Excel formula.

The language is a small part of Python's: numbers, names, + - * /, comparisons, and/or/not,
`a if condition else b`, and round(x, places) half up, trunc(x, places), min, max, sum(list).
A rule pack adds functions of its own (`points(x)`); they are written out wherever they are called.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from xltools.rules.pack.computing import Computed, Values, computed

ARGUMENT = "x"
"""How the one argument of a function is called in its own expression."""

References = Mapping[str, str]

_BINARY: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "=",
    ast.NotEq: "<>",
}
_FUNCTIONS = {"round": "ROUND", "trunc": "ROUNDDOWN", "min": "MIN", "max": "MAX", "sum": "SUM"}
_ROUNDING = ("round", "trunc")
_MOST_NODES = 2_000  # some 8,000 characters: what Excel takes in one formula
_MOST_NESTED = 50  # functions within functions: Excel takes 64
_LARGEST = 10**15  # what Excel keeps of a number


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

    @property
    def single(self) -> frozenset[str]:
        """The inputs that must be one number each: those not only handed to sum, min or max."""
        lists = {
            id(arg)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call) and _called(node) not in _ROUNDING
            for arg in node.args
        }
        names = (node for node in ast.walk(self.tree) if isinstance(node, ast.Name))
        return frozenset(node.id for node in names if id(node) not in lists and node.id not in _FUNCTIONS)

    def settled(self, values: Values) -> Expression:
        """The same where these inputs are known: each choice that they settle is made."""
        tree: ast.expr = _Settled(values).visit(deepcopy(self.tree))
        return Expression(self.text, tree)

    def compute(self, values: Values) -> Decimal:
        """The value, exact to 40 digits. Raises ZeroDivisionError where the rule divides by 0."""
        return Decimal(self._computed(values))

    def holds(self, values: Values) -> bool:
        """The value as a condition."""
        return bool(self._computed(values))

    @cached_property
    def _computed(self) -> Computed:
        return computed(self.tree)

    def excel(self, references: References) -> str:
        """The same as an Excel formula, without the leading `=`; references by name."""
        return _excel(self.tree, references)


Functions = Mapping[str, Expression]


def parse_expression(text: str, functions: Functions | None = None, *, condition: bool = False) -> Expression:
    """Parse one expression, a number or a condition.

    Raises ExpressionError (Chinese) for anything outside the language.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        tree = _Written(functions or {}).visit(tree)
        is_condition = _check(tree)
        if _nested(tree) > _MOST_NESTED or _size(tree) > _MOST_NODES:
            raise ExpressionError("算式太长")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        if isinstance(error, ExpressionError):
            raise
        raise ExpressionError(f"“{text}”不是算式") from error
    if is_condition != condition:
        raise ExpressionError(f"“{text}”应当是{'条件（例如 a > 0）' if condition else '数，不是条件'}")
    return Expression(text, tree)


class _Written(ast.NodeTransformer):
    """Writes out the calls of a pack's own functions."""

    def __init__(self, functions: Functions) -> None:
        self.functions = functions

    def visit_Call(self, node: ast.Call) -> ast.AST:
        node.args = [self.visit(arg) for arg in node.args]
        function = self.functions.get(_called(node))
        if function is None:
            return node
        if len(node.args) != 1 or node.keywords:
            raise ExpressionError(f"“{_called(node)}”要写一个数")
        body, argument = function.tree, node.args[0]
        if _size(body) * _size(argument) > _MOST_NODES:
            raise ExpressionError("算式太长")
        return _Bound(argument).visit(deepcopy(body))  # type: ignore[no-any-return]  # ast's visit is untyped


class _Bound(ast.NodeTransformer):
    """Puts the argument in its place."""

    def __init__(self, argument: ast.expr) -> None:
        self.argument = argument

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return deepcopy(self.argument) if node.id == ARGUMENT else node


class _Settled(ast.NodeTransformer):
    """Makes the choices that the known inputs settle."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        test = Expression("", node.test)
        if test.names <= self.values.keys():
            return self.visit(node.body if test.holds(self.values) else node.orelse)  # type: ignore[no-any-return]  # ast's visit is untyped
        return self.generic_visit(node)


def _size(tree: ast.AST) -> int:
    return sum(1 for _ in ast.walk(tree))


def _nested(tree: ast.AST) -> int:
    """How deep functions stand within functions."""
    inside = max(map(_nested, ast.iter_child_nodes(tree)), default=0)
    return inside + isinstance(tree, ast.Call | ast.IfExp | ast.BoolOp | ast.Not)


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _check(node: ast.expr) -> bool:
    """Refuse every node that the voices do not speak. True for a condition, False for a number."""
    match node:
        case ast.UnaryOp(ast.Not(), operand):
            _expect([operand], condition=True)
        case ast.BoolOp(_, values):
            _expect(values, condition=True)
        case ast.Compare(left, [op], [right]) if type(op) in _COMPARE:
            _expect([left, right])
        case _:
            _check_number(node)
            return False
    return True


def _check_number(node: ast.expr) -> None:
    match node:
        case ast.Constant(value=bool()) | ast.Constant(value=str()):
            raise ExpressionError("算式里只能写数字")
        case ast.Constant(value=int() | float() as value) if value < _LARGEST:
            pass
        case ast.Name(name) if name not in _FUNCTIONS:
            pass
        case ast.BinOp(left, op, right) if type(op) in _BINARY:
            _expect([left, right])
        case ast.UnaryOp(ast.USub(), operand):
            _expect([operand])
        case ast.IfExp(test, body, orelse):
            _expect([test], condition=True)
            _expect([body, orelse])
        case ast.Call(args=args) if _called(node) in _FUNCTIONS and not node.keywords:
            _check_call(_called(node), args)
        case _:
            raise ExpressionError(f"算式里不能写“{ast.unparse(node)}”")


def _check_call(name: str, args: list[ast.expr]) -> None:
    _expect(args)
    if not args:
        raise ExpressionError(f"“{name}”的括号里要写数")
    if name in _ROUNDING:
        match args:
            case [_, ast.Constant(value=int())]:
                pass
            case _:
                raise ExpressionError(f"“{name}”要写两项：数和小数位数，例如 {name}(a, 2)")


def _expect(nodes: Sequence[ast.expr], *, condition: bool = False) -> None:
    for node in nodes:
        if _check(node) != condition:
            wanted = "条件" if condition else "数"
            raise ExpressionError(f"“{ast.unparse(node)}”的位置上应当是{wanted}")


def _excel(node: ast.expr, refs: References) -> str:  # noqa: PLR0911 - one line per kind of node
    match node:
        case ast.Constant():
            return repr(node.value)
        case ast.Name(name):
            return refs[name]
        case ast.BinOp(left, op, right):
            return f"{_operand(left, refs, first=True)}{_BINARY[type(op)]}{_operand(right, refs)}"
        case ast.UnaryOp(ast.USub(), operand):
            return f"-{_operand(operand, refs)}"
        case ast.UnaryOp(_, operand):
            return f"NOT({_excel(operand, refs)})"
        case ast.BoolOp(op, parts):
            word = "AND" if isinstance(op, ast.And) else "OR"
            return f"{word}({','.join(_excel(part, refs) for part in parts)})"
        case ast.Compare(left, [op], [right]):
            return f"{_operand(left, refs)}{_COMPARE[type(op)]}{_operand(right, refs)}"
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
