"""`xltools roster`: the template of a roster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command

from xltools.cli.base import Command, Group, terminal
from xltools.cli.inputs import is_workbook_name
from xltools.cli.usage import wrong
from xltools.files import write_file
from xltools.issue import roster_template


def roster(context: typer.Context) -> int:
    """What can be done with rosters."""
    if context.invoked_subcommand is None:
        terminal(context).show(context.get_help())
    return 0


def new(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="OUT.xlsx")] = None,
) -> int:
    """The template of a roster."""
    ours = terminal(context)
    path = output or Path(ours.say("roster.file"))
    if not is_workbook_name(path):
        raise wrong(context, ours.say, "not_xlsx", path=str(path))
    write_file(path, roster_template())
    ours.show(str(path))
    ours.tell("roster.how", path=path)
    return 0


def _group() -> Any:  # noqa: ANN401 - typer's class differs by version
    app = typer.Typer(cls=Group, add_completion=False, invoke_without_command=True)
    app.callback(invoke_without_command=True)(roster)
    app.command("new", cls=Command)(new)
    return get_command(app)


command = _group()
