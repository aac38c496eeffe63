"""How much of strangers' forms is read right, field by field, and whether a finding tells the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.helpers.strange_forms import Truth
from tests.helpers.strange_records import MONEY, Record
from xltools.library import official_form
from xltools.rules.reading import ReadForm
from xltools.rules.record import evaluation_to_json

_HEAD = (
    "title",
    "year",
    "project",
    "department",
    "unit",
    "expected_goal",
    "actual_outcome",
    "total_weight",
    "total_score",
)
_WHOLE = frozenset({"form-uncertain"})
_PARTS = ("target_comparator", "target_number", "target_unit")
_SCALE = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}


@dataclass(frozen=True)
class Field:
    """One field: what it says, what was read, whether a finding tells that it may be wrong."""

    path: str
    truth: Any
    read: Any
    told: bool

    @property
    def right(self) -> bool:
        return bool(self.truth == self.read)


def fields(truth: Truth, form: ReadForm | None) -> Iterator[Field]:
    """Every field of the form that is there, and of rows that are none."""
    said = dict(_said(truth, form))
    read = {} if form is None else dict(_flat(evaluation_to_json(form.evaluation), form))
    told = {finding.path for finding in form.findings} if form else set()
    codes = {finding.code for finding in form.findings} if form else set()
    for path in {**said, **{path: None for path, value in read.items() if value is not None}}:
        if not path.startswith(("funds", "indicators")) and path not in said:
            continue
        name = path.rpartition(".")[2]
        known = path in told or bool(_WHOLE & codes)
        known |= name in MONEY and bool(codes & {"money-unit-unknown"})
        yield Field(path, said.get(path), read.get(path), known)


def _said(truth: Truth, form: ReadForm | None) -> Iterator[tuple[str, Any]]:
    kind, says = truth.kind, truth.record
    unit = truth.unit or (official_form(form.definition_id).definition.money_unit if form else "元")
    for name in _HEAD:
        goals = ("expected_goal", "actual_outcome") if kind.shape.goals else ()
        if name in ("title", "year", *goals, *kind.shape.head, *kind.shape.totals):
            yield name, says[name]
    for index, row in enumerate(says["funds"]):
        for name in ("item", *kind.shape.amounts, *kind.shape.points):
            value = row[name]
            yield (
                f"funds[{index}].{name}",
                value * _SCALE[unit] if name in MONEY and value is not None else value,
            )
    for index, row in enumerate(says["indicators"]):
        for name in dict.fromkeys("target" if name in _PARTS else name for name in kind.shape.columns):
            yield (
                f"indicators[{index}].{name}",
                joined(row) if name == "target" and kind.shape.parted else row[name],
            )


def joined(row: Record) -> str | None:
    """A target in three cells as one text."""
    comparator, number, unit = (row[name] or "" for name in _PARTS)
    return ("" if comparator == "定性" else comparator) + number + ("" if unit == "无" else unit) or None


def _flat(record: dict[str, Any], form: ReadForm) -> Iterator[tuple[str, Any]]:
    scale = _SCALE[official_form(form.definition_id).definition.money_unit]
    for name in _HEAD:
        value = record.get(name)
        yield name, Decimal(value) if value is not None and name.startswith("total") else value
    for kind in ("funds", "indicators"):
        for index, row in enumerate(record[kind]):
            for name, value in row.items():
                number = value is not None and name in (*MONEY, "weight", "execution_rate", "score")
                read = Decimal(value) * (scale if name in MONEY else 1) if number else value
                yield f"{kind}[{index}].{name}", read


def compared(truths: Sequence[Truth], forms: Sequence[ReadForm]) -> Iterator[Field]:
    """The fields of all forms of a workbook, in order; a form that was not found is wrong whole."""
    for index, truth in enumerate(truths):
        yield from fields(truth, forms[index] if index < len(forms) else None)
    for form in forms[len(truths) :]:
        yield Field("form", None, form.definition_id, False)
