"""`xltools check`: what a reviewer would find, at its cell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from xltools.check import (
    Checked,
    check_files,
    finding_to_json,
    form_to_json,
)
from xltools.cli import exits
from xltools.cli.base import OwnForms, as_command, terminal
from xltools.cli.beside import computed_lines, suggestion_lines
from xltools.cli.findings import READ, FailOn, counts, findings_code, sentence, several_sheets
from xltools.cli.inputs import all_passwords, expanded
from xltools.cli.wording import Wording
from xltools.library import forms_folder
from xltools.rules.reading import Outcome


def check(  # noqa: PLR0913, PLR0917 - a parameter is an option
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE")],
    suggest: Annotated[bool, typer.Option("--suggest")] = False,
    rules: Annotated[str | None, typer.Option("--rules", metavar="ID")] = None,
    own_forms: OwnForms = None,
    password: Annotated[list[str] | None, typer.Option("--password", metavar="TEXT")] = None,
    passwords: Annotated[str | None, typer.Option("--passwords", metavar="FILE")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", metavar="LEVEL")] = FailOn.ERROR,
) -> int:
    """The findings of files."""
    ours = terminal(context)
    words = all_passwords(password, passwords, ours.say)
    known = forms_folder(own_forms)
    checked = [one for path in expanded(files) for one in check_files(path, words, rules, known)]
    findings = [finding for one in checked for finding in one.findings]
    if as_json:
        ours.give({"version": 1, "counts": counts(findings), "files": [_to_json(one) for one in checked]})
    else:
        for one in checked:
            ours.show("\n".join(_account(one, ours.say, suggest=suggest)))
        ours.show(ours.say("check.total", files=len(checked), **counts(findings)))
    unread = any(one.reading.outcome not in READ for one in checked)
    return exits.gravest(findings_code(findings, fail_on), exits.UNREADABLE if unread else exits.CLEAN)


def _to_json(checked: Checked) -> dict[str, object]:
    reading = checked.reading
    return {
        "file": str(reading.file),
        "outcome": str(reading.outcome),
        "reason": reading.reason,
        "findings": [finding_to_json(finding) for finding in checked.findings],
        "forms": [form_to_json(form) for form in reading.forms],
    }


def _account(checked: Checked, say: Wording, *, suggest: bool) -> Iterator[str]:
    reading, findings = checked.reading, checked.findings
    yield say("check.file", file=reading.file)
    if reading.outcome is not Outcome.FORM:
        yield say("check.not_read", reason=reading.reason)
    elif not findings:
        yield say("check.clean")
    with_sheet = several_sheets(findings)
    for finding in findings:
        yield sentence(finding, say, "check.finding", with_sheet=with_sheet)
        if finding.explained:
            yield say("check.explained", text=" ".join(finding.explained.split()))
    for form in reading.forms:
        yield from computed_lines(form, say)
        if suggest:
            yield from suggestion_lines(form, say)


command = as_command(check)
