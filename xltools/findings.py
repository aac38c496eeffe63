"""Findings: what is wrong in a form, from one catalogue (`templates/findings.toml`).

A finding is data: a code, its place, and the values that its sentence names. The sentences
(what, rule, cure), severity and source of each code stand in the catalogue only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from xltools.assets import shipped_toml


class Severity(StrEnum):
    """错误 must be corrected; 核实 may stand if explained; 提示 is for information."""

    ERROR = "error"
    VERIFY = "verify"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """0 is the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the catalogue. Texts may name values as `{found}`."""

    code: str
    severity: Severity
    title: str
    what: str
    action: str
    rule: str
    source: str
    explain: str
    english: str  # one English sentence: what and what to do


@dataclass(frozen=True, slots=True)
class Place:
    """Where: file, sheet, cell (`H23`), and the Chinese label of the field. Parts may be unknown."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `path` is the field (`indicators[3].score`), `values` fill the catalogue's sentences."""

    code: str
    path: str | None = None
    found: str | None = None
    expected: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    place: Place = Place()
    also: tuple[str, ...] = ()  # paths of further cells of the same finding

    @property
    def kind(self) -> Kind:
        """The catalogue's entry."""
        return catalogue()[self.code]

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return self.kind.severity

    @property
    def what(self) -> str:
        """What is wrong, in Chinese."""
        return self._fill(self.kind.what)

    @property
    def action(self) -> str:
        """What to do, in Chinese."""
        return self._fill(self.kind.action)

    def _fill(self, template: str) -> str:
        blanks = {
            "found": self.found or "空白",
            "expected": self.expected or "",
            "label": self.place.label or "",
        }
        return template.format_map({**blanks, **self.values})


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Kind]:
    """Every kind of finding by code, in the catalogue's order (the order of repair)."""
    kinds = {}
    for code, entry in shipped_toml("templates", "findings.toml").items():
        kinds[code] = Kind(code=code, **{**entry, "severity": Severity(entry["severity"])})
    return kinds


def in_order_of_repair(findings: Iterable[Finding]) -> list[Finding]:
    """Gravest first; within a severity, the catalogue's order; then as found."""
    order = {code: index for index, code in enumerate(catalogue())}
    return sorted(findings, key=lambda finding: (finding.severity.rank, order[finding.code]))
