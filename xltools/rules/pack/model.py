"""A rule pack: the scoring rules of a place as data, each written once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from xltools.errors import DefinitionError
from xltools.rules.pack.computing import Values
from xltools.rules.pack.derivation import Working, working
from xltools.rules.pack.expression import Expression, References


class ScoreMode(StrEnum):
    """What happens to the scores of indicators."""

    MANUAL = "manual"  # the suggestion stands beside the cell
    ASSISTED = "assisted"  # blank scores are filled with a formula, open to typing
    AUTOMATIC = "automatic"  # computed and locked


@dataclass(frozen=True, slots=True)
class Basis:
    """A rule in Chinese, where it comes from, and whether its official text was at hand."""

    name: str
    text: str
    source: str
    confirmed: bool


@dataclass(frozen=True)
class ComputedRule:
    """One arithmetic rule. Blank (None, or "" in Excel) where its inputs are not there."""

    name: str
    value: Expression
    text: str  # the rule in Chinese
    source: str
    confirmed: bool = False  # the official text was at hand
    needs: tuple[str, ...] = ()  # each must hold a number
    any: str | None = None  # a list of which one at least must hold a number
    when: Expression | None = None
    optional: Mapping[str, Decimal] = field(default_factory=dict)  # what stands for a blank

    @property
    def basis(self) -> Basis:
        """What the rule says and where it comes from."""
        return Basis(self.name, self.text, self.source, self.confirmed)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Every name the rule asks for."""
        return (*self.needs, *self.optional, *([self.any] if self.any else []))

    def compute(self, values: Values) -> Decimal | None:
        """The result for these inputs; a list input holds only its numbers."""
        filled = self._filled(values)
        return None if filled is None else self.value.compute(filled)

    def working(self, values: Values, texts: Mapping[str, str] | None = None) -> Working | None:
        """How the result for these inputs comes about."""
        filled = self._filled(values)
        return None if filled is None else working(self.value, filled, texts)

    def _filled(self, values: Values) -> Values | None:
        """The inputs with what stands for a blank; None where the rule does not apply."""
        if any(not isinstance(values.get(name), Decimal) for name in self.needs):
            return None
        if self.any is not None and not values.get(self.any):
            return None
        stand_ins = {name: value for name, value in self.optional.items() if values.get(name) is None}
        filled = {**values, **stand_ins}
        return None if self.when is not None and not self.when.holds(filled) else filled

    def excel(self, references: References) -> str:
        """The same as an Excel 2010 formula without `=`; a list is several references with commas.

        An optional input without a reference is blank.
        """
        formula = self._with_optional(references, tuple(self.optional.items()))
        if self.any is not None:
            formula = f'IF(COUNT({references[self.any]})=0,"",{formula})'
        if self.needs:
            cells = ",".join(references[name] for name in self.needs)
            formula = f'IF(COUNT({cells})<{len(self.needs)},"",{formula})'
        return formula

    def _with_optional(self, references: References, optional: tuple[tuple[str, Decimal], ...]) -> str:
        if not optional:
            return self.bare_excel(references)
        (name, value), *rest = optional
        blank = self._with_optional({**references, name: f"{value:f}"}, tuple(rest))
        if name not in references:
            return blank
        return f"IF(COUNT({references[name]})=0,{blank},{self._with_optional(references, tuple(rest))})"

    def bare_excel(self, references: References) -> str:
        """The formula where all inputs are known to hold numbers."""
        formula = self.value.excel(references)
        return formula if self.when is None else f'IF({self.when.excel(references)},{formula},"")'


@dataclass(frozen=True, slots=True)
class Rounding:
    """How points are rounded."""

    places: int
    truncates: bool
    basis: Basis


@dataclass(frozen=True)
class QualityBand:
    """One level of a qualitative result: a range of points, not a number."""

    name: str
    low: ComputedRule
    high: ComputedRule
    words: tuple[str, ...]  # actuals that say clearly: this level

    def points(self, weight: Decimal) -> tuple[Decimal, Decimal]:
        """The lowest and highest points of the band."""
        values = {"weight": weight}
        return self.low.value.compute(values), self.high.value.compute(values)


@dataclass(frozen=True)
class Qualitative:
    """The bands of qualitative indicators, best first."""

    bands: tuple[QualityBand, ...]
    basis: Basis


@dataclass(frozen=True)
class OverAchievement:
    """From `threshold` (actual ÷ target) on, a reason is asked for; without one `deduction` is taken off."""

    threshold: Decimal
    basis: Basis
    deducted: ComputedRule | None = None  # the points of `weight` where points are taken off


@dataclass(frozen=True, slots=True)
class GroupWeight:
    """The points of a group: 一级指标 by name, or the execution of the budget."""

    name: str
    weight: Decimal
    level1: tuple[str, ...]  # the 一级指标 it sums up
    execution: bool = False


@dataclass(frozen=True, slots=True)
class WeightSplit:
    """One way the points are divided."""

    groups: tuple[GroupWeight, ...]
    basis: Basis

    @property
    def execution(self) -> Decimal | None:
        """The points of 预算执行; None where it has none."""
        return next((group.weight for group in self.groups if group.execution), None)

    def group(self, level1: str) -> GroupWeight | None:
        """The group a 一级指标 belongs to."""
        return next((group for group in self.groups if level1 in group.level1), None)


@dataclass(frozen=True, slots=True)
class Weights:
    """How the points are divided, the usual way first."""

    total: Decimal
    tolerance: Decimal  # a group may differ by so much
    splits: tuple[WeightSplit, ...]

    def makes_whole(self, points: Decimal) -> bool:
        """True for all points together."""
        return abs(points - self.total) <= self.tolerance

    def split_for(self, level1: Collection[str]) -> WeightSplit:
        """The first split that has all these 一级指标, else the usual one."""
        fitting = (split for split in self.splits if all(split.group(name) for name in level1))
        return next(fitting, self.splits[0])


@dataclass(frozen=True, slots=True)
class Cap:
    """From this execution rate on, the total is at most so much; None: the lowest band."""

    rate_from: Decimal | None
    at_most: Decimal


@dataclass(frozen=True)
class Caps:
    """The most a total may be by execution rate, highest rate first."""

    bands: tuple[Cap, ...]
    rule: ComputedRule  # of execution_rate

    @property
    def basis(self) -> Basis:
        """What the rule says and where it comes from."""
        return self.rule.basis


@dataclass(frozen=True, slots=True)
class Grade:
    """优, 良, 中 or 差, from a total on; the bound belongs to the grade."""

    name: str
    total_from: Decimal | None  # None: the lowest


@dataclass(frozen=True, slots=True)
class Grades:
    """The grades, best first."""

    bands: tuple[Grade, ...]
    basis: Basis

    def of(self, total: Decimal) -> Grade:
        """The grade of a total."""
        reached = (band for band in self.bands if band.total_from is None or total >= band.total_from)
        return next(reached)


@dataclass(frozen=True)
class RulePack:
    """The scoring rules of a place.

    `computed` holds the rules of computed cells by name; `quantitative` those of indicators, over `actual`,
    `target` and `weight`: positive (≥ >), equal (= or bare), zero (= 0), reverse (≤ <), met (reached, of
    what is no number).
    """

    id: str
    name: str
    source: str
    score_mode: ScoreMode
    rounding: Rounding
    computed: Mapping[str, ComputedRule]
    quantitative: Mapping[str, ComputedRule]
    qualitative: Qualitative
    weights: Weights
    grades: Grades
    over_achievement: OverAchievement | None = None
    caps: Caps | None = None

    def rule(self, name: str) -> ComputedRule:
        """A rule by name. Raises DefinitionError (Chinese) where the pack has none of that name."""
        if name not in self.computed:
            raise DefinitionError(f"{self.id}.toml", f"computed.{name}", "表单用到了这条规则，但规则包里没有")
        return self.computed[name]

    @property
    def arithmetic(self) -> tuple[ComputedRule, ...]:
        """Every arithmetic rule."""
        bands = (rule for band in self.qualitative.bands for rule in (band.low, band.high))
        over = self.over_achievement.deducted if self.over_achievement else None
        single = (over, self.caps.rule if self.caps else None)
        return (
            *self.computed.values(),
            *self.quantitative.values(),
            *bands,
            *(rule for rule in single if rule is not None),
        )

    @property
    def bases(self) -> tuple[Basis, ...]:
        """Every rule with its source, once each."""
        rules = (*self.computed.values(), *self.quantitative.values())
        optional = (self.over_achievement, self.caps)
        return (
            self.rounding.basis,
            *(rule.basis for rule in rules),
            self.qualitative.basis,
            *(part.basis for part in optional if part is not None),
            *(split.basis for split in self.weights.splits),
            self.grades.basis,
        )

    @property
    def confirmed(self) -> bool:
        """True where the official text of every rule was at hand."""
        return all(basis.confirmed for basis in self.bases)
