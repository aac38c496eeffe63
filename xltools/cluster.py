"""The workers of a Dask cluster, as an executor like any other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from xltools.errors import MissingExtraError, OutputError, UsageError

SECONDS_WITHOUT_WORKERS = 300
"""That a scheduler may have no worker at all before nobody waits for one: a new machine takes minutes."""

_SECONDS_TO_CONNECT = 10
_SECONDS_BETWEEN_LOOKS = 2
_RUNNING = "running"  # how Dask calls a client that has its scheduler
_SPEAKER = "distributed"  # its loggers write to stderr, in English
P = ParamSpec("P")
T = TypeVar("T")


class NoWorkersError(OutputError):
    """All workers of a cluster went away, and none came."""


class Cluster(Executor):
    """Workers that a scheduler (`tcp://host:8786`) knows. One that dies is replaced, its work done by others.

    A worker may be ended while it works: its nanny, which Dask gives it, starts another. `same` is called
    here and by every worker and must give the same: another version would read otherwise.
    Raises MissingExtraError where Dask is not installed, and UsageError (Chinese) where nobody answers, no
    worker is there, or a worker has another version.
    """

    def __init__(self, address: str, same: Callable[[], str]) -> None:
        try:
            from distributed import Client  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise MissingExtraError("dask[distributed]", "cluster") from error
        try:
            self._client = Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise UsageError(
                f"{address}：连不上 Dask 调度器（{error}）。请核对地址，并确认已经运行 dask scheduler。"
            ) from error
        self._address = address
        try:
            self._check(address, same)
        except BaseException:
            self._client.close()
            raise
        self._workers = self._client.get_executor()
        self._silenced = [logger for logger in _loggers() if not logger.disabled]
        for logger in self._silenced:
            logger.disabled = True

    @property
    def lost(self) -> bool:
        """Whether the scheduler is gone, so that others have to do the work."""
        return bool(self._client.status != _RUNNING)

    @property
    def width(self) -> int:
        """How many tasks the workers do at the same time; 1 also where none is left, so that one is tried."""
        try:
            return max(1, self._threads())
        except OSError:
            return 1

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a worker call it. A call that ends several workers fails."""
        future: Future[T] = self._workers.submit(fn, *args, **kwargs)
        return future

    def result(self, future: Future[T]) -> T:
        """What a call gave, waited for as long as there are workers, and a while without any.

        Raises NoWorkersError (Chinese) where none comes, and what the call raised.
        """
        alone_since: float | None = None
        while True:
            try:
                return future.result(_SECONDS_BETWEEN_LOOKS)
            except TimeoutError:
                if future.done():  # it is what the call raised
                    raise
            if self._has_workers():
                alone_since = None
                continue
            alone_since = alone_since or monotonic()
            if monotonic() - alone_since >= SECONDS_WITHOUT_WORKERS:
                raise self._stranded()

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Leave the cluster; where something went wrong, without waiting for what it still does."""
        self.shutdown(wait=kind is None, cancel_futures=kind is not None)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which goes on."""
        self._workers.shutdown(wait=wait and not cancel_futures)
        self._client.close()
        for logger in self._silenced:
            logger.disabled = False

    def _has_workers(self) -> bool:
        """True also where the scheduler does not answer: then the calls fail by themselves."""
        try:
            return self._threads() > 0
        except OSError:
            return True

    def _stranded(self) -> NoWorkersError:
        return NoWorkersError(
            f"{self._address}：集群里的工作进程都没有了，等了 {SECONDS_WITHOUT_WORKERS} 秒也没有新的，"
            "汇总停在这里，没有写汇总表。读过的都已记下："
            f"请用 dask worker {self._address} --nthreads 1 启动工作进程，"
            "再运行一次同样的命令接着做；也可以去掉 --scheduler，由本机接着读。"
        )

    def _threads(self) -> int:
        return sum(self._client.nthreads().values())

    def _check(self, address: str, same: Callable[[], str]) -> None:
        if not self._threads():
            raise UsageError(
                f"{address}：集群里还没有工作进程。请先运行 dask worker {address} --nthreads 1。"
            )
        try:
            answers: dict[str, Any] = self._client.run(same)
        except Exception as error:
            raise UsageError(
                f"{address}：工作进程不能运行 xltools（{type(error).__name__}）。"
                "请在每台机器上装好同一版本的 xltools。"
            ) from error
        if set(answers.values()) != {same()}:
            raise UsageError(f"{address}：工作进程的 xltools 与本机版本不同。请在每台机器上装好同一版本。")


def _loggers() -> Iterator[logging.Logger]:
    known = logging.root.manager.loggerDict.items()
    return (one for name, one in known if name.startswith(_SPEAKER) and isinstance(one, logging.Logger))
