"""Checks across the forms of one collection: their findings join those of each form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xltools.collect.submission import FormResult, Standing, Submission
from xltools.files import Names
from xltools.findings import Finding, in_order_of_repair, with_places
from xltools.library import definition_of
from xltools.rules.checks import check_together, field_labels


def compared(submissions: Sequence[Submission]) -> tuple[Submission, ...]:
    """The submissions with what is found only when all forms are seen side by side; where, `joined` tells.

    Which forms count must be settled: an older version says nothing of other projects.
    """
    names = _names(submissions)
    forms = {
        name: result.form.evaluation
        for submission, own in zip(submissions, names, strict=True)
        for name, result in zip(own, submission.forms, strict=True)
    }
    aside = {
        name
        for submission, own in zip(submissions, names, strict=True)
        for name, result in zip(own, submission.forms, strict=True)
        if result.standing is not Standing.USED
    }
    found = check_together(forms, aside=aside)
    return tuple(
        _with(submission, [tuple(found[name]) for name in own])
        for submission, own in zip(submissions, names, strict=True)
    )


def _names(submissions: Sequence[Submission]) -> list[list[str]]:
    """What each form is called in sentences about others: its file, and its sheet where there are several."""
    taken = Names()
    return [
        [
            taken.unique(_called(submission.entry.name, result, len(submission.forms)))
            for result in submission.forms
        ]
        for submission in submissions
    ]


def _called(file: str, result: FormResult, forms: int) -> str:
    sheets = [source.sheet for source in result.form.cells.values()]
    return f"{file}（{sheets[0]}）" if forms > 1 and sheets else file


def _with(submission: Submission, further: Sequence[tuple[Finding, ...]]) -> Submission:
    if not any(further):
        return submission
    forms = tuple(
        replace(result, findings=_ordered(result, findings), further=findings)
        for result, findings in zip(submission.forms, further, strict=True)
    )
    return replace(submission, forms=forms)


def _ordered(result: FormResult, further: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(in_order_of_repair([*result.findings, *further]))


def joined(result: FormResult, further: Sequence[Finding], file: str) -> FormResult:
    """A form with all its cells, and the further findings placed in them."""
    if not further:
        return result
    form = result.form
    labels = field_labels(form.evaluation, definition_of(form))
    return replace(result, findings=_ordered(result, with_places(further, file, form.addresses, labels)))
