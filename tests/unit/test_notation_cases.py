"""Every labelled pair is read and compared as the person who labelled it did."""

from __future__ import annotations

import pytest

from tests.helpers.readings import rows, short
from xltools.rules.notation import compare, read_notation

SHOWN = list(rows("notations.csv"))
MORE = list(rows("notations_more.csv"))


def _name(row: dict[str, str]) -> str:
    return f"{row['target']} → {row['actual']}"


@pytest.mark.parametrize("row", SHOWN + MORE, ids=_name)
def test_reads_target_and_actual_as_labelled(row: dict[str, str]) -> None:
    assert short(read_notation(row["target"])) == row["target_reading"]
    assert short(read_notation(row["actual"])) == row["actual_reading"]


@pytest.mark.parametrize("row", SHOWN + MORE, ids=_name)
def test_compares_as_labelled(row: dict[str, str]) -> None:
    comparison = compare(read_notation(row["target"]), read_notation(row["actual"]))
    assert comparison.outcome == row["comparison"]
    assert comparison.outcome in ("reached", "missed", "over") or comparison.reason


@pytest.mark.parametrize("row", SHOWN, ids=_name)
def test_compares_as_labelled_knowing_the_indicator(row: dict[str, str]) -> None:
    comparison = compare(read_notation(row["target"]), read_notation(row["actual"]), indicator=row["level3"])
    assert comparison.outcome == row["comparison_named"]


def test_all_shown_pairs_are_labelled() -> None:
    assert len(SHOWN) == 66
