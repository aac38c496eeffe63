"""An issued form on a clerk's desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.desk import ISSUED, Desk, started
from tests.helpers.sheet import form_table
from tests.helpers.uno_engine import Bridge
from xltools.generate import generate_file


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    running = started(tmp_path_factory.mktemp("office"))
    yield running
    running.close()


@pytest.fixture
def desk(bridge: Bridge, tmp_path: Path) -> Iterator[Desk]:
    """The form as it was issued."""
    path = tmp_path / "下发.xlsx"
    generate_file(form_table(ISSUED), "shanghai-2022", path, "名册")
    opened = Desk(bridge, path)
    yield opened
    opened("close")
