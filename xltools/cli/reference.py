"""`docs/commands.md`, made from the commands and their texts: `python -m xltools.cli.reference`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from xltools.cli.door import program
from xltools.cli.manual import sections, subcommands, usage
from xltools.cli.terminal import Terminal
from xltools.cli.usage import Context, command_name
from xltools.cli.wording import Wording, wording


def reference(language: str = "zh") -> str:
    """The page: every command with its parameters and examples, and the exit codes."""
    terminal = Terminal(wording(language))
    with program().make_context("xltools", [], obj=terminal) as context:
        pages = [_page(part, terminal.say) for part in _contexts(context)]
    lines = [terminal.say("reference.head").rstrip(), *pages, _exit_codes(terminal.say)]
    return "\n\n".join(lines) + "\n"


def _contexts(context: Context) -> Iterator[Context]:
    """A context for the program itself, for every command, and for the commands under it."""
    yield context
    for name, _ in subcommands(context):
        command = context.command.get_command(context, name)
        with command.make_context(name, [], parent=context, resilient_parsing=True) as inner:
            yield from _contexts(inner)


def _page(context: Context, say: Wording) -> str:
    texts = say.command(command_name(context))
    lines = [f"## {context.command_path}", "", texts.about.strip(), "", f"    {usage(context, say)}"]
    for title, rows in sections(context, say):
        lines += ["", f"**{title}**", "", "| | |", "|---|---|"]
        lines += [f"| `{name}` | {_escaped(text)} |" for name, text in rows]
    if texts.examples:
        lines += ["", f"**{say('help.examples')}**", "", *(f"    {example}" for example in texts.examples)]
    return "\n".join(lines)


def _exit_codes(say: Wording) -> str:
    rows = say.section("reference.exit_codes").items()
    lines = [f"## {say('reference.exit_title')}", "", "| | |", "|---|---|"]
    return "\n".join(lines + [f"| {code} | {text} |" for code, text in rows])


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr] # a real stream here
    sys.stdout.write(reference())
