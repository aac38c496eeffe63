"""The shared string table: one text per entry, runs joined, phonetic guides left out."""

from __future__ import annotations

from collections.abc import Iterable

from xltools.grids import limits
from xltools.grids.unopenable import UnopenableBook
from xltools.grids.values import unescape
from xltools.grids.xml import DamagedPart, local_names, scan

_KINDS = local_names("si", "t", "rPh")


class _Strings:
    def __init__(self, budget: limits.Budget) -> None:
        self.found: list[str] = []
        self.pieces: list[str] = []
        self._budget = budget
        self._runs: list[str] | None = None  # texts of the open entry
        self._phonetic = False
        self._depth = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        kind = _KINDS.get(name)
        if kind == "t":
            self.pieces.clear()
        elif kind == "si":
            if self._runs is not None:
                raise DamagedPart("entry within entry")
            self._runs = []
        elif kind == "rPh":
            self._phonetic = True
        self._depth += 1
        if self._depth > limits.MAX_DEPTH:
            raise DamagedPart("nested too deep")

    def end(self, name: str) -> None:
        self._depth -= 1
        kind = _KINDS.get(name)
        if kind == "t":
            if self._runs is not None and not self._phonetic:
                self._runs.append("".join(self.pieces))
        elif kind == "si":
            self._keep("".join(self._runs or ()))
            self._runs = None
        elif kind == "rPh":
            self._phonetic = False

    def _keep(self, text: str) -> None:
        self.found.append(self._budget.text(unescape(text)))
        if len(self.found) > limits.MAX_STRINGS:
            raise UnopenableBook("amount", f"文字条目超过 {limits.MAX_STRINGS} 条")


def read_strings(part: str, chunks: Iterable[bytes], budget: limits.Budget) -> list[str]:
    """All texts of a shared string part, in order."""
    strings = _Strings(budget)
    scan(part, chunks, strings, budget)
    return strings.found
