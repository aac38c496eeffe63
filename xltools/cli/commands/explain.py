"""`xltools explain`: what a kind of finding means, its rule and source, and what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Annotated

import typer

from xltools.cli.base import as_command, terminal
from xltools.cli.usage import suggestion, wrong
from xltools.cli.wording import Wording
from xltools.findings import Kind, Severity, catalogue


def explain(
    context: typer.Context, code: Annotated[str | None, typer.Argument(metavar="CODE")] = None
) -> int:
    """One kind of finding, or the list of all."""
    ours = terminal(context)
    if code is None:
        ours.show("\n".join(_list(ours.say)))
        return 0
    kind = _find(code)
    if kind is None:
        known = [*catalogue(), *(kind.title for kind in catalogue().values())]
        near = suggestion(ours.say, code, known)
        raise wrong(context, ours.say, "unknown_code", code=code, suggestion=near)
    ours.show("\n".join(_account(kind, ours.say)))
    return 0


def _find(code: str) -> Kind | None:
    wanted = code.strip()
    by_title = (kind for kind in catalogue().values() if kind.title == wanted)
    return catalogue().get(wanted.lower()) or next(by_title, None)


def _list(say: Wording) -> Iterator[str]:
    for severity in Severity:
        yield say("explain.group", severity=say(f"severity.{severity}"))
        for kind in catalogue().values():
            if kind.severity is severity:
                yield say("explain.line", code=kind.code, title=kind.title)


def _account(kind: Kind, say: Wording) -> Iterator[str]:
    severity = say(f"severity.{kind.severity}")
    yield say("explain.head", title=kind.title, code=kind.code, severity=severity)
    if say.english:
        yield _blanks(kind.english, say)
        return
    for name in ("what", "rule", "source", "action", "explain"):
        yield say(f"explain.{name}", text=_blanks(getattr(kind, name), say))


def _blanks(template: str, say: Wording) -> str:
    """The sentence with （表中内容） where a finding names its values."""
    names = say.section("explain.names")
    blank = defaultdict(lambda: "…", {key: say("explain.blank", name=name) for key, name in names.items()})
    return template.format_map(blank)


command = as_command(explain)
