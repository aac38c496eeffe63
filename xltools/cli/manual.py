"""The help of a command: made from the parsed commands and the texts, on the screen and as a page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from xltools.cli.columns import listing, wrap
from xltools.cli.usage import Context, Parameter, command_name, parameter_name
from xltools.cli.wording import Wording

Row = tuple[str, str]


def help_text(context: Context, say: Wording, columns: int | None = None) -> str:
    """What `--help` prints."""
    columns = columns or min(shutil.get_terminal_size().columns, 100)
    texts = say.command(command_name(context))
    lines = [f"{say('help.usage')}: {usage(context, say)}", ""]
    lines += wrap(texts.about.strip(), columns)
    for title, rows in sections(context, say):
        lines += ["", f"{title}:", *listing(rows, columns, say("help.indent"))]
    if texts.examples:
        lines += ["", f"{say('help.examples')}:", *(say("help.indent") + line for line in texts.examples)]
    if command_name(context) == "xltools":
        lines += ["", say("help.more")]
    return "\n".join(lines)


def usage(context: Context, say: Wording) -> str:
    """The usage line: `xltools new [选项] -o OUT`."""
    parts = [str(context.command_path)]
    if options(context):
        parts.append(say("help.options_mark"))
    parts += [f"{min(parameter.opts, key=len)} {parameter.metavar}"
              for parameter in options(context) if parameter.required]  # fmt: skip
    parts += [_bracketed(parameter) for parameter in _arguments(context)]
    if subcommands(context):
        parts.append(say("help.command_mark"))
    return " ".join(parts)


def sections(context: Context, say: Wording) -> Iterator[tuple[str, list[Row]]]:
    """Arguments, options and commands: a name and a text each; at the root also the common options."""
    texts = say.command(command_name(context)).parameters
    arguments = [(_shape(parameter), texts[parameter.name]) for parameter in _arguments(context)]
    optional = [(_shape(parameter), _option_text(parameter, texts[parameter.name], say))
                for parameter in options(context)]  # fmt: skip
    commands = [(name, say.command(key).short) for name, key in subcommands(context)]
    common = list(say.section("globals").items()) if context.parent is None else []
    for title, rows in (
        ("arguments", arguments),
        ("options", optional),
        ("commands", commands),
        ("globals", common),
    ):
        if rows:
            yield say(f"help.{title}"), rows


def subcommands(context: Context) -> list[tuple[str, str]]:
    """The commands of a group: name, and key of the texts."""
    prefix = "" if context.parent is None else f"{command_name(context)}-"
    names = context.command.list_commands(context) if hasattr(context.command, "list_commands") else ()
    return [(name, prefix + name) for name in names]


def options(context: Context) -> list[Parameter]:
    """The options of a command that have a text of their own."""
    return [
        parameter
        for parameter in context.command.params
        if parameter.param_type_name == "option" and not parameter.hidden
    ]


def _arguments(context: Context) -> list[Parameter]:
    return [parameter for parameter in context.command.params if parameter.param_type_name == "argument"]


def _shape(parameter: Parameter) -> str:
    if parameter.param_type_name == "argument":
        return parameter_name(parameter) + ("…" if parameter.nargs == -1 else "")
    names = ", ".join(sorted(parameter.opts, key=len))
    return names if parameter.is_flag else f"{names} {parameter.metavar}"


def _bracketed(parameter: Parameter) -> str:
    return _shape(parameter) if parameter.required else f"[{_shape(parameter)}]"


def _option_text(parameter: Parameter, text: str, say: Wording) -> str:
    return f"{text} [{say('help.required')}]" if parameter.required else text
