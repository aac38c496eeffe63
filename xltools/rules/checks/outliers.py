"""Forms that stand out among the others of a collection: worth a second look, not wrong as such.

The measure is one that can be told in a sentence: how far from the middle of the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from xltools.findings import Finding
from xltools.model import Evaluation
from xltools.rules.checks.standards import Standards
from xltools.rules.checks.wording import percent, plain_number
from xltools.rules.labels import plain
from xltools.rules.office_names import spellings
from xltools.rules.pack.computing import half_up
from xltools.rules.scoring.computed import fund_path

Located = tuple[str, Finding]


@dataclass(frozen=True, slots=True)
class Group:
    """The forms one is compared with, and what they are called."""

    label: str
    names: tuple[str, ...]


def execution_rate_stands_out(forms: Mapping[str, Evaluation], standards: Standards) -> Iterator[Located]:
    """A rate far from the others' is mostly an amount in another unit, or a project that hardly began."""
    rates = {name: rate for name, form in forms.items() if (rate := _rate(form)) is not None}
    numbers = {name: rate for name, (_, rate) in rates.items()}
    for name, middle, group in _outliers(forms, numbers, standards, standards.thresholds.rate_distance):
        values = {
            **_compared(group),
            "difference": plain_number(half_up(abs(numbers[name] - middle) * 100, 2)),
        }
        path = fund_path(rates[name][0], "execution_rate")
        yield (
            name,
            Finding(
                "execution-rate-stands-out", path, percent(numbers[name]), percent(middle), values=values
            ),
        )


def total_score_stands_out(forms: Mapping[str, Evaluation], standards: Standards) -> Iterator[Located]:
    """A total far from the others' wants a reason that the form should give."""
    numbers = {name: form.total_score for name, form in forms.items() if form.total_score is not None}
    for name, middle, group in _outliers(forms, numbers, standards, standards.thresholds.score_distance):
        values = {**_compared(group), "difference": plain_number(abs(numbers[name] - middle))}
        found, expected = plain_number(numbers[name]), plain_number(middle)
        yield name, Finding("total-score-stands-out", "total_score", found, expected, values=values)


def department_all_full(forms: Mapping[str, Evaluation], standards: Standards) -> Iterator[Located]:
    """A department whose every form has full marks everywhere has not looked for differences."""
    for group in _departments(forms, standards):
        if len(group.names) >= standards.thresholds.full_forms and all(
            _is_full(forms[name]) for name in group.names
        ):
            for name in group.names:
                yield name, Finding("department-all-full", "total_score", values=_compared(group))


def _compared(group: Group) -> dict[str, str]:
    return {"group": group.label, "count": str(len(group.names))}


def _rate(form: Evaluation) -> tuple[int, Decimal] | None:
    """The row and the execution rate of the total fund."""
    rates = ((index, fund.execution_rate) for index, fund in enumerate(form.funds))
    return next(((index, rate) for index, rate in rates if rate is not None), None)


def _is_full(form: Evaluation) -> bool:
    scored = [row for row in form.indicators if row.weight is not None]
    return bool(scored) and all(row.score == row.weight for row in scored)


def _outliers(
    forms: Mapping[str, Evaluation],
    numbers: Mapping[str, Decimal],
    standards: Standards,
    distance: Decimal,
) -> Iterator[tuple[str, Decimal, Group]]:
    """The forms whose number is far from the middle of their department, or of all where that is small."""
    least, spreads = standards.thresholds.outlier_forms, standards.thresholds.outlier_spreads
    known = {name: form for name, form in forms.items() if name in numbers}
    large = [group for group in _departments(known, standards) if len(group.names) >= least]
    own = {name for group in large for name in group.names}
    everyone = Group(standards.phrases["all_forms"], tuple(known))
    groups = [*large, everyone] if len(known) >= least else large
    for group in groups:
        values = [numbers[name] for name in group.names]
        middle = median(values)
        limit = max(distance, spreads * median(abs(value - middle) for value in values))
        for name in group.names:
            told_already = group is everyone and name in own
            if not told_already and abs(numbers[name] - middle) > limit:
                yield name, middle, group


def _departments(forms: Mapping[str, Evaluation], standards: Standards) -> list[Group]:
    same = spellings(form.department or "" for form in forms.values())
    names: dict[str, list[str]] = defaultdict(list)
    for name, form in forms.items():
        if plain(form.department or ""):
            names[same[form.department or ""]].append(name)
    return [
        Group(standards.phrase("department_forms", name=forms[own[0]].department), tuple(own))
        for own in names.values()
    ]
