"""New forms: blank, pre-filled from a record, or one for each of a list of records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from xltools.errors import RecordError, UsageError
from xltools.files import Names, safe_name, write_file
from xltools.library import OfficialForm, known_rules, official_form
from xltools.model import Evaluation
from xltools.rules.definition.choices import NO_CHOICES, Choices
from xltools.rules.definition.model import FormDefinition
from xltools.rules.layout.issued_record import issued_rows
from xltools.rules.layout.placing import lay_out
from xltools.rules.record import evaluation_from_json, record_text
from xltools.text import render


@dataclass
class Generated:
    """What `generate_folder` made: files in the order of the records, notes, and refused records."""

    files: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def issue_id(record: str, copy: int = 1) -> str:
    """What an issued form is known by: the same for the same `record_text`, another for a second `copy`."""
    return hashlib.sha256(f"{copy}\n{record}".encode()).hexdigest()[:16]


def form_bytes(
    form: OfficialForm, evaluation: Evaluation, copy: int = 1, choices: Choices = NO_CHOICES
) -> bytes:
    """One form as the bytes of its workbook; equal input gives equal bytes.

    `choices` are the lists of departments and units that a roster gives; a form made singly has none.
    A second `copy` of the same record is another form, issued under an id of its own.
    """
    return issued_form(form, evaluation, record_text(evaluation), copy, choices)


def issued_form(
    form: OfficialForm, evaluation: Evaluation, record: str, copy: int, choices: Choices
) -> bytes:
    """The same where the `record_text` is at hand."""
    layout = lay_out(form.definition, evaluation, form.pack, form.styles, render, choices)
    meta = {
        "form": form.definition.id,
        "version": form.definition.version,
        "rules": form.pack.id,
        "issue": issue_id(record, copy),
        **issued_rows(evaluation, record),
    }  # fmt: skip
    return form.writer.write(layout, meta)


def generate_file(
    data: object,
    form_id: str | None,
    output: Path,
    source: str,
    rules: str | None = None,
    *,
    own_forms: Path | None = None,
) -> list[str]:
    """One record (`{}` for a blank form) as one workbook; returns notes (Chinese).

    `rules` is a rule pack instead of the form's own, `own_forms` a folder of definitions that are known
    besides the shipped ones.
    Raises RecordError, UsageError or OutputError, each with a Chinese sentence.
    """
    form, evaluation, notes = intake(data, form_id, source, rules, own_forms)
    write_file(output, form_bytes(form, evaluation))
    return notes


def generate_folder(
    records: Iterable[object],
    form_id: str | None,
    folder: Path,
    source: str,
    rules: str | None = None,
    *,
    own_forms: Path | None = None,
) -> Generated:
    """A workbook for each record into a folder, named 单位_项目.xlsx; a bad record does not stop the others.

    Raises UsageError for an unknown `form_id` or `rules`, OutputError where the folder cannot be written.
    """
    known_rules(rules)
    if form_id is not None:
        official_form(form_id, own_forms=own_forms)
    made, names = Generated(), Names()
    for number, data in enumerate(records, start=1):
        try:
            place = f"{source} 第 {number} 份"
            form, evaluation, notes = intake(data, form_id, place, rules, own_forms)
        except RecordError as error:
            made.refused.append(str(error))
            continue
        path = folder / f"{names.unique(file_stem(evaluation))}.xlsx"
        write_file(path, form_bytes(form, evaluation))
        made.files.append(path)
        made.notes.extend(notes)
    return made


def file_stem(evaluation: Evaluation) -> str:
    """`单位_项目`, made safe as a file name."""
    parts = [part for part in (evaluation.unit, evaluation.project) if part]
    return safe_name("_".join(parts), otherwise="未命名项目")


def intake(
    data: object,
    form_id: str | None,
    source: str,
    rules: str | None = None,
    own_forms: Path | None = None,
) -> tuple[OfficialForm, Evaluation, list[str]]:
    """A record with the form it goes on, and notes (Chinese). Raises RecordError or UsageError."""
    evaluation, notes = evaluation_from_json(data, source)
    chosen = _chosen(evaluation.form, form_id, source, notes)
    try:
        form = official_form(chosen, rules, own_forms)
    except UsageError as error:
        if form_id is not None:
            raise
        raise RecordError(source, "form", str(error)) from error
    evaluation = replace(evaluation, form=form.definition.id)  # the same whichever way it was named
    return form, _with_printed_points(form.definition, evaluation), notes


def _with_printed_points(definition: FormDefinition, evaluation: Evaluation) -> Evaluation:
    """Without points of the execution rate where the form prints them itself: 预算执行情况（20分）."""
    if definition.execution_constant is None:
        return evaluation
    return replace(evaluation, funds=tuple(replace(fund, weight=None) for fund in evaluation.funds))


def _chosen(own: str | None, form_id: str | None, source: str, notes: list[str]) -> str:
    """The form asked for, else the record's own."""
    if form_id is None:
        if own is None:
            reason = "没有写明用哪种表单。请用 --form 指定，例如 --form shanghai-2022。"
            raise RecordError(source, "form", reason)
        return own
    if own not in (None, form_id):
        notes.append(f"{source}：记录写的表单是“{own}”，按 --form 改用“{form_id}”。")
    return form_id
