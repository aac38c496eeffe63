"""A hang ends a hostile test, instead of ending the patience of who runs it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator

import pytest

_SECONDS = 120


def _hung(*_: object) -> None:
    raise AssertionError(f"no outcome after {_SECONDS} s")


@pytest.fixture(autouse=True)
def hang_guard() -> Iterator[Callable[[], object]]:
    """Fail after two minutes, from the start or from the last call of what this gives, where many things are
    tried; where there is no alarm clock (Windows) there is no guard.
    """
    if not hasattr(signal, "SIGALRM"):
        yield lambda: None
        return
    before = signal.signal(signal.SIGALRM, _hung)
    signal.alarm(_SECONDS)
    yield lambda: signal.alarm(_SECONDS)
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
