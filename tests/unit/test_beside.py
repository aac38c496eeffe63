"""测算得分 as an unopened form stores it; spreadsheets show the same: spreadsheet/test_suggested_beside."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xltools.library import load_pack
from xltools.model import Indicator
from xltools.rules.layout.beside.columns import SUGGESTED, beside
from xltools.rules.layout.beside.reckoned import issued_contents, reckoned

UNREAD = beside().unread


@pytest.mark.parametrize(
    ("pack", "target", "actual", "shown"),
    [
        ("national", "=0起", "无", Decimal(4)),
        ("national", "≥10个", "无", UNREAD),  # none of ten, or none written down
        ("national", "≤10%", "0.02", UNREAD),
        ("national", "=100%", "0.2", UNREAD),
        ("national", "=100%", "0.21", Decimal("0.84")),
        ("overachievement-130", "≥100个", "129个", Decimal(4)),
        ("overachievement-130", "≥100个", "130个", UNREAD),  # well over the target: for people
    ],
)
def test_the_stored_result_at_its_edges(pack: str, target: str, actual: str, shown: Decimal | str) -> None:
    row = Indicator(level3="指标", target=target, actual=actual, weight=Decimal(4))
    known, _ = issued_contents(row)
    assert reckoned(row, known, Decimal(0), beside(), load_pack(pack))[SUGGESTED] == shown
