"""`xltools demo`: the whole season on three real forms."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from xltools.cli import exits
from xltools.cli.base import as_command, terminal
from xltools.cli.findings import counts, sentence
from xltools.cli.wording import Wording
from xltools.demo import Demo, DemoForm, run_demo
from xltools.findings import Severity

LINES = 3
"""Findings told for each form; the rest stands in the summary."""

_CENT = Decimal("0.01")


def demo(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR")] = Path("demo"),
) -> int:
    """Run the demo and say where to look."""
    ours = terminal(context)
    ours.show(ours.say("demo.start", folder=output))

    def step(name: str, files: tuple[Path, ...]) -> None:
        ours.show(ours.say(f"demo.{name}", folder=files[0].parent))
        for file in files:
            ours.show(ours.say("demo.file", file=file.name))

    done = run_demo(output, step)
    ours.show("\n".join(_account(done, ours.say)))
    return exits.CLEAN


def _account(done: Demo, say: Wording) -> Iterator[str]:
    for form in done.forms:
        total = say("recalc.blank") if form.total_score is None else form.total_score.quantize(_CENT)
        yield say("demo.total", project=form.project, total=total)
    findings = [finding for form in done.forms for finding in form.checked.findings]
    yield say("demo.checked", **counts(findings))
    for form in done.forms:
        yield from _findings(form, say)
    yield say("demo.collected", summary=done.summary)
    code = findings[0].code if findings else ""
    yield say("demo.look", summary=done.summary, recalculated=done.recalculated[0].parent, code=code)


def _findings(form: DemoForm, say: Wording) -> Iterator[str]:
    """The gravest lines of a form; they come in the order of repair."""
    findings = form.checked.findings
    yield say("demo.form", project=form.project)
    grave = [finding for finding in findings if finding.severity is not Severity.HINT][:LINES]
    for finding in grave:
        yield sentence(finding, say, "demo.finding")
    if len(findings) > len(grave):
        yield say("demo.more", count=len(findings) - len(grave))


command = as_command(demo)
