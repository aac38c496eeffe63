"""An inbox that several tests of the summary begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.inbox import put_forms


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    put_forms(folder, ["甲.xlsx", "乙.xlsx", "丙.xlsx"])
    return folder
