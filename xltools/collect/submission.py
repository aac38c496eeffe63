"""What collect knows of one input file: plain data that passes between processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from xltools.findings import Finding, Severity
from xltools.grid import Format
from xltools.grids import Inside
from xltools.rules.reading import Outcome, ReadForm


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the inbox. `name` is how people are told of it; an outcome here means: do not open it.

    A file inside an archive has the archive's `path`; `inside` and `below` are its place and its name there.
    A file that lies elsewhere has an `url`; its `path` is none of this machine; it tells it from others.
    """

    path: Path
    name: str
    outcome: Outcome | None = None
    reason: str | None = None
    size: int | None = None
    inside: Inside = ()
    below: str = ""
    url: str | None = None

    @property
    def place(self) -> str:
        """The file as a person would look for it."""
        return f"{self.url}/{self.below}".rstrip("/") if self.url else str(self.file)

    @property
    def file(self) -> Path:
        """Where a person would look for it; inside an archive, there is no such file on the disk."""
        return self.path / self.below if self.below else self.path


Range = tuple[Decimal, Decimal]
"""The lowest and the highest of suggested points."""


class Standing(StrEnum):
    """Whether a form counts where a project was handed in more than once."""

    USED = "used"
    OLDER = "older"  # another one was saved later
    SAME = "same"  # another one says the same


@dataclass(frozen=True, slots=True)
class FormResult:
    """One form of a file: what was read, what is wrong, and the computed cells by field path.

    `suggested` are the points that the rules suggest for each indicator. `adopted` is the place (submission,
    form) of the one that counts instead of this. `further` are those of the findings that were found among
    several forms. `says` is the same for forms that say the same; known once it is packed.
    `scored_row` is the indicator whose score is that of the execution of the budget, where one is.
    """

    form: ReadForm
    findings: tuple[Finding, ...] = ()
    computed: Mapping[str, Decimal | None] = field(default_factory=dict)
    suggested: tuple[Range | None, ...] = ()
    standing: Standing = Standing.USED
    adopted: tuple[int, int] | None = None
    further: tuple[Finding, ...] = ()
    says: str | None = None
    scored_row: int | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """How one file ended. `error` is a traceback for --debug, where the program itself failed.

    `found` are the files inside an archive, which are then taken like any other. `saved` is when it was
    last saved by what the file itself says (`2023-03-05T10:11:12Z`), `format` what it was read as.
    """

    entry: Entry
    outcome: Outcome
    reason: str | None = None
    size: int | None = None
    sha256: str | None = None
    forms: tuple[FormResult, ...] = ()
    error: str | None = None
    found: tuple[Entry, ...] = ()
    saved: str | None = None
    format: Format | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those of the forms that count, in their order: nobody has to mend an older version."""
        counting = (form for form in self.forms if form.standing is Standing.USED)
        return tuple(finding for form in counting for finding in form.findings)


def adopted_forms(submissions: Iterable[Submission]) -> Iterator[tuple[int, Submission, FormResult]]:
    """The forms that count, numbered as 汇总 numbers them."""
    number = 0
    for submission in submissions:
        for result in submission.forms:
            if result.standing is Standing.USED:
                number += 1
                yield number, submission, result


def count(findings: tuple[Finding, ...], severity: Severity) -> int:
    """How many of one severity."""
    return sum(finding.severity is severity for finding in findings)
