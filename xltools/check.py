"""Checks what a file says: every mistake a reviewer would find, at its cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xltools.findings import Finding, with_places
from xltools.library import OfficialForm, judging_form, known_rules
from xltools.read import FileReading, read_file, read_files
from xltools.rules.checks import check, field_labels
from xltools.rules.checks.execution import execution_row
from xltools.rules.definition.model import FormDefinition
from xltools.rules.opened.recompute import computed_findings, recompute
from xltools.rules.opened.side_by_side import (
    ComputedCell,
    computed_cells,
    computed_to_json,
    suggestion_to_json,
    suggestions,
)
from xltools.rules.reading import FoundBy, ReadForm
from xltools.rules.scoring.computed import compute, generic
from xltools.rules.scoring.suggest import Suggestion
from xltools.rules.verification.explained import with_explanations


@dataclass(frozen=True)
class Checked:
    """One file with the findings of all its forms, in the order of repair."""

    reading: FileReading
    findings: tuple[Finding, ...]


def check_file(
    path: Path, passwords: Sequence[str] = (), rules: str | None = None, own_forms: Path | None = None
) -> Checked:
    """Read and check one file, by the rule pack `rules` instead of its own where given.

    `own_forms` is a folder of definitions that are known besides the shipped ones.
    Never raises for what a file is or holds; raises UsageError for an unknown rule pack.
    """
    known_rules(rules)
    return _checked(read_file(path, passwords, own_forms), rules)


def check_files(
    path: Path, passwords: Sequence[str] = (), rules: str | None = None, own_forms: Path | None = None
) -> Iterator[Checked]:
    """Read and check one file or, of a zip archive, each file in it."""
    known_rules(rules)
    return (_checked(reading, rules) for reading in read_files(path, passwords, own_forms))


def _checked(reading: FileReading, rules: str | None) -> Checked:
    if rules is not None:
        reading = replace(reading, forms=tuple(replace(form, judged=rules) for form in reading.forms))
    file = str(reading.file)
    return Checked(reading, tuple(finding for form in reading.forms for finding in check_form(form, file)))


def check_form(form: ReadForm, file: str) -> tuple[Finding, ...]:
    """The findings of one form, each with file, sheet, cell and label."""
    official = judging_form(form)
    own = _own(form, official)
    row = execution_row(form, own.definition, own.pack)
    results = compute(form.evaluation, own.definition, own.pack, execution_row=row)
    ours = form.found_by is FoundBy.NAMES  # of no other form are there findings of computed cells
    changes = recompute(form, own.definition, own.pack, results) if ours else []
    known = [*form.findings, *computed_findings(form, own.definition, own.pack, changes)]
    fields = _fields(form, official.definition)
    findings = check(
        form.evaluation,
        official.definition,
        official.pack,
        known,
        fields=fields,
        issued=form.issued,
        computed=results if own is official else None,
        execution_row=row if own is official else execution_row(form, official.definition, official.pack),
    )
    findings = with_explanations(findings, form.explanations)
    labels = field_labels(form.evaluation, official.definition)
    return tuple(with_places(findings, file, form.addresses, labels))


def _own(form: ReadForm, official: OfficialForm) -> OfficialForm:
    """The form with the rules whose formulas stand in the file, which may not be those that judge it."""
    return official if form.judged is None else judging_form(replace(form, judged=None))


def _fields(form: ReadForm, definition: FormDefinition) -> frozenset[str]:
    """The fields that the file has. Our own form has its columns also where nobody filled a row."""
    fields = frozenset(map(generic, form.cells))
    if form.found_by is not FoundBy.NAMES or definition.funds is None or "funds" not in form.cells:
        return fields
    return fields | {f"funds.{cell.field}" for cell in definition.funds.columns if cell.field}


def computed_of(form: ReadForm) -> list[ComputedCell]:
    """The computed cells of a form: what was typed, what is stored, what the rules give."""
    official = judging_form(form)
    own = _own(form, official)
    return list(computed_cells(form, own.pack, official.definition, official.pack))


def suggestions_of(form: ReadForm) -> list[Suggestion]:
    """The suggested score of each indicator by the rules that judge the form."""
    return suggestions(form, judging_form(form).pack)


def form_to_json(form: ReadForm) -> dict[str, Any]:
    """One form as `xltools check --json` prints it: what people wrote beside what the rules give."""
    made = enumerate(suggestions_of(form))
    return {
        "form": form.definition_id,
        "project": form.evaluation.project,
        "rules": judging_form(form).pack.id,
        "computed": [computed_to_json(cell) for cell in computed_of(form)],
        "suggestions": [suggestion_to_json(form, index, one) for index, one in made],
    }


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """One finding as `xltools check --json` prints it."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "title": finding.kind.title,
        "file": finding.place.file,
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
        "also": list(finding.also_cells),
        "field": finding.path,
        "label": finding.place.label,
        "found": finding.found,
        "expected": finding.expected,
        "message": finding.what,
        "action": finding.action,
        "rule": finding.rule,
        "source": finding.source,
        "explained": finding.explained,
    }
