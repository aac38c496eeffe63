"""How numbers and fields are named in a finding."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from xltools.model import Evaluation
from xltools.rules.checks.standards import Standards, shipped_standards
from xltools.rules.definition.model import FormDefinition
from xltools.rules.pack.computing import half_up
from xltools.rules.scoring.computed import Path, split_row


def plain_number(value: Decimal) -> str:
    """`6.5`, `10`: no exponent, no trailing zeros."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def money(value: Decimal) -> str:
    """`5,725,327`, `506,900.5`."""
    text = format(value, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(ratio: Decimal, places: int = 2) -> str:
    """`85.52%` of 0.8552, half up."""
    return f"{half_up(ratio * 100, places):f}%"


def named(value: Decimal | None, generic_path: str) -> str | None:
    """A computed cell as its field is printed: a rate as percentage, points as they are."""
    if value is None:
        return None
    return percent(value) if generic_path.endswith("execution_rate") else plain_number(value)


def field_name(definition: FormDefinition, name: str, standards: Standards) -> str:
    """The Chinese name of a field: its label on this form."""
    if name in standards.field_names:
        return standards.field_names[name]
    return definition.called(name) if name in definition.labels else name


def field_labels(
    evaluation: Evaluation, definition: FormDefinition, standards: Standards | None = None
) -> Callable[[Path], str | None]:
    """What to call each field of this record: `“考试公平性”的得分`, `年度资金总额的全年预算数`."""
    known = standards or shipped_standards()

    def label(path: Path) -> str | None:
        block, _, name = path.rpartition(".")
        field = field_name(definition, name, known)
        if "[" not in block:
            return field
        kind, index = split_row(block)
        if kind == "funds":
            item = evaluation.funds[index].item if index < len(evaluation.funds) else None
            return known.phrase("fund_label", name=item.strip(" ：:"), field=field) if item else field
        row = evaluation.indicators[index] if index < len(evaluation.indicators) else None
        if row is not None and name.startswith("level") and (text := getattr(row, name)):
            return known.phrase("level_label", name=text, field=field)
        row_name = (row.level3 if row else None) or known.phrase("indicator_row", number=index + 1)
        return known.phrase("indicator_label", name=row_name, field=field)

    return label
