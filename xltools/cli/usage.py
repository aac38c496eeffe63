"""Wrong usage in our words: which option or argument, and what belongs there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

from xltools.cli.wording import Wording
from xltools.errors import UsageError

# Typer has carried click inside and outside of itself, so there is no one class to name here.
Context = Any
Parameter = Any
TyperError = Any


def command_name(context: Context) -> str:
    """The key of a command's texts: `new`, `forms-show`, or `xltools` itself."""
    names = str(context.command_path).split()[1:]
    return "-".join(names) or "xltools"


def parameter_name(parameter: Parameter) -> str:
    """As people type it: `--data`, `FILE`."""
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return str(parameter.metavar or parameter.name)


def suggestion(say: Wording, typed: str, known: Sequence[str]) -> str:
    """`是不是想写 check？`, or nothing where nothing is near."""
    near = get_close_matches(typed, known, n=2, cutoff=0.55)
    return say("usage.suggestion", names=say("usage.or").join(near)) if near else ""


def wrong(context: Context, say: Wording, key: str, **values: str) -> UsageError:
    """An error of this command: what is wrong, how the command is written, where help is."""
    usage, command = context.command.get_usage(context), context.command_path
    return UsageError(
        f"{say(f'usage.{key}', **values)}\n{say('usage.see_help', usage=usage, command=command)}"
    )


def in_our_words(error: TyperError, context: Context, say: Wording) -> UsageError | None:
    """What typer found wrong, as our own error; None for an error that is not typer's.

    The class is known by its name, whichever package it comes from.
    """
    for kind in type(error).__mro__:
        if kind.__name__ in _TOLD:
            key, values = _TOLD[kind.__name__](error, context, say)
            return wrong(context, say, key, **values)
    return None


Told = tuple[str, dict[str, str]]


def _described(parameter: Parameter, context: Context, say: Wording) -> dict[str, str]:
    texts = say.command(command_name(context)).parameters
    return {"name": parameter_name(parameter), "help": texts[parameter.name]}


def _missing(error: TyperError, context: Context, say: Wording) -> Told:
    return f"missing_{error.param.param_type_name}", _described(error.param, context, say)


def _bad_value(error: TyperError, context: Context, say: Wording) -> Told:
    if error.param is None:
        return _unclear(error, context, say)
    return "bad_value", _described(error.param, context, say)


def _option(error: TyperError, context: Context, say: Wording) -> Told:
    """An option without its value, or with one that it does not take."""
    for parameter in context.command.params:
        if error.option_name in parameter.opts and not parameter.is_flag:
            return "needs_value", {**_described(parameter, context, say), "name": error.option_name}
    return "takes_no_value", {"name": error.option_name}


def _unknown(error: TyperError, context: Context, say: Wording) -> Told:
    parameters = context.command.get_params(context)
    known = [name for parameter in parameters for name in parameter.opts if name.startswith("--")]
    near = suggestion(say, error.option_name, known)
    return "unknown_option", {"name": error.option_name, "suggestion": near}


def _unclear(error: TyperError, _context: Context, _say: Wording) -> Told:
    return "unclear", {"message": error.format_message()}


_TOLD: dict[str, Callable[[TyperError, Context, Wording], Told]] = {
    "MissingParameter": _missing,
    "NoSuchOption": _unknown,
    "BadOptionUsage": _option,
    "BadParameter": _bad_value,
    "ClickException": _unclear,
}
