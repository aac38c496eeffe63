"""`xltools addin`: the Excel add-in, built, installed, removed, looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command

from xltools import __version__
from xltools.addin import Status, build, install, status, uninstall
from xltools.cli import exits
from xltools.cli.base import Command, Group, terminal
from xltools.cli.wording import Wording

_PYTHON = "3.12"
"""The version of Python that a bundle is for: every library that we use has wheels for it."""


def addin(context: typer.Context) -> int:
    """What can be done with the add-in."""
    if context.invoked_subcommand is None:
        terminal(context).show(context.get_help())
    return exits.CLEAN


def build_addin(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR")] = Path(),
) -> int:
    """The file of the add-in."""
    ours = terminal(context)
    built = build(output)
    ours.show(str(built.path))
    ours.tell("addin.built", version=built.version, xlwings=built.xlwings_version)
    return exits.CLEAN


def bundle_addin(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR")],
    python: Annotated[str, typer.Option("--python", metavar="VERSION")] = _PYTHON,
    links: Annotated[list[Path] | None, typer.Option("--find-links", metavar="DIR")] = None,
) -> int:
    """A folder for Windows without network."""
    from xltools.addin.bundle import bundle  # noqa: PLC0415 - no other command needs what it does

    ours = terminal(context)
    ours.tell("addin.bundling", python=python)
    made = bundle(output, python, links or ())
    ours.show(str(made.folder))
    ours.tell("addin.bundled", count=len(made.wheels), size=f"{made.size / 1e6:.0f}", python=made.python)
    return exits.CLEAN


def install_addin(
    context: typer.Context,
    file: Annotated[Path | None, typer.Option("--from", metavar="FILE")] = None,
) -> int:
    """The add-in in its place."""
    ours = terminal(context)
    for done in install(file=file):
        ours.show(ours.say(f"addin.steps.{done.step}", place=done.place))
    ours.tell("addin.installed")
    return exits.CLEAN


def uninstall_addin(context: typer.Context) -> int:
    """The add-in taken away."""
    ours = terminal(context)
    removed = uninstall()
    for done in removed:
        ours.show(ours.say(f"addin.removed_steps.{done.step}", place=done.place))
    ours.tell("addin.removed" if removed else "addin.was_not_there")
    return exits.CLEAN


def addin_status(context: typer.Context) -> int:
    """How the add-in stands."""
    ours = terminal(context)
    found = status()
    ours.show("\n".join(_account(found, ours.say)))
    return exits.FINDINGS if found.problems else exits.CLEAN


def _account(found: Status, say: Wording) -> Iterator[str]:
    if found.place is not None:
        yield say("addin.place", place=found.place)
    if found.version is not None:
        yield say("addin.versions", version=found.version, xlwings=found.xlwings_version)
    if found.interpreter is not None:
        yield say("addin.interpreter", place=found.interpreter)
    if found.excel_runs:
        yield say("addin.excel_runs")
    for problem in found.problems:
        yield say(f"addin.problems.{problem}", version=__version__)
    if not found.problems:
        yield say("addin.well")


def _group() -> Any:  # noqa: ANN401 - typer's class differs by version
    app = typer.Typer(cls=Group, add_completion=False, invoke_without_command=True)
    app.callback(invoke_without_command=True)(addin)
    for name, function in (
        ("build", build_addin),
        ("bundle", bundle_addin),
        ("install", install_addin),
        ("uninstall", uninstall_addin),
        ("status", addin_status),
    ):
        app.command(name, cls=Command)(function)
    return get_command(app)


command = _group()
