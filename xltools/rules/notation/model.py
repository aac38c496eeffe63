"""What a reading is: the text as typed, and what a person takes it to say."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing a text says."""

    QUANTITY = "quantity"
    QUALITY = "quality"
    DEADLINE = "deadline"
    YES_NO = "yes-no"
    NONE = "none"
    UNREADABLE = "unreadable"


class Comparator(StrEnum):
    """The comparison a text asks for; NONE where it names a bare value."""

    AT_LEAST = ">="
    ABOVE = ">"
    EQUAL = "="
    BELOW = "<"
    AT_MOST = "<="
    ABOUT = "about"
    RANGE = "range"
    NONE = "none"


SIGNS = {
    Comparator.AT_LEAST: "≥",
    Comparator.ABOVE: ">",
    Comparator.EQUAL: "=",
    Comparator.BELOW: "<",
    Comparator.AT_MOST: "≤",
    Comparator.ABOUT: "约",
    Comparator.RANGE: "",
    Comparator.NONE: "",
}
"""How each comparator is printed."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, its dimension, the factor to that dimension's base, and what it is per."""

    text: str
    dimension: str
    factor: Decimal = Decimal(1)
    per: tuple[tuple[str, Decimal], ...] = ()

    @property
    def is_percent(self) -> bool:
        """True for %, ‰ and their like."""
        return self.dimension == "percent" and not self.per

    @property
    def is_scale(self) -> bool:
        """True for a magnitude without a unit: the 万 of 5万."""
        return self.dimension == "" and not self.per


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text: value in the unit as written; `high` closes a range."""

    value: Decimal
    comparator: Comparator = Comparator.NONE
    unit: Unit | None = None
    high: Decimal | None = None
    direction: str = ""  # "", up, down, early or late: 增长5%, 提前5天
    start: int = 0
    end: int = 0

    @property
    def printed(self) -> str:
        """The canonical spelling: `≥95%`, `80%~90%`, `约300人`."""
        unit = self.unit.text if self.unit else ""
        number = f"{self.value:f}{unit}"
        if self.high is not None:
            number += f"~{self.high:f}{unit}"
        return SIGNS[self.comparator] + number


@dataclass(frozen=True, slots=True)
class Due:
    """A date as far as it was written; `first` and `last` are (month, day) bounds of what it may mean."""

    text: str
    year: int | None = None
    first: tuple[int, int] = (1, 1)
    last: tuple[int, int] = (12, 31)
    recurring: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One target or actual as a person reads it.

    `text` is as typed; `plain` the same with width, look-alikes and spaces evened out; `span` the part of
    `text` that says the value. `parts` holds the numbers where a text gives several (then `value` is None),
    `ratio` is true for 1:1 and 1/2. `reason` (Chinese) says why it is not read, or not as one number.
    """

    text: str
    plain: str
    kind: Kind
    comparator: Comparator = Comparator.NONE
    value: Decimal | None = None
    high: Decimal | None = None
    unit: Unit | None = None
    qualifier: str = ""
    span: tuple[int, int] | None = None
    direction: str = ""
    due: Due | None = None
    parts: tuple[Quantity, ...] = ()
    ratio: bool = False
    answer: bool | None = None  # of a yes-no
    reason: str | None = None

    @property
    def is_number(self) -> bool:
        """True where the text gives one number (or one range) that can be compared."""
        return self.kind is Kind.QUANTITY and self.value is not None

    @property
    def measurable(self) -> bool:
        """True for what an actual can be measured against: quantities and deadlines."""
        return self.kind in (Kind.QUANTITY, Kind.DEADLINE)


class Outcome(StrEnum):
    """How an actual stands to its target."""

    REACHED = "reached"
    MISSED = "missed"
    OVER = "over"
    JUDGEMENT = "judgement"
    NOT_COMPARABLE = "not-comparable"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome, actual ÷ target where both are numbers, and both numbers in the unit of the target.

    `reason` (Chinese) is given for a judgement, for not-comparable, and where a reading was chosen.
    """

    outcome: Outcome
    ratio: Decimal | None = None
    reason: str | None = None
    target_number: Decimal | None = None
    actual_number: Decimal | None = None
