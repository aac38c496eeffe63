"""`xltools forms`: the official forms that are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer
from typer.main import get_command

from xltools.cli.base import Command, Group, OwnForms, terminal
from xltools.cli.terminal import Terminal
from xltools.cli.wording import Wording
from xltools.library import (
    OfficialForm,
    forms_folder,
    load_pack,
    official_form,
    official_forms,
    rule_packs,
)
from xltools.rules.definition.model import FormDefinition, Level1
from xltools.rules.pack.model import RulePack
from xltools.text import render


def forms(
    context: typer.Context,
    rules: Annotated[bool, typer.Option("--rules")] = False,
    own_forms: OwnForms = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    """The list of the forms, or of the rule packs."""
    if context.invoked_subcommand is None and rules:
        _list_rules(terminal(context), as_json=as_json)
    elif context.invoked_subcommand is None:
        _list(terminal(context), official_forms(forms_folder(own_forms)).values(), as_json=as_json)
    return 0


def show(
    context: typer.Context,
    form_id: Annotated[str, typer.Argument(metavar="ID")],
    own_forms: OwnForms = None,
) -> int:
    """The outline of one form."""
    ours = terminal(context)
    before = context.parent.params["own_forms"] if context.parent else None  # the option may precede `show`
    folder = forms_folder(own_forms or before)
    ours.show("\n".join(_outline(official_form(form_id, own_forms=folder), ours.say)))
    return 0


def _list(ours: Terminal, known_forms: Iterable[OfficialForm], *, as_json: bool) -> None:
    if as_json:
        ours.give({"version": 1, "forms": [_to_json(form) for form in known_forms]})
        return
    for form in known_forms:
        known = form.definition
        ours.show(
            ours.say("forms.line", id=known.id, version=known.version, name=known.name, source=known.source)
        )


def _list_rules(ours: Terminal, *, as_json: bool) -> None:
    packs = [load_pack(pack_id) for pack_id in rule_packs()]
    if as_json:
        ours.give({"version": 1, "rules": [_pack_to_json(pack) for pack in packs]})
        return
    for pack in packs:
        mode = ours.say(f"forms.modes.{pack.score_mode}")
        ours.show(ours.say("forms.pack", id=pack.id, name=pack.name, source=pack.source, mode=mode))
        for basis in pack.bases:
            confirmed = "" if basis.confirmed else ours.say("forms.unconfirmed")
            ours.show(ours.say("forms.rule", text=basis.text, source=basis.source, confirmed=confirmed))


def _pack_to_json(pack: RulePack) -> dict[str, Any]:
    rules = [
        {"name": basis.name, "text": basis.text, "source": basis.source, "confirmed": basis.confirmed}
        for basis in pack.bases
    ]
    known = {"id": pack.id, "name": pack.name, "source": pack.source, "score_mode": str(pack.score_mode)}
    return {**known, "confirmed": pack.confirmed, "rules": rules}


def _to_json(form: OfficialForm) -> dict[str, Any]:
    known = form.definition
    return {
        "id": known.id,
        "version": known.version,
        "name": known.name,
        "source": known.source,
        "money_unit": known.money_unit,
        "rules": {"id": form.pack.id, "name": form.pack.name, "source": form.pack.source,
                  "confirmed": form.pack.confirmed},
    }  # fmt: skip


def _outline(form: OfficialForm, say: Wording) -> Iterator[str]:
    known, separator = form.definition, say("messages.list_separator")
    yield say("forms.title", name=known.name)
    confirmed = "" if form.pack.confirmed else say("forms.unconfirmed")
    yield say("forms.facts", id=known.id, version=known.version, unit=known.money_unit,
              source=known.source, rules=form.pack.name, confirmed=confirmed)  # fmt: skip
    if known.funds is not None:
        yield say("forms.funds", rows=separator.join(row.item for row in known.funds.rows))
    yield say("forms.columns", columns=separator.join(_columns(known)))
    yield say("forms.tree")
    for level1 in known.tree:
        yield _level1(level1, say)
    yield say("forms.formulas")
    for rule in dict.fromkeys(known.formulas.values()):
        yield say("forms.formula", text=form.pack.rule(rule).text)


def _columns(known: FormDefinition) -> Iterator[str]:
    for cell in known.indicators.columns:
        if cell.label:
            yield render(known.called(cell.label), {"money_unit": known.money_unit})


def _level1(level1: Level1, say: Wording) -> str:
    level2 = say("messages.list_separator").join(level1.level2)
    if level1.weight is None:
        return say("forms.level1_free", name=level1.name, level2=level2)
    return say("forms.level1", name=level1.name, weight=f"{level1.weight:f}", level2=level2)


def _group() -> Any:  # noqa: ANN401 - typer's class differs by version
    app = typer.Typer(cls=Group, add_completion=False, invoke_without_command=True)
    app.callback(invoke_without_command=True)(forms)
    app.command("show", cls=Command)(show)
    return get_command(app)


command = _group()
