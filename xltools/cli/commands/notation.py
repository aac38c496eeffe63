"""`xltools notation`: how a target or an actual is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from xltools.cli.base import as_command, terminal
from xltools.cli.inputs import load_table
from xltools.cli.terminal import one_line
from xltools.cli.usage import wrong
from xltools.cli.wording import Wording
from xltools.notation import describe_pair, describe_rows, describe_texts


def notation(
    context: typer.Context,
    texts: Annotated[list[str] | None, typer.Argument(metavar="TEXT")] = None,
    pair: Annotated[tuple[str, str] | None, typer.Option("--pair", metavar="TARGET ACTUAL")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    """How texts are read, and how an actual stands to its target."""
    ours = terminal(context)
    if not texts and pair is None and csv is None:
        raise wrong(context, ours.say, "nothing_to_read")
    items = describe_texts(texts or ())
    if pair is not None:
        items.append(describe_pair(*pair))
    if csv is not None:
        items += describe_rows(_rows(csv, ours.say))
    if as_json:
        ours.give(items)
    else:
        ours.show("\n".join(line for item in items for line in _account(item, ours.say)))
    return 0


def _rows(path: Path, say: Wording) -> Iterator[Mapping[str, str | None]]:
    """The rows of a CSV file by English column names, whichever the file uses."""
    english = say.section("notation.columns")
    for row in load_table(path, say):
        yield {english.get(str(name).strip(), str(name).strip()): value for name, value in row.items()}


def _account(item: Mapping[str, Any], say: Wording) -> Iterator[str]:
    actual = item.get("actual")
    if actual is None:
        yield _read(item, say)
        if item["reason"]:
            yield say("notation.reason", reason=item["reason"])
        return
    yield say("notation.pair", target=_read(item, say), actual=_read(actual, say))
    ratio = say("notation.ratio", ratio=item["ratio"]) if item["ratio"] else ""
    verdict = say(f"notation.comparisons.{item['comparison']}")
    yield say("notation.comparison", comparison=verdict, ratio=ratio)
    if item["reason"]:
        yield say("notation.reason", reason=item["reason"])


def _read(item: Mapping[str, Any], say: Wording) -> str:
    """`≥95%：数值，≥95%`."""
    value = ""
    if item["value"] is not None:
        value = say(
            "notation.range" if item.get("high") else "notation.value",
            comparator=say.section("notation.comparators")[item["comparator"]],
            value=item["value"],
            high=item.get("high"),
            unit=item["unit"] or "",
        )
    kind = say(f"notation.kinds.{item['kind']}")
    return say("notation.text", text=one_line(item["text"]), kind=kind, value=value)


command = as_command(notation)
