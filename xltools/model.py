"""What a filled form is: the record of `design.md` §2, as frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Fund:
    """One row of 项目资金. Money is in the unit of the form; a blank is None, never 0."""

    item: str | None = None
    initial_budget: Decimal | None = None
    annual_budget: Decimal | None = None
    executed: Decimal | None = None
    weight: Decimal | None = None
    execution_rate: Decimal | None = None  # a ratio: 0.8552 is 85.52 %
    score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of 绩效指标. Texts are kept as typed."""

    level1: str | None = None
    level2: str | None = None
    level3: str | None = None
    target: str | None = None
    actual: str | None = None
    weight: Decimal | None = None
    score: Decimal | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One filled 绩效自评表."""

    form: str | None = None
    year: int | None = None
    title: str | None = None
    project: str | None = None
    department: str | None = None
    unit: str | None = None
    funds: tuple[Fund, ...] = ()
    expected_goal: str | None = None
    actual_outcome: str | None = None
    indicators: tuple[Indicator, ...] = ()
    total_weight: Decimal | None = None
    total_score: Decimal | None = None


NUMBER_FIELDS = frozenset(
    {
        "initial_budget",
        "annual_budget",
        "executed",
        "weight",
        "execution_rate",
        "score",
        "total_weight",
        "total_score",
    }
)
"""Fields whose value is a Decimal; all others but `year`, `funds`, `indicators` are text."""
