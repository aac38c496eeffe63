"""What a collection comes to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltools.collect.submission import Submission, count
from xltools.collect.take.inbox import shown
from xltools.findings import Severity
from xltools.rules.reading import Outcome


@dataclass(frozen=True, slots=True)
class Collected:
    """Every file of the inbox with its one outcome, and the files that were written.

    Of the forms, only what they were compared and counted by is at hand; all they say stands in the outputs.
    `unremembered` tells why the next run has to read again what this one read; `notes`, what of the roster
    was read, where that is not plain, and that an older summary was kept; `deserted`, that the cluster was
    gone at the end, and this machine did its work.
    """

    submissions: tuple[Submission, ...]
    outputs: tuple[Path, ...]
    unremembered: str | None = None
    notes: tuple[str, ...] = ()
    deserted: bool = False

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """How many files ended in each outcome; together all files."""
        counts = dict.fromkeys(Outcome, 0)
        for submission in self.submissions:
            counts[submission.outcome] += 1
        return counts

    @property
    def forms(self) -> int:
        """How many forms were read; one file may hold several."""
        return sum(len(submission.forms) for submission in self.submissions)

    def count(self, severity: Severity) -> int:
        """How many findings of one severity, in the forms that count."""
        return sum(count(submission.findings, severity) for submission in self.submissions)

    def to_json(self) -> dict[str, Any]:
        """What `xltools collect --json` prints."""
        return {
            "version": 1,
            "counts": {str(outcome): number for outcome, number in self.outcomes.items()},
            "files": [_file(submission) for submission in self.submissions],
            "outputs": [shown(path) for path in self.outputs],
        }


def _file(submission: Submission) -> dict[str, Any]:
    return {
        "file": shown(submission.entry.place),
        "outcome": str(submission.outcome),
        "reason": submission.reason,
        "findings": [finding.code for form in submission.forms for finding in form.findings],
    }
