"""What a check looks at: one form with everything that several checks need, worked out once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache

from xltools.findings import Finding
from xltools.model import Evaluation, Fund, Indicator
from xltools.rules.checks.execution import named_for_execution
from xltools.rules.checks.levels import LevelNames, level_names
from xltools.rules.checks.standards import Standards
from xltools.rules.checks.wording import field_name
from xltools.rules.definition.model import FormDefinition, LinesBlock
from xltools.rules.definition.target_cells import TARGET_PARTS
from xltools.rules.labels import plain
from xltools.rules.notation import Outcome, Reading, compare, read_notation
from xltools.rules.pack.model import Basis, ComputedRule, RulePack
from xltools.rules.scoring.computed import (
    Path,
    Results,
    carried,
    compute,
    fund_path,
    generic,
    indicator_path,
    number_at,
)
from xltools.rules.scoring.suggest import Suggestion, suggest

MONEY = ("initial_budget", "annual_budget", "executed")
_TEXTS = ("level1", "level2", "level3", "target", "actual", "reason")


@dataclass(frozen=True, slots=True)
class FundAt:
    """A row of 项目资金 and where it stands."""

    index: int
    fund: Fund

    def path(self, name: str) -> Path:
        """The path of one of its fields."""
        return fund_path(self.index, name)

    def amount(self, name: str) -> Decimal | None:
        """One of its amounts."""
        value: Decimal | None = getattr(self.fund, name)
        return value

    @property
    def is_empty(self) -> bool:
        """True where no amount is filled in."""
        return all(self.amount(name) is None for name in MONEY)


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator and where it stands; `text` gives one of its texts by field, "" where blank."""

    index: int
    indicator: Indicator
    text: Callable[[str], str]

    @classmethod
    def at(cls, index: int, row: Indicator) -> Row:
        """The row of an indicator."""
        values = (row.level1, row.level2, row.level3, row.target, row.actual, row.reason)
        texts = {name: value.strip() if value else "" for name, value in zip(_TEXTS, values, strict=True)}
        return cls(index, row, texts.__getitem__)  # asked some forty times of each row

    def path(self, name: str) -> Path:
        """The path of one of its fields."""
        return indicator_path(self.index, name)

    @property
    def is_bare(self) -> bool:
        """True where neither weight nor score is filled in."""
        return self.indicator.weight is None and self.indicator.score is None

    @property
    def is_empty(self) -> bool:
        """True where nothing but the levels is filled in: a printed row that was not needed."""
        return self.is_bare and not any(map(self.text, ("level3", "target", "actual", "reason")))


@dataclass(frozen=True, slots=True)
class Compared:
    """An indicator as its target and actual are read, and how they compare; `ratio` is actual ÷ target."""

    row: Row
    target: Reading
    actual: Reading
    outcome: Outcome
    ratio: Decimal | None


@dataclass(frozen=True, eq=False)
class Checked:
    """One form under examination. Empty indicator rows are left out of `rows`.

    It equals nothing but itself, so that what several checks of one module need can be cached by it.
    """

    evaluation: Evaluation
    definition: FormDefinition
    pack: RulePack
    standards: Standards
    present: frozenset[str] | None = None  # the fields that the file has, where that is known
    results: Results | None = None  # what the rules give for the record as it is, where that is at hand
    execution_row: int | None = None  # the indicator that is the execution of the budget

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields this form has: `project`, `funds.executed`, `indicators.reason`."""
        known = _fields(self.definition)
        return known if self.present is None else known & self.present

    def field_name(self, name: str) -> str:
        """The Chinese name of a field on this form."""
        return field_name(self.definition, name, self.standards)

    # -- funds

    @cached_property
    def funds(self) -> tuple[FundAt, ...]:
        """Every row of 项目资金."""
        return tuple(FundAt(index, fund) for index, fund in enumerate(self.evaluation.funds))

    @cached_property
    def money_columns(self) -> tuple[str, ...]:
        """The money columns this form has."""
        return tuple(name for name in MONEY if f"funds.{name}" in self.fields)

    @cached_property
    def total_fund(self) -> FundAt | None:
        """The row of the total, which carries weight, rate and score."""
        index = self.definition.scored_fund(self.evaluation)
        return None if index is None else self.funds[index]

    @cached_property
    def part_funds(self) -> tuple[FundAt, ...]:
        """The rows that should add up to the total."""
        rows = ((fund, self.definition.fund_row(fund.fund.item)) for fund in self.funds)
        return tuple(
            fund for fund, row in rows if row is not None and row.part and fund is not self.total_fund
        )

    @cached_property
    def unknown_funds(self) -> tuple[FundAt, ...]:
        """Filled rows whose name the form does not have."""
        return tuple(
            fund
            for fund in self.funds
            if fund is not self.total_fund
            and not fund.is_empty
            and self.definition.fund_row(fund.fund.item) is None
        )

    @property
    def money_unit(self) -> str:
        """元 or 万元."""
        return self.definition.money_unit

    # -- indicators

    @cached_property
    def levels(self) -> LevelNames:
        """The level names of the form."""
        return level_names(self.definition, self.standards)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The indicators that are filled in, in part at least."""
        every = (Row.at(index, indicator) for index, indicator in enumerate(self.evaluation.indicators))
        return tuple(row for row in every if not row.is_empty)

    @cached_property
    def scored_rows(self) -> tuple[Row, ...]:
        """The rows that carry points; a detail row (其中：…) without any does not."""
        complete = self._points_complete
        return tuple(row for row in self.rows if not row.is_bare or not (complete or self.is_detail(row)))

    def is_detail(self, row: Row) -> bool:
        """True for a row 其中：… without points of its own."""
        return row.is_bare and plain(row.text("level3")).startswith(self.standards.words.detail_row)

    @cached_property
    def _points_complete(self) -> bool:
        """True where the weights that are there make up the whole."""
        return self.pack.weights.makes_whole(self._indicator_weight + self.execution_weight)

    @cached_property
    def _indicator_weight(self) -> Decimal:
        """The points of all indicators."""
        return sum((row.indicator.weight or Decimal(0) for row in self.rows), Decimal(0))

    @cached_property
    def printed_execution_weight(self) -> Decimal | None:
        """The points of execution that the form prints."""
        rows = self.definition.funds.rows if self.definition.funds else ()
        return next((row.weight for row in rows if row.total), None)

    @cached_property
    def execution_weight(self) -> Decimal:
        """The points of execution beside those of the indicators: as typed, else as printed."""
        if "weights" in carried(self.evaluation, self.execution_row):
            return Decimal(0)
        typed = self.total_fund.amount("weight") if self.total_fund else None
        if typed is not None:
            return typed
        lacks = self.present is not None and "funds.weight" not in self.present
        if lacks and self.pack.weights.makes_whole(self._indicator_weight):
            return Decimal(0)  # a file that has none, and needs none
        return self.printed_execution_weight or Decimal(0)

    @cached_property
    def named_execution(self) -> int | None:
        """The indicator that is called so, whether it is or not."""
        return named_for_execution(self.evaluation.indicators)

    def is_execution(self, row: Row) -> bool:
        """True for the indicator that is the execution of the budget."""
        return row.index == self.execution_row

    def has_reason(self, row: Row) -> bool:
        """True where the reason column says more than 无."""
        text = plain(row.text("reason"))
        return bool(text) and text not in self.standards.words.no_reason

    @cached_property
    def comparisons(self) -> tuple[Compared, ...]:
        """The rows with both a target and an actual, read and compared."""
        rows = (row for row in self.rows if row.text("target") and row.text("actual"))
        return tuple(self._compared(row) for row in rows)

    def suggestion(self, row: Row) -> Suggestion:
        """The score that the rules of the place give."""
        return suggest(row.indicator, self.pack, self.evaluation.year)

    def _compared(self, row: Row) -> Compared:
        target, actual = read_notation(row.text("target")), read_notation(row.text("actual"))
        verdict = compare(target, actual, indicator=row.text("level3"), year=self.evaluation.year)
        return Compared(row, target, actual, verdict.outcome, verdict.ratio)

    # -- what the rules say and compute

    def cited(self, basis: Basis) -> dict[str, str]:
        """The values of a finding that cites a rule of the pack with its source."""
        source = basis.source.removesuffix("。")
        known = basis.confirmed or "待核" in source
        told = source if known else self.standards.phrase("to_confirm", source=source)
        return {"rule_text": basis.text.removesuffix("。") + "。", "rule_source": told}

    def rule_of(self, path: Path) -> ComputedRule:
        """The rule of a computed cell."""
        return self.pack.rule(self.definition.formulas[generic(path)])

    @property
    def execution_rate(self) -> Decimal | None:
        """The rate by the rules."""
        return self.computed.get(self.total_fund.path("execution_rate")) if self.total_fund else None

    @cached_property
    def computed(self) -> Results:
        """Every computed cell by the rules, as `recalc` would write it."""
        if self.results is not None and self._printed is self.evaluation:
            return self.results
        return self._compute()

    @cached_property
    def computed_on_strays(self) -> Results:
        """The same where numbers typed into cells for which the rules give none are taken on."""
        strays = {
            path
            for path, result in self.computed.items()
            if result is None and number_at(self.evaluation, path) is not None
        }
        return self._compute(fixed=strays) if strays else self.computed

    @cached_property
    def computed_on_funds(self) -> Results:
        """The totals with the execution of 项目资金 in place of that of an indicator; none without one."""
        row = self.execution_row
        if row is None:
            return {}
        rows = list(self.evaluation.indicators)
        rows[row] = replace(rows[row], weight=None, score=None)
        return compute(replace(self._printed, indicators=tuple(rows)), self.definition, self.pack)

    @cached_property
    def computed_on_typed(self) -> Results:
        """The same where numbers typed over computed cells are taken on: what a follow-up error gives."""
        return self._compute(typed_stands=True)

    def _compute(self, *, typed_stands: bool = False, fixed: Collection[Path] = ()) -> Results:
        return compute(
            self._printed,
            self.definition,
            self.pack,
            typed_stands=typed_stands,
            fixed=fixed,
            execution_row=self.execution_row,
        )

    @property
    def _printed(self) -> Evaluation:
        """The record with the points of execution, which the form prints also where no fund is filled in."""
        if self.evaluation.funds or "funds.weight" not in self.fields:
            return self.evaluation
        return replace(self.evaluation, funds=(Fund(weight=self.printed_execution_weight),))


@lru_cache(maxsize=64)
def _fields(definition: FormDefinition) -> frozenset[str]:
    """The fields that a form prints."""
    names: set[str | None] = set()
    for block in definition.blocks:
        if isinstance(block, LinesBlock):
            names |= {cell.field for line in block.lines for cell in line}
        else:
            kind = "funds" if block is definition.funds else "indicators"
            names |= {f"{kind}.{cell.field}" for cell in block.columns if cell.field}
    if f"indicators.{TARGET_PARTS[0]}" in names:  # the record has one target, in however many cells
        names.add("indicators.target")
    return frozenset(name for name in names if name)


Findings = Iterator[Finding]
