"""A progress bar, where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from xltools.cli.terminal import Terminal

Item = TypeVar("Item")
Report = Callable[[int, int, str], None]


@contextmanager
def progress(terminal: Terminal) -> Iterator[Report]:
    """A function to report (done, of how many, what) to: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _total, _name: None
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(terminal.say("messages.working"), total=None)
        yield lambda done, total, _name: bar.update(task, completed=done, total=total)


@contextmanager
def counting(terminal: Terminal) -> Iterator[Callable[[int, str], None]]:
    """The same where nobody knows of how many: a function to report (done, what) to."""
    if not sys.stderr.isatty():
        yield lambda _done, _name: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(terminal.say("messages.working"), total=None)
        yield lambda done, name: bar.update(
            task, description=terminal.say("new.working", count=done, name=escape(name))
        )


def track(terminal: Terminal, items: Iterable[Item], total: int) -> Iterator[Item]:
    """The items, one by one, with a bar."""
    with progress(terminal) as report:
        for number, item in enumerate(items):
            report(number, total, "")
            yield item
