"""The checks of a form pointed at its cells: formulas, conditional formats, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from xltools.findings import Severity
from xltools.model import NUMBER_FIELDS
from xltools.refs import CellRef, column_letters
from xltools.rules.layout.model import Arrangement, Content
from xltools.rules.layout.names import explanation_name
from xltools.rules.pack.model import ComputedRule
from xltools.rules.scoring.computed import EXECUTION_SCORE, PRINTED_POINTS, fund_path
from xltools.rules.verification.compiled import Cells
from xltools.rules.verification.excel import References, condition_text
from xltools.rules.verification.kinds import FormChecks, FormLine, Mark
from xltools.rules.verification.places import Group, Kinds, groups_of, heads_of

_LISTS = {"weights": "weight", "scores": "score"}
STEP = 100
"""Rows are counted in hundreds, so that one number tells row and column of a cell; no form is wider."""
FAR = 10**9
"""Above all these numbers: the first cell has the greatest distance to it."""


@dataclass(frozen=True, slots=True)
class LineFormulas:
    """Of a line: how many cells it marks, and the number of the first; None where it is judged elsewhere."""

    count: str
    first: str


@dataclass(frozen=True, slots=True)
class Format:
    """A conditional format: the cells, the formula for the first of them, how grave it is."""

    cells: str
    formula: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class LineResult:
    """What a line comes to: how many cells, and the first."""

    count: int
    first: CellRef | None


class PointedChecks:
    """The checks of the forms of one arrangement. `home` is the form's sheet as formulas write it."""

    def __init__(self, checks: FormChecks, arrangement: Arrangement, kinds: Kinds, home: str) -> None:
        self.checks, self._arrangement, self._home = checks, arrangement, home
        self._groups = groups_of(checks.definition, arrangement, kinds)
        self._heads = heads_of(arrangement)
        self.columns: dict[tuple[str, str], Callable[[Sequence[Content]], Cells]] = {}
        self._formulas = {index for index, _ in arrangement.results}

    # -- formulas

    def formulas(self, line: FormLine) -> LineFormulas:
        """The formulas of a line on another sheet."""
        counts, firsts = [], []
        for mark in line.marks:
            group = self._group(mark)
            for span in group.spans:
                condition = condition_text(
                    mark.condition, self._references(mark, group, span, f"{self._home}!")
                )
                place = f"{self._home}!{group.area(mark.name, span).absolute}"
                one = len(span) == 1
                counts.append(f"1*{condition}" if one else f"SUMPRODUCT(1*{condition})")
                distance = f"{condition}*({FAR}-ROW({place})*{STEP}-COLUMN({place}))"
                if mark.named:
                    firsts.append(distance if one else f"SUMPRODUCT(MAX({distance}))")
        return LineFormulas("+".join(counts) or "0", f"{FAR}-MAX({','.join(firsts) or 0})")

    def formats(self) -> Iterator[Format]:
        """The conditional formats of the form's own sheet; a 核实 that is explained is marked no more."""
        for line in self.checks.lines:
            for mark in line.marks:
                group = self._group(mark)
                for span in group.spans:
                    refs = self._references(mark, group, span, "", relative=True)
                    formula = condition_text(mark.condition, refs)
                    if line.line.severity is Severity.VERIFY:
                        formula += f"*(1-ISTEXT({explanation_name(line.line.code)}))"
                    yield Format(group.area(mark.name, span).a1, formula, line.line.severity)

    def _group(self, mark: Mark) -> Group:
        return self._heads[mark.name] if mark.group == "head" else self._groups[mark.group]

    def _references(
        self, mark: Mark, group: Group, span: range, home: str, *, relative: bool = False
    ) -> References:
        def row(name: str) -> str:
            if relative:
                return f"${column_letters(group.columns[name])}{span[0]}"
            return f"{home}{group.area(name, span).absolute}"

        indicators = self._groups["indicators"]
        whole = range(indicators.spans[0].start, indicators.spans[-1].stop) if indicators.rows else span

        def column(of: str, name: str) -> str:
            return self._column(of, name, home)

        def ruled(of: str, name: str) -> str:
            return self._ruled(of, name, home)

        execution = self._execution(home)
        every = References(
            lambda name: f"{home}{indicators.area(name, whole).absolute}", column, ruled, execution, None
        )
        return References(row, column, ruled, execution, every)

    def _column(self, of: str, name: str, home: str) -> str:
        group = self._heads[name] if of == "head" else self._groups[of]
        return ",".join(f"{home}{group.area(name, span).absolute}" for span in group.spans)

    def _execution(self, home: str) -> str:
        printed = f"{self.checks.definition.execution_weight or 0:f}"
        if "weight" not in self._groups["total"].columns:
            return printed
        weight = self._column("total", "weight", home)
        return f"IF(COUNT({weight})=0,{printed},SUM({weight}))"

    def _ruled(self, of: str, name: str, home: str) -> str:
        rule = self.checks.rule(of, name)
        references = None if rule is None else self._rule_references(rule, home)
        return '""' if rule is None or references is None else rule.excel(references)

    def _rule_references(self, rule: ComputedRule, home: str) -> dict[str, str] | None:
        """What the rule's names stand for; None where the form lacks one of them."""
        references = {}
        for name in rule.inputs:
            parts = [
                f"{part:f}" if isinstance(part, Decimal) else self._column(*part, home)
                for part in self._parts(name)
            ]
            if parts:
                references[name] = ",".join(parts)
            elif name not in rule.optional:
                return None
        return references

    def _parts(self, name: str) -> Iterator[Decimal | tuple[str, str]]:
        """Where an input of a rule is found: a number that the form prints, or a column of a group."""
        field = "score" if name == EXECUTION_SCORE else _LISTS.get(name, name)
        path = name if name == PRINTED_POINTS else fund_path(self._arrangement.scored_fund or 0, field)
        if path in self._arrangement.constants:
            yield self._arrangement.constants[path]
        elif field in self._groups["total"].columns and self._groups["total"].rows:
            yield "total", field
        if name in _LISTS and field in self._groups["indicators"].columns:
            yield "indicators", field

    # -- results

    def found(self, contents: Sequence[Content]) -> list[list[int]]:
        """The rows that each mark of each line holds for, for what stands in the cells."""
        return self.checks.found(_Standing(self, contents))

    def results(self, found: Iterable[list[int]]) -> list[LineResult]:
        """What each line with marks comes to, for what was found."""
        each = iter(found)
        return [self._result(line, each) for line in self.checks.lines if line.marks]

    def _result(self, line: FormLine, found: Iterator[list[int]]) -> LineResult:
        count, first = 0, FAR
        for mark in line.marks:
            rows = next(found)
            count += len(rows)
            if rows and mark.named:
                group = self._group(mark)
                first = min(first, group.rows[rows[0]][0] * STEP + group.columns[mark.name])
        return LineResult(count, None if first == FAR else CellRef(*divmod(first, STEP)))

    def column(self, of: str, name: str) -> Callable[[Sequence[Content]], Cells]:
        """Takes a column out of what stands in the slots; numbers only where numbers belong."""
        indexes = self.cells(of, name)
        if name in NUMBER_FIELDS and of != "indicators":  # the form prints dashes into them
            return lambda contents: [_number(contents[index]) for index in indexes]
        if len(indexes) > 1:
            return itemgetter(*indexes)
        return lambda contents: [contents[index] for index in indexes]

    def cells(self, of: str, name: str) -> tuple[int, ...]:
        """The slots of a column."""
        group = self._heads.get(name) if of == "head" else self._groups[of]
        return group.slots.get(name, ()) if group else ()

    def ruled(self, of: str, name: str, contents: Sequence[Content]) -> Decimal | None:
        """What the rule of a computed cell gives: where its formula stands there, that is its content."""
        (index,) = self.cells(of, name)
        if index in self._formulas:
            return _number(contents[index])
        rule = self.checks.rule(of, name)
        return None if rule is None else rule.compute(self._rule_values(rule, contents))

    def _rule_values(
        self, rule: ComputedRule, contents: Sequence[Content]
    ) -> Mapping[str, Decimal | list[Decimal] | None]:
        values: dict[str, Decimal | list[Decimal] | None] = {}
        for name in rule.inputs:
            numbers = [
                number
                for part in self._parts(name)
                for number in ([part] if isinstance(part, Decimal) else self._numbers(*part, contents))
                if number is not None
            ]
            values[name] = numbers if name in _LISTS else numbers[0] if numbers else None
        return values

    def _numbers(self, of: str, name: str, contents: Sequence[Content]) -> list[Decimal | None]:
        return [_number(contents[index]) for index in self.cells(of, name)]

    def execution(self, contents: Sequence[Content]) -> Decimal:
        """The points of 预算执行: as the cell says, else as printed."""
        typed = [number for number in self._numbers("total", "weight", contents) if number is not None]
        return typed[0] if typed else self.checks.definition.execution_weight or Decimal(0)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stands in one form."""

    checks: PointedChecks
    contents: Sequence[Content]

    def column(self, of: str, name: str) -> Cells:
        known = self.checks.columns
        key = of, name
        if key not in known:
            known[key] = self.checks.column(of, name)
        return known[key](self.contents)

    def ruled(self, of: str, name: str) -> Decimal | None:
        return self.checks.ruled(of, name, self.contents)

    def execution(self) -> Decimal:
        return self.checks.execution(self.contents)


def _number(content: Content) -> Decimal | None:
    return content if isinstance(content, Decimal) else None
