"""A condition as Excel 2010 text: the same for one cell and, within SUMPRODUCT, for a whole column.

AND, OR and IF make one value of a column, so conditions are numbers here: a product for "all", a sum above 0
for "one of". A column may hold texts where numbers belong: cells are only compared, behind ISNUMBER, never
reckoned with; only the one cell of a total is, through N().
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from xltools.rules.checks.wording import plain_number
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

SPACES = " 　\u00a0"
DASHES = "-—–−－─/／\\_＿―"
"""What a number cell may hold where there is no number (`celltext.number_of`)."""
PASSED_OVER = f"{SPACES}\n:：()（）[]【】、,，。．.-—_*★☆#/"
"""What does not count where a text is compared with words (`labels.plain`)."""
_LONGEST_DASH = 3
_BETWEEN = "|"
_FUNCTIONS = {"sum": "SUM", "count": "COUNT", "least": "MIN"}
_COMPARE = {"==": "=", "!=": "<>"}


@dataclass(frozen=True)
class References:
    """Addresses. `row` gives a cell or a column of the row that is looked at, `column` all cells of a group.

    `ruled` gives the formula of a computed cell's rule, `execution` that of the points of 预算执行.
    """

    row: Callable[[str], str]
    column: Callable[[str, str], str]
    ruled: Callable[[str, str], str]
    execution: str
    indicators: References | None = None  # as columns, where `row` is of another group


def condition_text(node: Condition, refs: References) -> str:
    """A condition as a number, 0 or 1, that can be multiplied."""
    match node:
        case bool():
            return str(int(node))
        case Both(conditions):
            return "*".join(condition_text(one, refs) for one in conditions)
        case Either(conditions):
            return f"({'+'.join(condition_text(one, refs) for one in conditions)}>0)"
        case Not(condition):
            return f"(1-{condition_text(condition, refs)})"
        case Is(what, field, words):
            return _question(what, _cell(field, refs), words)
        case Compared(operator, left, right):
            guards = [f"ISNUMBER({ref})" for side in (left, right) for ref in _guarded(side, refs)]
            sign = _COMPARE.get(operator, operator)
            return "*".join([*dict.fromkeys(guards), f"({_number(left, refs)}{sign}{_number(right, refs)})"])


def _question(what: str, ref: str, words: tuple[str, ...]) -> str:  # noqa: PLR0911 - one line each
    match what:
        case "number":
            return f"ISNUMBER({ref})"
        case "error":
            return f"ISERROR({ref})"
        case "blank":
            return f"(LEN({_without(ref, SPACES[1:])})=0)"
        case "stray":
            return f"((ISLOGICAL({ref})+{_stray(ref)})>0)"
        case "empty":
            return f"((ISNUMBER({ref})+ISLOGICAL({ref})+{_stray(ref)})=0)"
        case "among":
            return _one_of(words, ref, PASSED_OVER)
        case "says":
            return _one_of(words, ref, SPACES[1:])
        case "begins":
            return f"(LEFT({_without(ref, SPACES[1:])},{len(words[0])})={_quoted(words[0])})"
        case _:  # yearless
            return f"({'*'.join(f'ISERROR(FIND({_quoted(word)},{ref}))' for word in words)})"


def _one_of(words: tuple[str, ...], ref: str, passed_over: str) -> str:
    """Whether a cell holds nothing, or one of these words; an error value stays one."""
    known = _quoted(_BETWEEN + "".join(f"{_BETWEEN}{word}" for word in words) + _BETWEEN)
    text = _without(ref, passed_over)
    return f'(LEN({ref})>=0)*ISNUMBER(FIND("{_BETWEEN}"&{text}&"{_BETWEEN}",{known}))'


def _stray(ref: str) -> str:
    """A text where a number belongs, unless it is a dash, or spaces."""
    none = _quoted(DASHES + SPACES)
    edges = f"ISNUMBER(FIND(LEFT({ref}),{none}))*ISNUMBER(FIND(RIGHT({ref}),{none}))"
    return f"ISTEXT({ref})*(LEN({ref})>0)*(1-{edges}*(LEN({ref})<={_LONGEST_DASH}))"


def _without(ref: str, marks: str) -> str:
    """A text without these characters, line breaks, and spaces around it."""
    for mark in marks:
        if mark != "\n":
            ref = f'SUBSTITUTE({ref},{_quoted(mark)},"")'
    return f"TRIM(CLEAN({ref}))"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _number(  # noqa: PLR0911 - one line per kind of node
    node: Number, refs: References, *, reckoned: bool = False
) -> str:
    """A number; a cell within a calculation counts as 0 where it holds a text."""
    match node:
        case Decimal():
            return plain_number(node)
        case Field():
            return f"N({_cell(node, refs)})" if reckoned else _cell(node, refs)
        case Ruled(group, name):
            return f"N({refs.ruled(group, name)})" if reckoned else refs.ruled(group, name)
        case Execution():
            return refs.execution
        case Over(function, group, name):
            cells = refs.column(group, name)
            return f"{_FUNCTIONS[function]}({cells})" if cells else "0"
        case Rows(condition):
            return f"SUMPRODUCT({condition_text(condition, refs.indicators or refs)}*1)"
        case Rounded(value, places):
            return f"ROUND({_number(value, refs, reckoned=True)},{places})"
        case Decimals(field):
            ref = _cell(field, refs)
            return f'LEN({ref})-FIND(".",{ref}&".")'
        case Reckoned(operator, left, right):
            sides = (_number(side, refs, reckoned=True) for side in (left, right))
            return f"({operator.join(sides)})"


def _guarded(node: Number, refs: References) -> list[str]:
    """The cells in a number that must hold one."""
    match node:
        case Field():
            return [_cell(node, refs)]
        case Decimals(field):
            return [_cell(field, refs)]
        case Ruled(group, name):
            return [refs.ruled(group, name)]
        case Rounded(value, _):
            return _guarded(value, refs)
        case Reckoned(_, left, right):
            return [*_guarded(left, refs), *_guarded(right, refs)]
        case _:
            return []


def _cell(field: Field | Ruled, refs: References) -> str:
    if isinstance(field, Ruled):
        return refs.ruled(field.group, field.name)
    return refs.row(field.name) if field.group is None else refs.column(field.group, field.name)
