"""The choices of validation lists: columns of the hidden sheet 选项, each with a defined name.

A list whose choices depend on another field has three more columns, which Excel looks up without
volatile functions: the texts of that field (`unit.of`), and the first and last choice of each
(`unit.from`, `unit.to`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltools.rules.definition.model import FormDefinition
from xltools.rules.pack.model import RulePack

LISTS = ("level1", "level2", "completion", "department", "unit")
"""What a validation may name."""
OF, FROM, TO = ".of", ".from", ".to"
MOST_CHOICES = 2_000
"""A longer list helps nobody who scrolls through it, and every form would carry it."""

_KEPT = 16  # departments whose own lists are remembered


@dataclass(frozen=True, eq=False)  # one object for many forms, so that others can remember it
class Choices:
    """The columns by name, in the order of the sheet."""

    columns: Mapping[str, Sequence[str | Decimal]]

    def __or__(self, other: Choices) -> Choices:
        return Choices({**self.columns, **other.columns})


NO_CHOICES = Choices({})


def form_choices(definition: FormDefinition, pack: RulePack) -> Choices:
    """What a form itself offers: its 一级, 二级指标, and the words of the bands of qualitative indicators."""
    columns: dict[str, Sequence[str | Decimal]] = {}
    if definition.tree:
        columns["level1"] = tuple(level.printed for level in definition.tree)
        columns.update(_grouped("level2", {level.printed: level.level2 for level in definition.tree}))
    words = tuple(band.name for band in pack.qualitative.bands)
    return Choices(columns | ({"completion": words} if words else {}))


def _grouped(
    name: str, groups: Mapping[str | None, Sequence[str]]
) -> Iterator[tuple[str, Sequence[str | Decimal]]]:
    """One column below the other, and where those of each begin and end; those of None come last."""
    texts: list[str] = []
    ends: list[tuple[str, Decimal, Decimal]] = []
    for parent in sorted(groups, key=lambda one: one is None):
        if groups[parent] and parent is not None:
            ends.append((parent, Decimal(len(texts) + 1), Decimal(len(texts) + len(groups[parent]))))
        texts += groups[parent]
    if texts:
        yield name, tuple(texts)
    if ends:
        yield from zip((f"{name}{OF}", f"{name}{FROM}", f"{name}{TO}"), zip(*ends, strict=True), strict=True)


class RosterChoices:
    """The departments of a roster and the units of each, in its order."""

    def __init__(self, people: Iterable[tuple[str | None, str | None]]) -> None:
        """Take the department and unit of each row."""
        self._units: dict[str | None, dict[str, None]] = {}
        for department, unit in people:
            units = self._units.setdefault(department or None, {})
            if unit:
                units[unit] = None
        self._count = sum(map(len, self._units.values()))
        self._known: dict[str | None, Choices] = {}

    def of(self, department: str | None) -> Choices:
        """The lists in a form of this department.

        All units where these are few enough, else those of the department alone.
        """
        key = None if self._count <= MOST_CHOICES else department
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = self._made({key: self._units.get(key, {})} if key else self._units)
        return self._known[key]

    def _made(self, units: Mapping[str | None, Mapping[str, None]]) -> Choices:
        departments = tuple(name for name in self._units if name)
        columns: dict[str, Sequence[str | Decimal]] = {}
        if 0 < len(departments) <= MOST_CHOICES:
            columns["department"] = departments
        if sum(map(len, units.values())) <= MOST_CHOICES:
            columns.update(_grouped("unit", {name: tuple(own) for name, own in units.items()}))
        return Choices(columns)
