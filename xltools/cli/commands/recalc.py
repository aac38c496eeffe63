"""`xltools recalc`: the computed cells of filled forms, into copies or in the open workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from xltools.cli import exits
from xltools.cli.base import OwnForms, as_command, terminal
from xltools.cli.inputs import expanded, is_folder
from xltools.cli.terminal import Terminal
from xltools.cli.usage import wrong
from xltools.cli.wording import Wording
from xltools.errors import OutputError, UsageError, XltoolsError
from xltools.files import Names
from xltools.library import forms_folder, known_rules
from xltools.recalculate import recalculate_file
from xltools.refs import CellRange
from xltools.rules.layout.formulas import joined
from xltools.rules.opened.around import Around
from xltools.rules.opened.recompute import Change
from xltools.workbook import PutGuard


def recalc(
    context: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE", show_default=False)] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="OUT")] = None,
    rules: Annotated[str | None, typer.Option("--rules", metavar="ID")] = None,
    own_forms: OwnForms = None,
    active: Annotated[bool, typer.Option("--active")] = False,
) -> int:
    """Recalculated copies of files; says what changed."""
    ours = terminal(context)
    if active:
        if files or output is not None:
            raise wrong(context, ours.say, "active_alone")
        known_rules(rules)
        return _active(rules, forms_folder(own_forms), ours)
    if not files:
        described = ours.say.command("recalc").parameters["files"]
        raise wrong(context, ours.say, "missing_argument", name="FILE", help=described)
    paths = expanded(files)
    if output is not None and len(paths) > 1 and not is_folder(output):
        raise wrong(context, ours.say, "many_recalculated", count=str(len(paths)), path=str(output))
    known_rules(rules)  # an unknown one is told before any file is read
    targets = _targets(paths, output, ours.say)
    known = forms_folder(own_forms)
    return exits.gravest(*[_one(path, target, (rules, known), ours) for path, target in targets])


def _targets(paths: Sequence[Path], output: Path | None, say: Wording) -> Iterator[tuple[Path, Path]]:
    """Where each copy goes: the file named, into the folder named, or beside the original."""
    names = Names()
    for path in paths:
        copy = say("recalc.copy_name", stem=path.stem)
        if output is None:
            yield path, path.with_name(f"{copy}.xlsx")
        elif is_folder(output):
            yield path, output / f"{names.unique(copy)}.xlsx"
        else:
            yield path, output


def _one(path: Path, target: Path, by: tuple[str | None, Path | None], ours: Terminal) -> int:
    """One copy; `by` which rules and own definitions."""
    try:
        recalculated = recalculate_file(path, target, *by)
    except (UsageError, OutputError):
        raise  # the next copy would fail as well
    except XltoolsError as error:
        ours.tell("messages.error", message=error)
        return error.exit_code
    head = ours.say("recalc.file", file=path, output=recalculated.output)
    restored = [*_restored(recalculated.restored, ours.say), *_guarded(recalculated.guards, ours.say)]
    changes = recalculated.changes
    account = [*_account(changes, ours.say), *restored] if changes or not restored else restored
    ours.show("\n".join([head, *account]))
    return exits.CLEAN


def _active(rules: str | None, own_forms: Path | None, ours: Terminal) -> int:
    """What the button 重新计算 does, in the Excel that is running."""
    from xltools.excel.live_excel import active_book  # noqa: PLC0415 - xlwings is slow to load
    from xltools.live import recalculate_open  # noqa: PLC0415 - and for this alone

    book = active_book()
    renewed = recalculate_open(book, rules, own_forms)
    head = ours.say("recalc.active", file=renewed.after.name)
    ours.show("\n".join([head, *_account(renewed.changes, ours.say)]))
    ours.tell("recalc.marked", count=len(renewed.after.findings))
    if renewed.written.anything:
        ours.tell("recalc.no_undo")
    return exits.CLEAN


def _account(changes: Sequence[Change], say: Wording) -> Iterator[str]:
    for change in changes:
        yield say(
            f"recalc.{_kind(change)}",
            place=_place(change),
            before=_number(change.before, say),
            after=_number(change.after, say),
            difference=_difference(change),
            derivation=change.derivation,
        )
    if not changes:
        yield say("recalc.unchanged")


def _restored(restored: Sequence[Around], say: Wording) -> Iterator[str]:
    """What came back around the form, neighbours with the same name in one line."""
    places: dict[tuple[str, str], list[CellRange]] = {}
    for one in sorted(restored, key=lambda one: (one.cell.column, one.cell.row)):
        places.setdefault((one.sheet, one.label), []).append(CellRange(one.cell, one.cell))
    for (sheet, label), areas in places.items():
        cells = say("recalc.cells_between").join(area.a1 for area in joined(areas))
        yield say("recalc.around", place=f"{sheet}!{cells}", label=label)


def _guarded(guards: Sequence[tuple[str, PutGuard]], say: Wording) -> Iterator[str]:
    """The lists and bounds that came back."""
    for sheet, guard in guards:
        yield say("recalc.guard", place=f"{sheet}!{guard.area.a1}", label=guard.rule.title)


def _kind(change: Change) -> str:
    """How a change is told: a score with its derivation, and beside the typed one that it replaces."""
    if change.derivation is not None and change.formula is not None:
        return "filled" if change.before is None or change.before == change.after else "replaced"
    return "restored" if change.before == change.after else "change"


def _difference(change: Change) -> str:
    """After less before, with its sign."""
    return "" if change.before is None or change.after is None else f"{change.after - change.before:+f}"


def _place(change: Change) -> str:
    return f"{change.sheet}!{change.cell.a1}"


def _number(number: Decimal | None, say: Wording) -> str:
    return say("recalc.blank") if number is None else f"{number:f}"


command = as_command(recalc)
