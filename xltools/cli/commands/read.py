"""`xltools read`: what each file says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from xltools.check import Checked, check_files, finding_to_json
from xltools.cli import exits
from xltools.cli.base import OwnForms, as_command, terminal
from xltools.cli.findings import READ, sentence, several_sheets
from xltools.cli.inputs import all_passwords, expanded
from xltools.cli.terminal import one_line
from xltools.cli.wording import Wording
from xltools.findings import Finding, Raised
from xltools.library import forms_folder, judging_form
from xltools.rules.checks.execution import execution_row
from xltools.rules.reading import FoundBy, Outcome, ReadForm


def read(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE")],
    own_forms: OwnForms = None,
    password: Annotated[list[str] | None, typer.Option("--password", metavar="TEXT")] = None,
    passwords: Annotated[str | None, typer.Option("--passwords", metavar="FILE")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    """The records of files, and where each field stands."""
    ours = terminal(context)
    words = all_passwords(password, passwords, ours.say)
    known = forms_folder(own_forms)
    checked = [one for path in expanded(files) for one in check_files(path, words, own_forms=known)]
    if as_json:
        ours.give({"version": 1, "files": [_to_json(one) for one in checked]})
    else:
        for one in checked:
            ours.show("\n".join(_account(one, ours.say)))
    unread = any(one.reading.outcome not in READ for one in checked)
    return exits.UNREADABLE if unread else exits.CLEAN


def _of_reading(checked: Checked) -> list[Finding]:
    """The findings of the reading itself; whether the form is filled well is for `check`."""
    return [finding for finding in checked.findings if finding.kind.raised is Raised.READER]


def _to_json(checked: Checked) -> dict[str, Any]:
    found = [finding_to_json(finding) for finding in _of_reading(checked)]
    return {**checked.reading.to_json(), "findings": found}


def _account(checked: Checked, say: Wording) -> Iterator[str]:
    reading, findings = checked.reading, _of_reading(checked)
    if reading.outcome is not Outcome.FORM:
        reason = (reading.reason or "").removeprefix(f"{reading.file.name}：")
        yield say("read.not_read", file=reading.file, reason=reason)
    for form in reading.forms:
        yield from _form(reading.file, form, say)
    with_sheet = several_sheets(findings)
    for finding in findings:
        yield sentence(finding, say, "read.finding", with_sheet=with_sheet)


def _form(file: Path, form: ReadForm, say: Wording) -> Iterator[str]:
    evaluation = form.evaluation
    year = say("read.year", year=evaluation.year) if evaluation.year else ""
    yield say("read.form", file=file, title=_text(evaluation.title, say), year=year)
    if form.found_by is FoundBy.LABELS:
        yield say("read.found_by_labels")
    yield say("read.project", project=_text(evaluation.project, say))
    yield say("read.unit", unit=_text(evaluation.unit, say))
    official = judging_form(form)
    scored = official.definition.scored_fund(evaluation)
    row = execution_row(form, official.definition, official.pack)
    fund = None if scored is None else evaluation.funds[scored]
    told = fund if row is None else evaluation.indicators[row]
    yield say(
        "read.figures",
        rate=_percent(fund.execution_rate if fund else None, say),
        score=_number(told.score if told else None, say),
        count=len(evaluation.indicators),
        total=_number(evaluation.total_score, say),
        full=_number(evaluation.total_weight, say),
    )


def _text(text: str | None, say: Wording) -> str:
    return one_line(text) if text else say("read.blank")


def _number(number: Decimal | None, say: Wording) -> str:
    return say("read.blank") if number is None else f"{number:f}"


def _percent(ratio: Decimal | None, say: Wording) -> str:
    return say("read.blank") if ratio is None else f"{ratio:.2%}"


command = as_command(read)
