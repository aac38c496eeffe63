"""The condition under which a cell is marked, as the sheet 校验 and its formulas understand it.

It is written in a small part of Python's language (`templates/live_checks.toml` explains it) and becomes a
tree here, settled for one form: a cell that the form does not have is blank, and whatever follows from that
is worked out once.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne

from xltools.rules.pack.expression import ExpressionError

CELL = "cell"
"""How a condition calls the cell that it marks."""


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of the row that is looked at; with a group, the one cell of that group."""

    name: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Over:
    """The sum, the count or the least of the numbers of a column."""

    function: str
    group: str
    name: str


@dataclass(frozen=True, slots=True)
class Rows:
    """How many indicators a condition holds for."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Two numbers added, subtracted or multiplied."""

    operator: str
    left: Number
    right: Number


@dataclass(frozen=True, slots=True)
class Rounded:
    """A number, half up."""

    value: Number
    places: int


@dataclass(frozen=True, slots=True)
class Decimals:
    """How many decimals a cell's number has."""

    field: Field


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rule of a computed cell gives, from the cells as they stand."""

    group: str
    name: str


@dataclass(frozen=True, slots=True)
class Execution:
    """The points of 预算执行: as the cell says, else as printed."""


Number = Decimal | Field | Over | Rows | Reckoned | Rounded | Decimals | Ruled | Execution


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison. It does not hold where one of its cells is no number."""

    operator: str
    left: Number
    right: Number


@dataclass(frozen=True, slots=True)
class Is:
    """What a cell holds: a number, nothing, a text of a list."""

    what: str
    field: Field | Ruled
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Both:
    """All of them."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of them at least."""

    conditions: tuple[Condition, ...]


Condition = bool | Compared | Is | Not | Both | Either

QUESTIONS = ("number", "blank", "empty", "stray", "error", "among", "begins", "yearless")
"""What can be asked of a cell: see `Is`."""
_WITHOUT = {"number": False, "blank": True, "empty": True, "stray": False, "error": False,
            "among": True, "begins": False, "yearless": True}  # fmt: skip
OVER = ("sum", "count", "least")
OPERATORS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip

_KNOWN: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne,
}  # fmt: skip

Constants = Mapping[str, Decimal | tuple[str, ...]]
"""By `limits.money_decimals`, `words.no_reason`, …: numbers and lists of words."""


@dataclass(frozen=True)
class Facts:
    """What a condition may ask for on one form: which cells there are, and the constants of its rules."""

    fields: Callable[[str], frozenset[str]]  # by group
    constants: Constants
    target_parts: Mapping[
        str, frozenset[str]
    ]  # of a target in several cells: the words that say nothing there
    has_rule: Callable[[str, str], bool]  # whether a cell, by group and name, is computed


@dataclass(frozen=True)
class Terms:
    """Conditions with a name, each parsed once."""

    trees: Mapping[str, ast.expr]

    def parse(self, text: str) -> ast.expr:
        """A condition with its terms written out. Raises ExpressionError (Chinese)."""
        try:
            tree = ast.parse(" ".join(text.split()), mode="eval").body
        except (SyntaxError, ValueError) as error:
            raise ExpressionError(f"“{text}”不是条件") from error
        return _Written(self.trees).visit(tree)  # type: ignore[no-any-return]  # ast's visit is untyped


class _Written(ast.NodeTransformer):
    """Puts the terms in their places."""

    def __init__(self, terms: Mapping[str, ast.expr]) -> None:
        self.terms = terms

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.terms.get(node.id, node)  # shared: nothing changes a tree once it is written out


def settle(tree: ast.expr, facts: Facts, group: str, cell: str) -> Condition:
    """A condition about a row of a group, for one form; `cell` is the field that it marks.

    Raises ExpressionError (Chinese) for what the language does not have.
    """
    return _Settling(facts, group, cell).condition(tree)


@dataclass(frozen=True, slots=True)
class _Settling:
    facts: Facts
    group: str
    cell: str

    def condition(self, node: ast.expr) -> Condition:
        match node:
            case ast.BoolOp(ast.And(), values):
                return both(self.condition(value) for value in values)
            case ast.BoolOp(_, values):
                return either(self.condition(value) for value in values)
            case ast.UnaryOp(ast.Not(), operand):
                return negated(self.condition(operand))
            case ast.Compare(left, [operator], [right]) if type(operator) in COMPARISONS:
                return self.compared(COMPARISONS[type(operator)], left, right)
            case ast.Call(ast.Name("number"), [ast.Name("ruled")]):
                return False if self.ruled is None else Is("number", self.ruled)
            case ast.Call(ast.Name(what), [of, *words]) if what in QUESTIONS:
                return self.question(what, self.field(of), [self.words(word) for word in words])
        raise ExpressionError(f"条件里不能写“{ast.unparse(node)}”")

    def compared(self, operator: str, left: ast.expr, right: ast.expr) -> Condition:
        one, other = self.number(left), self.number(right)
        if one is None or other is None:
            return False
        if isinstance(one, Decimal) and isinstance(other, Decimal):
            return _KNOWN[operator](one, other)
        return Compared(operator, one, other)

    def question(self, what: str, field: Field | None, words: list[tuple[str, ...]]) -> Condition:
        if field is None:
            return _WITHOUT[what]
        if what == "blank" and field.name == "target" and self.facts.target_parts:
            parts = self.facts.target_parts.items()
            return both(Is("says", Field(name, field.group), tuple(sorted(texts))) for name, texts in parts)
        return Is(what, field, *words)

    @property
    def ruled(self) -> Ruled | None:
        return Ruled(self.group, self.cell) if self.facts.has_rule(self.group, self.cell) else None

    def number(self, node: ast.expr) -> Number | None:  # noqa: PLR0911 - one line per kind of node
        """None for a cell that the form lacks."""
        match node:
            case ast.Constant(value=int() as value):
                return Decimal(value)
            case ast.Name("execution"):
                return Execution()
            case ast.Name("ruled"):
                return self.ruled
            case ast.Attribute(ast.Name("ruled"), name):
                return Ruled("total", name) if self.facts.has_rule("total", name) else None
            case ast.Attribute() if ast.unparse(node) in self.facts.constants:
                return self.constant(node)
            case ast.Name() | ast.Attribute():
                return self.field(node)
            case ast.BinOp(left, operator, right) if type(operator) in OPERATORS:
                one, other = self.number(left), self.number(right)
                if one is None or other is None:
                    return None
                return Reckoned(OPERATORS[type(operator)], one, other)
            case ast.Call(ast.Name(function), args):
                return self.called(function, args)
        raise ExpressionError(f"条件里不能写“{ast.unparse(node)}”")

    def called(self, function: str, args: list[ast.expr]) -> Number | None:
        match function, args:
            case "rows", [condition]:
                return self.rows(condition)
            case "round", [value, ast.Constant(value=int() as places)]:
                number = self.number(value)
                return None if number is None else Rounded(number, places)
            case "decimals", [of]:
                field = self.field(of)
                return None if field is None else Decimals(field)
            case _, [ast.Attribute(ast.Name(group), name)] if function in OVER:
                name = self.cell if name == CELL else name
                return Over(function, group, name) if name in self.facts.fields(group) else Decimal(0)
        raise ExpressionError(f"条件里不能写“{function}”")

    def rows(self, node: ast.expr) -> Number:
        condition = settle(node, self.facts, "indicators", self.cell)
        return Decimal(0) if condition is False else Rows(condition)

    def constant(self, node: ast.expr) -> Decimal:
        value = self.facts.constants[ast.unparse(node)]
        if not isinstance(value, Decimal):
            raise ExpressionError(f"“{ast.unparse(node)}”不是数")
        return value

    def words(self, node: ast.expr) -> tuple[str, ...]:
        value = self.facts.constants.get(ast.unparse(node))
        if not isinstance(value, tuple):
            raise ExpressionError(f"没有“{ast.unparse(node)}”这组词")
        return value

    def field(self, node: ast.expr) -> Field | None:
        """None for a cell that the form lacks."""
        match node:
            case ast.Name(name):
                name = self.cell if name == CELL else name
                return Field(name) if name in self.facts.fields(self.group) else None
            case ast.Attribute(ast.Name(group), name):
                name = self.cell if name == CELL else name
                return Field(name, group) if name in self.facts.fields(group) else None
        raise ExpressionError(f"“{ast.unparse(node)}”不是单元格")


def both(conditions: Iterable[Condition]) -> Condition:
    """All of them, with what is settled taken out."""
    left = tuple(one for one in conditions if one is not True)
    if False in left:
        return False
    return left[0] if len(left) == 1 else Both(left) if left else True


def either(conditions: Iterable[Condition]) -> Condition:
    """One of them at least, with what is settled taken out."""
    left = tuple(one for one in conditions if one is not False)
    if True in left:
        return True
    return left[0] if len(left) == 1 else Either(left) if left else False


def negated(condition: Condition) -> Condition:
    """The contrary."""
    return not condition if isinstance(condition, bool) else Not(condition)
