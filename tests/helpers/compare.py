"""Records compared field by field, as a reviewer would: which field, what it was, what came back."""

from __future__ import annotations

from typing import Any

from xltools.model import Evaluation
from xltools.rules.record import evaluation_from_json

COMPUTED = {
    "execution_rate",
    "total_weight",
    "total_score",
}  # the form computes them where the record is blank


def evaluation_of(record: dict[str, Any]) -> Evaluation:
    """The record as an Evaluation."""
    return evaluation_from_json(record, "测试记录")[0]


def differences(given: Evaluation, read: Evaluation) -> list[str]:
    """Each field that came back otherwise; what the form itself fills may come back filled."""
    found = []
    for name in Evaluation.__dataclass_fields__:
        one, other = getattr(given, name), getattr(read, name)
        if name in ("funds", "indicators"):
            found += _rows(name, one, other)
        elif one != other and not (one is None and name in COMPUTED | {"title", "form"}):
            found.append(f"{name}: {one!r} → {other!r}")
    return found


def _rows(name: str, given: Any, read: Any) -> list[str]:
    if len(given) != len(read):
        return [f"{name}: {len(given)} rows → {len(read)} rows"]
    found = []
    for index, (one, other) in enumerate(zip(given, read, strict=True)):
        for part in type(one).__dataclass_fields__:
            before, after = getattr(one, part), getattr(other, part)
            filled = before is None and name == "funds" and part in {*COMPUTED, "score"} and index == 0
            if before != after and not filled:
                found.append(f"{name}[{index}].{part}: {before!r} → {after!r}")
    return found
