"""Findings: what is wrong in a form, from one catalogue (`templates/findings.toml`).

A finding is data: a code, its place, and the values that its sentence names. The sentences
(what, rule, cure), severity and source of each code stand in the catalogue only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from string import Formatter

from xltools.assets import shipped_toml


class Severity(StrEnum):
    """错误 must be corrected; 核实 may stand if explained; 提示 is for information."""

    ERROR = "error"
    VERIFY = "verify"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """0 is the gravest."""
        return _RANKS[self]

    @property
    def chinese(self) -> str:
        """错误, 核实 or 提示."""
        return ("错误", "核实", "提示")[self.rank]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Raised(StrEnum):
    """Who finds it: the reader of a file, the check of one form, or forms looked at together."""

    READER = "reader"
    CHECK = "check"
    COLLECT = "collect"


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the catalogue. Texts may name values as `{found}`."""

    code: str
    severity: Severity
    raised: Raised
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
    """One finding. `path` is the field (`indicators[3].score`), `values` fill the catalogue's sentences.

    `also` are the paths of further cells of the same finding, `also_cells` their addresses.
    `explained` is what the form itself says about a 核实: then it may stand, and travels with the form.
    """

    code: str
    path: str | None = None
    found: str | None = None
    expected: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    place: Place = Place()
    also: tuple[str, ...] = ()
    also_cells: tuple[str, ...] = ()
    explained: str | None = None

    @property
    def kind(self) -> Kind:
        """The catalogue's entry."""
        return catalogue()[self.code]

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return self.kind.severity

    @property
    def paths(self) -> tuple[str, ...]:
        """Every cell it is about, the first one first."""
        return (self.path, *self.also) if self.path else self.also

    def standing(self, place: Place, also_cells: tuple[str, ...]) -> Finding:
        """The same at a place, and at the cells of its further paths."""
        return Finding(
            self.code,
            self.path,
            self.found,
            self.expected,
            self.values,
            place,
            self.also,
            self.also_cells or also_cells,
            self.explained,
        )

    @property
    def what(self) -> str:
        """What is wrong, in Chinese."""
        return self._fill(self.kind.what)

    @property
    def rule(self) -> str:
        """The rule it breaks, in Chinese: that of the rule pack where the finding cites it."""
        return self.values.get("rule_text") or self._fill(self.kind.rule)

    @property
    def source(self) -> str:
        """Where the rule comes from."""
        return self.values.get("rule_source") or self.kind.source

    @property
    def action(self) -> str:
        """What to do, in Chinese."""
        return self._fill(self.kind.action)

    @property
    def english(self) -> str:
        """What is wrong and what to do, in English."""
        return self._fill(self.kind.english, blank="blank")

    def _fill(self, template: str, blank: str = "空白") -> str:
        if "{" not in template:
            return template
        return template.format_map({name: self._value(name, blank) for name in _named_in(template)})

    def _value(self, name: str, blank: str) -> str:
        """What a sentence names, as it tells it."""
        own = {"found": self.found or blank, "expected": self.expected or "", "label": self.place.label or ""}
        text = self.values[name] if name in self.values else own[name]
        return _clipped(text) if name in TYPED else text


TYPED = frozenset({"found", "expected", "target", "actual"})
"""Values that may be what somebody typed, of any length: a sentence quotes the beginning."""
LONGEST_QUOTE = 60


@lru_cache(maxsize=1 << 10)
def _named_in(template: str) -> frozenset[str]:
    """The values that a sentence of the catalogue names."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Kind]:
    """Every kind of finding by code, in the catalogue's order (the order of repair)."""
    kinds = {}
    for code, entry in shipped_toml("templates", "findings.toml").items():
        typed = {"severity": Severity(entry["severity"]), "raised": Raised(entry["raised"])}
        kinds[code] = Kind(code=code, **{**entry, **typed})
    return kinds


@lru_cache(maxsize=1)
def _order() -> dict[str, int]:
    codes = sorted(catalogue().values(), key=lambda kind: kind.severity.rank)  # equal ones stay in order
    return {kind.code: index for index, kind in enumerate(codes)}


def in_order_of_repair(findings: Iterable[Finding]) -> list[Finding]:
    """Gravest first; within a severity, the catalogue's order; then as found."""
    order = _order()
    return sorted(findings, key=lambda finding: order[finding.code])


def with_places(
    findings: Iterable[Finding],
    file: str | None,
    cells: Mapping[str, tuple[str, str]],
    label_of: Callable[[str], str | None],
) -> list[Finding]:
    """Say where in the file each finding stands: `cells` gives sheet and address of a field path.

    A path that is a whole block (`indicators`) stands at its first cell; one that was not read has no
    cell. A place that is already known is kept.
    """
    return [_placed(finding, file, cells, label_of) for finding in findings]


def _placed(
    finding: Finding,
    file: str | None,
    cells: Mapping[str, tuple[str, str]],
    label_of: Callable[[str], str | None],
) -> Finding:
    known = finding.place
    sheet, cell = _cell(finding.path, cells)
    place = Place(
        file=known.file or file,
        sheet=known.sheet or sheet,
        cell=known.cell or cell,
        label=known.label or (label_of(finding.path) if finding.path else None),
    )
    found = (_cell(path, cells)[1] for path in finding.also)
    further = dict.fromkeys(address for address in found if address and address != place.cell)
    return finding.standing(place, tuple(further))


def _cell(path: str | None, cells: Mapping[str, tuple[str, str]]) -> tuple[str | None, str | None]:
    if path is None:
        return None, None
    if path in cells:
        return cells[path]
    starts = (f"{path}[", f"{path}.")
    return next((cells[name] for name in cells if name.startswith(starts)), (None, None))
