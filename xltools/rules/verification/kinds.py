"""The checks that apply to one kind of form: conditions settled, and compiled for the stored results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from xltools.rules.checks.standards import shipped_standards
from xltools.rules.definition.model import FormDefinition
from xltools.rules.definition.target_cells import NATURE, NO_UNIT, TARGET_PARTS
from xltools.rules.pack.model import ComputedRule, RulePack
from xltools.rules.verification.compiled import Found, compiled
from xltools.rules.verification.condition import Condition, Constants, Facts, settle
from xltools.rules.verification.lines import Line, LiveChecks

_BLANK_PARTS = dict(zip(TARGET_PARTS, (NATURE, frozenset[str](), NO_UNIT), strict=True))


@dataclass(frozen=True, slots=True)
class Mark:
    """A column that a line marks where a condition holds; `named`: the line names its first such cell."""

    group: str
    name: str
    condition: Condition
    named: bool


@dataclass(frozen=True, slots=True)
class FormLine:
    """A line of the sheet on this form; without marks it is judged elsewhere."""

    line: Line
    marks: tuple[Mark, ...]


class FormChecks:
    """The checks of the forms of one definition under one rule pack."""

    def __init__(self, definition: FormDefinition, pack: RulePack, checks: LiveChecks) -> None:
        self.definition, self.pack = definition, pack
        self._words = checks.words
        lines = (self._line(line) for line in checks.lines if line.unit in (None, definition.money_unit))
        self.lines = tuple(line for line in lines if line.marks or not line.line.cells)
        marks = [(mark.group, mark.name, mark.condition) for line in self.lines for mark in line.marks]
        self.found: Found = compiled(marks)

    def rule(self, group: str, name: str) -> ComputedRule | None:
        """The rule of a computed cell; None where the cell has none."""
        path = name if group == "head" else f"funds.{name}"
        key = self.definition.formulas.get(path)
        return None if key is None else self.pack.rule(key)

    def fields(self, group: str) -> frozenset[str]:
        """The fields that a group has on this form."""
        if group == "head":
            return self.definition.head_fields
        if "indicator" in group:
            return self._columns["indicators"]
        funds = self.definition.funds
        if group == "parts" and not (funds and any(row.part for row in funds.rows)):
            return frozenset()
        return self._columns["funds"]

    @cached_property
    def _columns(self) -> Mapping[str, frozenset[str]]:
        funds = self.definition.funds
        blocks = {"funds": funds.columns if funds else (), "indicators": self.definition.indicators.columns}
        names = {kind: {cell.field for cell in cells if cell.field} for kind, cells in blocks.items()}
        if names["indicators"] & set(TARGET_PARTS):
            names["indicators"].add("target")
        return {kind: frozenset(found) for kind, found in names.items()}

    @cached_property
    def _facts(self) -> Facts:
        parts = {name: words for name, words in _BLANK_PARTS.items() if name in self.fields("indicators")}
        return Facts(
            self.fields, self._constants, parts, lambda group, name: self.rule(group, name) is not None
        )

    @property
    def _constants(self) -> Constants:
        standards, whole = shipped_standards(), self.pack.weights
        limits = standards.thresholds
        return {
            **self._words,
            **{f"limits.{name}": Decimal(getattr(limits, name)) for name in limits.__slots__},
            "words.no_reason": tuple(sorted(standards.words.no_reason)),
            "words.detail_row": (standards.words.detail_row,),
            "whole.most": whole.total + whole.tolerance,
            "whole.least": whole.total - whole.tolerance,
        }

    def _line(self, line: Line) -> FormLine:
        return FormLine(line, tuple(self._marks(line)))

    def _marks(self, line: Line) -> Iterator[Mark]:
        for cells in line.cells:
            known = self.fields(cells.group)
            for names in cells.fields:
                name = next((one for one in names if one in known), None)
                condition = name is not None and settle(cells.when, self._facts, cells.group, name)
                if name is not None and condition is not False:
                    yield Mark(cells.group, self._shown(name), condition, cells.named)

    def _shown(self, name: str) -> str:
        """The cell of a field: a target in several cells is marked at its number."""
        parted = name == "target" and "target_number" in self.fields("indicators")
        return "target_number" if parted else name
