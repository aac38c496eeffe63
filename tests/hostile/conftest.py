"""A hang ends a hostile test, instead of ending the patience of who runs it."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

_SECONDS = 120


def _hung(*_: object) -> None:
    raise AssertionError(f"no outcome after {_SECONDS} s")


@pytest.fixture(autouse=True)
def hang_guard() -> Iterator[None]:
    """Fail after two minutes; where there is no alarm clock (Windows) there is no guard."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _hung)
    signal.alarm(_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
