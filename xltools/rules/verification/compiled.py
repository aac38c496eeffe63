"""A condition as Python: which cells of a column it marks, for the results that a form is issued with.

A form is made in two milliseconds, so the conditions of all its checks are compiled once for all forms
of a kind into one function over what stands in the cells. A record holds no error values, and numbers
where numbers belong, so nothing of it is `stray` or an `error`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, Protocol

from xltools.rules.labels import plain
from xltools.rules.pack.computing import half_up
from xltools.rules.verification.condition import (
    Both,
    Compared,
    Condition,
    Decimals,
    Either,
    Execution,
    Field,
    Is,
    Not,
    Number,
    Over,
    Reckoned,
    Rounded,
    Rows,
    Ruled,
)
from xltools.rules.years import year_of

SINGLE = ("head", "total", "first_fund", "first_indicator")
"""Groups of one row at most."""
_NEVER = ("stray", "error")
"""What no cell of a record is."""

Cells = Sequence[Any]
"""What stands in the cells of a column: a Decimal or a text, None where blank."""


class Values(Protocol):
    """What stands in a form."""

    def column(self, group: str, name: str) -> Cells:
        """The cells of a column; numbers only where numbers belong."""

    def ruled(self, group: str, name: str) -> Decimal | None:
        """What the rule of a computed cell gives."""

    def execution(self) -> Decimal:
        """The points of 预算执行."""


Found = Callable[[Values], list[list[int]]]
"""For each condition, the rows that it holds for, from 0."""


def decimals(number: Decimal) -> int:
    """How many decimals a number has."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def compiled(conditions: Iterable[tuple[str, str, Condition]]) -> Found:
    """One function for conditions, each about the rows of a group and the field that it marks there."""
    source = _Source()
    found = [source.found(group, name, condition) for group, name, condition in conditions]
    lines = [*source.lines, f"return [{', '.join(found)}]"]
    text = "def found(values):\n" + "".join(f"    {line}\n" for line in lines)
    # Made of the nodes of a condition only: names and constants are ours, numbered.
    exec(compile(text, "live_checks.toml", "exec"), source.known)  # noqa: S102 - see above
    result: Found = source.known["found"]
    return result


class _Source:
    """The body of the function while it is being written: each column and sum once, before it is used."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.known: dict[str, Any] = {"half_up": half_up, "plain": plain, "year_of": year_of,
                                      "decimals": decimals, "Decimal": Decimal}  # fmt: skip
        self._names: dict[object, str] = {}

    def found(self, group: str, name: str, condition: Condition) -> str:
        """The list of rows for which a condition holds."""
        if isinstance(condition, Is) and condition.what in _NEVER:
            return "[]"
        if group in SINGLE:
            test = self._condition(_of_group(condition, group), group)
            return f"[0] if {self._column(group, name)} and {test} else []"
        test = self._condition(condition, group)
        columns = {name, *_fields(condition)}
        return f"[at for at, {self._row(columns)} in enumerate({self._zipped(group, columns)}) if {test}]"

    def _row(self, columns: Iterable[str]) -> str:
        return f"({' '.join(f'own_{name},' for name in sorted(columns))})"

    def _zipped(self, group: str, columns: Iterable[str]) -> str:
        return f"zip({', '.join(self._column(group, name) for name in sorted(columns))})"

    def _column(self, group: str, name: str) -> str:
        return self._once(("column", group, name), f"values.column({group!r}, {name!r})")

    def _once(self, key: object, text: str) -> str:
        if key not in self._names:
            self._names[key] = f"v{len(self._names)}"
            self.lines.append(f"{self._names[key]} = {text}")
        return self._names[key]

    def _constant(self, value: object) -> str:
        name = f"k{len(self.known)}"
        self.known[name] = value
        return name

    def _condition(self, node: Condition, group: str) -> str:
        match node:
            case bool():
                return str(node)
            case Both(conditions):
                return f"({' and '.join(self._condition(one, group) for one in conditions)})"
            case Either(conditions):
                return f"({' or '.join(self._condition(one, group) for one in conditions)})"
            case Not(condition):
                return f"(not {self._condition(condition, group)})"
            case Is(what, field, words):
                return self._question(what, self._field(field), words)
            case Compared(operator, left, right):
                guards = [f"{cell} is not None" for side in (left, right) for cell in self._guarded(side)]
                test = f"{self._number(left, group)} {operator} {self._number(right, group)}"
                return f"({' and '.join([*dict.fromkeys(guards), test])})"

    def _question(self, what: str, cell: str, words: tuple[str, ...]) -> str:  # noqa: PLR0911 - one line per question
        match what:
            case "number":
                return f"{cell} is not None"
            case "empty":
                return f"{cell} is None"
            case "blank":
                return f"({cell} is None or not {cell}.strip())"
            case "among":
                known = self._constant(frozenset({"", *map(plain, words)}))
                return f"(plain({cell} or '') in {known})"
            case "says":
                known = self._constant(frozenset({"", *words}))
                return f"(({cell} or '').strip() in {known})"
            case "begins":
                return f"plain({cell} or '').startswith({words[0]!r})"
            case "yearless":
                return f"(year_of({cell}) is None)"
            case _:  # stray, error
                return "False"

    def _number(self, node: Number, group: str) -> str:  # noqa: PLR0911 - one line per kind of node
        match node:
            case Decimal():
                return self._constant(node)
            case Field():
                return self._field(node)
            case Ruled():
                return self._field(node)
            case Execution():
                return self._once(node, "values.execution()")
            case Over(function, over, name):
                return self._once(node, self._over(function, self._column(over, name)))
            case Rows(condition):
                test = self._condition(condition, "indicators")
                columns = _fields(condition)
                rows = f"{self._row(columns)} in {self._zipped('indicators', columns)}"
                return self._once(node, f"sum([1 for {rows} if {test}])")
            case Rounded(value, places):
                return f"half_up({self._number(value, group)}, {places})"
            case Decimals(field):
                return f"decimals({self._field(field)})"
            case Reckoned(operator, left, right):
                return f"({self._number(left, group)} {operator} {self._number(right, group)})"

    def _over(self, function: str, column: str) -> str:
        numbers = f"[one for one in {column} if one is not None]"
        match function:
            case "sum":
                return f"sum({numbers}, Decimal(0))"
            case "count":
                return f"len({numbers})"
            case _:
                return f"min({numbers}, default=Decimal(0))"

    def _field(self, field: Field | Ruled) -> str:
        if isinstance(field, Ruled):
            return self._once(field, f"values.ruled({field.group!r}, {field.name!r})")
        if field.group is None:
            return f"own_{field.name}"
        column = self._column(field.group, field.name)
        return self._once(field, f"({column} or [None])[0]")

    def _guarded(self, node: Number) -> list[str]:
        match node:
            case Field():
                return [self._field(node)]
            case Decimals(field):
                return [self._field(field)]
            case Ruled():
                return [self._field(node)]
            case Rounded(value, _):
                return self._guarded(value)
            case Reckoned(_, left, right):
                return [*self._guarded(left), *self._guarded(right)]
            case _:
                return []


def _of_group(node: Any, group: str) -> Any:  # noqa: ANN401 - of a condition or number the same kind
    """A condition about the only row of a group, asked from anywhere."""
    match node:
        case Field(name, None):
            return Field(name, group)
        case tuple():
            return tuple(_of_group(each, group) for each in node)
        case Is() | Not() | Both() | Either() | Compared() | Rounded() | Reckoned() | Decimals():
            parts = {one.name: getattr(node, one.name) for one in fields(node)}
            return replace(node, **{name: _of_group(part, group) for name, part in parts.items()})
    return node


def _fields(node: Condition | Number) -> set[str]:
    """The cells of the row itself that a condition asks for."""
    match node:
        case Field(name, None) | Is(_, Field(name, None)) | Decimals(Field(name, None)):
            return {name}
        case Both(conditions) | Either(conditions):
            return set().union(*map(_fields, conditions))
        case Not(inner) | Rounded(inner, _):
            return _fields(inner)
        case Compared(_, left, right) | Reckoned(_, left, right):
            return _fields(left) | _fields(right)
        case _:
            return set()
