"""What collect knows of one input file: plain data that passes between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from xltools.findings import Finding, Severity
from xltools.rules.reading import Outcome, ReadForm


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the inbox. `name` is how people are told of it; an outcome here means: do not open it."""

    path: Path
    name: str
    outcome: Outcome | None = None
    reason: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class FormResult:
    """One form of a file: what was read, what is wrong, and the computed cells by field path."""

    form: ReadForm
    findings: tuple[Finding, ...] = ()
    computed: Mapping[str, Decimal | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Submission:
    """How one file ended. `error` is a traceback for --debug, where the program itself failed."""

    entry: Entry
    outcome: Outcome
    reason: str | None = None
    size: int | None = None
    sha256: str | None = None
    forms: tuple[FormResult, ...] = ()
    error: str | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those of all forms, in their order."""
        return tuple(finding for form in self.forms for finding in form.findings)


def count(findings: tuple[Finding, ...], severity: Severity) -> int:
    """How many of one severity."""
    return sum(finding.severity is severity for finding in findings)
