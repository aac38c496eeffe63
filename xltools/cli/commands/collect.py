"""`xltools collect`: every file of an inbox into one summary workbook."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from xltools.cli import exits
from xltools.cli.bar import progress
from xltools.cli.base import OwnForms, as_command, terminal
from xltools.cli.findings import NOT_TAKEN, FailOn, counts, findings_code
from xltools.cli.inputs import all_passwords
from xltools.cli.record_list import any_roster
from xltools.cli.terminal import Terminal
from xltools.cli.wording import Wording
from xltools.collect import Collected, Options, cluster, state_path
from xltools.collect import collect as collect_files
from xltools.library import forms_folder
from xltools.rules.reading import Outcome


def collect(  # noqa: PLR0913, PLR0917 - a parameter is an option
    context: typer.Context,
    inbox: Annotated[list[str], typer.Argument(metavar="INBOX")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="SUMMARY.xlsx", readable=False)],
    roster: Annotated[Path | None, typer.Option("--roster", metavar="FILE", readable=False)] = None,
    register: Annotated[Path | None, typer.Option("--register", metavar="FILE", readable=False)] = None,
    sqlite: Annotated[Path | None, typer.Option("--sqlite", metavar="FILE", readable=False)] = None,
    parquet: Annotated[Path | None, typer.Option("--parquet", metavar="DIR", readable=False)] = None,
    fresh: Annotated[bool, typer.Option("--fresh")] = False,
    jobs: Annotated[int | None, typer.Option("--jobs", metavar="N", min=1)] = None,
    scheduler: Annotated[str | None, typer.Option("--scheduler", metavar="ADDRESS")] = None,
    parts: Annotated[str | None, typer.Option("--parts", metavar="DIR")] = None,
    rules: Annotated[str | None, typer.Option("--rules", metavar="ID")] = None,
    own_forms: OwnForms = None,
    password: Annotated[list[str] | None, typer.Option("--password", metavar="TEXT")] = None,
    passwords: Annotated[str | None, typer.Option("--passwords", metavar="FILE")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", metavar="LEVEL")] = FailOn.ERROR,
) -> int:
    """One summary workbook of all files received."""
    ours = terminal(context)
    words = all_passwords(password, passwords, ours.say)
    options = Options(
        roster=roster,
        open_roster=partial(any_roster, say=ours.say),
        register=register,
        rules=rules,
        sqlite=sqlite,
        fresh=fresh,
        own_forms=forms_folder(own_forms),
        parquet=parquet,
        parts=parts,
    )
    with _workers(jobs, scheduler) as workers, progress(ours) as report:
        collected = collect_files(
            inbox, output, jobs=workers, passwords=words, progress=report, options=options
        )
    if as_json:
        ours.give(collected.to_json())
    else:
        ours.show("\n".join(_account(collected, output, ours.say)))
    for note in collected.notes:
        ours.tell("messages.note", message=note)
    if collected.unremembered:
        ours.tell("collect.unremembered", state=state_path(output), detail=collected.unremembered)
    if collected.deserted:
        ours.tell("collect.deserted", address=scheduler)
    _trace(collected, ours)
    findings = [finding for submission in collected.submissions for finding in submission.findings]
    unread = any(submission.outcome in NOT_TAKEN for submission in collected.submissions)
    return exits.gravest(findings_code(findings, fail_on), exits.UNREADABLE if unread else exits.CLEAN)


@contextmanager
def _workers(jobs: int | None, scheduler: str | None) -> Iterator[int | Executor]:
    """Who reads: a cluster where there is one, else processes, which may die of what they read."""
    if scheduler is None:
        yield jobs or max(2, os.cpu_count() or 1)
        return
    with cluster(scheduler) as workers:
        yield workers


def _account(collected: Collected, output: Path, say: Wording) -> Iterator[str]:
    files, forms = len(collected.submissions), collected.outcomes[Outcome.FORM]
    yield say("collect.done", output=output, files=files, forms=forms)
    for outcome, number in collected.outcomes.items():
        if number:
            yield say("collect.count", outcome=say(f"collect.outcomes.{outcome}"), count=number)
    for submission in collected.submissions:
        if submission.outcome is not Outcome.FORM:
            yield say("collect.problem", file=submission.entry.name, reason=submission.reason)
    findings = [finding for submission in collected.submissions for finding in submission.findings]
    yield say("collect.findings", **counts(findings))


def _trace(collected: Collected, ours: Terminal) -> None:
    """With --debug: where the program itself failed on a file."""
    for submission in collected.submissions:
        if ours.debug and submission.error:
            ours.tell("collect.problem", file=submission.entry.name, reason=submission.error)


command = as_command(collect)
