"""Every labelled pair is read and compared as the person who labelled it did.

`notations.csv` (the 66 shown pairs) and `notations_more.csv` were labelled before the reader was first run;
`notations_reviewed.csv` holds readings that were looked at one by one afterwards, most of them once wrong;
`notations_spoken.csv` those in Chinese numerals and in quarters, which the formulas of a form leave to us.
"""

from __future__ import annotations

import pytest

from tests.helpers.readings import rows, short
from xltools.rules.notation import compare, read_notation

SHOWN = list(rows("notations.csv"))
MORE = list(rows("notations_more.csv"))
REVIEWED = [*rows("notations_reviewed.csv"), *rows("notations_spoken.csv")]


def _name(row: dict[str, str]) -> str:
    return f"{row['target']} → {row['actual']}"


@pytest.mark.parametrize("row", SHOWN + MORE + REVIEWED, ids=_name)
def test_reads_target_and_actual_as_labelled(row: dict[str, str]) -> None:
    assert short(read_notation(row["target"])) == row["target_reading"]
    assert short(read_notation(row["actual"])) == row["actual_reading"]


@pytest.mark.parametrize("row", SHOWN + MORE + REVIEWED, ids=_name)
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
