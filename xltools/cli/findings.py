"""Findings as the commands tell them: place, what, cure; counts; and the exit code they lead to."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from xltools.cli import exits
from xltools.cli.terminal import one_line
from xltools.cli.wording import Wording
from xltools.findings import Finding, Severity
from xltools.rules.reading import Outcome

NOT_TAKEN = frozenset({Outcome.ENCRYPTED, Outcome.UNREADABLE, Outcome.TOO_LARGE})
"""Outcomes of a file that should have been read and was not."""

READ = frozenset({Outcome.FORM, Outcome.SKIPPED})
"""Outcomes of a named file, or one inside a named archive, that leave nothing to be done."""


class FailOn(StrEnum):
    """From which severity on a finding makes a command end with exit code 1."""

    ERROR = "error"
    VERIFY = "verify"
    HINT = "hint"
    NEVER = "never"


def findings_code(findings: Collection[Finding], fail_on: FailOn) -> int:
    """1 where one of the findings is grave enough."""
    if fail_on is FailOn.NEVER:
        return exits.CLEAN
    limit = Severity(fail_on.value).rank
    grave = any(finding.severity.rank <= limit for finding in findings)
    return exits.FINDINGS if grave else exits.CLEAN


def counts(findings: Collection[Finding]) -> dict[str, int]:
    """How many of each severity."""
    found = [finding.severity for finding in findings]
    return {str(severity): found.count(severity) for severity in Severity}


def several_sheets(findings: Collection[Finding]) -> bool:
    """True where a cell's address alone does not say where it is."""
    return len({finding.place.sheet for finding in findings if finding.place.sheet}) > 1


def place(finding: Finding, say: Wording, *, with_sheet: bool = False) -> str:
    """`H23 得分`, `表一!H23 得分`, `D18 三级指标（还有 D19、D20）`; what is not known is left out."""
    where = finding.place
    cell = f"{where.sheet}!{where.cell}" if with_sheet and where.sheet and where.cell else where.cell
    parts = [part for part in (cell, where.label) if part]
    told = one_line(" ".join(parts)) or say("check.no_place")
    if not finding.also_cells:
        return told
    return say("check.place_more", place=told, cells=say("messages.list_separator").join(finding.also_cells))


def sentence(finding: Finding, say: Wording, template: str, *, with_sheet: bool = False) -> str:
    """A finding as one line of `template`, which names severity, place, what and action."""
    return say(
        template,
        severity=say(f"severity.{finding.severity}"),
        place=place(finding, say, with_sheet=with_sheet),
        what=one_line(finding.english if say.english else finding.what),
        action="" if say.english else one_line(finding.action),
    ).rstrip(" —")
