"""Spreads work over processes that may die: results in order, nothing lost, the killer found."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from time import monotonic
from typing import Generic, Protocol, TypeVar

from xltools.cluster import Cluster, NoWorkersError

if sys.platform != "win32":
    import resource

Item = TypeVar("Item")
Result = TypeVar("Result")
Item_contra = TypeVar("Item_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)

AHEAD = 4
"""Batches under way for each worker, so that memory stays flat."""

SECONDS = 30
"""For one item, before its process is ended; a form takes milliseconds."""

MEMORY_BYTES = 1_000_000_000
"""Of address space for one of our processes, which has half of it before it reads anything."""


class Lost(Protocol[Item_contra, Result_co]):
    """Makes the result of an item whose process died; `late`: since it took too long."""

    def __call__(self, item: Item_contra, /, *, late: bool) -> Result_co:
        """The result."""


def one_by_one(work: Callable[[Item], Result], batch: Sequence[Item]) -> list[Result]:
    """The results of a batch: what a worker does with it, unless it is told otherwise."""
    return [work(item) for item in batch]


def never(_: object) -> bool:
    """No item ends a batch."""
    return False


@dataclass(frozen=True, slots=True)
class Batches(Generic[Item, Result]):
    """What goes to a worker at a time: enough to forget the way there, few to try again.

    A batch has `most` items, or ends earlier after an item that `ends` it; `do` makes its results there.
    """

    most: int = 20
    ends: Callable[[Item], bool] = never
    do: Callable[[Callable[[Item], Result], Sequence[Item]], list[Result]] = one_by_one

    def cut(self, items: Iterator[Item]) -> list[Item]:
        """The next batch."""
        batch: list[Item] = []
        for item in islice(items, self.most):
            batch.append(item)
            if self.ends(item):
                break
        return batch


class Crew(Generic[Item, Result]):
    """Does `work` to each item, in this process, in a number of processes, or by any executor.

    `lost` makes the result of an item whose process died, or was ended as the item took more than so many
    seconds or too much memory; an executor of others' sees to its own limits, but a cluster, whose workers
    may be ended. All must be top-level functions (or partials of them), as other processes are sent them by
    name.
    """

    def __init__(
        self,
        work: Callable[[Item], Result],
        lost: Lost[Item, Result],
        jobs: int | Executor,
        batches: Batches[Item, Result],
        seconds: float = SECONDS,
    ) -> None:
        self._work, self._lost, self._jobs, self._batches = work, lost, jobs, batches
        self._seconds = seconds if isinstance(jobs, int | Cluster) else None
        self._solo = _Solo(work, lost, seconds)

    def each(self, items: Iterable[Item]) -> Iterator[Result]:
        """The results, in the order of the items whatever finishes first."""
        try:
            if self._jobs == 1:
                yield from self._here(iter(items))
            elif isinstance(self._jobs, int):
                yield from self._by_own_processes(iter(items), self._jobs)
            else:
                width = self._jobs.width if isinstance(self._jobs, Cluster) else os.cpu_count() or 1
                yield from self._spread(iter(items), self._jobs, AHEAD * width)
        finally:
            self._solo.end()

    def _here(self, items: Iterator[Item]) -> Iterator[Result]:
        if self._batches.do is one_by_one:
            yield from map(self._work, items)
        while batch := self._batches.cut(items):
            yield from self._batches.do(self._work, batch)

    def _by_own_processes(self, items: Iterator[Item], jobs: int) -> Iterator[Result]:
        pool = _pool(jobs)

        def renewed(broken: Executor) -> Executor:
            nonlocal pool
            broken.shutdown(wait=False, cancel_futures=True)
            pool = _pool(jobs)
            return pool

        try:
            yield from self._spread(items, pool, AHEAD * jobs, renewed)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _spread(
        self,
        items: Iterator[Item],
        executor: Executor,
        ahead: int,
        renewed: Callable[[Executor], Executor] | None = None,
    ) -> Iterator[Result]:
        under_way: deque[tuple[list[Item], Future[list[Result]]]] = deque()
        while True:
            while len(under_way) < ahead and (batch := self._batches.cut(items)):
                under_way.append((batch, self._submit(executor, batch)))
            if not under_way:
                return
            batch, future = under_way.popleft()
            try:
                yield from executor.result(future) if isinstance(executor, Cluster) else future.result()
            except NoWorkersError:
                raise
            except Exception:  # work itself never raises: the way there, the process or the way back failed
                yield from map(self._solo.do, batch)
                if renewed is not None:  # one process that dies takes the batches of the others with it
                    executor = renewed(executor)
                    under_way = deque((later, self._again(executor, later, old)) for later, old in under_way)

    def _submit(self, executor: Executor, batch: list[Item]) -> Future[list[Result]]:
        try:
            with _undisturbed():
                return executor.submit(partial(_all, self._work, batch, self._seconds, self._batches.do))
        except Exception as error:  # a broken pool, a lost cluster: the batch is then done one by one
            failed: Future[list[Result]] = Future()
            failed.set_exception(error)
            return failed

    def _again(
        self, executor: Executor, batch: list[Item], old: Future[list[Result]]
    ) -> Future[list[Result]]:
        """A batch that was under way when a worker died: kept where it was done, else sent once more."""
        done = old.done() and not old.cancelled() and old.exception() is None
        return old if done else self._submit(executor, batch)


class _Solo(Generic[Item, Result]):
    """Does items one by one in another process, a new one after each death."""

    def __init__(self, work: Callable[[Item], Result], lost: Lost[Item, Result], seconds: float) -> None:
        self._work, self._lost, self._seconds = work, lost, seconds
        self._pool: ProcessPoolExecutor | None = None
        self._possible = True  # the system starts processes for us

    def do(self, item: Item) -> Result:
        """The item's result. It is lost only where it ended a process that had done nothing before it.

        Where the system gives no processes at all, this one does the work.
        """
        if self._pool is not None:
            with suppress(Exception):
                return self._in(self._pool, item)
        pool = self._fresh()
        if pool is None:
            return self._work(item)
        started = monotonic()
        try:
            return self._in(pool, item)
        except Exception:
            self.end()
            return self._lost(item, late=monotonic() - started >= self._seconds)

    def _in(self, pool: Executor, item: Item) -> Result:
        with _undisturbed():
            future = pool.submit(_all, self._work, [item], self._seconds)
        return future.result()[0]

    def end(self) -> None:
        """Let the process go."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None

    def _fresh(self) -> ProcessPoolExecutor | None:
        self.end()
        if self._possible:
            self._pool = _pool(1)
            self._possible = _lives(self._pool)
        if not self._possible:
            self.end()
        return self._pool


def _pool(jobs: int) -> ProcessPoolExecutor:
    # spawn: the same on every system, and no copy of threads or open files
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin, (MEMORY_BYTES,))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A process that starts in here hears of no Ctrl-C: that is for the one that started it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(most: int) -> None:
    """In each process of a pool, before any work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # on Windows it heard of Ctrl-C so far
    _limit_memory(most)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A process that was killed lets nobody know: its workers would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit_memory(most: int) -> None:
    """Have this process refused more memory than this. Windows has no such limits, macOS not all."""
    if sys.platform != "win32":
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _lives(pool: Executor) -> bool:
    """Whether the process of a pool comes up at all, before it has anything to die of."""
    try:
        with _undisturbed():
            future = pool.submit(bool, 1)
        return future.result()
    except (BrokenExecutor, OSError):
        return False


def _all(
    work: Callable[[Item], Result],
    batch: Sequence[Item],
    seconds: float | None,
    do: Callable[[Callable[[Item], Result], Sequence[Item]], list[Result]] = one_by_one,
) -> list[Result]:
    """The results of a batch. An item that takes longer than `seconds` ends this process."""
    return do(work if seconds is None else partial(_in_time, work, seconds), batch)


def _in_time(work: Callable[[Item], Result], seconds: float, item: Item) -> Result:
    # Its clock runs outside the interpreter, so that no loop in C can stop it.
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device, not a path
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            return work(item)
        finally:
            faulthandler.cancel_dump_traceback_later()
