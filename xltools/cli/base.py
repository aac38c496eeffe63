"""Commands that explain themselves and their errors in the language of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, cast

from typer import Option, Typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from xltools.cli.manual import help_text, usage
from xltools.cli.terminal import Terminal
from xltools.cli.usage import Context, in_our_words, suggestion, wrong

OwnForms = Annotated[Path | None, Option("--forms", metavar="DIR")]
"""The option that names a folder of own definitions; `library.forms_folder` says which folder it is."""


def terminal(context: Context) -> Terminal:
    """What the run speaks with; the door puts it into the context."""
    return cast("Terminal", context.find_object(Terminal))


class Command(TyperCommand):
    """A command whose help, usage and errors come from our texts."""

    def get_help(self, ctx: Context) -> str:
        """What `--help` prints."""
        return help_text(ctx, terminal(ctx).say)

    def get_usage(self, ctx: Context) -> str:
        """The usage line."""
        return usage(ctx, terminal(ctx).say)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Take the arguments apart. Raises UsageError."""
        ctx.allow_extra_args = True  # told by `invoke`, by name
        with _in_our_words(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Context) -> Any:  # noqa: ANN401 - whatever the command gives back
        """Run the command."""
        if ctx.args:
            raise wrong(ctx, terminal(ctx).say, "extra_arguments", names=" ".join(ctx.args))
        return super().invoke(ctx)


class Group(TyperGroup):
    """Commands under one name."""

    def get_help(self, ctx: Context) -> str:
        """What `--help` prints."""
        return help_text(ctx, terminal(ctx).say)

    def get_usage(self, ctx: Context) -> str:
        """The usage line."""
        return usage(ctx, terminal(ctx).say)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Take the arguments apart. Raises UsageError."""
        with _in_our_words(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:  # noqa: ANN401 - typer's own triple
        """The command that is meant. Raises UsageError that names the nearest."""
        known = self.list_commands(ctx)
        if args[0] not in known:
            say = terminal(ctx).say
            near = suggestion(say, args[0], known)
            raise wrong(ctx, say, "unknown_command", name=args[0], suggestion=near)
        return super().resolve_command(ctx, args)


class LazyGroup(Group):
    """Commands that are loaded when they are used: help and wrong usage load none.

    A command `check` is what `xltools.cli.commands.check` calls `command`.
    """

    names: tuple[str, ...] = ()

    def list_commands(self, ctx: Context) -> list[str]:
        """The names, in the order in which they are shown."""
        return list(self.names)

    def get_command(self, ctx: Context, cmd_name: str) -> Any:  # noqa: ANN401 - typer's class differs by version
        """Load a command."""
        if cmd_name not in self.names:
            return None
        return import_module(f"xltools.cli.commands.{cmd_name}").command


def as_command(function: Callable[..., int]) -> TyperCommand:
    """The command that a function is: its parameters are arguments and options, its result the exit code."""
    app = Typer(add_completion=False)
    app.command(cls=Command)(function)
    return cast("TyperCommand", get_command(app))


@contextmanager
def _in_our_words(context: Context) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        ours = in_our_words(error, context, terminal(context).say)
        if ours is None:
            raise
        raise ours from error
