"""Counts what xlwings and our code ask of the engine's objects: over COM each would be a call to Excel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.helpers.uno_engine import api, engine, parts

_CLASSES = (
    api.AppApi, api.BookApi, api.SheetApi, api.ValidationApi, api.RangeApi, engine.App, engine.Books,
    engine.Book, engine.Sheets, engine.Sheet, engine.Range, parts.Note, parts.Names, parts.Name,
)  # fmt: skip
_OURS = {"ask", "load", "rest", "join", "forget", "address", "get_address"}
"""Members by which the engine helps itself, and what an area knows of itself."""
_CALLED = {"__call__", "__len__", "__iter__", "__contains__", "__getattr__"}


def count_crossings(patch: pytest.MonkeyPatch) -> Counter[str]:
    """Every use of a member from now on; what the engine's objects ask of each other is not counted."""
    counter = _Counter()
    for owner in _CLASSES:
        for name, member in list(vars(owner).items()):
            if name in _OURS or (name.startswith("_") and name not in _CALLED):
                continue
            if isinstance(member, property):
                get, put = (counter.wrap(owner, name, way) for way in (member.fget, member.fset))
                patch.setattr(owner, name, property(get, put))
            elif callable(member) and not isinstance(member, type):
                patch.setattr(owner, name, counter.wrap(owner, name, member))
    return counter.counts


class _Counter:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._inside = False

    def wrap(self, owner: type, name: str, way: Callable[..., Any] | None) -> Callable[..., Any] | None:
        if way is None:
            return None

        def counted(*arguments: Any, **named: Any) -> Any:
            if self._inside:
                return way(*arguments, **named)
            self.counts[f"{owner.__name__}.{name}"] += 1
            self._inside = True
            try:
                return way(*arguments, **named)
            finally:
                self._inside = False

        return counted
