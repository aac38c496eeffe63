"""Issues the forms of a roster, one after the other, so that memory does not grow with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xltools.assets import shipped_toml
from xltools.errors import RecordError, UsageError
from xltools.files import Names
from xltools.generate import file_stem, intake, issue_id, issued_form
from xltools.issue.outlet import FolderOutlet, Outlet, ZipOutlet
from xltools.issue.register import Entry, digest, read_register, register_path, write_register
from xltools.issue.source import Project, Source
from xltools.library import OfficialForm, known_rules, official_form, official_forms
from xltools.model import Evaluation
from xltools.rules.checks import check_before_issue
from xltools.rules.definition.choices import RosterChoices
from xltools.rules.labels import plain
from xltools.rules.record import record_text

Report = Callable[[int, str], None]
"""Told after each form: how many projects were taken, and the file's name."""


@dataclass
class Issued:
    """What `issue` did: files (forms, or the zips of departments), and sentences on what was not done."""

    written: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)  # differ from what was issued: left as they are
    notes: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    forms: int = 0  # made, whether or not the file was there
    register: Path | None = None


def issue(
    source: Source,
    folder: Path,
    form_id: str | None = None,
    rules: str | None = None,
    *,
    own_forms: Path | None = None,
    zip_by_department: bool = False,
    report: Report = lambda _count, _name: None,
) -> Issued:
    """A form for each project into `folder`, and the register.

    `own_forms` is a folder of definitions that are known besides the shipped ones.
    A bad row is told and does not stop the others. Over the same folder again: equal files are left
    alone, and a file that is not as it was issued is never overwritten.
    Raises UsageError where no form is named, RecordError where there is no project, OutputError.
    """
    messages = _data()["messages"]
    if form_id is not None:
        official_form(form_id, own_forms=own_forms)
    elif not source.says_form:
        known = "、".join(official_forms(own_forms))
        raise UsageError(messages["no_form"].format(file=source.name, known=known))
    before, made = read_register(folder), Issued()
    outlet: Outlet = FolderOutlet(folder, before)
    if zip_by_department:
        outlet = ZipOutlet(folder, before, _data()["sheet"]["no_department"])
    maker = _Maker(form_id, known_rules(rules), own_forms, made, source.choices)
    maker.names.unique(register_path(folder).stem)
    try:
        with outlet:
            for count, project in enumerate(source.projects, start=1):
                form = maker.form(project)
                if form is not None:
                    outlet.put(*form)
                    report(count, form[0].file)
            outlet.finish()
    finally:  # what was written is registered, also when the run is broken off
        entries = {**outlet.outcome.entries, **_others(before, outlet.outcome.entries)}
        if entries:
            made.register = write_register(folder, entries.values())
    _account(made, source, outlet, messages)
    return made


def _others(before: Mapping[str, Entry], entries: Mapping[str, Entry]) -> dict[str, Entry]:
    return {file: entry for file, entry in before.items() if file not in entries}


def _account(made: Issued, source: Source, outlet: Outlet, messages: Mapping[str, str]) -> None:
    outcome = outlet.outcome
    made.written, made.unchanged, made.kept = outcome.written, outcome.unchanged, outcome.kept
    made.notes = [*source.taken, *source.notes, *made.notes]
    made.notes += [messages["kept"].format(file=path) for path in outcome.kept]
    made.refused += source.stray
    if not made.forms and not made.refused:
        raise RecordError(messages["no_rows"].format(file=source.name))


class _Maker:
    """Makes a form of each project, with a name and an issue id of its own."""

    def __init__(
        self,
        form_id: str | None,
        rules: str | None,
        own_forms: Path | None,
        made: Issued,
        choices: RosterChoices,
    ) -> None:
        self.form_id, self.rules, self.own_forms, self.made = form_id, rules, own_forms, made
        self.forms = official_forms(own_forms)
        self.names, self.copies, self.choices = Names(), Counter[str](), choices

    def form(self, project: Project) -> tuple[Entry, bytes] | None:
        """Register entry and bytes; None for a project that is refused."""
        try:
            self.prepare(project)
            form, evaluation, notes = intake(
                project.record, self.form_id, project.place, self.rules, self.own_forms
            )
        except RecordError as error:
            self.made.refused += [*project.problems, project.problem(error.path, error.reason)]
            return None
        if project.problems:
            self.made.refused += project.problems
            return None
        self.made.notes += notes
        for finding in check_before_issue(evaluation, form.definition, form.pack):
            self.made.notes.append(project.problem(finding.path or "", finding.what + finding.action))
        self.made.forms += 1
        return self.entry(form, evaluation)

    def prepare(self, project: Project) -> None:
        """Put the record into the words of its form: id, money unit, name of the total."""
        record = project.record
        if not isinstance(record, dict) or not isinstance(record.get("form"), str | None):
            return  # `intake` says so
        record["form"] = _form_named(record.get("form"), self.forms)
        form = self.forms.get(self.form_id or record["form"] or "")
        if form is None:
            return
        project.in_unit(form.definition.money_unit)
        _name_funds(record, form)

    def entry(self, form: OfficialForm, evaluation: Evaluation) -> tuple[Entry, bytes]:
        record = record_text(evaluation)
        first = issue_id(record)
        self.copies[first] += 1  # two equal rows are two projects: they get ids of their own
        copy = self.copies[first]
        data = issued_form(form, evaluation, record, copy, self.choices.of(evaluation.department))
        entry = Entry(
            file=f"{self.names.unique(file_stem(evaluation))}.xlsx",
            issue=issue_id(record, copy),
            sha256=digest(data),
            department=evaluation.department or "",
            unit=evaluation.unit or "",
            project=evaluation.project or "",
            form=form.definition.id,
        )
        return entry, data


def _form_named(text: str | None, forms: Mapping[str, OfficialForm]) -> str | None:
    """The id of a form that is named by its id or its name; anything else as it is."""
    if text is None or text in forms:
        return text
    known = (form.definition for form in forms.values())
    return next((form.id for form in known if plain(text) in (plain(form.id), plain(form.name))), text)


def _name_funds(record: dict[str, Any], form: OfficialForm) -> None:
    """The rows of 项目资金 as the form prints them."""
    rows = form.definition.funds.rows if form.definition.funds else ()
    total = next((row.item for row in rows if row.total), None)
    funds = record.get("funds")
    for fund in funds if isinstance(funds, list) else ():
        if isinstance(fund, dict) and "item" in fund:
            row = form.definition.fund_row(fund["item"]) if isinstance(fund["item"], str) else None
            fund["item"] = total if fund["item"] is None else row.item if row else fund["item"]


def _data() -> Mapping[str, Any]:
    return shipped_toml("templates", "roster.toml")
