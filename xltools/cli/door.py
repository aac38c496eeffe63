"""From the words on the command line to an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from xltools import __version__
from xltools.cli.base import LazyGroup
from xltools.cli.terminal import Terminal
from xltools.cli.wording import LANGUAGES, wording
from xltools.errors import UsageError

COMMANDS = (
    "demo", "forms", "roster", "new", "read", "recalc", "check", "notation", "collect", "explain", "addin",
    "doctor",
)  # fmt: skip
"""In the order of the season."""


class _Root(LazyGroup):
    names = COMMANDS


def program() -> TyperGroup:
    """The whole program as one group of commands."""
    app = typer.Typer(
        cls=_Root, add_completion=False, context_settings={"help_option_names": ["-h", "--help"]}
    )
    app.callback(invoke_without_command=True)(_start)
    return cast("TyperGroup", get_command(app))


def _start(
    context: typer.Context, version: Annotated[bool, typer.Option("--version", hidden=True)] = False
) -> int:
    """Without a command: the version, or what there is."""
    if version:
        print(f"xltools {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())
    return 0


def run(arguments: Sequence[str], terminal: Terminal) -> int:
    """Run a command; returns its exit code. Raises XltoolsError for what a person can mend."""
    group = program()
    try:
        with group.make_context("xltools", list(arguments), obj=terminal) as context:
            return int(group.invoke(context) or 0)
    except typer.Exit as done:
        return done.exit_code


def prepare(arguments: Sequence[str] | None) -> tuple[list[str], Terminal]:
    """The arguments without the common options, which may stand anywhere, and what the run speaks with.

    Raises UsageError for an unknown language.
    """
    rest, common, values = [], True, {"language": LANGUAGES[0], "debug": ""}
    words = iter(sys.argv[1:] if arguments is None else arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if common and name == "--lang":
            values["language"] = _language(value if equals else next(words, None))
        elif common and word == "--debug":
            values["debug"] = word
        else:
            common = common and word != "--"
            rest.append(word)
    return rest, Terminal(wording(values["language"]), bool(values["debug"]))


def _language(value: str | None) -> str:
    say = wording()
    if value is None:
        raise UsageError(say("usage.missing_language"))
    if value not in LANGUAGES:
        raise UsageError(say("usage.bad_language", value=value))
    return value
