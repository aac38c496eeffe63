"""How sure the reading of a field is: the one place that says so, from how the field was read."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from enum import IntEnum

from xltools.model import NUMBER_FIELDS
from xltools.rules.reading import FoundBy, ReadForm
from xltools.rules.scoring.computed import generic, value_at

_REPAIRED = frozenset(
    {"number-as-text", "text-became-formula", "error-value", "not-a-number", "cell-not-split"}
)
"""Findings about one cell whose content is not what it should be."""
_UNCERTAIN = frozenset({"form-uncertain"})  # of a whole form
_MONEY = frozenset({"initial_budget", "annual_budget", "executed"})


class Confidence(IntEnum):
    """From the surest to the least sure."""

    NAMED = 1  # by a defined name of our own form
    LABELLED = 2  # by the label beside or above it
    CONVERTED = 3  # a number that stands there otherwise: 86%, 4分, 万元
    INFERRED = 4  # repaired, or read by a guess that a finding tells


def confidence(form: ReadForm, path: str) -> Confidence:
    """How sure the field at a path (`funds[0].executed`) is."""
    name = path.rpartition(".")[2]
    own = {finding.code for finding in form.findings if finding.path == path}
    of_form = {finding.code for finding in form.findings}
    guessed = {finding.values["field"] for finding in form.findings if finding.code == "heading-guessed"}
    unsure = generic(path) in guessed or bool(own & _REPAIRED or of_form & _UNCERTAIN)
    if unsure or (name in _MONEY and "money-unit-unknown" in of_form):
        return Confidence.INFERRED
    if name in NUMBER_FIELDS and _stands_otherwise(form, path):
        return Confidence.CONVERTED
    return Confidence.NAMED if form.found_by is FoundBy.NAMES else Confidence.LABELLED


def _stands_otherwise(form: ReadForm, path: str) -> bool:
    source, value = form.cells.get(path), value_at(form.evaluation, path)
    raw = source.raw if source is not None else None
    if raw is None or value is None or raw.startswith("="):  # a formula's result is taken as it is
        return False
    try:
        return Decimal(raw) != value
    except InvalidOperation:
        return True
