"""`xltools new`: blank forms, pre-filled ones, one for each of a list of records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltools.cli import exits
from xltools.cli.bar import track
from xltools.cli.base import OwnForms, as_command, terminal
from xltools.cli.inputs import is_folder, is_workbook_name, load_records
from xltools.cli.issuing import Asked, ZipBy, issue_roster
from xltools.cli.terminal import Terminal
from xltools.cli.usage import wrong
from xltools.errors import RecordError
from xltools.files import safe_name
from xltools.generate import Generated, generate_file, generate_folder
from xltools.library import forms_folder, official_form, official_forms


def new(  # noqa: PLR0913, PLR0917 - a parameter is an option
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="OUT")],
    form: Annotated[str | None, typer.Option("--form", metavar="ID")] = None,
    rules: Annotated[str | None, typer.Option("--rules", metavar="ID")] = None,
    data: Annotated[str | None, typer.Option("--data", metavar="FILE.json")] = None,
    roster: Annotated[Path | None, typer.Option("--roster", metavar="FILE")] = None,
    zip_by: Annotated[ZipBy | None, typer.Option("--zip-by", metavar="department")] = None,
    own_forms: OwnForms = None,
) -> int:
    """Forms as workbooks."""
    ours, asked = terminal(context), Asked(form, rules, forms_folder(own_forms))
    if roster is not None:
        _check_roster_words(context, ours, data, output)
        return issue_roster(ours, roster, asked, output, zip_by_department=zip_by is not None)
    if zip_by is not None:
        raise wrong(context, ours.say, "zip_without_roster")
    if not is_folder(output) and not is_workbook_name(output):
        raise wrong(context, ours.say, "not_xlsx", path=str(output))
    if form is not None:
        official_form(form, rules, asked.own_forms)  # an unknown one is told before any file is read
    if data is not None:
        return _from_records(context, ours, data, asked, output)
    if form is None:
        known = ours.say("messages.list_separator").join(official_forms(asked.own_forms))
        raise wrong(context, ours.say, "no_data_no_form", forms=known)
    return _blank(ours, form, asked, output)


def _check_roster_words(context: typer.Context, ours: Terminal, data: str | None, output: Path) -> None:
    if data is not None:
        raise wrong(context, ours.say, "roster_or_data")
    if not is_folder(output):
        raise wrong(context, ours.say, "roster_into_file", path=str(output))


def _blank(ours: Terminal, form: str, asked: Asked, output: Path) -> int:
    definition = official_form(form, own_forms=asked.own_forms).definition
    name = safe_name(definition.name, otherwise=form)
    path = output / f"{name}.xlsx" if is_folder(output) else output
    generate_file({}, form, path, form, asked.rules, own_forms=asked.own_forms)
    return _told(ours, Generated(files=[path]))


def _from_records(context: typer.Context, ours: Terminal, data: str, asked: Asked, output: Path) -> int:
    form, rules = asked.form, asked.rules
    loaded, source = load_records(data, ours.say)
    records = loaded if isinstance(loaded, list) else [loaded]
    if is_folder(output):
        each = track(ours, records, len(records))
        made = generate_folder(each, form, output, source, rules, own_forms=asked.own_forms)
        return _told(ours, made)
    if len(records) > 1:
        raise wrong(
            context, ours.say, "many_into_one", source=source, count=str(len(records)), path=str(output)
        )
    notes = generate_file(records[0], form, output, source, rules, own_forms=asked.own_forms)
    return _told(ours, Generated(files=[output], notes=notes))


def _told(ours: Terminal, made: Generated) -> int:
    """File names to stdout, the rest to stderr."""
    for path in made.files:
        ours.show(str(path))
    for note in made.notes:
        ours.tell("messages.note", message=note)
    for refused in made.refused:
        ours.tell("messages.error", message=refused)
    if made.refused:
        ours.tell("messages.refused", count=len(made.refused))
    ours.tell("messages.generated", count=len(made.files))
    return RecordError.exit_code if made.refused else exits.CLEAN


command = as_command(new)
